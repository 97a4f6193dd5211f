"""Lists as files: CSV for every program, XLSX for Excel and WPS.

No cell of either is ever run as a formula, and numbers stay numbers. A workbook keeps a number as
a double: one that a double cannot hold to its last digit is written as text, so that nothing is
rounded on the way. What a workbook cannot hold at all is refused, not cut.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from math import isfinite
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Protocol

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.kernel.text import spreadsheet_safe

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that a CSV file is UTF-8."""
MOST_ROWS = 1_048_575
"""Rows of an XLSX sheet below the headings."""
LONGEST_CELL = 32_767
"""Characters of an XLSX cell."""
_LINES_AT_ONCE = 500
PROGRAM = "Mainstay"
"""What our workbooks name as the program that made them: an import knows them by it."""
_FIRST_YEAR = 1900
_WIDEST, _NARROWEST, _MOMENT = 50, 9, 26
_OFFSET = len("2024-02-29T04:30:00")
_WORKBOOK = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class FileFormat(StrEnum):
    """What kind of file a list becomes; the value is the ending of its name."""

    CSV = "csv"
    XLSX = "xlsx"


class Exported(Protocol):
    """A list on its way into a file, made while it is written. `name` is without ending.

    A cell is a text, a number, a day, a moment, or None.
    """

    @property
    def name(self) -> str: ...

    @property
    def headings(self) -> Sequence[str]: ...

    @property
    def rows(self) -> Iterable[Sequence[Any]]: ...

    def csv(self) -> Iterator[bytes]:
        """CSV in UTF-8 with a byte order mark, some lines at a time.

        A text that a spreadsheet would take for a formula gets an apostrophe in front; an import
        takes it off again.
        """


@dataclass(frozen=True, slots=True)
class ExportedList:
    """A list that is made row by row; see `Exported`."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]

    def csv(self) -> Iterator[bytes]:
        """See `Exported`."""
        yield first_line(self.headings)
        rows = iter(self.rows)
        while some := list(islice(rows, _LINES_AT_ONCE)):
            yield _csv_lines(some)


class UnfitForWorkbook(Exception):
    """The list does not fit into an XLSX file; the message says what to do."""


def file_response(exported: Exported, kind: FileFormat) -> HttpResponseBase:
    """The list as a file to keep. CSV is sent while it is made. Raises UnfitForWorkbook."""
    name = f"{exported.name}.{kind.value}"
    if kind is FileFormat.XLSX:
        return FileResponse(workbook(exported), as_attachment=True, filename=name)
    response = StreamingHttpResponse(exported.csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def first_line(headings: Sequence[str]) -> bytes:
    """The mark of UTF-8 and the headings, as CSV begins."""
    return BYTE_ORDER_MARK.encode() + _csv_lines([headings])


def workbook(exported: Exported) -> IO[bytes]:
    """The list as an XLSX file, at its beginning. Raises UnfitForWorkbook."""
    from xlsxwriter import Workbook

    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        with Workbook(file, _WORKBOOK) as book:
            _sign(book)
            sheet = _Sheet(book, exported.headings)
            for number, row in enumerate(exported.rows, start=1):
                if number > MOST_ROWS:
                    raise UnfitForWorkbook(_("An XLSX file has room for 1,048,575 rows; take CSV."))
                for place, value in enumerate(row):
                    sheet.write(number, place, value)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _sign(book: "Workbook") -> None:
    """Name the program that made the workbook; the library names Excel."""
    book.set_custom_property("Program", PROGRAM)


def _csv_lines(rows: Iterable[Sequence[Any]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([_csv_cell(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode()


def _csv_cell(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return timezone.localtime(cell).isoformat()
    return spreadsheet_safe(cell) if isinstance(cell, str) else cell


class _Sheet:
    """The one sheet of a workbook; each value is written as what it is, texts only as texts."""

    def __init__(self, book: "Workbook", headings: Sequence[str]) -> None:
        self._sheet = book.add_worksheet()
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._book = book
        self._moments: dict[str, Format] = {}
        self._wide: set[int] = set()
        heading = book.add_format({"bold": True, "bottom": 1})
        for place, text in enumerate(headings):
            self._sheet.set_column(place, place, min(max(len(text) + 2, _NARROWEST), _WIDEST))
            self._sheet.write_string(0, place, text, heading)
        self._sheet.freeze_panes(1, 0)

    def write(self, row: int, place: int, value: Any) -> None:
        """Write a cell; nothing where there is nothing."""
        if value is None or value == "":
            return
        if isinstance(value, datetime):
            # Lists with a zone of their own tell their moments in it.
            told = timezone.localtime(value) if value.tzinfo is UTC else value
            self._write_moment(row, place, told)
        elif isinstance(value, date) and value.year >= _FIRST_YEAR:
            self._sheet.write_datetime(row, place, value, self._day)
        elif isinstance(value, bool):
            self._sheet.write_boolean(row, place, value)
        elif isinstance(value, (int, float, Decimal)) and _is_exact(value):
            self._sheet.write_number(row, place, float(value))
        else:
            self._write_text(row, place, str(value))

    def _write_moment(self, row: int, place: int, local: datetime) -> None:
        """Write a moment; as text with its offset where a workbook could not tell which it is."""
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        if twice or local.microsecond % 1000:
            self._write_text(row, place, local.isoformat())
        else:
            told = self._moments_at(local.isoformat(timespec="seconds")[_OFFSET:])
            self._sheet.write_datetime(row, place, local.replace(tzinfo=None), told)
            self._widen(place)

    def _moments_at(self, offset: str) -> "Format":
        """The format that shows a moment with the offset it is told in, such as +08:00."""
        if offset not in self._moments:
            shown = f'yyyy-mm-dd hh:mm:ss"{offset}"'
            self._moments[offset] = self._book.add_format({"num_format": shown})
        return self._moments[offset]

    def _widen(self, place: int) -> None:
        """Make room for moments, which are longer than most headings."""
        if place not in self._wide:
            self._wide.add(place)
            self._sheet.set_column(place, place, _MOMENT)

    def _write_text(self, row: int, place: int, text: str) -> None:
        if len(text) > LONGEST_CELL:
            message = _("Row %(row)d has a text of more than 32,767 characters; take CSV.")
            raise UnfitForWorkbook(message % {"row": row + 1})
        self._sheet.write_string(row, place, text)


def _is_exact(number: float | Decimal) -> bool:
    """Whether a workbook keeps the number to its last digit: Excel shows and keeps 15 of them."""
    if isinstance(number, float):
        return isfinite(number)
    return Decimal(f"{float(number):.15g}") == number
