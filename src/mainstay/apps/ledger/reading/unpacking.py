"""Packed files: unpacked once, up to a limit, whatever they say of themselves."""

import bz2
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

import pyarrow as pa

from mainstay.apps.ledger.reading.archives import open_member
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.kept import kept_beside
from mainstay.apps.ledger.reading.limits import Limits
from mainstay.apps.ledger.reading.opening import PACKED, file_format

_BLOCK = 1 << 20
_NAMES_TOLD = 10
_ENCRYPTED, _NAME_IS_UTF8 = 0x1, 0x800
# What systems put into archives beside the files of people.
_NOT_OF_PEOPLE = {".DS_Store", "Thumbs.db", "desktop.ini"}
_FAULTS = (
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    NotImplementedError,
    pa.ArrowException,
    ValueError,
)


def unpacked(path: Path, limits: Limits) -> Path:
    """The file itself, or the one that is packed in it.

    Raises `FileRefused`: `unpacked_too_large`, `several_files`, `encrypted_file`, `damaged_file`,
    `empty_file`, and `binary_file` for an archive in an archive.
    """
    kind = file_format(path)
    if kind not in PACKED:
        return path
    found = kept_beside(path, "unpacked", lambda target: _unpack(path, kind, target, limits))
    inner = file_format(found)
    if inner in PACKED:
        raise FileRefused("binary_file", format=inner)
    return found


def _unpack(path: Path, kind: str, target: Path, limits: Limits) -> None:
    left = limits.unpacked_bytes
    with _opened(path, kind, limits) as packed, target.open("wb") as file:
        for block in _blocks(packed, kind):
            left -= len(block)
            if left < 0:
                raise FileRefused("unpacked_too_large", limit=limits.unpacked_bytes)
            file.write(block)


def _blocks(packed: BinaryIO, kind: str) -> Iterator[bytes]:
    while True:
        try:
            block = packed.read(_BLOCK)
        except _FAULTS as error:
            raise FileRefused("damaged_file", format=kind) from error
        except OSError as error:
            if error.errno is not None:  # the disk, not the data
                raise
            raise FileRefused("damaged_file", format=kind) from error
        if not block:
            return
        yield block


@contextmanager
def _opened(path: Path, kind: str, limits: Limits) -> Iterator[BinaryIO]:
    """The unpacked bytes as a stream."""
    if kind == "zip":
        with zipfile.ZipFile(path) as archive:
            member = _only_member(archive, limits)
            try:
                stream = open_member(archive, member)
            except _FAULTS as error:
                raise FileRefused("damaged_file", format=kind) from error
            with stream:
                yield cast("BinaryIO", stream)
    elif kind == "zstd":
        with pa.OSFile(str(path)) as file, pa.CompressedInputStream(file, "zstd") as stream:
            yield stream
    else:
        with gzip.open(path) if kind == "gzip" else bz2.open(path) as plain:
            yield cast("BinaryIO", plain)


def _only_member(archive: zipfile.ZipFile, limits: Limits) -> zipfile.ZipInfo:
    members = [each for each in archive.infolist() if not _is_not_of_people(each)]
    if not members:
        raise FileRefused("empty_file")
    if len(members) > 1:
        names = [_shown_name(each) for each in members[:_NAMES_TOLD]]
        raise FileRefused("several_files", count=len(members), names=names)
    if members[0].flag_bits & _ENCRYPTED:
        raise FileRefused("encrypted_file", format="zip")
    if members[0].file_size > limits.unpacked_bytes:
        raise FileRefused("unpacked_too_large", limit=limits.unpacked_bytes)
    return members[0]


def _is_not_of_people(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    return member.is_dir() or path.parts[:1] == ("__MACOSX",) or path.name in _NOT_OF_PEOPLE


def _shown_name(member: zipfile.ZipInfo) -> str:
    """A name as people gave it: Windows in China writes GBK without saying so."""
    if member.flag_bits & _NAME_IS_UTF8:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename
