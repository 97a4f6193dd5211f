"""Which files of a state a compaction replaces.

The session holds two tables afterwards: ``live``, the numbers of the live batches, and
``confirmed``, the rows of other batches that a live one confirmed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mainstay.engine.ledger_state import FileKind, LedgerFile, LedgerState
from mainstay.engine.schemas import CONFIRMATIONS_SCHEMA
from mainstay.engine.session import Engine, Session
from mainstay.engine.sql import event_rows, parquet
from mainstay.engine.store import LedgerStore

_MERGED_KINDS = (
    FileKind.LINES,
    FileKind.ORDERS,
    FileKind.CATEGORIES,
    FileKind.CONFIRMATIONS,
    FileKind.REMOVALS,
)
_EVENTS = frozenset({FileKind.CONFIRMATIONS, FileKind.REMOVALS})


@dataclass(frozen=True, slots=True)
class CompactionRules:
    """When files are worth being merged.

    A file of fewer than ``small_rows`` rows is small. Small files of a kind are merged when there
    are at least ``least_files`` of them.
    """

    small_rows: int = 500_000
    least_files: int = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """``groups`` of one kind each, to be merged; ``dropped`` hold nothing that is still needed.

    ``read`` are all files that have to be whole for it.
    """

    groups: tuple[tuple[LedgerFile, ...], ...]
    dropped: tuple[LedgerFile, ...]
    read: tuple[LedgerFile, ...]

    @property
    def is_empty(self) -> bool:
        return not self.groups and not self.dropped


def waiting(state: LedgerState, rules: CompactionRules) -> tuple[LedgerFile, ...]:
    """List the small files that wait to be merged, without reading anything."""
    found: list[LedgerFile] = []
    for kind in _MERGED_KINDS:
        small = [file for file in state.files_of(kind) if file.rows < rules.small_rows]
        if len(small) >= rules.least_files:
            found += small
    return tuple(found)


def choose(
    engine: Engine,
    store: LedgerStore,
    state: LedgerState,
    session: Session,
    rules: CompactionRules,
) -> Choice:
    """Choose the files to replace. Raises ``LedgerDamaged``."""
    engine.verified.require(store, state.files_of(FileKind.CONFIRMATIONS))
    needs = _Needs(engine, store, state, session)
    small = set(waiting(state, rules))
    groups: list[tuple[LedgerFile, ...]] = []
    dropped: list[LedgerFile] = []
    for kind in _MERGED_KINDS:
        merged: list[LedgerFile] = []
        emptying: set[LedgerFile] = set()
        for file in state.files_of(kind):
            gone = needs.rows_not_needed(file)
            if gone and gone == file.rows:
                dropped.append(file)
            elif file in small or gone * 2 >= file.rows:
                merged.append(file)
            if gone * 2 >= file.rows:
                emptying.add(file)
        groups += [
            group
            for group in _portions(merged, session.config.rows_at_once)
            if len(group) > 1 or emptying.intersection(group)
        ]
    touched = [*dropped, *(file for group in groups for file in group)]
    vectors = [needs.dead[file.name] for file in touched if file.name in needs.dead]
    return Choice(tuple(groups), tuple(dropped), (*touched, *vectors))


class _Needs:
    """What readers and undos can still ask a state for."""

    def __init__(
        self, engine: Engine, store: LedgerStore, state: LedgerState, session: Session
    ) -> None:
        self.dead = state.dead_vectors()
        self._engine = engine
        self._store = store
        self._session = session
        self._live = {batch.number for batch in state.batches}
        session.run("CREATE TEMP TABLE live (batch INTEGER)")
        if self._live:
            listed = ", ".join(f"({number})" for number in sorted(self._live))
            session.run(f"INSERT INTO live VALUES {listed}")
        files = state.files_of(FileKind.CONFIRMATIONS)
        events = event_rows(store, files, CONFIRMATIONS_SCHEMA, self._live)
        session.table(
            "confirmed",
            f"SELECT DISTINCT row_batch, row_record FROM ({events}) "
            "WHERE row_batch NOT IN (SELECT batch FROM live)",
        )

    def rows_not_needed(self, file: LedgerFile) -> int:
        """Count the rows of a file that nobody needs; few dead lines are not worth a look."""
        vector = self.dead.get(file.name)
        dead = 0 if vector is None else vector.rows
        if file.kind in {FileKind.ORDERS, FileKind.CATEGORIES}:
            return dead
        if file.batch in self._live:
            return 0
        if file.kind is FileKind.LINES:
            return self._lines_not_named(file) if dead * 2 >= file.rows else 0
        return file.rows if file.batch is not None else self._rows_of_undone_batches(file)

    def _lines_not_named(self, file: LedgerFile) -> int:
        return self._rows_of_undone_batches(
            file,
            "AND NOT EXISTS (SELECT 1 FROM confirmed "
            "WHERE confirmed.row_batch = row.batch AND confirmed.row_record = row.record)",
        )

    def _rows_of_undone_batches(self, file: LedgerFile, condition: str = "") -> int:
        self._engine.verified.require(self._store, [file])
        return int(
            self._session.value(
                f"SELECT count(*) FROM {parquet([self._store.path(file.name)])} AS row "
                f"WHERE batch NOT IN (SELECT batch FROM live) {condition}"
            )
        )


def _portions(files: Sequence[LedgerFile], rows_at_once: int) -> Iterator[tuple[LedgerFile, ...]]:
    """Group files so that each group has about so many rows; a larger file is one of its own."""
    group: list[LedgerFile] = []
    rows = 0
    for file in files:
        if group and rows + file.rows > rows_at_once:
            yield tuple(group)
            group, rows = [], 0
        group.append(file)
        rows += file.rows
    if group:
        yield tuple(group)
