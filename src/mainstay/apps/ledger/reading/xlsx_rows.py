"""The rows of an XLSX sheet, one after the other, whatever its size."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from mainstay.apps.ledger.reading.cell_texts import (
    ERROR_WITHOUT_VALUE,
    Shown,
    day_text,
    number_text,
    padded,
)
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.xlsx_parts import (
    BLOCK,
    CellFormat,
    SharedStrings,
    XlsxParts,
    safe_parser,
    unescaped,
)

SheetRow = tuple[int, dict[int, str]]
"""The number of a row and its cells with content by column, counted from 0."""

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_DIGITS = "0123456789"
_PLAIN = CellFormat(Shown.NUMBER, 0)


def xlsx_rows(parts: XlsxParts, sheet: str, most_cells: int) -> Iterator[SheetRow]:
    """The rows with content, in the sheet's order.

    What a sheet says about its size is never believed. Raises `FileRefused` (`too_many_cells`,
    `damaged_file`) and what `opened_xlsx` turns into it.
    """
    if parts.holds_more(sheet, most_cells):
        raise FileRefused("too_many_cells", limit=most_cells)
    formats = parts.formats()
    with closing(SharedStrings(parts)) as strings, parts.sheet(sheet) as stream:
        reader = _SheetReader(strings, formats, parts.date_system, most_cells)
        parser = safe_parser()
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        while block := stream.read(BLOCK):
            parser.Parse(block, False)
            yield from reader.taken()
        parser.Parse(b"", True)
        yield from reader.taken()


class _SheetReader:
    """What the parser calls; called some times per cell, so it does no more than it must."""

    def __init__(
        self,
        strings: SharedStrings,
        formats: list[CellFormat],
        date_system: int,
        most_cells: int,
    ) -> None:
        self._strings = strings
        self._formats = formats
        self._system = date_system
        self._most, self._cells = most_cells, 0
        self._rows: list[SheetRow] = []
        self._row, self._row_number = {}, 0  # type: dict[int, str], int
        self._columns: dict[str, int] = {}
        self._column = -1
        self._kind, self._style = "n", ""
        self._parts: list[str] = []
        self._collect = self._has_value = self._has_formula = self._phonetic = False

    def taken(self) -> list[SheetRow]:
        """The rows that were finished since the last time."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            reference = attributes.get("r")
            self._column = self._column_of(reference) if reference else self._column + 1
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._has_value = self._has_formula = False
            self._parts.clear()
        elif local == "v" or (local == "t" and not self._phonetic):
            self._collect = self._has_value = True
        elif local == "f":
            self._has_formula = True
        elif local == "row":
            self._begin_row(attributes)
        elif local == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in ("v", "t"):
            self._collect = False
        elif local == "c":
            text = self._cell() if self._has_value or self._has_formula else ""
            if text:
                self._cells += 1
                if self._cells > self._most:
                    raise FileRefused("too_many_cells", limit=self._most)
                self._row[self._column] = text
        elif local == "row":
            if self._row:
                self._rows.append((self._row_number, self._row))
                self._row = {}
        elif local == "rPh":
            self._phonetic = False

    def text(self, part: str) -> None:
        if self._collect:
            self._parts.append(part)

    def _begin_row(self, attributes: dict[str, Any]) -> None:
        number = int(attributes.get("r", self._row_number + 1))
        self._row_number = max(number, self._row_number + 1)
        if self._row_number > MOST_ROWS:
            raise FileRefused("damaged_file", format="xlsx")
        self._row, self._column = {}, -1

    def _column_of(self, reference: str) -> int:
        letters = reference.rstrip(_DIGITS)
        column = self._columns.get(letters)
        if column is None:
            number = 0
            for letter in letters:
                number = number * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter.upper()) + 1
            if not 0 < number <= MOST_COLUMNS:
                raise FileRefused("damaged_file", format="xlsx")
            column = self._columns[letters] = number - 1
        return column

    def _cell(self) -> str:
        """What a cell shows."""
        raw = "".join(self._parts)
        if self._kind == "n":
            return self._number(raw)
        if self._kind == "s":
            return self._shared(raw)
        if self._kind == "b":
            return "TRUE" if raw == "1" else "FALSE"
        if self._kind == "d":
            return raw.replace("T", " ").removesuffix(" 00:00:00")
        return unescaped(raw)

    def _number(self, raw: str) -> str:
        if not raw:
            return ERROR_WITHOUT_VALUE if self._has_formula else ""
        form = self._formats[int(self._style)] if self._style else _PLAIN
        if form.shown is not Shown.NUMBER:
            return day_text(raw, self._system, form.shown)
        text = number_text(raw.strip())
        return padded(text, form.padding) if form.padding else text

    def _shared(self, raw: str) -> str:
        try:
            return self._strings[int(raw)]
        except IndexError as error:
            raise FileRefused("damaged_file", format="xlsx") from error
