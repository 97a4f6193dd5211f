"""Opening a file: what its first bytes say it is."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from mainstay.apps.ledger.reading.errors import FileRefused

BLOCK_BYTES = 4 << 20

# First bytes of files that are neither text nor Parquet. Zip archives are looked into.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"%PDF-", "pdf"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"ARROW1\x00\x00", "arrow"),
    (b"Obj\x01", "avro"),
    (b"ORC", "orc"),
)
_GZIP = b"\x1f\x8b"
_PARQUET = b"PAR1"


def file_format(path: Path) -> str:
    """`csv` or `parquet`.

    Raises `FileRefused`: `empty_file`, or `binary_file` with the name of the format.
    """
    with path.open("rb") as file:
        head = file.read(16)
    if not head:
        raise FileRefused("empty_file")
    if head.startswith(_PARQUET):
        return "parquet"
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            # "ORC" may also be how a text begins; the others may not.
            if name == "orc" and b"\x00" not in head:
                break
            raise FileRefused("binary_file", format=_kind_of_zip(path) if name == "zip" else name)
    return "csv"


def read_blocks(path: Path, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """The bytes of a text file, block by block, unpacked if it is packed with gzip.

    Raises `FileRefused` (`damaged_file`) where the packed data breaks off or is wrong.
    """
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
        file.seek(0)
        stream = cast("BinaryIO", gzip.GzipFile(fileobj=file)) if packed else file
        try:
            while block := stream.read(size):
                yield block
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise FileRefused("damaged_file", format="gzip") from error


def _kind_of_zip(path: Path) -> str:
    """Office files are zip archives: name them by what is inside."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return "zip"
    folders = {name.partition("/")[0] for name in names}
    for folder, kind in (("xl", "xlsx"), ("word", "docx"), ("ppt", "pptx")):
        if folder in folders and "[Content_Types].xml" in names:
            return kind
    return "ods" if "content.xml" in names and "mimetype" in names else "zip"
