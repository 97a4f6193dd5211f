"""The interface for programs: the figures behind the pictures of a result.

All of them are of the customers within reach and of nobody else; `everybody` tells whether that
is every customer of the evaluation. Shares are of one.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.queries import evaluations as queries
from mainstay.apps.evaluation.queries.pictures import (
    PICTURED,
    Corner,
    CurveMark,
    QuadrantMark,
    require_quadrant,
    revenue_picture,
    sizes_of_grades,
    value_quadrant,
)
from mainstay.apps.evaluation.queries.results import VisibleResult, visible_result
from mainstay.shell.web.access import acting, requires

router = Router()


class PictureOut(Schema):
    """Whose figures these are."""

    evaluation: int
    customers: int = Field(description="How many graded units are within reach.")
    everybody: bool = Field(description="Whether that is all of them.")


class CurvePointOut(Schema):
    """How far the curve has come with a customer."""

    customer: int = Field(description="The customer's key.")
    code: str
    name: str
    share_of_customers: float = Field(description="Of all within reach, up to this one.")
    share_of_revenue: float = Field(description="Of all positive revenue, up to this one.")


class ConcentrationOut(Schema):
    """How much of revenue lies with few customers; null where nobody has revenue above zero."""

    customers: int = Field(description="How many have revenue above zero.")
    top_1: float | None
    top_5: float | None
    top_10: float | None
    hhi: float | None = Field(description="Herfindahl-Hirschman index, 0 to 1.")
    gini: float | None = Field(description="Gini coefficient, 0 to 1.")


class ParetoOut(PictureOut):
    """The Pareto curve of 12-month revenue, and how concentrated it is."""

    curve: list[CurvePointOut] = Field(description="About 200 points, the largest first.")
    borders: list[float] = Field(
        description="Shares of revenue at which the scheme, or A, B, C, ends a class."
    )
    concentration: ConcentrationOut
    largest: list[str] = Field(description="Names of the ten largest.")


class QuadrantPointOut(Schema):
    """A customer by revenue and gross profit of 12 months."""

    customer: int = Field(description="The customer's key.")
    code: str
    name: str
    revenue: Decimal
    gross_profit: Decimal
    grade: str | None = Field(
        description="Null where too little is known for a grade, and by a typology."
    )
    labels: list[str] = Field(description="By a typology the labels that apply.")
    step: int | None = Field(description="The place of the grade, or of the first label.")


class QuadrantOut(PictureOut):
    """The value quadrant; high is above the mean of the customers whose profit is known."""

    known: int = Field(description="How many have a known gross profit.")
    mean_revenue: Decimal
    mean_gross_profit: Decimal
    corners: dict[str, int] = Field(description="Customers in each field: sales before profit.")
    points: list[QuadrantPointOut] = Field(description="At most 400, the largest by revenue.")


class GradeSizeOut(Schema):
    """A grade, how many have it, and their shares; null where nobody has a positive figure."""

    grade: str
    grade_name: str
    step: int = Field(description="The grade's place in its scheme, 1 the best.")
    customers: int
    share_of_revenue: float | None = Field(description="Of positive revenue of 12 months.")
    share_of_profit: float | None = Field(
        description="Of positive gross profit of 12 months; null for who may not see profit, too."
    )


class SizesOut(PictureOut):
    """The grades of the scheme, best first."""

    grades: list[GradeSizeOut]
    withheld: int = Field(description="Of how many too little is known for a grade.")


@router.get("/{int:number}/pareto", response=ParetoOut)
@requires(policies.VIEW_EVALUATIONS)
def get_pareto(request: HttpRequest, number: int) -> dict[str, Any]:
    """Pareto curve and concentration of revenue among the customers within reach."""
    seen = _seen(request, number)
    found = revenue_picture(seen)
    spread = found.concentration
    top_1, top_5, top_10 = spread.top
    return {
        **_whose(seen),
        "curve": [_curve_point(mark) for mark in found.marks],
        "borders": [float(each) for each in found.borders],
        "concentration": {
            "customers": spread.customers,
            "top_1": top_1,
            "top_5": top_5,
            "top_10": top_10,
            "hhi": spread.hhi,
            "gini": spread.gini,
        },
        "largest": found.largest,
    }


@router.get("/{int:number}/quadrant", response=QuadrantOut)
@requires(policies.VIEW_EVALUATIONS)
def get_quadrant(request: HttpRequest, number: int) -> dict[str, Any]:
    """Revenue by gross profit of the customers within reach, and the four fields they fall in.

    For who may see profit.
    """
    require_quadrant(acting(request))
    seen = _seen(request, number)
    found = value_quadrant(seen)
    revenue, profit = found.border
    corners: Mapping[Corner, int] = found.corners
    return {
        **_whose(seen),
        "known": found.known,
        "mean_revenue": revenue,
        "mean_gross_profit": profit,
        "corners": {corner.value: count for corner, count in corners.items()},
        "points": [_quadrant_point(mark) for mark in found.marks],
    }


@router.get("/{int:number}/sizes", response=SizesOut)
@requires(policies.VIEW_EVALUATIONS)
def get_grade_sizes(request: HttpRequest, number: int) -> dict[str, Any]:
    """What each grade makes of the customers within reach and of their revenue and profit."""
    seen = _seen(request, number)
    grades = [
        {
            "grade": each.grade.code,
            "grade_name": each.grade.name,
            "step": each.grade.step,
            "customers": each.customers,
            "share_of_revenue": each.share_of_revenue,
            "share_of_profit": each.share_of_profit,
        }
        for each in sizes_of_grades(seen)
    ]
    return {**_whose(seen), "grades": grades, "withheld": seen.withheld}


def _seen(request: HttpRequest, number: int) -> VisibleResult:
    actor = acting(request)
    return visible_result(actor, queries.finished_evaluation(actor, number), PICTURED)


def _whose(seen: VisibleResult) -> dict[str, Any]:
    return {
        "evaluation": seen.evaluation.pk,
        "customers": seen.table.num_rows,
        "everybody": seen.everybody,
    }


def _curve_point(mark: CurveMark) -> dict[str, Any]:
    return {
        "customer": mark.key,
        "code": mark.code,
        "name": mark.name,
        "share_of_customers": mark.customers,
        "share_of_revenue": mark.revenue,
    }


def _quadrant_point(mark: QuadrantMark) -> dict[str, Any]:
    return {
        "customer": mark.key,
        "code": mark.code,
        "name": mark.name,
        "revenue": mark.revenue,
        "gross_profit": mark.profit,
        "grade": None if mark.labelled else next(iter(mark.grades), None),
        "labels": list(mark.grades) if mark.labelled else [],
        "step": mark.step,
    }
