"""Grades by region or industry: how many customers of each grade, and what they bring.

Regions and industries are trees; a customer holds the name of one place. Definition:
docs/algorithms/grades-by-place.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.queries.files import LABELS
from mainstay.apps.evaluation.queries.pictures import REVENUE
from mainstay.apps.evaluation.queries.results import VisibleResult
from mainstay.apps.evaluation.queries.schemes import GradeOfScheme, grades_of
from mainstay.apps.reference.queries.branches import INDUSTRIES, REGIONS, name_paths
from mainstay.foundation.access.actor import Actor

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 100
NOT_STATED = "-"
"""What a filter asks for those of whom no place is stated."""
ALONE = "="
"""Before a name: those who stand there, and not below it."""
_PLACE, _POSITIVE, _GIVEN = "place", "positive", "given"


class Field(StrEnum):
    """What grades are broken down by."""

    REGION = "region"
    INDUSTRY = "industry"


_TREES = {Field.REGION: REGIONS, Field.INDUSTRY: INDUSTRIES}
Path = tuple[str, ...]
"""The names from the top of a tree down to a place; one for a name that is in no tree."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many customers there are, their revenue, and their share of all positive revenue.

    The share is None where nobody has a positive revenue.
    """

    customers: int
    revenue: Decimal
    share: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One place with all that lies below it: a cell for each grade, or label, that somebody there
    has; labels of one customer count each.

    `wanted` is what a filter asks for to find its customers. The grade is None where too little
    is known. `is_parent` says whether somebody stands below the place.
    """

    wanted: str
    name: str
    is_parent: bool
    cells: Mapping[str | None, Cell]
    total: Cell


@dataclass(frozen=True)
class Breakdown:
    """The places right below one of them, or the top ones, by revenue.

    `above` are the names from the top down to the one that is looked into. Of more than
    `MOST_ROWS` places the first are told; `left_out` counts the others, who are in the sums.
    """

    seen: VisibleResult
    field: Field
    above: Path
    grades: Sequence[GradeOfScheme]
    rows: Sequence[Row]
    left_out: int
    sums: Mapping[str | None, Cell]
    total: Cell


def breakdown(actor: Actor, seen: VisibleResult, field: Field, within: str = "") -> Breakdown:
    """The grades of a result by place; `seen` has the revenue. `within` is the name of a place."""
    standing = _Standing(actor, seen, field)
    places = [_row_of(path, within) for path in standing.paths]
    parents = {wanted for wanted, below in places if below}
    rows, sums, total = _counted(seen, standing, [wanted for wanted, _below in places])
    found = [
        Row(wanted, _name(wanted), wanted in parents, *cells) for wanted, cells in rows.items()
    ]
    found.sort(key=lambda row: (row.wanted == NOT_STATED, -row.total.revenue, row.name))
    above = next((path[: path.index(within) + 1] for path in standing.paths if within in path), ())
    return Breakdown(
        seen=seen,
        field=field,
        above=above or ((within,) if within else ()),
        grades=grades_of(seen.evaluation.version),
        rows=found[:MOST_ROWS],
        left_out=len(found[MOST_ROWS:]),
        sums=sums,
        total=total,
    )


def in_place(actor: Actor, seen: VisibleResult, field: Field, wanted: str) -> VisibleResult:
    """The customers of a place: a name with all below it, `ALONE` before it, `NOT_STATED`."""
    import pyarrow as pa

    standing = _Standing(actor, seen, field)
    inside = pa.array([_is_in(path, wanted) for path in standing.paths], pa.bool_())
    return replace(seen, table=seen.table.filter(inside.take(standing.places)))


class _Standing:
    """Where the customers of a result stand: the distinct paths, and for each row its place."""

    def __init__(self, actor: Actor, seen: VisibleResult, field: Field) -> None:
        import pyarrow.compute as pc

        known = customers.regions_and_industries(actor)
        named = known[field.value].take(pc.index_in(seen.table[KEY], value_set=known[KEY]))
        coded = pc.dictionary_encode(pc.fill_null(named, "").combine_chunks())
        kind = _TREES[field]
        above = name_paths(kind) if actor.may(kind.view) else {}
        self.places: pa.Array = coded.indices
        self.paths: list[Path] = [
            above.get(name, (name,))[::-1] if name else () for name in coded.dictionary.to_pylist()
        ]


