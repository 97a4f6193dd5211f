"""Resolving incoming lines against a state: what each of them would do, without doing it.

The rules stand in docs/decisions/0001-ledger-states-identity-and-undo.md.

A session holds these tables while a resolution is open:

- ``staged``, ``reserved``: the incoming lines and the places of records rejected before;
- ``known``: the lines in force of the orders that the import changes;
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
from mainstay.engine.import_portions import each_portion, find_known_orders, open_staged
from mainstay.engine.ledger_state import FileKind, IdentityMode, LedgerState, LiveBatch
from mainstay.engine.progress import Progress
from mainstay.engine.schemas import ORDER_LINE_SCHEMA, REMOVALS_SCHEMA
from mainstay.engine.session import Engine, Session
from mainstay.engine.sql import content, empty_located, event_rows, quote
from mainstay.engine.staged_import import StagedImport
from mainstay.engine.store import LedgerStore
from mainstay.engine.tally import Tally, tally

_MEMORY_SHARE = 0.8
"""The process that imports holds the readers of the file besides."""
_CHANGED = "CASE WHEN d.outcome = 'superseded' THEN struct_pack({content}) END"
_OUTCOMES = (
    "SELECT d.record, CAST(d.outcome AS VARCHAR) AS outcome, CAST(d.code AS VARCHAR) AS code, "
    "d.line_no, "
    f"{_CHANGED.format(content=content('k.'))} AS previous, "
    f"{_CHANGED.format(content=content('s.'))} AS current "
    # The few rows that are wanted come first, so that little of the staged file is read.
    "FROM (SELECT * FROM decisions WHERE {condition} ORDER BY record LIMIT {limit}) d "
    "JOIN staged s USING (record) "
    "LEFT JOIN known k ON k.batch = d.row_batch AND k.record = d.row_record ORDER BY d.record"
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
        place in the order; ``previous``, the content that a superseding line displaces, and
        ``current``, its own.
        ``after`` and ``limit`` page by record number.
        """
        yield from self._outcomes(f"record > {int(after)}", limit)

    def sample(self, outcome: Outcome, limit: int) -> Iterator[pa.RecordBatch]:
        """Give the first records of an outcome, with the columns of ``outcomes``."""
        yield from self._outcomes(f"outcome = {quote(outcome)}", limit)

    def _outcomes(self, condition: str, limit: int | None) -> Iterator[pa.RecordBatch]:
        most = "NULL" if limit is None else int(limit)
        yield from self.session.batches(_OUTCOMES.format(condition=condition, limit=most))

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
            "SELECT record, CAST(code AS VARCHAR) AS code, line_no FROM decisions "
            "WHERE outcome = 'rejected' ORDER BY record"
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

    The resolution is good while the context is open, until it is written, and as long as the state
    is the current one.
    Raises ``IdentityModeConflict``, ``LedgerDamaged`` and ``Cancelled``.
    """
    began_with = state.mode_of(request.source)
    if began_with not in {None, request.mode}:
        raise IdentityModeConflict(request.source, str(began_with), request.mode)
    folders = (store.root, staged.lines.parent)
    with engine.session(
        *folders, progress=progress or Progress(), memory_share=_MEMORY_SHARE
    ) as session:
        open_staged(session, staged, request.mode)
        known = find_known_orders(engine, store, state, session, request.source)
        removals = _removals(engine, store, state, request.source)
        _make_tables(session)
        for _ in each_portion(session, known):
            placed_lines.decide(session, request.mode)
            if request.mode is IdentityMode.ORDER:
                replace = request.on_changed_order is OnChangedOrder.REPLACE
                order_comparison.decide(session, removals, replace=replace)
            if known.count:
                _keep_touched_orders(session)
        session.run("DROP TABLE all_numbered")
        session.run("DROP TABLE standing")
        report = _report(session)
        yield Resolution(engine, store, state, request, staged, session, report)


def _removals(engine: Engine, store: LedgerStore, state: LedgerState, source: str) -> str:
    """Write the query for the removals of the source's live batches."""
    live = {batch.number for batch in state.batches if batch.source == source}
    files = [
        file
        for file in state.files_of(FileKind.REMOVALS)
        if file.batch is None or file.batch in live
    ]
    engine.verified.require(store, files)
    return event_rows(store, files, REMOVALS_SCHEMA, live)


def _make_tables(session: Session) -> None:
    # There is a decision for every incoming line: a byte for a word is felt.
    session.run(
        f"CREATE TEMP TABLE decisions (record BIGINT, outcome {_enum(Outcome)}, "
        f"code {_enum(Reason)}, line_no INTEGER, order_size INTEGER, row_batch INTEGER, "
        "row_record BIGINT)"
    )
    for table in ("known", "removed_lines"):
        session.table(f"{table}", f"{empty_located(ORDER_LINE_SCHEMA)}")
    session.run("CREATE TEMP TABLE reserved_places (record BIGINT, line_no INTEGER)")


def _enum(words: type[StrEnum]) -> str:
    return f"ENUM ({', '.join(map(quote, words))})"


def _keep_touched_orders(session: Session) -> None:
    """Keep the lines in force of the orders that the import changes."""
    session.run(
        "INSERT INTO known SELECT * FROM standing WHERE order_no IN ("
        "SELECT n.order_no FROM numbered n JOIN decisions d USING (record) "
        "WHERE d.outcome IN ('new', 'superseded') "
        "AND n.order_no IN (SELECT order_no FROM standing_orders) "
        "UNION ALL SELECT order_no FROM removed_lines)"
    )


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
