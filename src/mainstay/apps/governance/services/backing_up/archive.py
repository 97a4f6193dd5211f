"""The archive that a backup is: a zip file whose last entry lists the others with their hashes.

Entries are the installation's files under their names below its folder, and the snapshot of its
database. Only the database is compressed; Parquet is already.
"""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, Self

FORMAT = 1
CONTENTS = "contents.json"
FOLDERS = frozenset({"ledger", "uploads", "evaluations"})
DATABASES = {"sqlite": "mainstay.sqlite3", "postgresql": "mainstay.dump"}
"""What the snapshot of a database is called, by its kind."""

SECRET_KEY = "secret.key"  # noqa: S105 - the name of a file
_BLOCK = 1 << 20
_LONGEST_CONTENTS = 1 << 30

Tell = Callable[[int], None]
"""Is told how many bytes have been passed on."""


class ArchiveUnusable(Exception):
    """The file is no backup, or not a whole one; `code` and `name` say what is wrong with it."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code, name)
        self.code = code
        self.name = name


class FileDiffers(Exception):
    """A file is missing or differs from what the database says of it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive."""

    name: str
    bytes: int
    sha256: str


@dataclass(slots=True)
class Contents:
    """What a backup holds. `missing` names files that had gone when they were to be copied."""

    version: str
    made_at: str
    vendor: str
    database: str
    migrations: list[str]
    company: str
    key_from_environment: bool = False
    files: list[Entry] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def bytes(self) -> int:
        return sum(entry.bytes for entry in self.files)


class ArchiveWriter:
    """Writes an archive next to its place and puts it there when it is complete and durable."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._part = target.with_name(f".{target.name}.part")

    def __enter__(self) -> Self:
        descriptor = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        self._stream: IO[bytes] = os.fdopen(descriptor, "w+b")
        self._zip = zipfile.ZipFile(self._stream, "w", allowZip64=True)
        return self

    def add(self, path: Path, name: str, tell: Tell, *, compress: bool = False) -> Entry:
        """Copy a file into the archive. Raises FileNotFoundError before anything is written."""
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with path.open("rb") as source, self._zip.open(info, "w", force_zip64=True) as entry:
            while block := source.read(_BLOCK):
                digest.update(block)
                entry.write(block)
                size += len(block)
                tell(len(block))
        return Entry(name, size, digest.hexdigest())

    def finish(self, contents: Contents) -> int:
        """Close the archive, make it durable, put it in its place; its size."""
        self._zip.writestr(CONTENTS, json.dumps(asdict(contents), ensure_ascii=False, indent=1))
        self._zip.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        size = self._part.stat().st_size
        self._part.replace(self._target)
        folder = os.open(self._target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return size

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Where the disk is full, closing what was not finished fails once more.
        with suppress(OSError, ValueError):
            self._zip.close()
        with suppress(OSError):
            self._stream.close()
        self._part.unlink(missing_ok=True)


class ArchiveReader:
    """A backup that has been looked over: its entries are those that its contents list."""

    def __init__(self, archive: zipfile.ZipFile, contents: Contents) -> None:
        self._zip = archive
        self.contents = contents

    def extract(self, entry: Entry, target: Path, tell: Tell) -> None:
        """Write an entry to a new file, durably. Raises ArchiveUnusable unless it is as listed."""
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file, _readable(), self._zip.open(entry.name) as source:
            while block := source.read(_BLOCK):
                digest.update(block)
                size += len(block)
                if size > entry.bytes:
                    raise ArchiveUnusable("altered", entry.name)
                file.write(block)
                tell(len(block))
            file.flush()
            os.fsync(file.fileno())
        if (size, digest.hexdigest()) != (entry.bytes, entry.sha256):
            raise ArchiveUnusable("altered", entry.name)


@contextmanager
def open_archive(path: Path) -> Iterator[ArchiveReader]:
    """Open a backup and look it over. Raises ArchiveUnusable and OSError."""
    with path.open("rb") as stream:
        with _readable():
            archive = zipfile.ZipFile(stream)
        with archive:
            yield ArchiveReader(archive, _contents_of(archive))


@contextmanager
def _readable() -> Iterator[None]:
    """Turn what the zip library finds wrong with a file into a refusal."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArchiveUnusable("damaged") from error


def _contents_of(archive: zipfile.ZipFile) -> Contents:
    names = archive.namelist()
    if CONTENTS not in names:
        raise ArchiveUnusable("no_backup")
    if archive.getinfo(CONTENTS).file_size > _LONGEST_CONTENTS:
        raise ArchiveUnusable("damaged", CONTENTS)
    with _readable():
        text = archive.read(CONTENTS)
    contents = _parsed(text)
    listed = [entry.name for entry in contents.files]
    for name in listed:
        if not _is_ours(name, contents.database):
            raise ArchiveUnusable("foreign_name", name)
    if sorted(names) != sorted([*listed, CONTENTS]) or contents.database not in listed:
        raise ArchiveUnusable("altered", CONTENTS)
    return contents


def _parsed(text: bytes) -> Contents:
    try:
        values: dict[str, Any] = json.loads(text)
        if values["format"] > FORMAT:
            raise ArchiveUnusable("newer", str(values["version"]))
        entries = [Entry(**entry) for entry in values.pop("files")]
        return Contents(**values, files=entries)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveUnusable("altered", CONTENTS) from error


def _is_ours(name: str, database: str) -> bool:
    """Whether a name is one that a backup writes: nothing outside of the folder, nothing else."""
    if name in {SECRET_KEY, database}:
        return name in {SECRET_KEY, *DATABASES.values()}
    parts = PurePosixPath(name).parts
    plain = name == "/".join(parts) and "\\" not in name and "\0" not in name
    return plain and len(parts) > 1 and parts[0] in FOLDERS and ".." not in parts
