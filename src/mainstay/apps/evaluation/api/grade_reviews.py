"""The interface for programs: proposed grades, what is decided about them, steps of approval."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from mainstay.apps.evaluation.models import GradeReview, ReviewState
from mainstay.apps.evaluation.policies import APPROVE, REVIEW, SUPPORT, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews import queue as queries
from mainstay.apps.evaluation.queries.reviews.queue import Sort, Wanted
from mainstay.apps.evaluation.queries.reviews.sheets import DecisionSheet, decision_sheet, remarks
from mainstay.apps.evaluation.queries.reviews.steps import Summary, standings
from mainstay.apps.evaluation.services.reviews import deciding
from mainstay.apps.evaluation.services.reviews.passing import pass_step
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.apps.evaluation.wording.reviews import step_name
from mainstay.foundation.access.actor import Actor
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]


class ReviewFilterIn(Schema):
    """Which of the proposed grades are meant; all of them by default."""

    kind: Sort | None = Field(
        None, description="What is worth a look; nobody where the caller may not look for it."
    )
    state: ReviewState | None = None
    team: Key | None = Field(None, description="The team of the customers' owners.")
    text: str = Field("", description="Words that code, name or short name contain.")

    def wanted(self) -> Wanted:
        return Wanted(self.kind, self.state, self.team, self.text)


class ReviewOut(Schema):
    """A proposed grade and what is decided about it."""

    customer: str
    key: int = Field(description="The customer's number, as the addresses here have it.")
    name: str
    evaluation: int
    grade: str
    grade_name: str
    step: int
    previous_grade: str | None
    move: int | None = Field(description="Steps up, negative down; null for a first grade.")
    revenue_12m: Decimal | None
    remarks: list[Sort]
    state: ReviewState
    computed_grade: str | None = Field(
        description="What the evaluation proposed, where another grade was decided."
    )
    reason: str
    holds_until: date | None
    decided_by: str
    decided_at: datetime | None
    passed: int = Field(description="How many steps of the chain have approved it.")
    edits: int = Field(
        description="Changes with every decision. Sent with one, nothing else is decided about "
        "than what was seen."
    )


class ReviewCountsOut(Schema):
    """How much waits among the customers within reach."""

    evaluation: int | None
    total: int
    states: dict[str, int]
    kinds: dict[str, int]


class NoteOut(Schema):
    """A note about a proposal."""

    kind: str
    text: str
    by: str
    at: datetime


class SignatureOut(Schema):
    """A step of the chain and who has done it."""

    step: int
    name: str
    role: str = Field(description="Empty for a step that was done and has left the chain.")
    by: str | None
    at: datetime | None


class ComparedOut(Schema):
    """An indicator in the evaluation that proposed the grade and in the one then in force."""

    indicator: str
    before: Decimal | None
    now: Decimal | None


class DecisionSheetOut(ReviewOut):
    """The decision sheet."""

    reasons: list[str]
    figures: list[ComparedOut]
    notes: list[NoteOut]
    signatures: list[SignatureOut]


class SizeOut(Schema):
    """How many customers within reach have a grade, and would have it."""

    grade: str
    before: int
    after: int


class SummaryOut(Schema):
    """What approving all that waits for the caller would change."""

    grades: int
    promotions: int
    demotions: int
    first: int
    overridden: int
    revenue_up: Decimal
    revenue_down: Decimal
    sizes: list[SizeOut]
    seen: str = Field(description="To be sent with the approval of exactly this.")


class ApprovalStepOut(Schema):
    """A step with what waits at it; `mine` is null where the step is not the caller's."""

    step: int
    name: str
    role: str
    is_last: bool
    waiting: int
    mine: SummaryOut | None


class AcceptIn(ReviewFilterIn):
    """Which to accept: customers by their numbers, or all that the rest describes."""

    customers: list[Key] = Field(default_factory=list, max_length=1_000)
    all: bool = Field(False, description="All that kind, state, team and text describe.")


class AcceptedOut(Schema):
    """What became of it."""

    accepted: int
    left: int = Field(
        description="Decided meanwhile, waiting for evidence, or not the caller's to decide."
    )


