"""Resolving incoming lines against a state: what each of them would do, without doing it.

The rules stand in docs/decisions/0001-ledger-states-identity-and-undo.md.

A session holds these tables while a resolution is open:

- ``staged``, ``reserved``: the incoming lines and the places of records rejected before;
- ``numbered``: each record with its order and its place there, given or counted;
- ``known_orders``, ``known``: the incoming orders that have lines in force, and those lines;
- ``decisions``: one row per incoming line: the outcome and the row of the ledger it concerns;
- ``removed_lines``: the lines in force that a replacing import no longer has;
- ``reserved_places``: the place that each record rejected before keeps in its order.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

import pyarrow as pa

from mainstay.engine import order_comparison, placed_lines
from mainstay.engine.errors import IdentityModeConflict
from mainstay.engine.ledger_state import FileKind, IdentityMode, LedgerState, LiveBatch
from mainstay.engine.progress import Phase, Progress
from mainstay.engine.schemas import (
    ORDER_LINE_SCHEMA,
    ORDERS_SCHEMA,
    REMOVALS_SCHEMA,
)
from mainstay.engine.session import Engine, Session
from mainstay.engine.sql import all_rows, content, files_in_force, parquet, quote, rows_in_force
from mainstay.engine.staged_import import StagedImport
from mainstay.engine.store import LedgerStore
from mainstay.engine.tally import Tally, tally

_OUTCOMES = (
    "SELECT d.record, d.outcome, d.code, d.line_no, "
    f"CASE WHEN d.outcome = 'superseded' THEN struct_pack({content('k.')}) END AS previous "
    "FROM decisions d LEFT JOIN known k ON k.batch = d.row_batch AND k.record = d.row_record"
)


class Outcome(StrEnum):
    """What becomes of an incoming line."""

    NEW = "new"
    SUPERSEDED = "superseded"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class Reason(StrEnum):
    """Why the engine rejects a line."""

    DUPLICATE_IN_FILE = "duplicate_in_file"
    LINE_NO_MISSING = "line_no_missing"
    ORDER_CHANGED = "order_changed"


class OnChangedOrder(StrEnum):
    """What to do with a known order that comes with other lines and no line numbers."""

    REJECT = "reject"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """Which batch an import is, of which source, and how its lines are told apart.

    ``mode`` is LINE for a file with line numbers. A reject file comes with the mode of its source.
    """

    batch: int
    source: str
    mode: IdentityMode
    on_changed_order: OnChangedOrder = OnChangedOrder.REJECT

    def as_live_batch(self) -> LiveBatch:
        """Give the batch as it stands in the state once committed."""
        return LiveBatch(self.batch, self.source, self.mode)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import does to the ledger. Incoming lines = accepted + unchanged + rejected.

    ``superseded`` counts the accepted lines that displace an older version; its money is that of
    the displaced versions. ``removed`` are lines that were in force and that the file, replacing
    their order, no longer has.
    """

    accepted: Tally
    superseded: Tally
    unchanged: Tally
    rejected: Tally
    removed: Tally
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolved import: the report, the outcomes, and all that writing it needs."""

    engine: Engine
    store: LedgerStore
    state: LedgerState
    request: ImportRequest
    staged: StagedImport
    session: Session
    report: ImportReport

    def outcomes(self, after: int = 0, limit: int | None = None) -> Iterator[pa.RecordBatch]:
        """Give the outcome of each incoming line, in the order of the file.

        Columns: ``record``; ``outcome``; ``code``, the reason of a rejected line; ``line_no``, its
        place in the order; ``previous``, the content that a superseding line displaces.
        ``after`` and ``limit`` page by record number.
        """
        last = "" if limit is None else f" LIMIT {int(limit)}"
        yield from self.session.batches(
            f"{_OUTCOMES} WHERE d.record > {int(after)} ORDER BY d.record{last}"
        )

    def sample(self, outcome: Outcome, limit: int) -> Iterator[pa.RecordBatch]:
        """Give the first records of an outcome, with the columns of ``outcomes``."""
        yield from self.session.batches(
            f"{_OUTCOMES} WHERE d.outcome = {quote(outcome)} ORDER BY d.record LIMIT {int(limit)}"
        )

    def accepted_customers(self) -> pa.Array:
        """Give the keys of the customers with accepted lines, each once."""
        batches = self.session.batches(
            "SELECT DISTINCT customer FROM staged JOIN decisions USING (record) "
            "WHERE outcome IN ('new', 'superseded')"
        )
        table = pa.Table.from_batches(list(batches), pa.schema([("customer", pa.int64())]))
        return table["customer"].combine_chunks()

    def rejects(self) -> Iterator[pa.RecordBatch]:
        """Give (record, code, line_no) of each line that the engine rejects.

        ``line_no`` is the place to keep for the line, null if it has none.
        """
        yield from self.session.batches(
            "SELECT record, code, line_no FROM decisions WHERE outcome = 'rejected' ORDER BY record"
        )

    def reserved_places(self) -> Iterator[pa.RecordBatch]:
        """Give (record, line_no) of each record rejected before that has a place in its order."""
        yield from self.session.batches(
            "SELECT record, line_no FROM reserved_places ORDER BY record"
        )

    def removed_lines(self) -> Iterator[pa.RecordBatch]:
        """Give the lines in force that the import removes, as ledger lines."""
        names = ", ".join(f'"{name}"' for name in ORDER_LINE_SCHEMA.names)
        yield from self.session.batches(
            f"SELECT {names} FROM removed_lines ORDER BY order_no, line_no"
        )


@contextmanager
def resolve_import(
    engine: Engine,
    store: LedgerStore,
    state: LedgerState,
    staged: StagedImport,
    request: ImportRequest,
    *,
    progress: Progress | None = None,
) -> Iterator[Resolution]:
    """Resolve a staged import against a state. The ledger stays as it is.

    The resolution is good while the context is open and as long as the state is the current one.
    Raises ``IdentityModeConflict``, ``LedgerDamaged`` and ``Cancelled``.
    """
    began_with = state.mode_of(request.source)
    if began_with not in {None, request.mode}:
        raise IdentityModeConflict(request.source, str(began_with), request.mode)
    folders = (store.root, staged.lines.parent)
    with engine.session(*folders, progress=progress or Progress()) as session:
        _open_staged(session, staged)
        _number_records(session, staged.rows, request.mode)
        _find_known_lines(engine, store, state, session, request.source)
        _make_tables(session)
        placed_lines.decide(session, request.mode)
        if request.mode is IdentityMode.ORDER:
            removals = _removals(engine, store, state, request.source)
            replace = request.on_changed_order is OnChangedOrder.REPLACE
            order_comparison.decide(session, removals, replace=replace)
        session.run("DROP TABLE numbered")
        report = _report(session)
        yield Resolution(engine, store, state, request, staged, session, report)


def _open_staged(session: Session, staged: StagedImport) -> None:
    session.run(f"CREATE TEMP VIEW staged AS SELECT * FROM {parquet([staged.lines])}")
    session.run(f"CREATE TEMP VIEW reserved AS SELECT * FROM {parquet([staged.reserved])}")


def _number_records(session: Session, rows: int, mode: IdentityMode) -> None:
    """Give each record its place, and number the records without one within their order."""
    counted = (
        "row_number() OVER (PARTITION BY order_no ORDER BY place IS NOT NULL, record)",
        "count(*) FILTER (place IS NULL) OVER (PARTITION BY order_no)",
        "max(place) OVER (PARTITION BY order_no)",
    )
    number, size, top_place = counted if mode is IdentityMode.ORDER else ("NULL",) * 3
    session.run(
        "CREATE TEMP TABLE numbered AS SELECT *, "
        f"CAST({number} AS INTEGER) AS number, CAST({size} AS INTEGER) AS size, "
        f"CAST({top_place} AS INTEGER) AS top_place FROM ("
        "SELECT record, order_no, coalesce(line_no, kept_line_no) AS place, false AS rejected "
        "FROM staged UNION ALL "
        "SELECT record, order_no, kept_line_no AS place, true AS rejected FROM reserved)",
        phase=Phase.RESOLVE,
        records=rows,
    )


def _find_known_lines(
    engine: Engine, store: LedgerStore, state: LedgerState, session: Session, source: str
) -> None:
    """Fetch the lines in force of the incoming orders; the order roll-up tells where they are."""
    engine.verified.require(store, files_in_force(state, FileKind.ORDERS))
    orders = rows_in_force(store, state, FileKind.ORDERS, ORDERS_SCHEMA)
    session.run(
        "CREATE TEMP TABLE known_orders AS SELECT DISTINCT customer, order_no "
        f"FROM ({orders}) WHERE source = {quote(source)} "
        "AND order_no IN (SELECT order_no FROM numbered)"
    )
    needed = session.value("SELECT count(*) FROM known_orders")
    if needed:
        engine.verified.require(store, files_in_force(state, FileKind.LINES))
    visible = state if needed else LedgerState()
    lines = rows_in_force(store, visible, FileKind.LINES, ORDER_LINE_SCHEMA, located=True)
    session.run(
        f"CREATE TEMP TABLE known AS SELECT line.* FROM ({lines}) AS line "
        "SEMI JOIN known_orders AS known "
        "ON known.customer = line.customer AND known.order_no = line.order_no "
        f"WHERE line.source = {quote(source)}"
    )


def _removals(engine: Engine, store: LedgerStore, state: LedgerState, source: str) -> str:
    """Write the query for the removals of the source's live batches."""
    live = {batch.number for batch in state.batches if batch.source == source}
    files = [file for file in state.files_of(FileKind.REMOVALS) if file.batch in live]
    engine.verified.require(store, files)
    return all_rows(store, files, REMOVALS_SCHEMA)


