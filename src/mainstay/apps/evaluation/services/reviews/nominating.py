"""Nominating a customer for a grade, withdrawing and answering it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import (
    Approval,
    Grade,
    GradeState,
    Nomination,
    NominationState,
    Scheme,
)
from mainstay.apps.evaluation.models.nominations import EVIDENCE_LENGTH
from mainstay.apps.evaluation.policies import REVIEW, SUPPORT
from mainstay.apps.evaluation.queries.reviews.nominations import NominationNotFound
from mainstay.apps.evaluation.queries.schemes import grades_of, published_version
from mainstay.apps.evaluation.services.reviews.deciding import unfit_text
from mainstay.apps.evaluation.services.reviews.telling import tell_nominator
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, require, service
from mainstay.foundation.audit import services as audit

_WHY = "the policy is asked for the very row"


class NominationAnswered(Exception):
    """The nomination is answered or withdrawn already."""


@service(SUPPORT)
def nominate(actor: Actor, *, scheme: str, customer: int, grade: str, evidence: str) -> Nomination:
    """Nominate a customer for a grade of a scheme that asks for approval.

    Raises CustomerNotFound, UnknownScheme, and ValidationError naming the arguments.
    """
    found = customers.customer(actor, customer)
    if not customers.may(actor, SUPPORT, found):
        raise AccessDenied(SUPPORT)
    version = published_version(scheme)
    refused = _refusals(version.scheme, found.pk, evidence)
    if grade not in {each.code for each in grades_of(version)}:
        refused["grade"] = ValidationError(_("The scheme has no such grade."), "unknown")
    elif grade == _grade_in_force(version.scheme, found.pk):
        says = _("The customer has this grade already.")
        refused["grade"] = ValidationError(says, "as_it_is")
    if refused:
        raise ValidationError(refused)
    made = Nomination.objects.create(
        scheme=version.scheme,
        customer_id=found.pk,
        code=grade,
        evidence=evidence.strip(),
        by_id=actor.person_id,
        by_name=actor.name[:200],
    )
    _note(actor, "evaluation.nomination.made", made, text=made.evidence)
    return made


def _refusals(scheme: Scheme, customer: int, evidence: str) -> dict[str, ValidationError]:
    refused: dict[str, ValidationError] = {}
    if scheme.approval != Approval.REQUIRED:
        says = _("Grades of this scheme come into force at once: nobody reviews them.")
        refused["scheme"] = ValidationError(says, "automatic")
    rows = Nomination.objects.system("one nomination at a time, whoever made it")
    if rows.filter(scheme=scheme, customer=customer, state=NominationState.OPEN).exists():
        says = _("The customer is nominated already, and the nomination is not answered yet.")
        refused["customer"] = ValidationError(says, "nominated")
    refused |= unfit_text("evidence", evidence, EVIDENCE_LENGTH)
    return refused


def _grade_in_force(scheme: Scheme, customer: int) -> str | None:
    rows = Grade.objects.system("the customer is visible")
    held = rows.filter(scheme=scheme, customer=customer, state=GradeState.IN_FORCE)
    return held.values_list("code", flat=True).first()


@service(SUPPORT)
def withdraw_nomination(actor: Actor, number: int) -> Nomination:
    """Take a nomination back. Raises NominationNotFound and NominationAnswered."""
    row = _locked(actor, SUPPORT, number)
    _answer(actor, row, NominationState.WITHDRAWN)
    _note(actor, "evaluation.nomination.withdrawn", row)
    return row


@service(REVIEW)
def decline_nomination(actor: Actor, number: int, *, reason: str) -> Nomination:
    """Answer that the customer does not get the grade, and tell who nominated it why.

    Raises NominationNotFound, NominationAnswered and ValidationError.
    """
    row = _locked(actor, REVIEW, number)
    if refused := unfit_text("reason", reason):
        raise ValidationError(refused)
    _answer(actor, row, NominationState.DECLINED, reason.strip())
    _note(actor, "evaluation.nomination.declined", row, reason=row.answer)
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
        granted = grade.code == row.code
        state = NominationState.GRANTED if granted else NominationState.DECLINED
        _answer(actor, row, state, grade.review.reason)
        _note(actor, f"evaluation.nomination.{state}", row)
        tell_nominator(actor, row)


def _locked(actor: Actor, permission: str, number: int) -> Nomination:
    rows = Nomination.objects.system(_WHY).select_for_update(of=("self",))
    row = rows.select_related("scheme", "customer__owner").filter(pk=number).first()
    if row is None:
        raise NominationNotFound(number)
    require(actor, permission, row)
    if not row.is_open:
        raise NominationAnswered(number)
    return row


def _answer(actor: Actor, row: Nomination, state: NominationState, answer: str = "") -> None:
    row.state, row.answer = state, answer
    row.answered_by_name, row.answered_at = actor.name[:200], timezone.now()
    row.save()


def _note(actor: Actor, action: str, row: Nomination, **more: Any) -> None:
    audit.record(
        actor,
        action,
        subject=row,
        scheme=row.scheme.code,
        customer=row.customer.code,
        grade=row.code,
        **more,
    )
