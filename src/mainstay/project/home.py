"""The installation's folder and what lies in it."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The folder named by MAINSTAY_HOME (by default ``~/.mainstay``)."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "mainstay.sqlite3"

    @property
    def ledger(self) -> Path:
        """Immutable ledger files."""
        return self.root / "ledger"

    @property
    def uploads(self) -> Path:
        """Files as they were handed in, and reject files."""
        return self.root / "uploads"

    @property
    def rejects(self) -> Path:
        """Reject files of dry runs, whose batches are not kept; may be emptied at any time."""
        return self.root / "rejects"

    @property
    def inbox(self) -> Path:
        """Below it lie the folders that recurring imports watch, unless a setting names another."""
        return self.root / "inbox"

    @property
    def evaluations(self) -> Path:
        """Frozen inputs and results of evaluations."""
        return self.root / "evaluations"

    @property
    def scratch(self) -> Path:
        """Staging and spill space; may be emptied whenever nothing runs."""
        return self.root / "scratch"

    @property
    def secret_key_file(self) -> Path:
        return self.root / "secret.key"

    def create(self) -> None:
        """Make the folders and the secret key, readable by their owner alone."""
        folders = (self.ledger, self.uploads, self.inbox, self.evaluations, self.scratch)
        for folder in (self.root, *folders):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = os.open(self.secret_key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))

    def secret_key(self) -> str:
        """The installation's secret; before `create` a throw-away one that signs nothing kept."""
        try:
            return self.secret_key_file.read_text().strip()
        except FileNotFoundError:
            return secrets.token_urlsafe(64)


def current_home() -> Home:
    """The home that the environment names."""
    named = os.environ.get("MAINSTAY_HOME")
    return Home(Path(named).expanduser().resolve() if named else Path.home() / ".mainstay")
