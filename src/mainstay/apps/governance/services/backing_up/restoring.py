"""Bringing a backup back, into an empty installation folder and an empty database only.

Everything is unpacked and compared with the archive's hashes in a folder of its own first. The
database comes last: as long as it is not there, nothing is restored, and restoring can begin anew.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from mainstay.apps.governance.services.backing_up import postgresql
from mainstay.apps.governance.services.backing_up.archive import (
    FOLDERS,
    SECRET_KEY,
    ArchiveReader,
    ArchiveUnusable,
    Contents,
    open_archive,
)
from mainstay.foundation.jobs.context import Progress

_MEGABYTE = 1 << 20
_WORK = ".restoring"
_OWN = frozenset({_WORK, SECRET_KEY, *FOLDERS})


class TargetNotEmpty(Exception):
    """There is something where the backup would go; `place` says what."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


class NoRoom(Exception):
    """The disk has less room than the backup needs."""

    def __init__(self, needed: int, free: int) -> None:
        super().__init__(needed, free)
        self.needed = needed
        self.free = free


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back."""

    company: str
    made_at: str
    version: str
    files: int
    bytes: int
    missing: tuple[str, ...]
    key_from_environment: bool


def restore(source: Path, tell: Callable[[Progress], None]) -> Restored:
    """Bring a backup back.

    Raises ArchiveUnusable, TargetNotEmpty, NoRoom, OSError, and what PostgreSQL's programs raise.
    """
    home: Path = settings.MAINSTAY_HOME.root
    with open_archive(source) as archive:
        _require_fit(archive.contents)
        _require_empty_database()
        work = _prepared(home)
        _require_room(home, archive.contents.bytes)
        _unpack(archive, work, tell)
        contents = archive.contents
        tell(Progress("finish"))
        _put_in_place(home, work, contents)
    settings.MAINSTAY_HOME.create()
    return Restored(
        company=contents.company,
        made_at=contents.made_at,
        version=contents.version,
        files=len(contents.files),
        bytes=contents.bytes,
        missing=tuple(contents.missing),
        key_from_environment=contents.key_from_environment,
    )


def _require_fit(contents: Contents) -> None:
    """Refuse the backup of another kind of database, and one of a newer version."""
    if contents.vendor != connection.vendor:
        raise ArchiveUnusable("other_database", contents.vendor)
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    if not known.issuperset(contents.migrations):
        raise ArchiveUnusable("newer", contents.version)


def _require_empty_database() -> None:
    if connection.vendor == "postgresql":
        if connection.introspection.table_names():
            raise TargetNotEmpty(f"PostgreSQL: {connection.settings_dict['NAME']}")
        connection.close()
        return
    path = Path(connection.settings_dict["NAME"])
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path)) as found:
            [tables] = found.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError:
        raise TargetNotEmpty(str(path)) from None
    if tables:
        raise TargetNotEmpty(str(path))
    # A command that looked for an installation here leaves an empty one behind.
    for name in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        name.unlink(missing_ok=True)


def _prepared(home: Path) -> Path:
    """The folder to unpack into, in a home that has nothing else.

    What an unfinished attempt left is known by that folder and goes.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    work = home / _WORK
    there = sorted(home.iterdir())
    removable = _OWN if work.is_dir() else frozenset[str]()
    for place in there:
        if place.name not in removable:
            raise TargetNotEmpty(str(place))
    for place in there:
        # The folder that marks the attempt goes last.
        if place != work:
            _remove(place)
    if work.is_dir():
        _remove(work)
    work.mkdir(mode=0o700)
    _fsync(home)
    return work


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink()


def _require_room(home: Path, needed: int) -> None:
    free = shutil.disk_usage(home).free
    if free < needed + _MEGABYTE:
        raise NoRoom(needed, free)


def _unpack(archive: ArchiveReader, work: Path, tell: Callable[[Progress], None]) -> None:
    total, done = archive.contents.bytes, 0

    def passed(count: int) -> None:
        nonlocal done
        done += count
        tell(Progress("unpack", done // _MEGABYTE, total // _MEGABYTE))

    for entry in archive.contents.files:
        archive.extract(entry, work / entry.name, passed)
    for folder, _folders, _files in os.walk(work):
        _fsync(Path(folder))


def _put_in_place(home: Path, work: Path, contents: Contents) -> None:
    for name in (SECRET_KEY, *sorted(FOLDERS)):
        if (work / name).exists():
            (work / name).rename(home / name)
    _fsync(home)
    database = work / contents.database
    if contents.vendor == "postgresql":
        postgresql.load(connection.settings_dict, database, lambda: None)
    else:
        _place_sqlite(database, Path(connection.settings_dict["NAME"]))
    shutil.rmtree(work)


def _place_sqlite(database: Path, target: Path) -> None:
    """Put the database where it belongs in one step, on another disk by way of a copy there."""
    if database.parent.stat().st_dev != target.parent.stat().st_dev:
        part = target.with_name(f".{target.name}.part")
        shutil.copyfile(database, part)
        part.chmod(0o600)
        _fsync(part)
        database = part
    database.rename(target)
    _fsync(target.parent)


def _fsync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
