"""What a ledger consists of at a moment: frozen values that the manifest stores and hands out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mainstay.engine.errors import BatchNotLive


class FileKind(StrEnum):
    """What a ledger file holds."""

    LINES = "lines"
    CONFIRMATIONS = "confirmations"
    REMOVALS = "removals"
    ORDERS = "orders"
    CATEGORIES = "categories"
    DEAD = "dead"


class IdentityMode(StrEnum):
    """How the lines of a source are told apart: by line numbers, or by the order they are in."""

    LINE = "line"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class ByteRange:
    """A stretch of a file with its own hash.

    For a row group, ``low`` and ``high`` are the least and greatest value of the column that the
    file is sorted by (the customer in lines and roll-ups); both are None for other stretches.
    """

    offset: int
    length: int
    sha256: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A write-once Parquet file and what the manifest knows about it.

    ``name`` is the path below the ledger folder. ``batch`` is the import that wrote it, or None
    for files of an undo, a rebuild or a compaction. ``covers`` is, for a dead vector, the data file
    whose rows it takes out. ``first_on`` and ``last_on`` are the days it spans. ``money`` are the
    sums of original amounts per currency. ``ranges`` cover the file without a gap: what stands
    before the row groups, each row group, what stands after them.
    """

    kind: FileKind
    name: str
    sha256: str
    bytes: int
    rows: int
    ranges: tuple[ByteRange, ...]
    batch: int | None = None
    covers: str | None = None
    first_on: date | None = None
    last_on: date | None = None
    money: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class LiveBatch:
    """A batch that is committed and not undone."""

    number: int
    source: str
    mode: IdentityMode


@dataclass(frozen=True, slots=True)
class LedgerState:
    """The files of one state and its live batches, the newest last."""

    number: int = 0
    files: tuple[LedgerFile, ...] = ()
    batches: tuple[LiveBatch, ...] = ()

    def files_of(self, kind: FileKind) -> tuple[LedgerFile, ...]:
        """List the files of a kind."""
        return tuple(file for file in self.files if file.kind is kind)

    def dead_vectors(self) -> dict[str, LedgerFile]:
        """Map the name of each data file with dead rows to its dead vector."""
        return {file.covers: file for file in self.files if file.covers is not None}

    def live_batch(self, number: int) -> LiveBatch:
        """Find a live batch. Raises ``BatchNotLive``."""
        for batch in self.batches:
            if batch.number == number:
                return batch
        raise BatchNotLive(number)

    def mode_of(self, source: str) -> IdentityMode | None:
        """Give the identity mode that a source began with, None for a source without batches."""
        return next((batch.mode for batch in self.batches if batch.source == source), None)


@dataclass(frozen=True, slots=True)
class StateChange:
    """The step from one state to the next, to be applied in one transaction.

    It holds for the state numbered ``base`` only. ``removed`` names files that the next state no
    longer has; they stay on disk. ``compacts`` tells a compaction, which changes no line in force.
    """

    base: int
    added: tuple[LedgerFile, ...] = ()
    removed: tuple[str, ...] = ()
    committed: LiveBatch | None = None
    undone: int | None = None
    compacts: bool = False

    def apply_to(self, state: LedgerState) -> LedgerState:
        """Give the next state."""
        kept = (file for file in state.files if file.name not in set(self.removed))
        return replace(
            state,
            number=state.number + 1,
            files=(*kept, *self.added),
            batches=tuple(self._batches_after(state.batches)),
        )

    def _batches_after(self, batches: Iterable[LiveBatch]) -> Iterable[LiveBatch]:
        yield from (batch for batch in batches if batch.number != self.undone)
        if self.committed is not None:
            yield self.committed
