"""Undoing a batch: what is in force once the batch has no say any more.

A plan's session holds these tables:

- ``every_line``: all rows of the source ever written, dead or alive;
- ``own_orders``: the orders that the batch wrote, confirmed or removed lines of;
- ``contested``: those of them in which other batches have had a say too;
- ``uncontested_lines``: the batch's lines in force in the other ones: they simply go;
- ``rows``: the rows of contested orders, with ``is_alive`` now and ``stays`` after the undo;
- ``killed``, ``revived``: where the rows are that go out of force and that come back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mainstay.engine.dead_vectors import FileChanges, write_dead_vectors
from mainstay.engine.file_writer import writing
from mainstay.engine.ledger_state import FileKind, LedgerState, StateChange
from mainstay.engine.progress import Phase, Progress
from mainstay.engine.rollups import write_rollups
from mainstay.engine.schemas import (
    CONFIRMATIONS_SCHEMA,
    ORDER_LINE_SCHEMA,
    REMOVALS_SCHEMA,
)
from mainstay.engine.session import Engine, Session
from mainstay.engine.sql import all_rows, columns, located_rows, quote, rows_in_force
from mainstay.engine.store import LedgerStore
from mainstay.engine.tally import Tally, tally


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
                before="lines_before",
                after="lines_after",
                touched="touched_orders",
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
        _fetch_rows(session, store, state, batch, source)
        _let_events_decide(session, state, batch)
        _compare(session)
        yield UndoPlan(store, state, batch, session, _report(session, batch))


def _open_events(session: Session, store: LedgerStore, state: LedgerState, source: str) -> None:
    """Open all lines of the source, and the confirmations and removals of its live batches."""
    lines = located_rows(store, state.files_of(FileKind.LINES), ORDER_LINE_SCHEMA)
    session.run(
        f"CREATE TEMP VIEW every_line AS SELECT * FROM ({lines}) WHERE source = {quote(source)}"
    )
    live = {batch.number for batch in state.batches if batch.source == source}
    for kind, schema in (
        (FileKind.CONFIRMATIONS, CONFIRMATIONS_SCHEMA),
        (FileKind.REMOVALS, REMOVALS_SCHEMA),
    ):
        parts = [
            f"SELECT {file.batch} AS batch, * FROM ({all_rows(store, [file], schema)})"
            for file in state.files_of(kind)
            if file.batch in live
        ]
        parts = parts or [f"SELECT 0 AS batch, * FROM ({all_rows(store, [], schema)})"]
        session.run(f"CREATE TEMP VIEW {kind} AS {' UNION ALL '.join(parts)}")


def _find_orders(session: Session, batch: int) -> None:
    session.run(
        f"CREATE TEMP TABLE own_orders AS SELECT order_no FROM every_line WHERE batch = {batch} "
        "UNION SELECT order_no FROM every_line SEMI JOIN "
        f"(SELECT row_batch, row_record FROM confirmations WHERE batch = {batch}) AS own "
        "ON own.row_batch = every_line.batch AND own.row_record = every_line.record "
        f"UNION SELECT order_no FROM removals WHERE batch = {batch}"
    )
    session.run(
        "CREATE TEMP TABLE contested AS "
        f"SELECT order_no FROM every_line WHERE batch <> {batch} "
        "AND order_no IN (SELECT order_no FROM own_orders) "
        f"UNION SELECT order_no FROM (SELECT * FROM every_line WHERE batch = {batch}) AS line "
        f"SEMI JOIN (SELECT row_record FROM confirmations WHERE row_batch = {batch}) AS c "
        "ON c.row_record = line.record "
        f"UNION SELECT order_no FROM removals WHERE batch <> {batch} "
        "AND order_no IN (SELECT order_no FROM own_orders)"
    )


def _fetch_rows(
    session: Session, store: LedgerStore, state: LedgerState, batch: int, source: str
) -> None:
    in_force = rows_in_force(store, state, FileKind.LINES, ORDER_LINE_SCHEMA, located=True)
    session.run(
        "CREATE TEMP VIEW uncontested_lines AS "
        f"SELECT * FROM ({in_force}) AS line WHERE batch = {batch} "
        "AND order_no NOT IN (SELECT order_no FROM contested)"
    )
    session.run(
        "CREATE TEMP TABLE alive AS "
        f"SELECT file, position FROM ({in_force}) AS line WHERE source = {quote(source)} "
        "AND order_no IN (SELECT order_no FROM contested)"
    )
    session.run(
        "CREATE TEMP TABLE contested_lines AS SELECT line.*, alive.file IS NOT NULL AS is_alive "
        "FROM every_line AS line LEFT JOIN alive USING (file, position) "
        "WHERE order_no IN (SELECT order_no FROM contested)",
        phase=Phase.RESOLVE,
        records=sum(file.rows for file in state.files_of(FileKind.LINES)),
    )


def _let_events_decide(session: Session, state: LedgerState, batch: int) -> None:
    """For each key the newest event of the other live batches says which row is in force."""
    ranks = [
        f"({live.number}, {rank})"
        for rank, live in enumerate(state.batches)
        if live.number != batch
    ]
    session.run("CREATE TEMP TABLE ranks (batch INTEGER, rank INTEGER)")
    if ranks:
        session.run(f"INSERT INTO ranks VALUES {', '.join(ranks)}")
    session.run(
        "CREATE TEMP TABLE events AS "
        "SELECT order_no, line_no, rank, batch AS row_batch, record AS row_record "
        "FROM contested_lines JOIN ranks USING (batch) "
        "UNION ALL SELECT line.order_no, line.line_no, rank, line.batch, line.record "
        "FROM confirmations AS c JOIN ranks USING (batch) JOIN contested_lines AS line "
        "ON line.batch = c.row_batch AND line.record = c.row_record "
        "UNION ALL SELECT order_no, line_no, rank, NULL, NULL "
        "FROM removals JOIN ranks USING (batch)"
    )
    session.run(
        "CREATE TEMP TABLE rows AS SELECT line.*, winner.row.row_batch IS NOT NULL AS stays "
        "FROM contested_lines AS line LEFT JOIN ("
        "SELECT arg_max(struct_pack(row_batch, row_record), rank) AS row "
        "FROM events GROUP BY order_no, line_no) AS winner "
        "ON winner.row.row_batch = line.batch AND winner.row.row_record = line.record"
    )


def _compare(session: Session) -> None:
    kept = "file, position, order_no, currency, amount_original"
    session.run(
        f"CREATE TEMP TABLE killed AS SELECT {kept} FROM rows WHERE is_alive AND NOT stays "
        f"UNION ALL SELECT {kept} FROM uncontested_lines"
    )
    session.run(
        f"CREATE TEMP TABLE revived AS SELECT {kept} FROM rows WHERE stays AND NOT is_alive"
    )


def _report(session: Session, batch: int) -> UndoReport:
    def count(relation: str) -> Tally:
        return tally(
            session.rows(
                "SELECT currency, count(*), sum(amount_original) "
                f"FROM {relation} GROUP BY currency ORDER BY currency"
            )
        )

    return UndoReport(
        removed=count("killed"),
        restored=count("revived"),
        kept_confirmed=count(f"(FROM rows WHERE batch = {batch} AND is_alive AND stays)"),
    )


def _compare_touched_orders(session: Session, source: str) -> None:
    """Name the touched orders, and their lines before and after the undo."""
    session.run(
        f"CREATE TEMP TABLE touched_orders AS SELECT {quote(source)} AS source, order_no "
        "FROM killed UNION "
        f"SELECT {quote(source)}, order_no FROM revived"
    )
    line = columns(ORDER_LINE_SCHEMA)
    touched = f"SELECT {line} FROM rows SEMI JOIN touched_orders USING (source, order_no)"
    session.run(
        f"CREATE TEMP VIEW lines_before AS {touched} WHERE is_alive "
        f"UNION ALL SELECT {line} FROM uncontested_lines"
    )
    session.run(f"CREATE TEMP VIEW lines_after AS {touched} WHERE stays")
