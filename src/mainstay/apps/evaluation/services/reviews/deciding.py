"""Deciding about proposed grades: accept, override, ask for evidence, give it, take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import (
    GradeApproval,
    GradeReview,
    NoteKind,
    ReviewNote,
    ReviewState,
)
from mainstay.apps.evaluation.models.reviews import REASON_LENGTH
from mainstay.apps.evaluation.policies import APPROVE, REVIEW, SUPPORT
from mainstay.apps.evaluation.queries.reviews.queue import (
    ReviewNotFound,
    Wanted,
    evaluation_in_review,
    queue,
)
from mainstay.apps.evaluation.queries.reviews.steps import DECIDED
from mainstay.apps.evaluation.queries.schemes import GradeOfScheme, grades_of
from mainstay.apps.evaluation.services.reviews.telling import tell_evidence_asked
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.kernel.text import has_controls

UNDECIDED = (ReviewState.WAITING, ReviewState.EVIDENCE)
_WHY = "the policy is asked for the very row"


class ReviewMoved(Exception):
    """Somebody else has decided meanwhile, so that this can no longer be done to what was seen."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many proposed grades were accepted, and how many of those asked for were not.

    These were decided by somebody else meanwhile, wait for evidence, or are not the actor's to
    decide about.
    """

    accepted: int
    left: int


@service(REVIEW)
def accept(
    actor: Actor, scheme: str, keys: Sequence[int] = (), wanted: Wanted | None = None
) -> Accepted:
    """Accept what is proposed for customers with these keys, or for all that are `wanted`.

    Raises UnknownScheme.
    """
    evaluation = evaluation_in_review(actor, scheme)
    if evaluation is None:
        return Accepted(0, len(keys))
    asked = queue(actor, evaluation, wanted)
    if wanted is None:
        asked = asked.filter(customer__in=keys)
    number = len(set(keys)) if wanted is None else asked.count()
    mine = asked.order_by().filter(
        state=ReviewState.WAITING, customer__in=customers.to_decide_about(actor)
    )
    # By their keys: what an update has changed must not decide what else it changes.
    chosen = list(mine.values_list("pk", flat=True))
    accepted = _update_many(
        chosen,
        state=ReviewState.ACCEPTED,
        decided_by_name=actor.name[:200],
        decided_at=timezone.now(),
    )
    if accepted:
        audit.record(
            actor,
            "evaluation.grades.accepted",
            subject=evaluation,
            scheme=scheme,
            as_of=evaluation.as_of,
            customers=accepted,
        )
    return Accepted(accepted, number - accepted)


def _update_many(chosen: Sequence[int], **values: Any) -> int:
    rows = GradeReview.objects.system(_WHY).filter(state=ReviewState.WAITING)
    portions = (chosen[start : start + 5_000] for start in range(0, len(chosen), 5_000))
    return sum(
        rows.filter(pk__in=portion).update(edits=F("edits") + 1, **values) for portion in portions
    )


@service(REVIEW)
def accept_one(actor: Actor, scheme: str, customer: int, edits: int | None = None) -> GradeReview:
    """Accept what is proposed for a customer, also while evidence is missing.

    `edits` is what the reader saw. Raises UnknownScheme, ReviewNotFound and ReviewMoved.
    """
    row = _locked(actor, REVIEW, scheme, customer, edits)
    _demand(row, UNDECIDED)
    _decide(actor, row, ReviewState.ACCEPTED)
    _note(actor, "evaluation.grade.accepted", row)
    return row


@service(REVIEW)
def override(
    actor: Actor,
    scheme: str,
    customer: int,
    *,
    grade: str,
    reason: str,
    holds_until: date,
    edits: int | None = None,
) -> GradeReview:
    """Decide another grade than the one proposed, for a time; evaluations then leave it alone.

    Raises UnknownScheme, ReviewNotFound, ReviewMoved, and ValidationError naming the arguments.
    """
    row = _locked(actor, REVIEW, scheme, customer, edits)
    _demand(row, (*UNDECIDED, *DECIDED))
    chosen = _checked(row, grade, reason, holds_until)
    row.computed_code = row.computed_code or row.grade.code
    row.computed_step = row.computed_step or row.grade.step
    row.reason, row.holds_until = reason.strip(), holds_until
    _give(row, chosen)
    _decide(actor, row, ReviewState.OVERRIDDEN)
    _note(
        actor,
        "evaluation.grade.overridden",
        row,
        reason=row.reason,
        holds_until=holds_until,
        proposed=row.computed_code,
    )
    return row


def _checked(row: GradeReview, grade: str, reason: str, holds_until: date) -> GradeOfScheme:
    refused: dict[str, ValidationError] = {}
    known = {each.code: each for each in grades_of(row.evaluation.version)}
    if grade not in known:
        refused["grade"] = ValidationError(_("The scheme has no such grade."), "unknown")
    elif grade == (row.computed_code or row.grade.code):
        says = _("This is the grade that is proposed: accept it.")
        refused["grade"] = ValidationError(says, "as_proposed")
    refused |= unfit_text("reason", reason)
    if holds_until <= governance.today():
        says = _("Give a day that is still to come.")
        refused["holds_until"] = ValidationError(says, "in_the_past")
    if refused:
        raise ValidationError(refused)
    return known[grade]


def unfit_text(field: str, text: str, most: int = REASON_LENGTH) -> dict[str, ValidationError]:
    """What is wrong with a text that somebody has to write; nothing where it is fit."""
    if not text.strip():
        return {field: ValidationError(_("This field is required."), "required")}
    if len(text) > most or has_controls(text, but="\r\n"):
        says = _("At most %(most)s characters.") % {"most": most}
        return {field: ValidationError(says, "too_long")}
    return {}


def _give(row: GradeReview, chosen: GradeOfScheme) -> None:
    """Let the proposal be another grade."""
    grade = row.grade
    grade.code, grade.step, grade.key_account = chosen.code, chosen.step, chosen.key_account
    grade.save(update_fields=["code", "step", "key_account"])
    row.move = None if grade.previous_step is None else grade.previous_step - grade.step


@service(REVIEW)
def ask_evidence(
    actor: Actor, scheme: str, customer: int, *, text: str, edits: int | None = None
) -> GradeReview:
    """Send a proposal back for evidence and tell the customer's owner what is asked for.

    Raises UnknownScheme, ReviewNotFound, ReviewMoved and ValidationError.
    """
    row = _locked(actor, REVIEW, scheme, customer, edits)
    _demand(row, UNDECIDED)
    _write(actor, row, NoteKind.ASKED, text)
    _decide(actor, row, ReviewState.EVIDENCE)
    _note(actor, "evaluation.grade.evidence_asked", row, text=text.strip())
    tell_evidence_asked(actor, row)
    return row


@service(SUPPORT)
def give_evidence(
    actor: Actor, scheme: str, customer: int, *, text: str, edits: int | None = None
) -> GradeReview:
    """Give the evidence that was asked for; the proposal waits for review again.

    Raises UnknownScheme, ReviewNotFound, ReviewMoved and ValidationError.
    """
    row = _locked(actor, SUPPORT, scheme, customer, edits)
    _demand(row, (ReviewState.EVIDENCE,))
    _write(actor, row, NoteKind.GIVEN, text)
    _undecide(row)
    _note(actor, "evaluation.grade.evidence_given", row, text=text.strip())
    return row


@service(REVIEW)
def take_back(actor: Actor, scheme: str, customer: int, edits: int | None = None) -> GradeReview:
    """Take a decision back that no step has approved yet; the proposal waits again.

    Raises UnknownScheme, ReviewNotFound and ReviewMoved.
    """
    row = _locked(actor, REVIEW, scheme, customer, edits)
    _demand(row, DECIDED)
    _undecide(row)
    _note(actor, "evaluation.grade.decision_taken_back", row)
    return row


@service(APPROVE)
def send_back(
    actor: Actor, scheme: str, customer: int, *, text: str, edits: int | None = None
) -> GradeReview:
    """Do not approve a decision that waits at a step of the actor's: it is reviewed again.

    Raises UnknownScheme, ReviewNotFound, ReviewMoved and ValidationError.
    """
    row = _locked(actor, APPROVE, scheme, customer, edits)
    if row.state not in DECIDED:
        raise ReviewMoved(customer)
    _write(actor, row, NoteKind.SENT_BACK, text)
    _undecide(row)
    _note(actor, "evaluation.grade.sent_back", row, text=text.strip())
    return row


def _locked(
    actor: Actor, permission: str, scheme: str, customer: int, edits: int | None
) -> GradeReview:
    """The proposal, locked until the transaction ends. Raises ReviewNotFound and ReviewMoved.

    AccessDenied where the actor may not use the permission on it.
    """
    evaluation = evaluation_in_review(actor, scheme)
    rows = GradeReview.objects.system(_WHY).select_for_update(of=("self",))
    row = (
        rows.filter(evaluation=evaluation, customer=customer, is_open=True)
        .select_related("grade", "evaluation__version__scheme", "customer__owner")
        .first()
    )
    if evaluation is None or row is None:
        raise ReviewNotFound(customer)
    require(actor, permission, row)
    if edits is not None and edits != row.edits:
        raise ReviewMoved(customer)
    return row


def _demand(row: GradeReview, states: Sequence[ReviewState]) -> None:
    """Refuse what can no longer be done: a step has approved it, or it is decided otherwise."""
    if row.passed or row.state not in states:
        raise ReviewMoved(row.customer_id)


def _decide(actor: Actor, row: GradeReview, state: ReviewState) -> None:
    if state is not ReviewState.OVERRIDDEN and row.computed_code:
        _restore(row)
    row.state = state
    row.decided_by_name, row.decided_at = actor.name[:200], timezone.now()
    row.edits += 1
    row.save()


def _undecide(row: GradeReview) -> None:
    """Let a proposal wait for review as if nothing had been decided."""
    if row.computed_code:
        _restore(row)
    row.state, row.decided_by_name, row.decided_at = ReviewState.WAITING, "", None
    row.passed, row.passed_by = 0, None
    row.edits += 1
    row.save()
    GradeApproval.objects.system(_WHY).filter(grade=row.grade_id).delete()


def _restore(row: GradeReview) -> None:
    """Let the proposal be what the evaluation proposed."""
    known = {each.code: each for each in grades_of(row.evaluation.version)}
    _give(row, known[row.computed_code])
    row.computed_code, row.computed_step, row.reason, row.holds_until = "", None, "", None


def _write(actor: Actor, row: GradeReview, kind: NoteKind, text: str) -> None:
    if refused := unfit_text("text", text):
        raise ValidationError(refused)
    ReviewNote.objects.create(
        evaluation_id=row.evaluation_id,
        customer_id=row.customer_id,
        kind=kind,
        text=text.strip(),
        by_id=actor.person_id,
        by_name=actor.name[:200],
    )


def _note(actor: Actor, action: str, row: GradeReview, **more: Any) -> None:
    audit.record(
        actor,
        action,
        subject=row.evaluation,
        scheme=row.evaluation.version.scheme.code,
        as_of=row.evaluation.as_of,
        customer=row.customer.code,
        grade=row.grade.code,
        **more,
    )
