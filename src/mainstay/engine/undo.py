"""Undoing a batch: what is in force once the batch has no say any more.

A plan's session holds these relations:

- ``every_line``: all rows of the source ever written, dead or alive;
- ``own_orders``: the orders that the batch wrote, confirmed or removed lines of;
- ``contested``: those of them in which other batches have had a say too;
- ``uncontested_lines``: the batch's lines in force in the other ones: they simply go;
- ``contested_rows``: the rows of contested orders that change, whole orders at a time, with
  ``is_alive`` now and ``stays`` after the undo;
- ``killed``, ``revived``: where the rows are that go out of force and that come back;
- ``kept_confirmed``: the batch's rows that stay.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mainstay.engine.dead_vectors import FileChanges, write_dead_vectors
from mainstay.engine.file_writer import writing
from mainstay.engine.ledger_state import FileKind, LedgerState, StateChange
from mainstay.engine.progress import Progress
from mainstay.engine.rollups import TouchedOrders, write_rollups
from mainstay.engine.schemas import (
    CONFIRMATIONS_SCHEMA,
    ORDER_LINE_SCHEMA,
    REMOVALS_SCHEMA,
)
from mainstay.engine.session import Engine, Session
from mainstay.engine.sql import columns, event_rows, located_rows, portion, quote, rows_in_force
from mainstay.engine.store import LedgerStore
from mainstay.engine.tally import Tally, tally

# What is kept of a row that changes: where it is, its order, its money.
_MARK = "file, position, order_no, currency, amount_original"


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What undoing a batch does.

    ``removed`` are lines that go out of force, ``restored`` older versions (or removed lines) that
    come back, ``kept_confirmed`` lines of the batch that stay because a later one confirmed them.
    """

    removed: Tally
    restored: Tally
    kept_confirmed: Tally


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """A worked-out undo: the report, and all that writing it needs."""

    store: LedgerStore
    state: LedgerState
    batch: int
    session: Session
    report: UndoReport

    def write_change(self) -> StateChange:
        """Write the files of the undo and give the change that makes them count."""
        with writing(self.store, self.session, None) as writer:
            _compare_touched_orders(self.session, self.state.live_batch(self.batch).source)
            dead = write_dead_vectors(
                writer, self.session, self.store, self.state, killed="killed", revived="revived"
            )
            rollups = write_rollups(
                writer,
                self.session,
                self.store,
                self.state,
                touched=TouchedOrders("touched_orders", "lines_before", "lines_after"),
            )
        changes: FileChanges = dead + rollups
        return StateChange(
            base=self.state.number,
            added=changes.added,
            removed=changes.removed,
            undone=self.batch,
        )


@contextmanager
def plan_undo(
    engine: Engine,
    store: LedgerStore,
    state: LedgerState,
    batch: int,
    *,
    progress: Progress | None = None,
) -> Iterator[UndoPlan]:
    """Work out what undoing a batch does. The ledger stays as it is.

    Raises ``BatchNotLive``, ``LedgerDamaged`` and ``Cancelled``.
    """
    source = state.live_batch(batch).source
    engine.verified.require(store, state.files)
    with engine.session(store.root, progress=progress or Progress()) as session:
        _open_events(session, store, state, source)
        _find_orders(session, batch)
        in_force = rows_in_force(store, state, FileKind.LINES, ORDER_LINE_SCHEMA, located=True)
        _kill_uncontested(session, in_force, batch)
        _rank_batches(session, state, batch)
        portions = _count_portions(session, engine.config.rows_at_once)
        for index in range(portions):
            mine = portion("order_no", index, portions)
            _fetch_rows(session, f"SELECT * FROM ({in_force}) WHERE source = {quote(source)}", mine)
            _let_events_decide(session)
            _compare(session, batch)
        yield UndoPlan(store, state, batch, session, _report(session))


def _open_events(session: Session, store: LedgerStore, state: LedgerState, source: str) -> None:
    """Open all lines of the source, and the confirmations and removals of its live batches."""
    lines = located_rows(store, state.files_of(FileKind.LINES), ORDER_LINE_SCHEMA)
    session.view("every_line", f"SELECT * FROM ({lines}) WHERE source = {quote(source)}")
    live = {batch.number for batch in state.batches if batch.source == source}
    for kind, schema in (
        (FileKind.CONFIRMATIONS, CONFIRMATIONS_SCHEMA),
        (FileKind.REMOVALS, REMOVALS_SCHEMA),
    ):
        session.view(f"{kind}", f"{event_rows(store, state.files_of(kind), schema, live)}")


def _find_orders(session: Session, batch: int) -> None:
    session.table(
        "own_orders",
        f"SELECT order_no FROM every_line WHERE batch = {batch} "
        "UNION SELECT order_no FROM every_line SEMI JOIN "
        f"(SELECT row_batch, row_record FROM confirmations WHERE batch = {batch}) AS own "
        "ON own.row_batch = every_line.batch AND own.row_record = every_line.record "
        f"UNION SELECT order_no FROM removals WHERE batch = {batch}",
    )
    session.table(
        "contested",
        f"SELECT order_no FROM every_line WHERE batch <> {batch} "
        "AND order_no IN (SELECT order_no FROM own_orders) "
        f"UNION SELECT order_no FROM (SELECT * FROM every_line WHERE batch = {batch}) AS line "
        f"SEMI JOIN (SELECT row_record FROM confirmations WHERE row_batch = {batch}) AS c "
        "ON c.row_record = line.record "
        f"UNION SELECT order_no FROM removals WHERE batch <> {batch} "
        "AND order_no IN (SELECT order_no FROM own_orders)",
    )


