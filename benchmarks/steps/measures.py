"""Measuring customers: the bare scan, the engine's roll-ups, the indicators, pandas."""

import time
from datetime import date
from typing import TYPE_CHECKING, Any

from benchmarks.orders import Trade
from benchmarks.steps.ledgers import SOURCE, Ledger, ledger_lines

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.engine.ledger_state import LedgerState


def bare_scan(sql: str, files: list[str], memory: str, threads: int, spill: str) -> dict[str, Any]:
    """Execute a query over Parquet files in a DuckDB without anything of ours."""
    import duckdb

    connection = duckdb.connect(
        config={"memory_limit": memory, "threads": threads, "temp_directory": spill}
    )
    listed = ", ".join(f"'{file}'" for file in files)
    began = time.perf_counter()
    found = connection.execute(sql.replace("lines", f"read_parquet([{listed}])")).to_arrow_table()
    return {"seconds": time.perf_counter() - began, "customers": found.num_rows}


def rebuild(folder: str, memory: str, threads: int, keep: bool) -> dict[str, Any]:
    """Build the roll-ups from nothing. The files count only if they are to be kept."""
    from mainstay.engine.file_writer import discard_change
    from mainstay.engine.rollups import rebuild_rollups

    ledger = Ledger(folder, memory, threads)
    state = ledger.state()
    verifying = ledger.verify("lines")
    began = time.perf_counter()
    change = rebuild_rollups(ledger.engine, ledger.store, state)
    taken = time.perf_counter() - began
    if keep:
        ledger.keep(change.apply_to(state))
    else:
        discard_change(ledger.store, change)
    return {
        "seconds": taken,
        "verifying": verifying,
        "bytes": sum(file.bytes for file in change.added),
        "rows": {str(file.kind): file.rows for file in change.added},
    }


def indicators(folder: str, memory: str, threads: int, as_of: str) -> dict[str, Any]:
    """Compute all indicators of the ledger for every customer, from the roll-ups."""
    import ibis

    from mainstay.analytics.measures import ledger_measures
    from mainstay.engine.tables import open_tables

    ledger = Ledger(folder, memory, threads)
    state = ledger.state()
    verifying = ledger.verify("orders", "categories")
    ibis.duckdb.connect().to_pyarrow(ibis.literal(1))  # Ibis loads most of itself when first used
    began = time.perf_counter()
    with open_tables(ledger.engine, ledger.store, state) as tables:
        expression = ledger_measures(
            tables.orders(), tables.categories(), as_of=date.fromisoformat(as_of)
        )
        found: pa.Table = tables.backend.to_pyarrow(expression)
    taken = time.perf_counter() - began
    return {"seconds": taken, "verifying": verifying, "totals": _totals(found)}


def pandas_indicators(files: list[str], as_of: str) -> dict[str, Any]:
    """Compute the same indicators with pandas, in floats, from the lines."""
    import pyarrow as pa

    from benchmarks.steps.pandas_measures import indicators as compute

    began = time.perf_counter()
    frame = compute(files, date.fromisoformat(as_of))
    taken = time.perf_counter() - began
    return {"seconds": taken, "totals": _totals(pa.Table.from_pandas(frame))}


def _totals(figures: "pa.Table") -> dict[str, float | None]:
    """Add every indicator up over all customers, to see that everybody computes the same."""
    import pyarrow.compute as pc

    from mainstay.analytics.indicators import LEDGER_INDICATORS

    codes = [indicator.code for indicator in LEDGER_INDICATORS]
    return {code: pc.sum(figures[code].cast("float64")).as_py() for code in codes}


def import_lines(
    folder: str, memory: str, threads: int, trade: dict[str, int], lines: int
) -> dict[str, Any]:
    """Import new, known and changed lines into a ledger of a trade, and keep the state.

    Reading the file is left out: the lines are there as Arrow batches.
    """
    from mainstay.engine.import_change import write_change
    from mainstay.engine.ledger_state import IdentityMode
    from mainstay.engine.resolve import ImportRequest, resolve_import
    from mainstay.engine.staged_import import IncomingChunk, stage_import

    ledger = Ledger(folder, memory, threads)
    state = ledger.state()
    new = lines * 4 // 5
    orders, more = Trade(**trade).orders, Trade(**{**trade, "lines": new}).orders
    fresh = ledger_lines(Trade(**trade), orders, orders + more, batch=0)
    incoming = _incoming(ledger, state, fresh, lines - new)
    verifying = ledger.verify("lines", "orders")
    request = ImportRequest(len(state.batches) + 1, SOURCE, IdentityMode.LINE)
    began = time.perf_counter()
    with ledger.store.staging() as folder_of_stage:
        chunks = (IncomingChunk(batch) for batch in incoming.to_batches())
        staged = stage_import(folder_of_stage, chunks)
        with resolve_import(ledger.engine, ledger.store, state, staged, request) as found:
            resolved = time.perf_counter()
            change = write_change(found)
    taken = time.perf_counter() - began
    ledger.keep(change.apply_to(state))
    report = found.report
    return {
        "seconds": taken,
        "resolving": resolved - began,
        "verifying": verifying,
        "lines": incoming.num_rows,
        "new": report.accepted.lines - report.superseded.lines,
        "superseded": report.superseded.lines,
        "unchanged": report.unchanged.lines,
    }


def _incoming(ledger: Ledger, state: "LedgerState", fresh: str, known: int) -> "pa.Table":
    """Put fresh lines together with lines that are known, of which every other one has changed."""
    import pyarrow as pa

    from mainstay.engine.ledger_state import FileKind
    from mainstay.engine.schemas import INCOMING_SCHEMA, ORDER_LINE_SCHEMA
    from mainstay.engine.sql import all_rows, cast_columns

    files = state.files_of(FileKind.LINES)
    share = sum(file.rows for file in files) // known
    old = f"SELECT * FROM ({all_rows(ledger.store, files, ORDER_LINE_SCHEMA)})"
    with ledger.engine.session(ledger.store.root) as session:
        batches = session.batches(f"""
            SELECT {cast_columns(INCOMING_SCHEMA)} FROM (
                SELECT * REPLACE (row_number() OVER () AS record), NULL AS kept_line_no FROM (
                    ({fresh}) UNION ALL BY NAME (
                        SELECT * REPLACE (
                            amount + record // {share} % 2 AS amount,
                            amount_original + record // {share} % 2 AS amount_original
                        ) FROM ({old}) WHERE record % {share} = 0
                    )
                )
            ) ORDER BY record
        """)
        return pa.Table.from_batches(list(batches))
