"""The interface for programs: attractiveness by relative strength, and what it is made of."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import MatrixAxes
from mainstay.apps.evaluation.models.portfolio import MOST_POINTS
from mainstay.apps.evaluation.queries.pictures import PROFIT, REVENUE
from mainstay.apps.evaluation.queries.portfolio_matrix import (
    ATTRACTIVENESS,
    POSITION,
    STRENGTH,
    Position,
    matrix_axes,
    portfolio_matrix,
)
from mainstay.apps.evaluation.queries.results import NamedRows, ResultRow
from mainstay.apps.evaluation.services.portfolio_matrix import set_matrix_axes
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.web.access import acting, requires

router = Router()


class AxesIn(Schema):
    """Which schemes are the axes, by their codes, and from how many points a score is high."""

    attractiveness: str
    strength: str
    attractive_from: int = Field(ge=0, le=MOST_POINTS)
    strong_from: int = Field(ge=0, le=MOST_POINTS)


class AxesOut(Schema):
    """Which schemes are the axes, and from how many points a score is high."""

    attractiveness: str
    strength: str
    attractive_from: int
    strong_from: int


class FieldOut(Schema):
    """What a field has."""

    position: Position
    customers: int
    revenue: Decimal = Field(description="Of 12 months.")
    share_of_revenue: float | None = Field(
        description="Of all positive revenue of customers with a place; null where there is none."
    )


class MatrixOut(Schema):
    """Of the customers within reach; `everybody` when that is all of both evaluations."""

    axes: AxesOut
    attractiveness_evaluation: int
    attractiveness_as_of: date
    strength_evaluation: int
    strength_as_of: date
    everybody: bool
    customers: int = Field(description="How many have both scores.")
    unplaced: int = Field(description="How many more lack one of them.")
    fields: list[FieldOut]


class PlacedOut(Schema):
    """A customer with both scores, as exactly as the caller is told them."""

    customer: str
    name: str
    position: Position
    attractiveness: Decimal
    strength: Decimal
    revenue: Decimal | None = Field(description="Of 12 months.")
    gross_profit: Decimal | None = Field(description="Null for who may not see profit, too.")


class PositionIn(Schema):
    """Which customers to list."""

    position: Position | None = None


@router.get("", response=MatrixOut)
@requires(policies.VIEW_EVALUATIONS)
def get_matrix(request: HttpRequest) -> dict[str, Any]:
    """The four fields by the evaluations in force of both schemes."""
    found = portfolio_matrix(acting(request))
    return {
        "axes": _axes(found.axes),
        "attractiveness_evaluation": found.attractiveness.pk,
        "attractiveness_as_of": found.attractiveness.as_of,
        "strength_evaluation": found.strength.pk,
        "strength_as_of": found.strength.as_of,
        "everybody": found.everybody,
        "customers": found.table.num_rows,
        "unplaced": found.unplaced,
        "fields": [
            {
                "position": position,
                "customers": size.customers,
                "revenue": size.revenue,
                "share_of_revenue": size.share,
            }
            for position, size in found.sizes().items()
        ],
    }


@router.get("/customers", response=PageOut[PlacedOut])
@requires(policies.VIEW_EVALUATIONS)
def list_placed(
    request: HttpRequest, page: Query[PageIn], wanted: Query[PositionIn]
) -> dict[str, Any]:
    """The customers of all fields or of one, the greatest revenue first."""
    found = portfolio_matrix(acting(request))
    listed = found.of(wanted.position) if wanted.position else found.table
    told = page_out(request, NamedRows(listed), (f"-{REVENUE}", CODE), page)
    return {**told, "items": [_placed(row) for row in told["items"]]}


@router.get("/axes", response=AxesOut)
@requires(policies.VIEW_EVALUATIONS)
def get_axes(request: HttpRequest) -> dict[str, Any]:
    """What the matrix is made of."""
    return _axes(matrix_axes())


@router.put("/axes", response=AxesOut)
@requires(policies.CHANGE_SCHEMES)
def put_axes(request: HttpRequest, said: AxesIn) -> dict[str, Any]:
    """Say what the matrix is made of: two published schemes with a scorecard."""
    return _axes(set_matrix_axes(acting(request), **said.dict()))


def _axes(row: MatrixAxes) -> dict[str, Any]:
    return {
        "attractiveness": row.attractiveness.code,
        "strength": row.strength.code,
        "attractive_from": row.attractive_from,
        "strong_from": row.strong_from,
    }


def _placed(row: ResultRow) -> dict[str, Any]:
    return {
        "customer": row[CODE],
        "name": row["name"],
        "position": row[POSITION],
        "attractiveness": row[ATTRACTIVENESS],
        "strength": row[STRENGTH],
        "revenue": row[REVENUE],
        "gross_profit": row.get(PROFIT),
    }
