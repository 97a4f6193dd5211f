"""The interface for programs: grades in force and why."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.contracts.why_in_detail import Reach
from mainstay.apps.evaluation.models import Grade
from mainstay.apps.evaluation.queries.detail import why_in_detail
from mainstay.apps.evaluation.queries.grades import (
    grades_in_force,
    history,
    past_scores,
    proposed_grades,
    scores_of_grades,
)
from mainstay.apps.evaluation.queries.scores import ToldScore
from mainstay.apps.evaluation.queries.why import why
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.apps.evaluation.wording.reviews import approved_by
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class GradeOut(Schema):
    """A grade in force or proposed; `inherited` is one of the group above the customer.

    By a typology a customer has one for each label that applies.
    """

    customer: str
    name: str
    scheme: str
    grade: str
    grade_name: str
    step: int = Field(description="The grade's place in its scheme, 1 the best.")
    key_account: bool
    score: Decimal | None = Field(
        description="By the newest evaluation; null where there is none or the caller is not told."
    )
    coverage: Decimal | None = Field(
        description="The share of the score's weights whose figure is known."
    )
    since: date = Field(description="The day from which it holds, or would hold.")
    evaluation: int = Field(description="The number of the evaluation that it came from.")
    inherited: bool


class PastGradeOut(Schema):
    """A grade that a customer has, or has had."""

    scheme: str
    grade: str
    grade_name: str
    step: int = Field(description="The grade's place in its scheme, 1 the best.")
    key_account: bool
    score: Decimal | None = Field(description="The score with which the grade began.")
    since: date
    until: date | None = Field(
        description="The day from which it no longer held; null while it is in force."
    )
    sheet: int | None = Field(
        description="The number of its decision sheet at `/grade-reviews/{scheme}/decided/{number}`"
        "; null where nobody was asked."
    )
    evaluation: int = Field(description="The number of the evaluation that it came from.")
    inherited: bool = Field(description="Whether it is the grade of the group above.")
    approved_by: str | None = Field(description="Whose step put it in force; null without steps.")


class NextOut(Schema):
    """The smallest change that reaches a better grade; figures are exact text."""

    status: str
    grade: str | None
    indicator: str | None
    from_: str | None = Field(None, alias="from")
    to: str | None
    change: str | None
    changes: list[dict[str, str]]
    missing: list[str]
    text: str


class LabelOut(Schema):
    """Whether a label of a typology applies to a customer, and why."""

    label: str
    name: str
    applies: bool
    since: date | None
    reasons: list[str]
    findings: list[dict[str, Any]]
    next: NextOut


class WhyOut(Schema):
    """Why a customer has its grade: sentences, and the same as codes and exact figures.

    By a typology the same for each label, and nothing beside.
    """

    customer: str
    name: str
    scheme: str
    grade: str | None
    grade_name: str
    score: str | None
    coverage: str | None
    since: date | None
    evaluation: int
    as_of: date
    inherited_from: str | None
    reasons: list[str]
    findings: list[dict[str, Any]]
    scorecard: dict[str, Any] | None = Field(
        description="Score, coverage, sub-scores and contributions; `telling` is exact, "
        "whole_points or nothing. Null without a scorecard."
    )
    decided: dict[str, Any] | None = Field(
        description="What beside the rules decided: margin, minimum stay, a full grade."
    )
    next: NextOut
    labels: list[LabelOut] = Field(description="Of a typology; empty for grades.")


class ChangedLineOut(Schema):
    """One indicator then and now; null is unknown, or not told."""

    indicator: str
    dimension: str = Field(description="Empty for one that is no line of the scorecard.")
    cause: str = Field(
        description="line, known, figure, scale (others moved, or the curve was changed), weight, "
        "rounding or none: the first that applies."
    )
    figure_before: str | None
    figure: str | None
    points_before: str | None
    points: str | None
    difference: str | None = Field(description="What it adds more to the score.")
    curve_changed: bool


class ChangeOut(Schema):
    """What changed since the last evaluation of an earlier day."""

    evaluation: int = Field(description="The earlier one.")
    as_of: date
    grade_before: str | None
    grade: str | None
    score_before: str | None
    score: str | None
    difference: str | None
    lines: list[ChangedLineOut]


class SingleStepOut(Schema):
    """The smallest change of one indicator alone that leads to another grade."""

    indicator: str
    present: str
    needed: str
    difference: str
    grade: str


class ReachableOut(Schema):
    """Single changes; there are none unless `status` is told."""

    status: Reach
    up: list[SingleStepOut]
    down: list[SingleStepOut]


class NeighbourOut(Schema):
    """A customer that stands beside."""

    customer: str
    name: str
    grade: str | None
    figure: str
    rank: int


class NeighboursOut(Schema):
    """Places among the customers within reach; `everybody` when that is all."""

    by: str = Field(description="score, or the indicator that ranks.")
    rank: int
    customers: int
    everybody: bool
    above: list[NeighbourOut]
    below: list[NeighbourOut]


class WhyInDetailOut(Schema):
    """What is behind a grade; null where there is nothing to tell. Figures are exact text."""

    customer: str
    name: str
    scheme: str
    change: ChangeOut | None
    reachable: ReachableOut
    neighbours: NeighboursOut | None


@router.get("", response=PageOut[GradeOut])
@requires(policies.VIEW_GRADES)
def list_grades(
    request: HttpRequest, page: Query[PageIn], scheme: str, proposed: bool = False
) -> dict[str, Any]:
    """The grades in force of the customers within reach, best first.

    With `proposed` those that the newest evaluation proposes and that wait for approval.
    """
    wanted = proposed_grades if proposed else grades_in_force
    rows = QuerySetRows(wanted(acting(request), scheme))
    found = page_out(request, rows, ["step", "customer__code"], page)
    scores = scores_of_grades(acting(request), found["items"])
    none = ToldScore()
    return {
        **found,
        "items": [_out(row, scores.get(row.unit_id, none)) for row in found["items"]],
    }


def _out(row: Grade, scored: ToldScore) -> dict[str, Any]:
    return {
        "customer": row.customer.code,
        "name": row.customer.name,
        "since": row.valid_from,
        "score": scored.score,
        "coverage": scored.coverage,
        **_facts(row),
    }


def _facts(row: Grade) -> dict[str, Any]:
    scheme = row.scheme.code
    return {
        "scheme": scheme,
        "grade": row.code,
        "grade_name": str(grade_name(scheme, row.code)),
        "step": row.step,
        "key_account": row.key_account,
        "evaluation": row.evaluation_id,
        "inherited": row.is_inherited,
    }


@router.get("/history", response=PageOut[PastGradeOut])
@requires(policies.VIEW_GRADES)
def list_grade_history(
    request: HttpRequest, page: Query[PageIn], customer: str, scheme: str = ""
) -> dict[str, Any]:
    """All grades a customer, named by its code, has had, newest first; of one scheme if named."""
    actor = acting(request)
    rows = history(actor, customers.customer_by_code(actor, customer).key, scheme)
    found = page_out(request, QuerySetRows(rows), ["-valid_from", "scheme__position", "-pk"], page)
    scores = past_scores(actor, found["items"])
    return {**found, "items": [_past(row, scores[row.pk]) for row in found["items"]]}


def _past(row: Grade, score: Decimal | None) -> dict[str, Any]:
    held = {"since": row.valid_from, "until": row.valid_to, "score": score}
    approver = approved_by(row)
    sheet = row.pk if approver else None
    return {**held, "approved_by": approver, "sheet": sheet, **_facts(row)}


@router.get("/why", response=WhyOut, by_alias=True)
@requires(policies.VIEW_GRADES)
def get_why(request: HttpRequest, customer: str, scheme: str) -> dict[str, Any]:
    """Why a customer, named by its code, has its grade; in the reader's language."""
    return why(acting(request), customer, scheme).as_json()


@router.get("/why/details", response=WhyInDetailOut)
@requires(policies.VIEW_GRADES)
def get_why_in_detail(request: HttpRequest, customer: str, scheme: str) -> dict[str, Any]:
    """What changed since the last evaluation, single changes up and down, and neighbours.

    Grades the frozen inputs once more, so it takes longer than `why`.
    """
    actor = acting(request)
    found = why_in_detail(actor, customer, scheme)
    name = customers.customer_by_code(actor, customer).name
    return {"customer": customer, "name": name, "scheme": scheme, **found.as_json()}
