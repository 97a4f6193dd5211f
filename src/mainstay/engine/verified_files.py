"""Which files this process has found to be what the manifest says."""

import hashlib
import os
from collections.abc import Iterable

from mainstay.engine.errors import LedgerDamaged
from mainstay.engine.ledger_state import LedgerFile
from mainstay.engine.store import LedgerStore


class VerifiedFiles:
    """Hashes a file the first time a process reads it, whatever its time stamp says."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, str, str]] = set()

    def require(self, store: LedgerStore, files: Iterable[LedgerFile]) -> None:
        """Make sure that files are whole. Raises ``LedgerDamaged`` for the first that is not."""
        for file in files:
            mark = (os.getpid(), str(store.path(file.name)), file.sha256)
            if mark in self._seen:
                continue
            if not is_whole(store, file):
                raise LedgerDamaged(file.name)
            self._seen.add(mark)


def is_whole(store: LedgerStore, file: LedgerFile) -> bool:
    """Tell whether a file is there and has exactly the content that the manifest names."""
    try:
        with store.path(file.name).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256")
    except OSError:
        return False
    return digest.hexdigest() == file.sha256


def verify(store: LedgerStore, files: Iterable[LedgerFile]) -> tuple[str, ...]:
    """Hash every file anew and name those that are damaged or missing."""
    return tuple(file.name for file in files if not is_whole(store, file))
