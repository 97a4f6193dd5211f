"""What Excel and WPS make of a CSV file that is opened in them and saved again."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime

import openpyxl

Cell = str | int | float | datetime
Sheet = list[list[Cell]]

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?([eE][+-]?\d+)?")
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y-%m", "%m-%d", "%m/%d")
_MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M")
_DIGITS, _WIDEST_SHOWN = 15, 11


def opened(file: bytes) -> Sheet:
    """The cells of a CSV file by a double click: what looks like a number or a day becomes one."""
    rows = csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""))
    return [[_taken_for(text) for text in row] for row in rows]


def _taken_for(text: str) -> Cell:
    if _NUMBER.fullmatch(text):
        number = float(f"{float(text.replace(',', '')):.{_DIGITS}g}")
        return int(number) if number.is_integer() else number
    for form in (*_DAYS, *_MOMENTS):
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 - sheets know no zones
        except ValueError:
            continue
        return found.replace(year=2026) if "%Y" not in form else found
    return text


def saved_as_workbook(sheet: Sheet) -> bytes:
    """The cells as XLSX."""
    book = openpyxl.Workbook()
    for row, cells in enumerate(sheet, 1):
        for column, cell in enumerate(cells, 1):
            if cell != "":
                written = book.worksheets[0].cell(row, column, cell)
                if isinstance(cell, datetime):
                    written.number_format = "yyyy/m/d h:mm" if _has_clock(cell) else "yyyy/m/d"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def saved_as_csv(sheet: Sheet) -> bytes:
    """The cells as "CSV UTF-8": as they are shown."""
    buffer = io.StringIO()
    rows = ([_shown(cell) for cell in row] for row in sheet)
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime):
        clock = f" {cell.hour}:{cell.minute:02}" if _has_clock(cell) else ""
        return f"{cell.year}/{cell.month}/{cell.day}{clock}"
    if isinstance(cell, int) and len(str(abs(cell))) > _WIDEST_SHOWN:
        return f"{cell:.5E}"
    return str(cell)


def _has_clock(moment: datetime) -> bool:
    return (moment.hour, moment.minute) != (0, 0)


Saving = Callable[[Sheet], bytes]
SAVINGS: tuple[Saving, ...] = (saved_as_workbook, saved_as_csv)
