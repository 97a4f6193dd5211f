"""Telling people of grades: that evidence is asked for, that grades of theirs have changed."""

from collections import Counter
from collections.abc import Iterable

from mainstay.apps.evaluation.models import Evaluation, GradeReview
from mainstay.apps.notifications.services.telling import notify
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Severity

EVIDENCE = "evaluation.evidence_asked"
CHANGED = "evaluation.grades_changed"
"""The kinds of these messages, and the topics that people choose by."""


def tell_evidence_asked(actor: Actor, row: GradeReview) -> None:
    """Tell the customer's owner that evidence for its grade is asked for."""
    owner = row.customer.owner_id
    if owner is None or owner == actor.person_id:
        return
    figures = {
        **_named(row.evaluation),
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
        figures = {**_named(evaluation), "customers": customers}
        notify(
            [owner],
            CHANGED,
            severity=Severity.INFO,
            figures=figures,
            occasion=f"{CHANGED}:{evaluation.pk}:{when}",
            topic=CHANGED,
        )


def _named(evaluation: Evaluation) -> dict[str, str]:
    scheme = evaluation.version.scheme
    return {"scheme": scheme.code, "scheme_name": scheme.name}
