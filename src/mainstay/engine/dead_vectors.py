"""Dead vectors: which rows of a data file are not in force."""

from dataclasses import dataclass

from mainstay.engine.file_writer import FileWriter
from mainstay.engine.ledger_state import FileKind, LedgerFile, LedgerState
from mainstay.engine.session import Session
from mainstay.engine.sql import parquet, quote
from mainstay.engine.store import LedgerStore


@dataclass(frozen=True, slots=True)
class FileChanges:
    """Files that a change adds to the state and names that it takes out."""

    added: tuple[LedgerFile, ...] = ()
    removed: tuple[str, ...] = ()

    def __add__(self, other: "FileChanges") -> "FileChanges":
        return FileChanges(self.added + other.added, self.removed + other.removed)


def write_dead_vectors(
    writer: FileWriter,
    session: Session,
    store: LedgerStore,
    state: LedgerState,
    *,
    killed: str,
    revived: str | None = None,
) -> FileChanges:
    """Write a new dead vector for each data file with rows to kill or to revive.

    ``killed`` and ``revived`` are relations with the columns ``file`` and ``position``.
    """
    either = f"SELECT file FROM {killed}" + (
        f" UNION SELECT file FROM {revived}" if revived else ""
    )
    dead = state.dead_vectors()
    changes = FileChanges()
    for (name,) in session.rows(f"SELECT DISTINCT file FROM ({either}) ORDER BY file"):
        old = dead.get(name)
        of_file = f"file = {quote(name)}"
        positions = f"SELECT position FROM {killed} WHERE {of_file}"
        if old is not None:
            kept = f"SELECT position FROM {parquet([store.path(old.name)])}"
            if revived:
                kept = f"{kept} EXCEPT SELECT position FROM {revived} WHERE {of_file}"
            positions = f"({kept}) UNION ALL ({positions})"
        changes += FileChanges(
            writer.write(FileKind.DEAD, f"{positions} ORDER BY position", covers=name),
            () if old is None else (old.name,),
        )
    return changes
