"""The interface for programs: grades by region or by industry."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.queries import evaluations as queries
from mainstay.apps.evaluation.queries.breakdown import Cell, Row, breakdown
from mainstay.apps.evaluation.queries.breakdown import Field as Place
from mainstay.apps.evaluation.queries.pictures import REVENUE
from mainstay.apps.evaluation.queries.results import visible_result
from mainstay.shell.web.access import acting, requires

router = Router()


class BreakdownIn(Schema):
    """By what, and where."""

    by: Place
    within: str = Field("", description="The name of a place to look into; else the top ones.")


class PlaceCellOut(Schema):
    """The customers of a grade, or of all."""

    customers: int
    revenue: Decimal = Field(description="Of 12 months.")
    share_of_revenue: float | None = Field(
        description="Of all positive revenue within reach; null where there is none."
    )


class PlaceGradeOut(PlaceCellOut):
    """The customers of one grade; null where too little is known for one."""

    grade: str | None


class PlaceOut(Schema):
    """A place with all below it, and what each of its grades has."""

    place: str = Field(
        description="As `region` and `industry` of the results ask for it: a name, = before one "
        "for those who stand there and not below it, - for those of whom none is stated."
    )
    is_parent: bool = Field(description="Whether somebody stands below it.")
    grades: list[PlaceGradeOut]
    total: PlaceCellOut


class BreakdownOut(Schema):
    """Of the customers within reach; `everybody` when that is all of the evaluation."""

    evaluation: int
    everybody: bool
    above: list[str] = Field(description="From the top down to the place that is looked into.")
    places: list[PlaceOut] = Field(description="At most 100, by revenue.")
    left_out: int = Field(description="How many more places there are; they are in the sums.")
    grades: list[PlaceGradeOut] = Field(description="The sums of all places.")
    total: PlaceCellOut


@router.get("/{int:number}/breakdown", response=BreakdownOut)
@requires(policies.VIEW_EVALUATIONS)
def get_breakdown(request: HttpRequest, number: int, wanted: Query[BreakdownIn]) -> dict[str, Any]:
    """How many customers of each grade regions or industries have, and what they bring."""
    actor = acting(request)
    seen = visible_result(actor, queries.finished_evaluation(actor, number), (REVENUE,))
    found = breakdown(actor, seen, wanted.by, wanted.within)
    return {
        "evaluation": number,
        "everybody": seen.everybody,
        "above": list(found.above),
        "places": [_place(row) for row in found.rows],
        "left_out": found.left_out,
        "grades": [{"grade": grade, **_cell(cell)} for grade, cell in found.sums.items()],
        "total": _cell(found.total),
    }


def _place(row: Row) -> dict[str, Any]:
    grades = [{"grade": grade, **_cell(cell)} for grade, cell in row.cells.items()]
    return {
        "place": row.wanted,
        "is_parent": row.is_parent,
        "grades": grades,
        "total": _cell(row.total),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "customers": cell.customers,
        "revenue": cell.revenue,
        "share_of_revenue": cell.share,
    }