def _kill_uncontested(session: Session, in_force: str, batch: int) -> None:
    session.view(
        "uncontested_lines",
        f"SELECT * FROM ({in_force}) AS line WHERE batch = {batch} "
        "AND order_no NOT IN (SELECT order_no FROM contested)",
    )
    session.table("killed", f"SELECT {_MARK} FROM uncontested_lines")
    for table in ("revived", "kept_confirmed"):
        session.table(f"{table}", "SELECT * FROM killed WHERE false")
    session.table(
        "contested_rows",
        f"SELECT {columns(ORDER_LINE_SCHEMA)}, "
        "true AS is_alive, true AS stays FROM uncontested_lines WHERE false",
    )


def _rank_batches(session: Session, state: LedgerState, batch: int) -> None:
    """Number the other live batches from the oldest to the newest."""
    session.run("CREATE TEMP TABLE ranks (batch INTEGER, rank INTEGER)")
    others = [
        f"({live.number}, {rank})"
        for rank, live in enumerate(state.batches)
        if live.number != batch
    ]
    if others:
        session.run(f"INSERT INTO ranks VALUES {', '.join(others)}")


def _count_portions(session: Session, rows_at_once: int) -> int:
    rows = session.value(
        "SELECT count(*) FROM every_line WHERE order_no IN (SELECT order_no FROM contested)"
    )
    return 1 + int(rows) // rows_at_once


def _fetch_rows(session: Session, in_force: str, mine: str) -> None:
    """Fetch all rows of the contested orders of a portion."""
    chosen = f"order_no IN (SELECT order_no FROM contested WHERE {mine})"
    session.table("alive", f"SELECT file, position FROM ({in_force}) AS line WHERE {chosen}")
    session.table(
        "fetched",
        "SELECT line.*, alive.file IS NOT NULL AS is_alive "
        f"FROM every_line AS line LEFT JOIN alive USING (file, position) WHERE {chosen}",
    )


def _let_events_decide(session: Session) -> None:
    """For each key the newest event of the other live batches says which row is in force."""
    session.table(
        "events",
        "SELECT order_no, line_no, rank, batch AS row_batch, record AS row_record "
        "FROM fetched JOIN ranks USING (batch) "
        "UNION ALL SELECT line.order_no, line.line_no, rank, line.batch, line.record "
        "FROM confirmations AS c JOIN ranks USING (batch) JOIN fetched AS line "
        "ON line.batch = c.row_batch AND line.record = c.row_record "
        "UNION ALL SELECT order_no, line_no, rank, NULL, NULL "
        "FROM removals JOIN ranks USING (batch) "
        "WHERE order_no IN (SELECT order_no FROM fetched)",
    )
    session.table(
        "rows",
        "SELECT line.*, winner.row_batch IS NOT NULL AS stays FROM fetched AS line LEFT JOIN ("
        "SELECT e.row_batch, e.row_record FROM events e SEMI JOIN "
        "(SELECT order_no, line_no, max(rank) AS rank FROM events GROUP BY order_no, line_no) "
        "AS newest USING (order_no, line_no, rank)) AS winner "
        "ON winner.row_batch = line.batch AND winner.row_record = line.record",
    )


def _compare(session: Session, batch: int) -> None:
    for table, condition in (
        ("killed", "is_alive AND NOT stays"),
        ("revived", "stays AND NOT is_alive"),
        ("kept_confirmed", f"is_alive AND stays AND batch = {batch}"),
    ):
        session.run(f"INSERT INTO {table} SELECT {_MARK} FROM rows WHERE {condition}")
    session.run(
        f"INSERT INTO contested_rows SELECT {columns(ORDER_LINE_SCHEMA)}, is_alive, stays "
        "FROM rows WHERE (is_alive OR stays) "
        "AND order_no IN (SELECT order_no FROM rows WHERE is_alive <> stays)"
    )


def _report(session: Session) -> UndoReport:
    def count(table: str) -> Tally:
        return tally(
            session.rows(
                "SELECT currency, count(*), sum(amount_original) "
                f"FROM {table} GROUP BY currency ORDER BY currency"
            )
        )

    return UndoReport(count("killed"), count("revived"), count("kept_confirmed"))


def _compare_touched_orders(session: Session, source: str) -> None:
    """Name the touched orders, and their lines before and after the undo."""
    session.table(
        "touched_orders",
        f"SELECT {quote(source)} AS source, order_no "
        "FROM killed UNION "
        f"SELECT {quote(source)}, order_no FROM revived",
    )
    line = columns(ORDER_LINE_SCHEMA)
    session.view(
        "lines_before",
        f"SELECT {line} FROM contested_rows WHERE is_alive "
        f"UNION ALL SELECT {line} FROM uncontested_lines",
    )
    session.view("lines_after", f"SELECT {line} FROM contested_rows WHERE stays")
