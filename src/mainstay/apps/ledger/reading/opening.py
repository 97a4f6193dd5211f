"""Opening a file: what its first bytes say it is."""

import mmap
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from mainstay.apps.ledger.reading.errors import FileRefused

BLOCK_BYTES = 4 << 20

PACKED = ("gzip", "bzip2", "zstd", "zip")
WORKBOOKS = ("xlsx", "xls")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
# First bytes of files that are no text. Zip and OLE archives are looked into.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", "parquet"),
    (_ZIP, "zip"),
    (b"PK\x05\x06", "zip"),
    (_OLE, "xls"),
    # Workbooks of Excel 2 to 5 that are in no archive.
    (b"\x09\x00\x04\x00\x02\x00", "xls"),
    (b"\x09\x02\x06\x00\x00\x00", "xls"),
    (b"\x09\x04\x06\x00\x00\x00", "xls"),
    (b"\x09\x08\x08\x00\x00\x05", "xls"),
    (b"\x09\x08\x10\x00\x00\x06", "xls"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"%PDF-", "pdf"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"ARROW1\x00\x00", "arrow"),
    (b"Obj\x01", "avro"),
    (b"ORC", "orc"),
    (b"{\\rtf", "rtf"),
)
# Some of these may also be how a text begins: then no NUL byte follows.
_ALSO_TEXT = ("orc", "bzip2")
_READ = ("parquet", *PACKED, *WORKBOOKS)
_TAR_AT, _TAR = 257, b"ustar"
# What programs save under the name of a workbook.
_MARKUP = re.compile(
    r"\s*(?:(?P<html><(?:!doctype\s+html|html|head|meta|body|table|style)\b)"
    r"|(?P<xml><\?xml\b)|(?P<mhtml>mime-version:))",
    re.IGNORECASE,
)
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
)
_HEAD_BYTES = 4096


def file_format(path: Path) -> str:
    """`csv`, `parquet`, one of `WORKBOOKS` or one of `PACKED`.

    Raises `FileRefused`: `empty_file`, `encrypted_file`, `damaged_file`, or `binary_file` with the
    name of the format.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        raise FileRefused("empty_file")
    name = _signature(head)
    if name == "zip":
        name = _kind_of_zip(path, head)
    elif name == "xls" and head.startswith(_OLE):
        name = _kind_of_ole(path)
    if name == "":
        return "csv"
    if name not in _READ:
        raise FileRefused("binary_file", format=name)
    return name


def read_blocks(path: Path, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """The bytes of a file, block by block."""
    with path.open("rb") as file:
        while block := file.read(size):
            yield block


def is_of_workbook(name: str) -> bool:
    """Whether a part of a zip archive has its place in an Office workbook."""
    return name == "[Content_Types].xml" or name.startswith("xl/")


def _signature(head: bytes) -> str:
    """The format by the first bytes; empty for text."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return "" if name in _ALSO_TEXT and b"\x00" not in head else name
    if head[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return "tar"
    found = _MARKUP.match(_first_text(head))
    return found.lastgroup or "" if found else ""


def _first_text(head: bytes) -> str:
    """The beginning of a text, as far as it matters for markup."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _kind_of_zip(path: Path, head: bytes) -> str:
    """Office files are zip archives: name them by what is inside."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        kind = "xlsx" if b"xl/" in head or b"[Content_Types].xml" in head else "zip"
        raise FileRefused("damaged_file", format=kind) from error
    folders = {name.partition("/")[0] for name in names}
    for folder, kind in (("word", "docx"), ("ppt", "pptx")):
        if folder in folders and "[Content_Types].xml" in names:
            return kind
    if "xl" in folders and "[Content_Types].xml" in names:
        return "xlsb" if "xl/workbook.bin" in names else "xlsx"
    return "ods" if "content.xml" in names and "mimetype" in names else "zip"


def _kind_of_ole(path: Path) -> str:
    """Old Office files and encrypted new ones are OLE archives: the directory tells by names."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for name, kind in _OLE_STREAMS:
            if data.find(name.encode("utf-16-le")) >= 0:
                if kind == "encrypted":
                    raise FileRefused("encrypted_file", format="xlsx")
                return kind
    raise FileRefused("damaged_file", format="xls")
