"""One moment of the database: written to a file, and open for reading meanwhile.

What the backup copies is read from the same moment that the snapshot holds.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction

from mainstay.apps.governance.services.backing_up import postgresql

ALIAS = "snapshot"
_PAGES_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A moment of the database: the file that holds it, and the alias under which it is read."""

    path: Path
    using: str = ALIAS


@contextmanager
def taken(target: Path, check: Callable[[], None]) -> Iterator[Snapshot]:
    """Take a snapshot while others write. `check` may raise to stop it."""
    if connection.vendor == "sqlite":
        with connection.wrap_database_errors, _full_disk_as_such():
            _copy_sqlite(Path(connection.settings_dict["NAME"]), target, check)
        with _connected({"NAME": str(target), "OPTIONS": {}}):
            yield Snapshot(target)
        return
    import psycopg

    options = {
        name: value for name, value in connection.settings_dict["OPTIONS"].items() if name != "pool"
    }
    options["isolation_level"] = psycopg.IsolationLevel.REPEATABLE_READ
    with _connected({"OPTIONS": options}), transaction.atomic(using=ALIAS):
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            [number] = cursor.fetchone()
        postgresql.dump(connection.settings_dict, number, target, check)
        yield Snapshot(target)


def _copy_sqlite(database: Path, target: Path, check: Callable[[], None]) -> None:
    """Copy the database by SQLite's own means, page by page, out of one read transaction.

    While that is open, other processes' writes do not make the copy begin anew.
    """
    with (
        closing(sqlite3.connect(database, isolation_level=None, timeout=20)) as source,
        closing(sqlite3.connect(target, isolation_level=None)) as copy,
    ):
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(copy, pages=_PAGES_AT_ONCE, progress=lambda *_pages: check())
        source.execute("ROLLBACK")
        # A single file, whose reader needs no others beside it.
        copy.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def _full_disk_as_such() -> Iterator[None]:
    """Say of SQLite's refusal for want of room what any other file's would say."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise


@contextmanager
def _connected(changes: dict[str, Any]) -> Iterator[None]:
    connections.databases[ALIAS] = {**connection.settings_dict, **changes}
    try:
        yield
    finally:
        connections[ALIAS].close()
        with suppress(AttributeError):
            del connections[ALIAS]
        del connections.databases[ALIAS]
