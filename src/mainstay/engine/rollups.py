"""The roll-ups: orders and categories, kept true for the orders that a change touches."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from queue import SimpleQueue

import pyarrow as pa

from mainstay.engine.category_counts import count_categories
from mainstay.engine.customer_streams import one_ahead, parts_of_file, portions_of_customers
from mainstay.engine.dead_vectors import FileChanges, write_dead_vectors
from mainstay.engine.exact_sums import as_decimals, fits_narrow
from mainstay.engine.file_writer import FileWriter, writing
from mainstay.engine.ledger_state import FileKind, LedgerFile, LedgerState, StateChange
from mainstay.engine.order_parts import (
    LINE_COLUMNS,
    REPEATING_COLUMNS,
    OrderParts,
    add_up_lines,
    put_orders_together,
)
from mainstay.engine.progress import Progress
from mainstay.engine.schemas import (
    MONEY_IN_64_BITS,
    NARROW_ORDERS_SCHEMA,
    ORDERS_SCHEMA,
    REPEATING_TEXT,
    TOTAL,
)
from mainstay.engine.session import Engine, Session
from mainstay.engine.sql import files_in_force, rows_in_force
from mainstay.engine.store import LedgerStore
from mainstay.kernel.ahead import made_ahead

# What has few equal values is smaller and quicker written as differences than in a dictionary.
_ENCODINGS: dict[pa.DataType, str] = {
    pa.string(): "DELTA_BYTE_ARRAY",
    MONEY_IN_64_BITS: "DELTA_BINARY_PACKED",
}
_PARTS_AT_ONCE = 200_000


@dataclass(frozen=True, slots=True)
class TouchedOrders:
    """Orders that have been there before and that a change touches, as relations of a session.

    ``orders`` has the columns ``source`` and ``order_no``; ``before`` and ``after`` are their lines
    in force then and now, without those of new files.
    """

    orders: str
    before: str
    after: str


def write_rollups(
    writer: FileWriter,
    session: Session,
    store: LedgerStore,
    state: LedgerState,
    *,
    new: Sequence[LedgerFile] = (),
    touched: TouchedOrders,
) -> FileChanges:
    """Bring the roll-ups of a state up to a change that brings new files of lines."""
    with _pool(session) as pool:
        streams = [parts_of_file(store, file, None, pool) for file in new]
        streams.append(_parts_of_touched(session, touched))
        added = _write(writer, session, pool, streams)
    orders = rows_in_force(store, state, FileKind.ORDERS, ORDERS_SCHEMA, located=True)
    session.table(
        "killed_orders",
        "SELECT o.file, o.position "
        f"FROM ({orders}) AS o SEMI JOIN {touched.orders} AS t "
        "ON t.source = o.source AND t.order_no = o.order_no",
    )
    return FileChanges(added) + write_dead_vectors(
        writer, session, store, state, killed="killed_orders"
    )


def rebuild_rollups(
    engine: Engine, store: LedgerStore, state: LedgerState, *, progress: Progress | None = None
) -> StateChange:
    """Write all roll-ups anew from the lines in force; the result says the same as the old ones.

    Customers are taken in portions, so that memory does not grow with the ledger. Raises
    ``LedgerDamaged`` and ``Cancelled``.
    """
    files = files_in_force(state, FileKind.LINES)
    engine.verified.require(store, files)
    dead = state.dead_vectors()
    data = {
        file.name
        for kind in (FileKind.ORDERS, FileKind.CATEGORIES)
        for file in state.files_of(kind)
    }
    with (
        engine.session(store.root, progress=progress or Progress()) as session,
        writing(store, session, None) as writer,
        _pool(session) as pool,
    ):
        streams = [
            parts_of_file(store, file, dead.get(file.name), pool)
            for file in files
            if file.kind is FileKind.LINES
        ]
        added = _write(writer, session, pool, streams)
    old = tuple(file.name for file in state.files if file.name in data or file.covers in data)
    return StateChange(base=state.number, added=added, removed=old)


def _pool(session: Session) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(session.config.threads, thread_name_prefix="orders")


def _parts_of_touched(session: Session, touched: TouchedOrders) -> Iterator[OrderParts]:
    columns = ", ".join(LINE_COLUMNS)
    lines = session.batches(
        f"SELECT {columns}, -1::BIGINT AS sign FROM {touched.before} UNION ALL "
        f"SELECT {columns}, 1::BIGINT AS sign FROM {touched.after} "
        "ORDER BY customer, sign, ordered_on, order_no"
    )
    for batch in lines:
        yield add_up_lines(pa.Table.from_batches([batch]))


def _write(
    writer: FileWriter,
    session: Session,
    pool: Executor,
    streams: Sequence[Iterator[OrderParts]],
) -> tuple[LedgerFile, ...]:
    """Write the orders and categories of lines that come and go, each kind as one file mostly."""
    files: list[LedgerFile] = []
    counted: SimpleQueue[pa.Table | None] = SimpleQueue()

    def orders() -> Iterator[pa.Table]:
        at_once = min(session.config.rows_at_once, _PARTS_AT_ONCE)
        with closing(made_ahead(portions_of_customers(streams, at_once))) as portions:
            for rows, counts in one_ahead(pool, _rows, portions):
                session.check()
                counted.put(counts)
                yield rows

    with ThreadPoolExecutor(1, thread_name_prefix="categories") as beside:
        categories = beside.submit(
            writer.write_tables, FileKind.CATEGORIES, iter(counted.get, None)
        )
        try:
            for schema, tables in groupby(orders(), key=lambda table: table.schema):
                files += writer.write_tables(FileKind.ORDERS, tables, encodings=_encodings(schema))
        finally:
            counted.put(None)
        return (*files, *categories.result())


def _rows(portion: OrderParts) -> tuple[pa.Table, pa.Table]:
    """Give the rows of both roll-ups."""
    parts = put_orders_together(portion)
    return _order_rows(parts), count_categories(parts)


def _encodings(schema: pa.Schema) -> dict[str, str]:
    return {field.name: _ENCODINGS[field.type] for field in schema if field.type in _ENCODINGS}


def _order_rows(parts: OrderParts) -> pa.Table:
    """Give the rows of the order roll-up, with narrow totals if all of them fit."""
    parts = parts.coming()
    totals = [field.name for field in ORDERS_SCHEMA if field.type == TOTAL]
    narrow = all(fits_narrow(getattr(parts, name)) for name in totals)
    fields = [
        field.with_type(REPEATING_TEXT) if field.name in REPEATING_COLUMNS else field
        for field in (NARROW_ORDERS_SCHEMA if narrow else ORDERS_SCHEMA)
    ]
    return pa.table([_column(parts, field) for field in fields], schema=pa.schema(fields))


def _column(parts: OrderParts, field: pa.Field) -> pa.Array:
    values = getattr(parts, field.name)
    if isinstance(values, pa.Array):
        return values.cast(field.type)
    if pa.types.is_decimal(field.type):
        return as_decimals(values, field.type)
    if pa.types.is_date(field.type):
        return pa.array(values.astype("int32")).view(field.type)
    return pa.array(values, field.type)