class SeenIn(Schema):
    """What the caller saw."""

    edits: int | None = None


class OverrideIn(SeenIn):
    """Another grade."""

    grade: str
    reason: str
    holds_until: date


class TextIn(SeenIn):
    """A note."""

    text: str


class PassIn(Schema):
    """Approving a step."""

    seen: str | None = None


class PassedOut(Schema):
    """A step that was done."""

    step: int
    grades: int
    in_force: bool


def review_facts(row: GradeReview, known: list[Sort]) -> dict[str, Any]:
    """A proposed or decided grade as the interface tells it."""
    grade = row.grade
    return {
        "customer": row.customer.code,
        "key": row.customer_id,
        "name": row.customer.name,
        "evaluation": row.evaluation_id,
        "grade": grade.code,
        "grade_name": str(grade_name(grade.scheme.code, grade.code)),
        "step": grade.step,
        "previous_grade": grade.previous_code or None,
        "move": row.move,
        "revenue_12m": row.revenue,
        "remarks": remarks(row, known),
        "state": row.state,
        "computed_grade": row.computed_code or None,
        "reason": row.reason,
        "holds_until": row.holds_until,
        "decided_by": row.decided_by_name,
        "decided_at": row.decided_at,
        "passed": row.passed,
        "edits": row.edits,
    }


@router.get("/{slug:code}", response=PageOut[ReviewOut])
@requires(VIEW_EVALUATIONS)
def list_grade_reviews(
    request: HttpRequest, code: str, page: Query[PageIn], wanted: Query[ReviewFilterIn]
) -> dict[str, Any]:
    """The proposed grades of customers within reach that are not in force, greatest first."""
    actor = acting(request)
    evaluation = queries.evaluation_in_review(actor, code)
    if evaluation is None:
        return {"items": [], "next": None, "previous": None}
    known = queries.known_sorts(actor, evaluation)
    rows = queries.with_facts(queries.queue(actor, evaluation, wanted.wanted()))
    found = page_out(request, QuerySetRows(rows, queries.PRESENT), queries.ORDER, page)
    return {**found, "items": [review_facts(row, known) for row in found["items"]]}


@router.get("/{slug:code}/counts", response=ReviewCountsOut)
@requires(VIEW_EVALUATIONS)
def count_grade_reviews(request: HttpRequest, code: str) -> dict[str, Any]:
    """How many there are, by what is decided and by what is worth a look."""
    actor = acting(request)
    evaluation = queries.evaluation_in_review(actor, code)
    if evaluation is None:
        return {"evaluation": None, "total": 0, "states": {}, "kinds": {}}
    found = queries.counts(actor, evaluation)
    return {
        "evaluation": evaluation.pk,
        "total": found.total,
        "states": {each.value: number for each, number in found.states.items()},
        "kinds": {each.value: number for each, number in found.sorts.items()},
    }


@router.post("/{slug:code}/accept", response=AcceptedOut)
@requires(REVIEW)
def accept_grades(request: HttpRequest, code: str, said: AcceptIn) -> dict[str, Any]:
    """Accept what is proposed for many customers."""
    wanted = said.wanted() if said.all else None
    done = deciding.accept(acting(request), code, said.customers, wanted)
    return {"accepted": done.accepted, "left": done.left}


