"""Old workbooks (XLS), by xlrd."""

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.compdoc import CompDocError

from mainstay.apps.ledger.reading.cell_texts import (
    EXCEL_1900,
    EXCEL_1904,
    Shown,
    day_text,
    number_text,
)
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.limits import Limits
from mainstay.apps.ledger.reading.xlsx_parts import Sheet
from mainstay.apps.ledger.reading.xlsx_rows import SheetRow

# What xlrd raises for a file that is not as it should be.
_FAULTS = (
    xlrd.XLRDError,
    CompDocError,
    struct.error,
    AssertionError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    EOFError,
)


class XlsBook:
    """An open old workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.date_system = EXCEL_1904 if book.datemode else EXCEL_1900

    @property
    def names(self) -> list[str]:
        """The names of the sheets."""
        return list(self._book.sheet_names())

    def sheets(self) -> list[Sheet]:
        """All sheets with their size."""
        found = []
        for number, name in enumerate(self.names):
            sheet = self._book.sheet_by_index(number)
            lengths = [
                sum(kind not in _EMPTY for kind in sheet.row_types(row))
                for row in range(sheet.nrows)
            ]
            hidden = bool(sheet.visibility)
            found.append(Sheet(name, hidden, sum(map(bool, lengths)), sum(lengths)))
        return found

    def rows(self, name: str, most_cells: int) -> Iterator[SheetRow]:
        """The rows with content. Raises `FileRefused` (`too_many_cells`)."""
        sheet = self._book.sheet_by_name(name)
        left = most_cells
        for number in range(sheet.nrows):
            pairs = zip(sheet.row_types(number), sheet.row_values(number), strict=True)
            cells = {}
            for column, (kind, value) in enumerate(pairs):
                text = "" if kind in _EMPTY else self._text(kind, value)
                if text:
                    cells[column] = text
            left -= len(cells)
            if left < 0:
                raise FileRefused("too_many_cells", limit=most_cells)
            if cells:
                yield number + 1, cells

    def _text(self, kind: int, value: Any) -> str:
        if kind == xlrd.XL_CELL_NUMBER:
            return number_text(repr(value))
        if kind == xlrd.XL_CELL_DATE:
            return day_text(repr(value), self.date_system, Shown.DAY)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if value else "FALSE"
        if kind == xlrd.XL_CELL_ERROR:
            return str(error_text_from_code.get(value, "#N/A"))
        return str(value)


_EMPTY = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)


@contextmanager
def opened_xls(path: Path, limits: Limits) -> Iterator[XlsBook]:
    """An old workbook to be read. Raises `FileRefused`, also for what goes wrong while it is."""
    if path.stat().st_size > limits.unpacked_bytes:
        raise FileRefused("unpacked_too_large", limit=limits.unpacked_bytes)
    try:
        with (
            Path(os.devnull).open("w") as silence,
            xlrd.open_workbook(
                str(path), logfile=silence, on_demand=True, ragged_rows=True
            ) as book,
        ):
            yield XlsBook(book)
    except _FAULTS as error:
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise FileRefused("encrypted_file", format="xls") from error
        raise FileRefused("damaged_file", format="xls") from error
