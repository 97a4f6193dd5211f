"""Nominating a customer for a grade, withdrawing and answering it."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.models import Grade, GradeState, Nomination, NominationState, Scheme
from mainstay.apps.evaluation.models.requests import TEXT_LENGTH
from mainstay.apps.evaluation.policies import REVIEW, SUPPORT
from mainstay.apps.evaluation.queries.schemes import grades_of, published_version
from mainstay.apps.evaluation.services.reviews import requests
from mainstay.apps.evaluation.services.reviews.deciding import unfit_text
from mainstay.apps.evaluation.services.reviews.telling import tell_nominator
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service

_WHY = "who approves grades answers what was asked for them"
_GRANTED = (NominationState.GRANTED, "evaluation.nomination.granted")
_OVERTAKEN = (NominationState.DECLINED, "evaluation.nomination.declined")


@service(SUPPORT)
def nominate(actor: Actor, *, scheme: str, customer: int, grade: str, evidence: str) -> Nomination:
    """Nominate a customer for a grade of a scheme that asks for approval.

    Raises CustomerNotFound, UnknownScheme, and ValidationError naming the arguments.
    """
    requests.require_support(actor, customer)
    version = published_version(scheme)
    held = requests.held_by(version.scheme, customer)
    twice = _("The customer is nominated already, and the nomination is not answered yet.")
    refused = requests.refusals(Nomination, version.scheme, customer, twice)
    refused |= unfit_text("evidence", evidence, TEXT_LENGTH)
    if grade not in {each.code for each in grades_of(version)}:
        refused["grade"] = ValidationError(_("The scheme has no such grade."), "unknown")
    elif held is not None and grade == held.code:
        says = _("The customer has this grade already.")
        refused["grade"] = ValidationError(says, "as_it_is")
    if refused:
        raise ValidationError(refused)
    made = Nomination(
        scheme=version.scheme, customer_id=customer, code=grade, evidence=evidence.strip()
    )
    return requests.ask(actor, "evaluation.nomination.made", made)


@service(SUPPORT)
def withdraw_nomination(actor: Actor, number: int) -> Nomination:
    """Take a nomination back. Raises RequestNotFound and RequestAnswered."""
    row = requests.locked(Nomination, actor, SUPPORT, number)
    requests.answer(actor, "evaluation.nomination.withdrawn", row, NominationState.WITHDRAWN)
    return row


@service(REVIEW)
def decline_nomination(actor: Actor, number: int, *, reason: str) -> Nomination:
    """Answer that the customer does not get the grade, and tell who nominated it why.

    Raises RequestNotFound, RequestAnswered and ValidationError.
    """
    row = requests.locked(Nomination, actor, REVIEW, number)
    if refused := unfit_text("reason", reason):
        raise ValidationError(refused)
    requests.answer(
        actor,
        "evaluation.nomination.declined",
        row,
        NominationState.DECLINED,
        reason,
        reason=reason.strip(),
    )
    tell_nominator(actor, row)
    return row


def answer_nominations(actor: Actor, scheme: Scheme, grades: Sequence[int]) -> None:
    """Answer what customers were nominated for whose grades have just come into force."""
    rows = Nomination.objects.system(_WHY).filter(scheme=scheme, state=NominationState.OPEN)
    # Nominations are few, grades may be many.
    waiting = {row.customer_id: row for row in rows.select_related("scheme", "customer")}
    given = Grade.objects.system(_WHY).filter(
        scheme=scheme, state=GradeState.IN_FORCE, customer__in=waiting
    )
    fresh = set(grades)
    for grade in given.select_related("review"):
        if grade.pk not in fresh:
            continue
        row = waiting[grade.customer_id]
        state, action = _GRANTED if grade.code == row.code else _OVERTAKEN
        requests.answer(actor, action, row, state, grade.review.reason)
        tell_nominator(actor, row)
