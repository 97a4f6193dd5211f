"""Compaction: many small files become few, and rows that no live event names are dropped.

Nothing that counts changes: events name rows by (batch, record), not by their place, and each row
that a live batch wrote or confirmed is kept, in force or not, so that any later undo finds what it
would have found.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from mainstay.engine.compaction_choice import Choice, CompactionRules, choose
from mainstay.engine.dead_vectors import FileChanges
from mainstay.engine.file_writer import FileWriter, writing
from mainstay.engine.ledger_state import FileKind, LedgerFile, LedgerState, StateChange
from mainstay.engine.progress import Progress
from mainstay.engine.schemas import (
    CONFIRMATIONS_SCHEMA,
    ORDER_LINE_SCHEMA,
    ORDERS_SCHEMA,
    REMOVALS_SCHEMA,
)
from mainstay.engine.session import Engine, Session
from mainstay.engine.sql import all_rows, columns, event_rows, parquet, rows_in_force
from mainstay.engine.store import LedgerStore

_EVENT_SCHEMAS: Mapping[FileKind, pa.Schema] = {
    FileKind.CONFIRMATIONS: CONFIRMATIONS_SCHEMA,
    FileKind.REMOVALS: REMOVALS_SCHEMA,
}


@dataclass(frozen=True, slots=True)
class CompactionReport:
    """What a compaction comes to: files and bytes of the state before and after it.

    ``merged`` counts, per kind, the files that were replaced. ``dropped_rows`` are lines that no
    live batch wrote or confirmed.
    """

    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int
    dropped_rows: int = 0
    merged: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a compaction would replace: files of lines, roll-ups and events, by kind and in all.

    ``results`` is how many files would take their place at most, dead vectors left out.
    """

    files: int
    bytes: int
    merged: Mapping[str, int]
    results: int


@dataclass(frozen=True, slots=True)
class Compaction:
    """A worked-out compaction; without ``change`` there was nothing to do."""

    change: StateChange | None
    report: CompactionReport


def compact(
    engine: Engine,
    store: LedgerStore,
    state: LedgerState,
    rules: CompactionRules | None = None,
    *,
    progress: Progress | None = None,
) -> Compaction:
    """Write the merged files of a state and give the change that makes them count.

    Files are merged in portions of about ``rows_at_once`` lines, so that memory stays bounded.
    Raises ``LedgerDamaged`` and ``Cancelled``.
    """
    with engine.session(store.root, progress=progress or Progress()) as session:
        choice = choose(engine, store, state, session, rules or CompactionRules())
        if choice.is_empty:
            return Compaction(None, report_of(state, None))
        engine.verified.require(store, choice.read)
        with writing(store, session, None) as writer:
            work = _Compacting(store, state, session, writer)
            changes = work.replace(choice)
    change = StateChange(
        base=state.number, added=changes.added, removed=changes.removed, compacts=True
    )
    return Compaction(change, report_of(state, change))


def foresee(
    engine: Engine, store: LedgerStore, state: LedgerState, rules: CompactionRules | None = None
) -> Foreseen:
    """Say which files a compaction would replace, and write nothing. Raises ``LedgerDamaged``."""
    with engine.session(store.root) as session:
        choice = choose(engine, store, state, session, rules or CompactionRules())
    touched = [*choice.dropped, *(file for group in choice.groups for file in group)]
    return Foreseen(
        files=len(touched),
        bytes=sum(file.bytes for file in touched),
        merged=_count_kinds(touched),
        results=len(choice.groups),
    )


def rebase(change: StateChange, state: LedgerState) -> StateChange | None:
    """Give a compaction as a change of a later state; None when it does not fit that any more.

    It fits as long as the files it replaces, with their dead vectors, are as they were. Whatever
    imports and undos did meanwhile then concerns other files: what they put into force is among
    the rows that live events named, and those were kept.
    """
    gone = set(change.removed)
    there = {file.name for file in state.files}
    moved = any(file.covers in gone and file.name not in gone for file in state.files)
    return None if moved or not gone <= there else replace(change, base=state.number)


