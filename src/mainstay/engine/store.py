"""The ledger folder: names, durable files, staging."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from mainstay.engine.ledger_state import FileKind

_STAGING = "staging"


class LedgerStore:
    """The folder that holds the ledger's files.

    Files lie in one folder per kind. Work in progress lies in ``staging`` and is never part of a
    state.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()

    def path(self, name: str) -> Path:
        """Give the place of a ledger file."""
        return self.root / name

    def new_name(self, kind: FileKind) -> str:
        """Make up a name that no file has had, and the folder for it."""
        (self.root / kind).mkdir(parents=True, exist_ok=True)
        return f"{kind}/{uuid4().hex}.parquet"

    def make_durable(self, name: str) -> None:
        """Force a finished file and its folder onto the disk."""
        path = self.path(name)
        for place in (path, path.parent, self.root):
            _fsync(place)

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Lend a folder for work in progress and remove it afterwards."""
        folder = self.root / _STAGING / uuid4().hex
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _fsync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
