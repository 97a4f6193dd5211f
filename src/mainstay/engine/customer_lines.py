"""One customer's page: its lines and orders, read and verified piece by piece.

Ledger files are sorted by customer. Only the row groups that can hold a wanted customer are read;
their bytes are hashed first, and exactly those bytes are decoded. DuckDB is not needed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.engine.ledger_state import FileKind, LedgerFile, LedgerState
from mainstay.engine.schemas import ORDER_LINE_SCHEMA, ORDERS_SCHEMA
from mainstay.engine.store import LedgerStore
from mainstay.engine.verified_row_groups import RowGroup, read_row_groups


@dataclass(frozen=True, slots=True)
class LineCursor:
    """The place of a line in the list, newest first; a page goes on after it."""

    ordered_at: datetime
    source: str
    order_no: str
    line_no: int


def read_customer_lines(
    store: LedgerStore,
    state: LedgerState,
    customer_keys: Collection[int],
    *,
    limit: int,
    before: LineCursor | None = None,
) -> pa.Table:
    """Give a page of the lines in force of some customers, newest first.

    Lines of the same instant come in descending order of source, order and line number. ``before``
    is the cursor of the last line of the page before. Raises ``LedgerDamaged``.
    """
    lines = _read(store, state, FileKind.LINES, ORDER_LINE_SCHEMA, customer_keys)
    if before is not None:
        lines = lines.filter(_comes_after(before))
    ordered = lines.sort_by(
        [(name, "descending") for name in ("ordered_at", "source", "order_no", "line_no")]
    )
    return ordered.slice(0, limit)


def read_customer_orders(
    store: LedgerStore, state: LedgerState, customer_keys: Collection[int]
) -> pa.Table:
    """Give the order roll-up of some customers, oldest first. Raises ``LedgerDamaged``."""
    orders = _read(store, state, FileKind.ORDERS, ORDERS_SCHEMA, customer_keys)
    return orders.sort_by([(name, "ascending") for name in ("ordered_on", "source", "order_no")])


def _read(
    store: LedgerStore,
    state: LedgerState,
    kind: FileKind,
    schema: pa.Schema,
    customer_keys: Collection[int],
) -> pa.Table:
    wanted = frozenset(customer_keys)
    keys = pa.array(sorted(wanted), pa.int64())
    dead = state.dead_vectors()
    found = [schema.empty_table()]
    for file in state.files_of(kind):
        vector = dead.get(file.name)
        if vector is not None and vector.rows == file.rows:
            continue
        for group in read_row_groups(store, file, wanted, schema.names):
            mine = pc.is_in(group.rows["customer"], keys)
            if vector is not None:
                mine = pc.and_(mine, _alive(store, vector, group))
            found.append(group.rows.filter(mine).cast(schema))
    return pa.concat_tables(found)


def _alive(store: LedgerStore, vector: LedgerFile, group: RowGroup) -> pa.BooleanArray:
    """Mark the rows of a row group that are in force."""
    alive = np.ones(group.rows.num_rows, dtype=bool)
    positions = range(group.start, group.start + group.rows.num_rows)
    for part in read_row_groups(store, vector, positions, ["position"]):
        dead = part.rows["position"].to_numpy() - group.start
        alive[dead[(dead >= 0) & (dead < len(alive))]] = False
    return pa.array(alive)


def _comes_after(cursor: LineCursor) -> pc.Expression:
    """Write the condition that a line stands after a cursor in the list, newest first."""
    condition = pc.scalar(False)
    for name in reversed(("ordered_at", "source", "order_no", "line_no")):
        value = pa.scalar(getattr(cursor, name), ORDER_LINE_SCHEMA.field(name).type)
        field = pc.field(name)
        condition = (field < value) | ((field == value) & condition)
    return condition
