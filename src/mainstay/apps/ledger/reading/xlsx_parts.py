"""The parts of an XLSX workbook besides its cells: sheets, number formats, shared strings.

A workbook is a zip archive of XML. What its directory says it unpacks to is held against the limit
before anything is read, and no part unpacks to more than the directory says. Document type
definitions, with which XML could grow or reach elsewhere, are refused.
"""

import mmap
import posixpath
import re
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from mainstay.apps.ledger.reading.archives import open_member
from mainstay.apps.ledger.reading.cell_texts import (
    EXCEL_1900,
    EXCEL_1904,
    Shown,
    padding_of,
    shown_by,
)
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.limits import Limits

XML_FAULTS = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What reading a damaged part can raise."""

BLOCK = 1 << 18
_ENCRYPTED = 0x1
_WORKBOOK = "xl/workbook.xml"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ROW = re.compile(rb"<(?:\w+:)?row[ />]")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)>")
_LONGEST_TAG = 16
_SHORTEST_CELL = len("<c><v>1</v></c>")


class Sheet(NamedTuple):
    """One sheet of a workbook."""

    name: str
    hidden: bool
    rows: int
    cells: int
    """With content."""


class CellFormat(NamedTuple):
    """How the cells of one style show a number."""

    shown: Shown
    padding: int


class XlsxParts:
    """An open workbook."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower().lstrip("/"): name for name in archive.namelist()}
        self.date_system = EXCEL_1900
        self._sheets: list[tuple[str, str, bool]] = []
        self._read_workbook()

    def sheets(self) -> list[Sheet]:
        """All sheets with their size; a look at the bytes tells it, nothing is parsed."""
        return [Sheet(name, hidden, *self._size_of(part)) for name, part, hidden in self._sheets]

    @property
    def names(self) -> list[str]:
        """The names of the sheets."""
        return [name for name, _part, _hidden in self._sheets]

    def sheet(self, name: str) -> BinaryIO:
        """The XML of a sheet."""
        return self.part(next(part for named, part, _ in self._sheets if named == name))

    def part(self, name: str) -> BinaryIO:
        """A part of the workbook. Raises KeyError for none of this name."""
        return open_member(self._archive, self._names[name.lower()])  # type: ignore[return-value]

    def is_of_program(self, creator: str) -> bool:
        """Whether the workbook says that this program made it."""
        found: list[str] = []

        def text(part: str) -> None:
            found.append(part)

        if "docprops/custom.xml" in self._names:
            parse(self.part("docprops/custom.xml"), text=text)
        return creator in found

    def formats(self) -> list[CellFormat]:
        """The formats of cells, by the number of their style."""
        codes: dict[int, str] = {}
        numbers: list[int] = []
        inside: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            local = local_name(name)
            if local == "numFmt" and "formatCode" in attributes:
                codes[int(attributes["numFmtId"])] = attributes["formatCode"]
            elif local == "xf" and inside and inside[-1] == "cellXfs":
                numbers.append(int(attributes.get("numFmtId", "0")))
            else:
                inside.append(local)

        def end(name: str) -> None:
            if inside and inside[-1] == local_name(name):
                inside.pop()

        if "xl/styles.xml" in self._names:
            parse(self.part("xl/styles.xml"), start, end)
        return [
            CellFormat(shown_by(number, codes.get(number)), padding_of(codes.get(number)))
            for number in numbers
        ]

    def holds_more(self, name: str, cells: int) -> bool:
        """Whether the sheet of this name surely has more cells with content than so many.

        Nothing is parsed, so this is told some fifty times sooner than by reading; a sheet of which
        it is not told may still have more.
        """
        part = next(part for named, part, _ in self._sheets if named == name)
        unpacked = self._archive.getinfo(self._names[part.lower()]).file_size
        if unpacked <= cells * _SHORTEST_CELL:
            return False
        found = 0
        with self.part(part) as stream:
            for text in _whole_tags(stream):
                found += text.count(b"</v>") + text.count(b"</is>")
                if found > cells:
                    return True
        return False

    def _size_of(self, part: str) -> tuple[int, int]:
        rows = cells = 0
        with self.part(part) as stream:
            for text in _whole_tags(stream):
                rows += len(_ROW.findall(text))
                cells += len(_VALUE.findall(text))
        return rows, cells

    def _read_workbook(self) -> None:
        targets = self._targets()

        def start(name: str, attributes: dict[str, str]) -> None:
            local = local_name(name)
            if local == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
                self.date_system = EXCEL_1904
            elif local == "sheet":
                link = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
                if link in targets:
                    if targets[link].lower() not in self._names:
                        raise FileRefused("damaged_file", format="xlsx")
                    hidden = attributes.get("state", "visible") != "visible"
                    self._sheets.append((attributes["name"], targets[link], hidden))

        parse(self.part(_WORKBOOK), start)

    def _targets(self) -> dict[str, str]:
        """The parts that are sheets of cells, by the number of the link to them."""
        targets: dict[str, str] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if local_name(name) == "Relationship" and attributes["Type"].endswith("/worksheet"):
                place = posixpath.join("/xl", attributes["Target"])
                targets[attributes["Id"]] = posixpath.normpath(place).lstrip("/")

        parse(self.part("xl/_rels/workbook.xml.rels"), start)
        return targets


