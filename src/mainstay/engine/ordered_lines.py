"""All lines in force in the order in which they were made, a batch at a time."""

from collections.abc import Iterator

import pyarrow as pa

from mainstay.engine.ledger_state import FileKind, LedgerState
from mainstay.engine.schemas import ORDER_LINE_SCHEMA
from mainstay.engine.session import Engine
from mainstay.engine.sql import files_in_force, rows_in_force
from mainstay.engine.store import LedgerStore


def sources_of(state: LedgerState) -> list[str]:
    """The sources that a state's live batches came from."""
    return sorted({batch.source for batch in state.batches})


def read_ordered_lines(
    engine: Engine, store: LedgerStore, state: LedgerState
) -> Iterator[pa.RecordBatch]:
    """Give the lines in force by day, order and line number.

    Raises ``LedgerDamaged`` before the first batch.
    """
    engine.verified.require(store, files_in_force(state, FileKind.LINES))
    lines = rows_in_force(store, state, FileKind.LINES, ORDER_LINE_SCHEMA)
    return _batches(
        engine,
        store,
        f"SELECT * FROM ({lines}) ORDER BY ordered_on, source, order_no, line_no, customer",
    )


def _batches(engine: Engine, store: LedgerStore, query: str) -> Iterator[pa.RecordBatch]:
    with engine.session(store.root) as session:
        yield from session.batches(query)
