"""The decision sheet: all that speaks for and against a proposed grade, on one page.

Once the grade is in force the sheet stays as it was signed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.why import Why
from mainstay.apps.evaluation.models import (
    Evaluation,
    Grade,
    GradeReview,
    GradeState,
    Nomination,
    ReviewNote,
    StepApproval,
)
from mainstay.apps.evaluation.queries.files import INPUTS, EvaluationDamaged, read_row
from mainstay.apps.evaluation.queries.grades import seen_units
from mainstay.apps.evaluation.queries.results import SHOWN_INDICATORS
from mainstay.apps.evaluation.queries.reviews.decided import (
    decided_review,
    evaluation_then,
    nomination_then,
)
from mainstay.apps.evaluation.queries.reviews.queue import Sort, known_sorts, review
from mainstay.apps.evaluation.queries.reviews.requests import open_nomination
from mainstay.apps.evaluation.queries.reviews.steps import approvals_of, steps
from mainstay.apps.evaluation.queries.why import why_proposed
from mainstay.apps.evaluation.queries.withholding import withheld_indicators
from mainstay.apps.evaluation.rules.reviews import LOW_COVERAGE
from mainstay.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Compared:
    """An indicator now and in the evaluation in force, if that graded the customer."""

    code: str
    before: Decimal | None
    now: Decimal | None


@dataclass(frozen=True, slots=True)
class Signature:
    """A step of the chain and who has done it, None where nobody has.

    `role` is empty for a step that has been done and is no longer in the chain.
    """

    number: int
    name: str
    role: str
    approval: StepApproval | None


@dataclass(frozen=True)
class DecisionSheet:
    """A proposed grade with its evidence, as far as the reader may know it.

    `why` is None where the evaluation's files are damaged. `remarks` are what is worth a look.
    """

    review: GradeReview
    why: Why | None
    figures: Sequence[Compared]
    remarks: Sequence[Sort]
    nomination: Nomination | None
    notes: Sequence[ReviewNote]
    signatures: Sequence[Signature]


def decision_sheet(actor: Actor, scheme: str, customer: int) -> DecisionSheet:
    """The decision sheet of what is proposed for a customer.

    Raises UnknownScheme and ReviewNotFound.
    """
    row = review(actor, scheme, customer)
    done = {each.number: each for each in approvals_of(row.grade)}
    return _sheet(
        actor,
        row,
        before=_evaluation_before(row),
        nomination=open_nomination(actor, row.grade.scheme_id, row.customer_id),
        notes=_notes(actor, row),
        signatures=[
            Signature(each.number, each.name, each.role, done.get(each.number))
            for each in steps(row.evaluation)
        ],
    )


def decided_sheet(actor: Actor, scheme: str, number: int) -> DecisionSheet:
    """The decision sheet of a grade that came into force, as it was signed.

    Raises UnknownScheme and ReviewNotFound.
    """
    row = decided_review(actor, scheme, number)
    approvals = approvals_of(row.grade)
    notes = _notes(actor, row)
    if approvals:
        notes = notes.filter(at__lte=approvals[-1].at)
    roles = {(each.number, each.name): each.role for each in steps(row.evaluation)}
    return _sheet(
        actor,
        row,
        before=evaluation_then(row),
        nomination=nomination_then(actor, row, approvals),
        notes=notes,
        signatures=[
            Signature(each.number, each.name, roles.get((each.number, each.name), ""), each)
            for each in approvals
        ],
    )


def _sheet(
    actor: Actor,
    row: GradeReview,
    *,
    before: Evaluation | None,
    nomination: Nomination | None,
    notes: QuerySet[ReviewNote],
    signatures: Sequence[Signature],
) -> DecisionSheet:
    try:
        why: Why | None = why_proposed(actor, row.grade)
        figures = _figures(actor, row, before)
    except EvaluationDamaged:
        why, figures = None, ()
    return DecisionSheet(
        review=row,
        why=why,
        figures=figures,
        remarks=remarks(row, known_sorts(actor, row.evaluation)),
        nomination=nomination,
        notes=list(notes),
        signatures=signatures,
    )


def _notes(actor: Actor, row: GradeReview) -> QuerySet[ReviewNote]:
    """What was written about a customer's grade in a scheme, the oldest first."""
    notes = ReviewNote.objects.visible_to(actor).filter(customer=row.customer_id)
    return notes.filter(evaluation__version__scheme=row.grade.scheme_id).order_by("pk")


def remarks(row: GradeReview, known: Collection[Sort]) -> list[Sort]:
    """What is worth a look at a proposal, of that which the reader may look for."""
    holds = {
        Sort.BORDER: row.near_border,
        Sort.NOMINATED: getattr(row, "is_nominated", False),
        Sort.LOW_COVERAGE: row.coverage is not None and row.coverage < LOW_COVERAGE,
    }
    return [each for each in known if holds.get(each)]


def _figures(
    actor: Actor, row: GradeReview, evaluation_before: Evaluation | None
) -> Sequence[Compared]:
    """The figures of the unit that was graded, of a group only to who sees its top."""
    unit = row.grade.unit_id
    if unit not in seen_units(actor, [row.grade]):
        return ()
    now = read_row(row.evaluation, INPUTS, unit) or {}
    before = _of_evaluation(evaluation_before, unit)
    hidden = withheld_indicators(actor)
    return [
        Compared(code, _figure(before, code), _figure(now, code))
        for code in SHOWN_INDICATORS
        if indicators.sees(actor, code) and code not in hidden and code in now
    ]


def _evaluation_before(row: GradeReview) -> Evaluation | None:
    """The evaluation in force; none for who has no grade.

    It is the one under review as soon as some of its grades are in force: then it is the one that
    gave the customer the grade in force.
    """
    rows = Grade.objects.system("an evaluation is the same for everybody")
    held = rows.filter(
        customer=row.customer_id, scheme=row.grade.scheme_id, state=GradeState.IN_FORCE
    )
    grade = held.select_related("evaluation__version__scheme__in_force").first()
    if grade is None:
        return None
    last = grade.evaluation.version.scheme.in_force
    return grade.evaluation if last is None or last.pk == row.evaluation_id else last


def _of_evaluation(evaluation: Evaluation | None, unit: int) -> Mapping[str, Any]:
    if evaluation is None:
        return {}
    try:
        return read_row(evaluation, INPUTS, unit) or {}
    except EvaluationDamaged:
        return {}


def _figure(row: Mapping[str, Any], code: str) -> Decimal | None:
    found = row.get(code)
    return None if found is None else Decimal(found)
