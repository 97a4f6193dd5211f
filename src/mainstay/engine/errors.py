"""What can go wrong in the ledger, as codes and figures; the faces put them into words."""

from enum import StrEnum


class LedgerError(Exception):
    """Any refusal of the engine."""


class LedgerDamaged(LedgerError):
    """A file of the ledger is missing or differs from what the manifest says."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class StateMoved(LedgerError):
    """Another change was applied since this one was worked out; work it out again."""

    def __init__(self, base: int, current: int) -> None:
        super().__init__(base, current)
        self.base = base
        self.current = current


class IdentityModeConflict(LedgerError):
    """A file with line numbers came for a source that began without, or the other way round."""

    def __init__(self, source: str, began_with: str, came_with: str) -> None:
        super().__init__(source, began_with, came_with)
        self.source = source
        self.began_with = began_with
        self.came_with = came_with


class BatchNotLive(LedgerError):
    """The batch is not committed, or already undone."""

    def __init__(self, batch: int) -> None:
        super().__init__(batch)
        self.batch = batch


class Cancelled(LedgerError):
    """Somebody asked to stop; nothing has been committed."""


class OutOfMemory(LedgerError, MemoryError):
    """The work does not fit into the memory that the engine may use, even with what it spills."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class EngineTrouble(StrEnum):
    """Why an engine cannot be used: for its name, on this machine, or on the way to it."""

    ADDRESS = "address"
    LIBRARY = "library"
    JAVA = "java"
    SILENT = "silent"
    NO_WORKERS = "no_workers"
    FAILED = "failed"


class EngineUnavailable(LedgerError):
    """The engine that is set cannot be used just now; ``says`` has its own words, if any."""

    def __init__(self, engine: str, trouble: EngineTrouble, says: str = "") -> None:
        super().__init__(engine, trouble, says)
        self.engine = engine
        self.trouble = trouble
        self.says = says