@contextmanager
def opened_xlsx(path: Path, limits: Limits) -> Iterator[XlsxParts]:
    """A workbook to be read.

    Raises `FileRefused`, also for what goes wrong while it is: `unpacked_too_large`,
    `encrypted_file`, `damaged_file`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if any(member.flag_bits & _ENCRYPTED for member in members):
                raise FileRefused("encrypted_file", format="xlsx")
            if sum(member.file_size for member in members) > limits.unpacked_bytes:
                raise FileRefused("unpacked_too_large", limit=limits.unpacked_bytes)
            yield XlsxParts(archive)
    except XML_FAULTS as error:
        raise FileRefused("damaged_file", format="xlsx") from error


class SharedStrings:
    """The texts that cells name by number, in a temporary file: a workbook may have millions."""

    def __init__(self, parts: XlsxParts) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with this
        self._ends = array("Q", [0])
        try:
            self._fill(parts)
            size = self._ends[-1]
            self._map = mmap.mmap(self._file.fileno(), size) if size else None
        except BaseException:
            self._file.close()
            raise

    def __getitem__(self, number: int) -> str:
        """The text of this number. Raises IndexError."""
        if number < 0:
            raise IndexError(number)
        begin, end = self._ends[number], self._ends[number + 1]
        return "" if self._map is None else self._map[begin:end].decode()

    def close(self) -> None:
        """Remove the temporary file."""
        if self._map is not None:
            self._map.close()
        self._file.close()

    def _fill(self, parts: XlsxParts) -> None:
        texts: list[str] = []
        state = {"collect": False, "phonetic": False}

        def start(name: str, _attributes: dict[str, str]) -> None:
            local = local_name(name)
            state["phonetic"] = state["phonetic"] or local == "rPh"
            state["collect"] = local == "t" and not state["phonetic"]

        def end(name: str) -> None:
            local = local_name(name)
            state["collect"] = False
            if local == "rPh":
                state["phonetic"] = False
            elif local == "si":
                data = unescaped("".join(texts)).encode("utf-8", "replace")
                texts.clear()
                self._file.write(data)
                self._ends.append(self._ends[-1] + len(data))

        def text(part: str) -> None:
            if state["collect"]:
                texts.append(part)

        try:
            part = parts.part("xl/sharedStrings.xml")
        except KeyError:
            return
        parse(part, start, end, text)
        self._file.flush()


def _whole_tags(stream: BinaryIO) -> Iterator[bytes]:
    """A part in pieces of which none ends within one of the short tags that are counted."""
    rest = b""
    while block := stream.read(BLOCK):
        text = rest + block
        cut = text.rfind(b"<", max(len(text) - _LONGEST_TAG, 0))
        text, rest = (text[:cut], text[cut:]) if cut > 0 else (text, b"")
        yield text
    yield rest


def local_name(name: str) -> str:
    """A tag without its prefix."""
    return name.rpartition(":")[2]


def unescaped(text: str) -> str:
    """A text with the signs that XML cannot hold, which workbooks write as `_x000D_`."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def safe_parser() -> expat.XMLParserType:
    """A parser that refuses document type definitions."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    def refuse(*_declared: object) -> None:
        raise FileRefused("damaged_file", format="xlsx")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def parse(
    part: BinaryIO,
    start: Callable[[str, dict[str, str]], None] | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read a part from its beginning to its end."""
    parser = safe_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    with part:
        while block := part.read(BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)
