"""Telling people of grades: that evidence is asked for, that grades of theirs have changed."""

from collections import Counter
from collections.abc import Iterable

from mainstay.apps.evaluation.models import Appeal, Evaluation, GradeReview, Nomination, Scheme
from mainstay.apps.notifications.services.telling import notify
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Severity

EVIDENCE = "evaluation.evidence_asked"
CHANGED = "evaluation.grades_changed"
NOMINATION = "evaluation.nomination_answered"
APPEAL = "evaluation.appeal_answered"
"""The kinds of these messages, and the topics that people choose by."""


def tell_evidence_asked(actor: Actor, row: GradeReview) -> None:
    """Tell the customer's owner that evidence for its grade is asked for."""
    owner = row.customer.owner_id
    if owner is None or owner == actor.person_id:
        return
    figures = {
        **_named(row.evaluation.version.scheme),
        "customer": row.customer_id,
        "name": row.customer.name,
    }
    notify(
        [owner],
        EVIDENCE,
        severity=Severity.CAUTION,
        figures=figures,
        occasion=f"{EVIDENCE}:{row.pk}:{row.edits}",
        topic=EVIDENCE,
    )


def tell_owners(actor: Actor, evaluation: Evaluation, owners: Iterable[int], when: str) -> None:
    """Tell owners of customers how many of theirs have another grade; who did it knows.

    `owners` has one for each customer, `when` tells this occasion from others of the evaluation.
    """
    for owner, customers in Counter(owners).items():
        if owner == actor.person_id:
            continue
        figures = {**_named(evaluation.version.scheme), "customers": customers}
        notify(
            [owner],
            CHANGED,
            severity=Severity.INFO,
            figures=figures,
            occasion=f"{CHANGED}:{evaluation.pk}:{when}",
            topic=CHANGED,
        )


def tell_nominator(actor: Actor, row: Nomination) -> None:
    """Tell who nominated a customer what became of it."""
    _tell_answer(actor, row, row.code, NOMINATION)


def tell_appellant(actor: Actor, row: Appeal) -> None:
    """Tell who appealed a grade what became of it."""
    _tell_answer(actor, row, row.decided_code or row.code, APPEAL)


def _tell_answer(actor: Actor, row: Nomination | Appeal, grade: str, kind: str) -> None:
    if row.by_id is None or row.by_id == actor.person_id:
        return
    figures = {
        **_named(row.scheme),
        "number": row.pk,
        "name": row.customer.name,
        "grade": grade,
        "state": row.state,
        "answer": row.answer,
    }
    notify(
        [row.by_id],
        kind,
        severity=Severity.INFO,
        figures=figures,
        occasion=f"{kind}:{row.pk}",
        topic=kind,
    )


def _named(scheme: Scheme) -> dict[str, str]:
    return {"scheme": scheme.code, "scheme_name": scheme.name}
