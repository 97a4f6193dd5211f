"""Writing a resolved import: new files, and which rows they displace."""

from mainstay.engine.dead_vectors import FileChanges, write_dead_vectors
from mainstay.engine.file_writer import FileWriter, writing
from mainstay.engine.ledger_state import FileKind, LedgerFile, StateChange
from mainstay.engine.resolve import Resolution
from mainstay.engine.rollups import TouchedOrders, write_rollups
from mainstay.engine.schemas import (
    CONFIRMATIONS_SCHEMA,
    ORDER_LINE_SCHEMA,
    REMOVALS_SCHEMA,
)
from mainstay.engine.sql import all_rows, cast_columns, columns, portion, quote

# Of ``rows_at_once`` lines each.
_PORTIONS_IN_A_FILE = 5


def write_change(resolution: Resolution) -> StateChange:
    """Write the files of an import and give the change that makes them count.

    Nothing counts before a manifest has applied the change. The resolution tells no outcomes any
    more. Raises ``Cancelled``.
    """
    session = resolution.session
    with writing(resolution.store, session, resolution.request.batch) as writer:
        lines = _write_lines(resolution, writer)
        events = _write_events(writer)
        _compare_touched_orders(resolution, lines)
        dead = write_dead_vectors(
            writer, session, resolution.store, resolution.state, killed="displaced"
        )
        # The roll-ups are added up outside of DuckDB, which makes room for them.
        session.run("DROP TABLE decisions")
        rollups = write_rollups(
            writer,
            session,
            resolution.store,
            resolution.state,
            new=lines,
            touched=TouchedOrders("touched_orders", "lines_before", "lines_after"),
        )
    changes = FileChanges((*lines, *events)) + dead + rollups
    return StateChange(
        base=resolution.state.number,
        added=changes.added,
        removed=changes.removed,
        committed=resolution.request.as_live_batch(),
    )


def _write_lines(resolution: Resolution, writer: FileWriter) -> tuple[LedgerFile, ...]:
    """Write the accepted lines, a large import as several files, each of some customers.

    Sorting takes memory for what it has spilled too, so that a file has to end somewhere.
    """
    rows = resolution.staged.rows
    in_a_file = _PORTIONS_IN_A_FILE * resolution.engine.config.rows_at_once
    portions = max(1, -(-rows // in_a_file))
    files: list[LedgerFile] = []
    for index in range(portions):
        query = _new_lines(resolution, portion("customer", index, portions))
        files += writer.write(FileKind.LINES, query, records=rows, portion=(index, portions))
    return tuple(files)


def _new_lines(resolution: Resolution, condition: str) -> str:
    """Write the query for some accepted lines, so sorted that a customer's lie together."""
    request = resolution.request
    return (
        f"SELECT {cast_columns(ORDER_LINE_SCHEMA)} FROM (SELECT s.* EXCLUDE (line_no), "
        f"d.line_no, d.order_size, {request.batch} AS batch, {quote(request.source)} AS source "
        "FROM staged s JOIN decisions d USING (record) "
        f"WHERE d.outcome IN ('new', 'superseded') AND {condition}) "
        "ORDER BY customer, ordered_on, order_no, line_no"
    )


def _write_events(writer: FileWriter) -> tuple[LedgerFile, ...]:
    confirmed = (
        f"SELECT {columns(CONFIRMATIONS_SCHEMA)} FROM decisions "
        "WHERE outcome = 'unchanged' AND row_record IS NOT NULL ORDER BY row_batch, row_record"
    )
    removed = (
        f"SELECT {columns(REMOVALS_SCHEMA)} FROM (SELECT order_no, line_no, "
        "batch AS row_batch, record AS row_record FROM removed_lines) ORDER BY order_no, line_no"
    )
    return (
        *writer.write(FileKind.CONFIRMATIONS, confirmed),
        *writer.write(FileKind.REMOVALS, removed),
    )


def _compare_touched_orders(resolution: Resolution, lines: tuple[LedgerFile, ...]) -> None:
    """Name the rows that the import displaces, and the touched orders before and after it.

    ``lines_after`` leaves the new lines out.
    """
    session = resolution.session
    new_lines = all_rows(resolution.store, lines, ORDER_LINE_SCHEMA)
    session.table(
        "displaced",
        "SELECT k.file, k.position, k.batch, k.record "
        "FROM known k JOIN decisions d ON d.row_batch = k.batch AND d.row_record = k.record "
        "WHERE d.outcome = 'superseded' UNION ALL "
        "SELECT file, position, batch, record FROM removed_lines",
    )
    session.table(
        "touched_orders",
        "SELECT DISTINCT source, order_no FROM known "
        f"WHERE order_no IN (SELECT order_no FROM ({new_lines}) "
        "UNION ALL SELECT order_no FROM removed_lines)",
    )
    known = f"SELECT {columns(ORDER_LINE_SCHEMA)} FROM known"
    session.view("lines_before", f"{known} SEMI JOIN touched_orders USING (order_no)")
    session.view(
        "lines_after",
        f"{known} SEMI JOIN touched_orders USING (order_no) "
        "ANTI JOIN displaced USING (batch, record)",
    )
