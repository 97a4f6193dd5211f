"""Tables of figures as rows that can be paged through; each row has the code of its customer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mainstay.apps.evaluation.exact import CODE
from mainstay.shell.paging import OrderKey, Position

if TYPE_CHECKING:
    import pyarrow as pa

TableRow = dict[str, Any]


class TableRows:
    """Rows of a table that stands by code, to be paged through in any order."""

    def __init__(self, table: "pa.Table") -> None:
        self._table = table

    def after(
        self, order: Sequence[OrderKey], position: Position | None, limit: int
    ) -> Sequence[TableRow]:
        """The first rows beyond a position."""
        import pyarrow.compute as pc

        table = self._table if position is None else _beyond(self._table, order, position)
        keys = [
            (
                key.name,
                "descending" if key.descending else "ascending",
                "at_start" if key.missing_first else "at_end",
            )
            for key in order
        ]
        # The sort is stable and the table stands by code already.
        if keys[-1][:2] == (CODE, "ascending"):
            keys.pop()
        first = table.take(pc.sort_indices(table, sort_keys=keys)[:limit]) if keys else table
        rows: list[TableRow] = first.slice(0, limit).to_pylist()
        return rows

    def position(self, order: Sequence[OrderKey], row: TableRow) -> Position:
        """Where a row stands."""
        return tuple(row[key.name] for key in order)


def _beyond(table: "pa.Table", order: Sequence[OrderKey], position: Position) -> "pa.Table":
    """The rows after a position: equal in the first keys, beyond it in the next one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    beyond = pa.array([False] * table.num_rows)
    equal = pa.array([True] * table.num_rows)
    for key, value in zip(order, position, strict=True):
        column = table[key.name]
        missing = pc.is_null(column)
        if value is None:
            further = pc.invert(missing) if key.missing_first else pc.and_(missing, False)
            same = missing
        else:
            scalar = pa.scalar(value, column.type)
            compare = pc.less if key.descending else pc.greater
            further = pc.fill_null(compare(column, scalar), not key.missing_first)
            same = pc.fill_null(pc.equal(column, scalar), False)
        beyond = pc.or_(beyond, pc.and_(equal, further))
        equal = pc.and_(equal, same)
    return table.filter(beyond)