def _make_tables(session: Session) -> None:
    session.run(
        "CREATE TEMP TABLE decisions (record BIGINT, outcome VARCHAR, code VARCHAR, "
        "line_no INTEGER, order_size INTEGER, row_batch INTEGER, row_record BIGINT)"
    )
    session.run("CREATE TEMP TABLE removed_lines AS SELECT * FROM known WHERE false")
    session.run("CREATE TEMP TABLE reserved_places (record BIGINT, line_no INTEGER)")


def _report(session: Session) -> ImportReport:
    counted = session.rows(
        "SELECT d.outcome, s.currency, count(*), sum(s.amount_original) "
        "FROM staged s JOIN decisions d USING (record) GROUP BY ALL"
    )
    displaced = session.rows(
        "SELECT k.currency, count(*), sum(k.amount_original) FROM known k JOIN decisions d "
        "ON k.batch = d.row_batch AND k.record = d.row_record "
        "WHERE d.outcome = 'superseded' GROUP BY ALL"
    )
    removed = session.rows(
        "SELECT currency, count(*), sum(amount_original) FROM removed_lines GROUP BY ALL"
    )
    reasons = session.rows(
        "SELECT code, count(*) FROM decisions WHERE code IS NOT NULL GROUP BY code ORDER BY code"
    )
    of_outcome = {
        outcome: tally(row[1:] for row in counted if row[0] == outcome) for outcome in Outcome
    }
    return ImportReport(
        accepted=of_outcome[Outcome.NEW] + of_outcome[Outcome.SUPERSEDED],
        superseded=tally(displaced),
        unchanged=of_outcome[Outcome.UNCHANGED],
        rejected=of_outcome[Outcome.REJECTED],
        removed=tally(removed),
        reasons=dict(reasons),
    )
