"""Appealing a grade in force, withdrawing and answering the appeal."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.models import (
    Appeal,
    AppealState,
    Evaluation,
    Grade,
    GradeReview,
    GradeState,
    Scheme,
)
from mainstay.apps.evaluation.models.requests import TEXT_LENGTH
from mainstay.apps.evaluation.policies import REVIEW, SUPPORT
from mainstay.apps.evaluation.queries.reviews.queue import evaluation_in_review
from mainstay.apps.evaluation.queries.reviews.requests import RequestNotFound
from mainstay.apps.evaluation.queries.schemes import published_version
from mainstay.apps.evaluation.services.reviews import requests
from mainstay.apps.evaluation.services.reviews.deciding import accept_one, override, unfit_text
from mainstay.apps.evaluation.services.reviews.telling import tell_appellant
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service

_WHY = "the policy is asked for the very row"


@service(SUPPORT)
def appeal(actor: Actor, *, scheme: str, customer: int, note: str) -> Appeal:
    """Ask to look again at the grade that a customer has in a scheme that asks for approval.

    Raises CustomerNotFound, UnknownScheme, and ValidationError naming the arguments.
    """
    requests.require_support(actor, customer)
    row = published_version(scheme).scheme
    held = requests.held_by(row, customer)
    twice = _("There is an appeal already, and it is not answered yet.")
    refused = requests.refusals(Appeal, row, customer, twice)
    refused |= unfit_text("note", note, TEXT_LENGTH)
    if held is None and "scheme" not in refused:
        says = _("The customer has no grade in this scheme.")
        refused["scheme"] = ValidationError(says, "no_grade")
    if refused or held is None:
        raise ValidationError(refused)
    made = Appeal(scheme=row, customer_id=customer, code=held.code, note=note.strip())
    return requests.ask(actor, "evaluation.appeal.made", made)


@service(SUPPORT)
def withdraw_appeal(actor: Actor, number: int) -> Appeal:
    """Take an appeal back. Raises RequestNotFound and RequestAnswered."""
    row = requests.locked(Appeal, actor, SUPPORT, number)
    requests.answer(actor, "evaluation.appeal.withdrawn", row, AppealState.WITHDRAWN)
    return row


@service(REVIEW)
def uphold(actor: Actor, number: int, *, reason: str) -> Appeal:
    """Answer that the grade stays, and tell the appellant why.

    Raises RequestNotFound, RequestAnswered and ValidationError.
    """
    row = requests.locked(Appeal, actor, REVIEW, number)
    if refused := unfit_text("reason", reason):
        raise ValidationError(refused)
    told = {"reason": reason.strip()}
    requests.answer(actor, "evaluation.appeal.upheld", row, AppealState.UPHELD, reason, **told)
    tell_appellant(actor, row)
    return row


@service(REVIEW)
def change_grade(
    actor: Actor, number: int, *, grade: str, reason: str, holds_until: date
) -> Appeal:
    """Decide another grade, which then passes the steps of approval, and tell the appellant.

    Raises RequestNotFound, RequestAnswered, ReviewMoved where a step has approved what an
    evaluation proposes for the customer, and ValidationError naming the arguments.
    """
    row = requests.locked(Appeal, actor, REVIEW, number)
    Scheme.objects.system("no evaluation ends meanwhile").select_for_update().get(pk=row.scheme_id)
    held = requests.held_by(row.scheme, row.customer_id)
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
    told = {"reason": reason.strip(), "proposed": grade}
    requests.answer(actor, "evaluation.appeal.changed", row, AppealState.CHANGED, reason, **told)
    tell_appellant(actor, row)
    return row


def _proposal(actor: Actor, row: Appeal, held: Grade) -> GradeReview:
    """What is in review for the customer; where nothing is, that the grade stays."""
    evaluation = evaluation_in_review(actor, row.scheme.code) or row.scheme.in_force
    if evaluation is None:
        raise RequestNotFound(Appeal, row.pk)
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
