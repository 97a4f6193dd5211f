"""Appealing a grade in force, withdrawing and answering the appeal."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import (
    Appeal,
    AppealState,
    Approval,
    Evaluation,
    Grade,
    GradeReview,
    GradeState,
    Scheme,
)
from mainstay.apps.evaluation.models.nominations import EVIDENCE_LENGTH
from mainstay.apps.evaluation.policies import REVIEW, SUPPORT
from mainstay.apps.evaluation.queries.reviews.appeals import AppealNotFound
from mainstay.apps.evaluation.queries.reviews.queue import evaluation_in_review
from mainstay.apps.evaluation.queries.schemes import published_version
from mainstay.apps.evaluation.services.reviews.deciding import accept_one, override, unfit_text
from mainstay.apps.evaluation.services.reviews.telling import tell_appellant
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, require, service
from mainstay.foundation.audit import services as audit

_WHY = "the policy is asked for the very row"


class AppealAnswered(Exception):
    """The appeal is answered or withdrawn already."""


@service(SUPPORT)
def appeal(actor: Actor, *, scheme: str, customer: int, note: str) -> Appeal:
    """Ask to look again at the grade that a customer has in a scheme that asks for approval.

    Raises CustomerNotFound, UnknownScheme, and ValidationError naming the arguments.
    """
    found = customers.customer(actor, customer)
    if not customers.may(actor, SUPPORT, found):
        raise AccessDenied(SUPPORT)
    row = published_version(scheme).scheme
    held = _held(row, found.pk)
    refused = _refusals(row, found.pk, held, note)
    if refused or held is None:
        raise ValidationError(refused)
    made = Appeal.objects.create(
        scheme=row,
        customer_id=found.pk,
        code=held.code,
        note=note.strip(),
        by_id=actor.person_id,
        by_name=actor.name[:200],
    )
    _note(actor, "evaluation.appeal.made", made, text=made.note)
    return made


def _refusals(
    scheme: Scheme, customer: int, held: Grade | None, note: str
) -> dict[str, ValidationError]:
    refused = unfit_text("note", note, EVIDENCE_LENGTH)
    rows = Appeal.objects.system("one appeal at a time, whoever made it")
    if scheme.approval != Approval.REQUIRED:
        says = _("Grades of this scheme come into force at once: nobody reviews them.")
        refused["scheme"] = ValidationError(says, "automatic")
    elif held is None:
        says = _("The customer has no grade in this scheme.")
        refused["scheme"] = ValidationError(says, "no_grade")
    elif rows.filter(scheme=scheme, customer=customer, state=AppealState.OPEN).exists():
        says = _("There is an appeal already, and it is not answered yet.")
        refused["customer"] = ValidationError(says, "appealed")
    return refused


def _held(scheme: Scheme, customer: int) -> Grade | None:
    rows = Grade.objects.system("the customer is visible")
    return rows.filter(scheme=scheme, customer=customer, state=GradeState.IN_FORCE).first()


@service(SUPPORT)
def withdraw_appeal(actor: Actor, number: int) -> Appeal:
    """Take an appeal back. Raises AppealNotFound and AppealAnswered."""
    row = _locked(actor, SUPPORT, number)
    _answer(actor, row, AppealState.WITHDRAWN)
    _note(actor, "evaluation.appeal.withdrawn", row)
    return row


@service(REVIEW)
def uphold(actor: Actor, number: int, *, reason: str) -> Appeal:
    """Answer that the grade stays, and tell the appellant why.

    Raises AppealNotFound, AppealAnswered and ValidationError.
    """
    row = _locked(actor, REVIEW, number)
    if refused := unfit_text("reason", reason):
        raise ValidationError(refused)
    _answer(actor, row, AppealState.UPHELD, reason.strip())
    _note(actor, "evaluation.appeal.upheld", row, reason=row.answer)
    tell_appellant(actor, row)
    return row


@service(REVIEW)
def change_grade(
    actor: Actor, number: int, *, grade: str, reason: str, holds_until: date
) -> Appeal:
    """Decide another grade, which then passes the steps of approval, and tell the appellant.

    Raises AppealNotFound, AppealAnswered, ReviewMoved where a step has approved what an evaluation
    proposes for the customer, and ValidationError naming the arguments.
    """
    row = _locked(actor, REVIEW, number)
    Scheme.objects.system("no evaluation ends meanwhile").select_for_update().get(pk=row.scheme_id)
    held = _held(row.scheme, row.customer_id)
    if held is None or grade == held.code:
        says = _("The customer has this grade already, or none any more.")
        raise ValidationError({"grade": ValidationError(says, "as_it_is")})
    proposed = _proposal(actor, row, held)
    if grade == proposed.grade.code:
        if refused := unfit_text("reason", reason):
            raise ValidationError(refused)
        accept_one(actor, row.scheme.code, row.customer_id)
    else:
        override(
            actor,
            row.scheme.code,
            row.customer_id,
            grade=grade,
            reason=reason,
            holds_until=holds_until,
        )
    row.decided_code = grade
    _answer(actor, row, AppealState.CHANGED, reason.strip())
    _note(actor, "evaluation.appeal.changed", row, reason=row.answer, proposed=grade)
    tell_appellant(actor, row)
    return row


def _proposal(actor: Actor, row: Appeal, held: Grade) -> GradeReview:
    """What is in review for the customer; where nothing is, that the grade stays."""
    evaluation = evaluation_in_review(actor, row.scheme.code) or row.scheme.in_force
    if evaluation is None:
        raise AppealNotFound(row.pk)
    reviews = GradeReview.objects.system(_WHY).select_related("grade")
    waiting = reviews.filter(evaluation=evaluation, customer=row.customer_id, is_open=True)
    return waiting.first() or _proposed_as_it_is(evaluation, held)


def _proposed_as_it_is(evaluation: Evaluation, held: Grade) -> GradeReview:
    earlier = Grade.objects.system(_WHY).filter(evaluation=evaluation, customer=held.customer_id)
    last = earlier.aggregate(last=Max("revision"))["last"]
    grade = Grade.objects.create(
        customer_id=held.customer_id,
        unit_id=held.unit_id,
        scheme_id=held.scheme_id,
        evaluation=evaluation,
        revision=0 if last is None else last + 1,
        state=GradeState.PROPOSED,
        code=held.code,
        step=held.step,
        previous_code=held.code,
        previous_step=held.step,
        key_account=held.key_account,
        score=held.score,
        valid_from=governance.today(),
    )
    return GradeReview.objects.create(
        grade=grade, evaluation=evaluation, customer_id=held.customer_id, move=0
    )


def _locked(actor: Actor, permission: str, number: int) -> Appeal:
    rows = Appeal.objects.system(_WHY).select_for_update(of=("self",))
    row = rows.select_related("scheme__in_force", "customer__owner").filter(pk=number).first()
    if row is None:
        raise AppealNotFound(number)
    require(actor, permission, row)
    if not row.is_open:
        raise AppealAnswered(number)
    return row


def _answer(actor: Actor, row: Appeal, state: AppealState, answer: str = "") -> None:
    row.state, row.answer = state, answer
    row.answered_by_name, row.answered_at = actor.name[:200], timezone.now()
    row.save()


def _note(actor: Actor, action: str, row: Appeal, **more: Any) -> None:
    audit.record(
        actor,
        action,
        subject=row,
        scheme=row.scheme.code,
        customer=row.customer.code,
        grade=row.code,
        **more,
    )