@router.get("/{slug:code}/steps", response=list[ApprovalStepOut])
@requires(VIEW_EVALUATIONS)
def list_approval_steps(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """The steps of approval with what waits at each; empty where nothing is proposed."""
    actor = acting(request)
    evaluation = queries.evaluation_in_review(actor, code)
    found = [] if evaluation is None else standings(actor, evaluation)
    return [
        {
            "step": each.step.number,
            "name": str(step_name(each.step.name)),
            "role": each.step.role,
            "is_last": each.step.is_last,
            "waiting": each.waiting,
            "mine": None if each.mine is None else _summary(each.mine),
        }
        for each in found
    ]


def _summary(found: Summary) -> dict[str, Any]:
    told = {name: getattr(found, name) for name in SummaryOut.model_fields}
    sizes = [
        {"grade": each.code, "before": each.before, "after": each.after} for each in found.sizes
    ]
    return {**told, "sizes": sizes}


@router.post("/{slug:code}/steps/{int:number}/approve", response=PassedOut)
@requires(APPROVE)
def approve_step(request: HttpRequest, code: str, number: int, said: PassIn) -> dict[str, Any]:
    """Approve all that waits for the caller at a step; the last step puts grades in force."""
    done = pass_step(acting(request), code, number, said.seen)
    return {"step": done.number, "grades": done.grades, "in_force": done.is_last}


@router.get("/{slug:code}/{int:key}", response=DecisionSheetOut)
@requires(VIEW_EVALUATIONS)
def get_grade_review(request: HttpRequest, code: str, key: int) -> dict[str, Any]:
    """The decision sheet of a customer."""
    return _sheet(acting(request), code, key)


def _sheet(actor: Actor, code: str, key: int) -> dict[str, Any]:
    return sheet_facts(decision_sheet(actor, code, key))


def sheet_facts(sheet: DecisionSheet) -> dict[str, Any]:
    """A decision sheet as the interface tells it."""
    return {
        **review_facts(sheet.review, list(sheet.remarks)),
        "reasons": list(sheet.why.reasons) if sheet.why else [],
        "figures": [
            {"indicator": each.code, "before": each.before, "now": each.now}
            for each in sheet.figures
        ],
        "notes": [
            {"kind": each.kind, "text": each.text, "by": each.by_name, "at": each.at}
            for each in sheet.notes
        ],
        "signatures": [
            {
                "step": each.number,
                "name": str(step_name(each.name)),
                "role": each.role,
                "by": each.approval.by_name if each.approval else None,
                "at": each.approval.at if each.approval else None,
            }
            for each in sheet.signatures
        ],
    }


@router.post("/{slug:code}/{int:key}/accept", response=DecisionSheetOut)
@requires(REVIEW)
def accept_grade(request: HttpRequest, code: str, key: int, said: SeenIn) -> dict[str, Any]:
    """Accept what is proposed for a customer."""
    deciding.accept_one(acting(request), code, key, said.edits)
    return _sheet(acting(request), code, key)


@router.post("/{slug:code}/{int:key}/override", response=DecisionSheetOut)
@requires(REVIEW)
def override_grade(request: HttpRequest, code: str, key: int, said: OverrideIn) -> dict[str, Any]:
    """Decide another grade, for a time and with a reason."""
    deciding.override(acting(request), code, key, **said.model_dump())
    return _sheet(acting(request), code, key)


@router.post("/{slug:code}/{int:key}/ask-evidence", response=DecisionSheetOut)
@requires(REVIEW)
def ask_evidence(request: HttpRequest, code: str, key: int, said: TextIn) -> dict[str, Any]:
    """Ask for evidence; the customer's owner is told."""
    deciding.ask_evidence(acting(request), code, key, text=said.text, edits=said.edits)
    return _sheet(acting(request), code, key)


@router.post("/{slug:code}/{int:key}/evidence", response=DecisionSheetOut)
@requires(SUPPORT)
def give_evidence(request: HttpRequest, code: str, key: int, said: TextIn) -> dict[str, Any]:
    """Give the evidence that was asked for."""
    deciding.give_evidence(acting(request), code, key, text=said.text, edits=said.edits)
    return _sheet(acting(request), code, key)


@router.post("/{slug:code}/{int:key}/take-back", response=DecisionSheetOut)
@requires(REVIEW)
def take_decision_back(request: HttpRequest, code: str, key: int, said: SeenIn) -> dict[str, Any]:
    """Take a decision back that no step has approved."""
    deciding.take_back(acting(request), code, key, said.edits)
    return _sheet(acting(request), code, key)


@router.post("/{slug:code}/{int:key}/send-back", response=DecisionSheetOut)
@requires(APPROVE)
def send_decision_back(request: HttpRequest, code: str, key: int, said: TextIn) -> dict[str, Any]:
    """Send a decision back that waits at a step of the caller's."""
    deciding.send_back(acting(request), code, key, text=said.text, edits=said.edits)
    return _sheet(acting(request), code, key)