def report_of(state: LedgerState, change: StateChange | None) -> CompactionReport:
    """Say what a compaction changes about a state."""
    after = state if change is None else change.apply_to(state)
    gone = set() if change is None else set(change.removed)
    lines = [sum(file.rows for file in each.files_of(FileKind.LINES)) for each in (state, after)]
    return CompactionReport(
        files_before=len(state.files),
        files_after=len(after.files),
        bytes_before=sum(file.bytes for file in state.files),
        bytes_after=sum(file.bytes for file in after.files),
        dropped_rows=lines[0] - lines[1],
        merged=_count_kinds(file for file in state.files if file.name in gone),
    )


def _count_kinds(files: Iterable[LedgerFile]) -> dict[str, int]:
    return dict(Counter(file.kind.value for file in files))


class _Compacting:
    """One compaction at work."""

    def __init__(
        self, store: LedgerStore, state: LedgerState, session: Session, writer: FileWriter
    ) -> None:
        self._store = store
        self._state = state
        self._session = session
        self._writer = writer
        self._dead = state.dead_vectors()
        self._live = [batch.number for batch in state.batches]

    def replace(self, choice: Choice) -> FileChanges:
        """Write what takes the place of the chosen files."""
        changes = FileChanges(removed=tuple(self._names(choice.dropped)))
        for group in choice.groups:
            added = self._merged(group[0].kind, group)
            changes += FileChanges(added, tuple(self._names(group)))
        return changes

    def _names(self, files: Iterable[LedgerFile]) -> Iterator[str]:
        """The names of files and of their dead vectors."""
        for file in files:
            yield file.name
            if file.name in self._dead:
                yield self._dead[file.name].name

    def _merged(self, kind: FileKind, group: Sequence[LedgerFile]) -> tuple[LedgerFile, ...]:
        if kind is FileKind.LINES:
            return self._lines(group)
        if kind is FileKind.ORDERS:
            return self._writer.write(
                kind,
                f"SELECT * FROM ({self._in_force(group, kind, ORDERS_SCHEMA)}) "
                "ORDER BY customer, ordered_on, source, order_no, currency",
            )
        if kind is FileKind.CATEGORIES:
            files = parquet([self._store.path(file.name) for file in group])
            return self._writer.write(
                kind,
                "SELECT customer, category, month, CAST(sum(sale_lines) AS BIGINT) AS sale_lines "
                f"FROM {files} GROUP BY ALL HAVING sum(sale_lines) <> 0 "
                "ORDER BY customer, category, month",
            )
        events = event_rows(self._store, group, _EVENT_SCHEMAS[kind], self._live)
        return self._writer.write(
            kind, f"SELECT * FROM ({events}) ORDER BY batch, row_batch, row_record"
        )

    def _lines(self, group: Sequence[LedgerFile]) -> tuple[LedgerFile, ...]:
        """Merge lines; those in force before are in force afterwards."""
        in_force = self._in_force(group, FileKind.LINES, ORDER_LINE_SCHEMA)
        self._session.table("in_force", f"SELECT batch, record FROM ({in_force})")
        every = all_rows(self._store, group, ORDER_LINE_SCHEMA)
        is_live = "batch IN (SELECT batch FROM live)"
        merged = self._writer.write(
            FileKind.LINES,
            f"SELECT {columns(ORDER_LINE_SCHEMA)} FROM ({every}) AS line WHERE {is_live} "
            f"OR EXISTS (SELECT 1 FROM confirmed WHERE confirmed.row_batch = line.batch "
            "AND confirmed.row_record = line.record) "
            "ORDER BY customer, ordered_on, order_no, line_no",
            records=sum(file.rows for file in group),
        )
        vectors: tuple[LedgerFile, ...] = ()
        for file in merged:
            vectors += self._writer.write(
                FileKind.DEAD,
                "SELECT file_row_number AS position "
                f"FROM {parquet([self._store.path(file.name)])} "
                "ANTI JOIN in_force USING (batch, record) ORDER BY position",
                covers=file.name,
            )
        return (*merged, *vectors)

    def _in_force(self, group: Sequence[LedgerFile], kind: FileKind, schema: pa.Schema) -> str:
        vectors = [self._dead[file.name] for file in group if file.name in self._dead]
        return rows_in_force(self._store, LedgerState(files=(*group, *vectors)), kind, schema)
