"""Attractiveness by relative strength: customers by the scores of two schemes.

Definition: docs/algorithms/portfolio-matrix.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.models import Evaluation, MatrixAxes, Scheme
from mainstay.apps.evaluation.policies import VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.pictures import MOST_POINTS, PICTURED, PROFIT, REVENUE
from mainstay.apps.evaluation.queries.results import ResultRow, VisibleResult, visible_result
from mainstay.apps.evaluation.queries.schemes import NotEvaluated, usable_schemes, used_of
from mainstay.apps.evaluation.queries.scores import SCORE
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require

if TYPE_CHECKING:
    import pyarrow as pa

ATTRACTIVENESS, STRENGTH = "attractiveness", "strength"
"""The columns of both scores, and the codes of the shipped schemes."""
POSITION = "position"
_WHY = "what the matrix is made of is the same for everybody"


class Position(StrEnum):
    """The four fields: attractiveness before relative strength."""

    KEY = "key"
    KEY_DEVELOPMENT = "key_development"
    MAINTENANCE = "maintenance"
    OPPORTUNISTIC = "opportunistic"


class ScoreHidden(Exception):
    """The scores of an axis are not told to the actor."""


@dataclass(frozen=True, slots=True)
class FieldSize:
    """How many customers a field has, their revenue and its share of all positive revenue.

    The share is None where nobody has a positive revenue.
    """

    customers: int
    revenue: Decimal
    share: float | None


@dataclass(frozen=True, slots=True)
class MatrixMark:
    """One customer by both scores."""

    key: int
    code: str
    name: str
    attractiveness: Decimal
    strength: Decimal
    position: Position
    revenue: Decimal | None


@dataclass(frozen=True)
class Matrix:
    """The customers that the actor sees who have both scores, by the evaluations in force.

    `table` has a row for each, ordered by code: key, customer, both scores as they are told, the
    position, revenue of 12 months and, for who may see it, profit. `unplaced` counts the others
    of either evaluation; `everybody` says whether nobody is out of reach.
    """

    axes: MatrixAxes
    attractiveness: Evaluation
    strength: Evaluation
    table: "pa.Table"
    unplaced: int
    everybody: bool

    @property
    def sees_profit(self) -> bool:
        """Whether profit is told."""
        return PROFIT in self.table.column_names

    def of(self, position: Position) -> "pa.Table":
        """The customers of one field."""
        import pyarrow.compute as pc

        return self.table.filter(pc.equal(self.table[POSITION], position.value))

    def sizes(self) -> Mapping[Position, FieldSize]:
        """What each field has."""
        everything = _positive(self.table)
        sizes = {}
        for position in Position:
            inside = self.of(position)
            share = float(_positive(inside) / everything) if everything else None
            sizes[position] = FieldSize(inside.num_rows, _sum(inside[REVENUE]), share)
        return sizes

    def marks(self) -> Sequence[MatrixMark]:
        """The customers with the greatest revenue, as many as can be told apart."""
        order = [(REVENUE, "descending"), (CODE, "ascending")]
        rows: list[ResultRow] = self.table.sort_by(order).slice(0, MOST_POINTS).to_pylist()
        named = customers.names([row[KEY] for row in rows])
        return [
            MatrixMark(
                row[KEY],
                row[CODE],
                named[row[KEY]].name,
                row[ATTRACTIVENESS],
                row[STRENGTH],
                Position(row[POSITION]),
                row[REVENUE],
            )
            for row in rows
        ]


def matrix_axes() -> MatrixAxes:
    """Which schemes the matrix is made of; the shipped ones until somebody chooses others."""
    kept = MatrixAxes.objects.system(_WHY).select_related("attractiveness", "strength").first()
    if kept is not None:
        return kept
    shipped = Scheme.objects.system(_WHY).in_bulk([ATTRACTIVENESS, STRENGTH], field_name="code")
    return MatrixAxes(attractiveness=shipped[ATTRACTIVENESS], strength=shipped[STRENGTH])


def scored_schemes(actor: Actor) -> list[Scheme]:
    """The schemes that can be an axis: those in use that have a scorecard."""
    return [row for row in usable_schemes(actor) if "scorecard" in used_of(row).definition]


def portfolio_matrix(actor: Actor) -> Matrix:
    """The matrix as far as the actor sees it.

    Raises AccessDenied, NotEvaluated with the scheme, ScoreHidden and EvaluationDamaged.
    """
    require(actor, VIEW_EVALUATIONS)
    axes = matrix_axes()
    attractiveness = visible_result(actor, _in_force(axes.attractiveness), PICTURED)
    strength = visible_result(actor, _in_force(axes.strength))
    for seen in (attractiveness, strength):
        if SCORE not in seen.scored:
            raise ScoreHidden(seen.evaluation.version.scheme.code)
    table, unplaced = _placed(axes, attractiveness, strength)
    everybody = attractiveness.everybody and strength.everybody
    return Matrix(axes, attractiveness.evaluation, strength.evaluation, table, unplaced, everybody)


def _in_force(scheme: Scheme) -> Evaluation:
    if scheme.in_force_id is None:
        raise NotEvaluated(scheme.code)
    rows = Evaluation.objects.system(_WHY).select_related("version__scheme")
    return rows.get(pk=scheme.in_force_id)


def _placed(
    axes: MatrixAxes, attractiveness: VisibleResult, strength: VisibleResult
) -> tuple["pa.Table", int]:
    """Everybody with both scores, with the field; how many of either result are not among them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    result = attractiveness.table
    both = pc.index_in(result[KEY], value_set=strength.table[KEY])
    columns = {
        KEY: result[KEY],
        CODE: result[CODE],
        ATTRACTIVENESS: result[SCORE],
        STRENGTH: strength.table[SCORE].take(both),
        **{code: result[code] for code in PICTURED if code in result.column_names},
    }
    table = pa.table(columns)
    known = pc.and_(pc.is_valid(table[ATTRACTIVENESS]), pc.is_valid(table[STRENGTH]))
    placed = table.filter(known)
    everybody = result.num_rows + strength.table.num_rows - (len(both) - both.null_count)
    attractive = pc.greater_equal(placed[ATTRACTIVENESS], axes.attractive_from)
    strong = pc.greater_equal(placed[STRENGTH], axes.strong_from)
    position = pc.if_else(
        attractive,
        pc.if_else(strong, Position.KEY.value, Position.KEY_DEVELOPMENT.value),
        pc.if_else(strong, Position.MAINTENANCE.value, Position.OPPORTUNISTIC.value),
    )
    return placed.append_column(POSITION, position), everybody - placed.num_rows


def _positive(table: "pa.Table") -> Decimal:
    import pyarrow as pa
    import pyarrow.compute as pc

    revenue = table[REVENUE]
    return _sum(pc.max_element_wise(revenue, pa.scalar(0, revenue.type)))


def _sum(figures: "pa.ChunkedArray") -> Decimal:
    import pyarrow.compute as pc

    return Decimal(pc.sum(figures).as_py() or 0)