def _row_of(path: Path, within: str) -> tuple[str, bool]:
    """In which row a path stands, and whether below its place; empty for none of them."""
    if not within:
        return (path[0], len(path) > 1) if path else (NOT_STATED, False)
    if within not in path:
        return "", False
    below = path[path.index(within) + 1 :]
    return (below[0], len(below) > 1) if below else (ALONE + within, False)


def _is_in(path: Path, wanted: str) -> bool:
    if wanted == NOT_STATED:
        return not path
    if wanted.startswith(ALONE):
        return path[-1:] == (wanted.removeprefix(ALONE),)
    return wanted in path


def _name(wanted: str) -> str:
    return wanted.removeprefix(ALONE)


Cells = Mapping[str | None, Cell]


def _counted(
    seen: VisibleResult, standing: _Standing, rows: Sequence[str]
) -> tuple[Mapping[str, tuple[Cells, Cell]], Cells, Cell]:
    """By row the cells and their sum; the sums of the columns; the sum of all."""
    import pyarrow as pa
    import pyarrow.compute as pc

    place = pa.array(rows, pa.string()).take(standing.places)
    revenue = pc.fill_null(seen.table[REVENUE], 0)
    table = pa.table(
        {
            _PLACE: place,
            _GIVEN: seen.table[LABELS if LABELS in seen.table.column_names else "grade"],
            REVENUE: revenue,
            _POSITIVE: pc.max_element_wise(revenue, pa.scalar(0, revenue.type)),
        }
    )
    everything = Decimal(pc.sum(table[_POSITIVE]).as_py() or 0)
    table = table.filter(pc.not_equal(table[_PLACE], ""))

    def summed(*by: str) -> list[tuple[tuple[str | None, ...], Cell]]:
        return _summed(one_each if _GIVEN in by else table, by, everything)

    one_each = _one_each(table)
    totals = {str(place): cell for (place,), cell in summed(_PLACE)}
    found: dict[str, tuple[dict[str | None, Cell], Cell]] = {
        place: ({}, total) for place, total in totals.items()
    }
    for (where, grade), cell in summed(_PLACE, _GIVEN):
        found[str(where)][0][grade] = cell
    whole = summed()
    sums = {grade: cell for (grade,), cell in summed(_GIVEN)}
    return found, sums, whole[0][1] if whole else Cell(0, Decimal(0), None)


def _one_each(table: "pa.Table") -> "pa.Table":
    """A row for each label of a customer, one with nothing for none; grades as they are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    given = table[_GIVEN].combine_chunks()
    if not pa.types.is_list(given.type):
        return table
    lacks = pc.equal(pc.fill_null(pc.list_value_length(given), 0), 0)
    without = pc.indices_nonzero(lacks)
    rows = pa.concat_arrays([pc.list_parent_indices(given).cast(pa.uint64()), without])
    labels = pa.concat_arrays([pc.list_flatten(given), pa.nulls(len(without), pa.string())])
    return table.drop_columns(_GIVEN).take(rows).append_column(_GIVEN, labels)


def _summed(
    table: "pa.Table", by: Sequence[str], everything: Decimal
) -> list[tuple[tuple[str | None, ...], Cell]]:
    grouped = table.group_by(list(by)).aggregate(
        [([], "count_all"), (REVENUE, "sum"), (_POSITIVE, "sum")]
    )
    return [
        (
            tuple(row[name] for name in by),
            Cell(
                row["count_all"],
                row[f"{REVENUE}_sum"] or Decimal(0),
                float((row[f"{_POSITIVE}_sum"] or 0) / everything) if everything else None,
            ),
        )
        for row in grouped.to_pylist()
    ]
