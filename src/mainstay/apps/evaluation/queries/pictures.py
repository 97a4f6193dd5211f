"""Pictures of a result: Pareto curve, concentration, value quadrant, sizes of grades.

All are drawn from the customers that the reader sees, and from nobody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from mainstay.analytics.pareto import exact_sum
from mainstay.analytics.scoring.reading import entries_of
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.queries.files import LABELS
from mainstay.apps.evaluation.queries.results import VisibleResult
from mainstay.apps.evaluation.queries.schemes import GradeOfScheme, grades_of
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require

if TYPE_CHECKING:
    from mainstay.analytics.concentration import Concentration
    from mainstay.analytics.pareto import ParetoRanking
    from mainstay.analytics.scoring.population import Column

REVENUE, PROFIT = "revenue_12m", "gross_profit_12m"
PICTURED = (REVENUE, PROFIT)
USUAL_BORDERS = (Fraction(80, 100), Fraction(95, 100))
MOST_POINTS = 400


@dataclass(frozen=True, slots=True)
class SizeOfGrade:
    """How many customers a grade has and what they make of positive revenue and profit.

    A share is None where nobody has a positive figure, and where its reader may not see it.
    """

    grade: GradeOfScheme
    customers: int
    share_of_revenue: float | None
    share_of_profit: float | None


def sizes_of_grades(seen: VisibleResult) -> list[SizeOfGrade]:
    """The sizes of all grades of the scheme, best first."""
    positive = {code: seen.column(code).figures.clip(0) for code in PICTURED if code in seen.shown}
    sizes = []
    for grade in grades_of(seen.evaluation.version):
        members = seen.members(grade.code).to_numpy(zero_copy_only=False)
        shares = [
            share_of_sum(positive[code], members) if code in positive else None for code in PICTURED
        ]
        sizes.append(SizeOfGrade(grade, int(members.sum()), *shares))
    return sizes


def share_of_sum(figures: Any, members: Any) -> float | None:
    """What some customers make of all figures, None where these add up to nothing."""
    total = exact_sum(figures)
    return exact_sum(figures[members]) / total if total else None


@dataclass(frozen=True, slots=True)
class CurveMark:
    """After the customer of this key: shares of customers and of revenue reached so far."""

    key: int
    code: str
    name: str
    customers: float
    revenue: float


@dataclass(frozen=True, slots=True)
class RevenuePicture:
    """The Pareto curve of 12-month revenue with its borders, and how concentrated it is."""

    marks: Sequence[CurveMark]
    borders: Sequence[Fraction]
    concentration: "Concentration"
    largest: Sequence[str]
    """Names of the ten largest customers."""


def revenue_picture(seen: VisibleResult) -> RevenuePicture:
    """How revenue is spread over customers."""
    from mainstay.analytics.concentration import concentration, pareto_curve
    from mainstay.analytics.pareto import ParetoRanking

    # The result is ordered by code.
    ranking = ParetoRanking(seen.column(REVENUE).figures, np.arange(seen.table.num_rows))
    borders = _borders(seen)
    curve = [point for point in pareto_curve(ranking, borders=borders) if point.customers]
    places = [int(ranking.order[point.customers - 1]) for point in curve]
    keys = [seen.table[KEY][place].as_py() for place in places]
    first = _largest(seen, ranking)
    named = customers.names([*keys, *first])
    marks = [
        CurveMark(key, named[key].code, named[key].name, point.customer_share, point.value_share)
        for key, point in zip(keys, curve, strict=True)
    ]
    names = [named[key].name for key in first]
    return RevenuePicture(marks, borders, concentration(ranking), names)


def _largest(seen: VisibleResult, ranking: "ParetoRanking") -> list[int]:
    return [seen.table[KEY][int(place)].as_py() for place in ranking.order[:10]]


def _borders(seen: VisibleResult) -> Sequence[Fraction]:
    """The borders that the scheme itself draws by revenue, else the usual ones."""
    rules = [grade["rule"] for grade in entries_of(seen.evaluation.version.definition)]
    pareto = [rule["pareto"] for rule in rules if isinstance(rule, Mapping) and "pareto" in rule]
    own = [Fraction(each["share"]) for each in pareto if each["indicator"] == REVENUE]
    return own or USUAL_BORDERS


class Corner(StrEnum):
    """The four fields of the value quadrant: sales before profit."""

    HIGH_HIGH = "high_high"
    HIGH_LOW = "high_low"
    LOW_HIGH = "low_high"
    LOW_LOW = "low_low"


@dataclass(frozen=True, slots=True)
class QuadrantMark:
    """One customer by revenue and gross profit; without a grade where too little is known.

    By a typology `grades` are its labels and `step` is the place of the first.
    """

    key: int
    code: str
    name: str
    revenue: Decimal
    profit: Decimal
    step: int | None
    grades: tuple[str, ...]
    labelled: bool


@dataclass(frozen=True)
class QuadrantPicture:
    """Revenue by gross profit; high is above the mean of the customers whose profit is known.

    Of more customers than can be told apart the largest by revenue are shown.
    """

    marks: Sequence[QuadrantMark]
    border: tuple[Decimal, Decimal]
    known: int
    corners: Mapping[Corner, int]


def sees_quadrant(seen: VisibleResult) -> bool:
    """Whether the reader may see who earns much."""
    return PROFIT in seen.shown


def require_quadrant(actor: Actor) -> None:
    """Raise AccessDenied for who may not see profit."""
    require(actor, indicators.definition(PROFIT).field_right)


def value_quadrant(seen: VisibleResult) -> QuadrantPicture:
    """Who sells much and who earns much, for who may see both."""
    revenue, profit = (seen.column(code) for code in PICTURED)
    known = np.flatnonzero(revenue.known & profit.known)
    border = (_mean(revenue, known), _mean(profit, known))
    largest = known[np.argsort(-np.abs(revenue.figures[known]), kind="stable")][:MOST_POINTS]
    given = LABELS if seen.is_labelled else "grade"
    rows = seen.table.take(largest).select([KEY, "step", given]).to_pylist()
    named = customers.names([row[KEY] for row in rows])
    marks = [
        QuadrantMark(
            row[KEY],
            named[row[KEY]].code,
            named[row[KEY]].name,
            revenue.figure(revenue.figures[place]),
            profit.figure(profit.figures[place]),
            row["step"],
            _grades(row[given]),
            seen.is_labelled,
        )
        for row, place in zip(rows, largest, strict=True)
    ]
    corners = {corner: int(_in_corner(seen, corner).sum()) for corner in Corner}
    return QuadrantPicture(marks, border, len(known), corners)


def _grades(given: str | list[str] | None) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given or ())


def of_corner(seen: VisibleResult, corner: Corner) -> VisibleResult:
    """The customers in one field of the quadrant."""
    import pyarrow as pa

    inside = pa.array(_in_corner(seen, corner))
    return VisibleResult(seen.evaluation, seen.table.filter(inside), seen.everybody)


def _in_corner(seen: VisibleResult, corner: Corner) -> Any:
    """Which customers are in a field; a figure at the mean is low."""
    revenue, profit = (seen.column(code) for code in PICTURED)
    known = revenue.known & profit.known
    places = np.flatnonzero(known)
    wanted = [word == "high" for word in corner.value.split("_")]
    inside = known.copy()
    for column, high in zip((revenue, profit), wanted, strict=True):
        above = column.figures > column.units(_mean(column, places))
        inside &= above if high else ~above
    return inside


def _mean(column: "Column", places: Any) -> Decimal:
    if not len(places):
        return Decimal(0)
    return column.figure(exact_sum(column.figures[places]) // len(places))
