"""XLS workbooks: of the years up to 2003, which many ERP systems still write."""

import io
import struct
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import xlwt
from xlwt.CompoundDoc import XlsDoc

from tests.import_corpus.making import Files
from tests.import_corpus.workbooks import CHINESE, FIRST, SECOND, THIRD_DAY, TITLES, Rows, Serial

SHOWN = "YYYY-MM-DD"


def filled(fill: Callable[[xlwt.Workbook], None]) -> xlwt.Workbook:
    book = xlwt.Workbook(encoding="utf-8")
    fill(book)
    return book


def saved(book: xlwt.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(sheet: Any, rows: Rows) -> None:
    shown = xlwt.easyxf(num_format_str=SHOWN)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, (datetime, Serial)):
                sheet.write(number, place, cell, shown)
            elif cell is not None:
                sheet.write(number, place, cell)


def of(
    *rows: Sequence[Any], head: Sequence[str] = TITLES, since_1904: bool = False
) -> Callable[[], bytes]:
    def fill(book: xlwt.Workbook) -> None:
        book.dates_1904 = since_1904
        put(book.add_sheet("Orders"), [head, *rows])

    return lambda: saved(filled(fill))


def third(*, day: Any = THIRD_DAY, amount: Any = 5) -> Callable[[], bytes]:
    return of(FIRST, SECOND, ["C", 1003, 1, day, amount])


def two_sheets(book: xlwt.Workbook) -> None:
    put(book.add_sheet("Notes"), [["nothing here"]])
    put(book.add_sheet("三月"), [TITLES, FIRST, SECOND])


def merged(book: xlwt.Workbook) -> None:
    sheet = book.add_sheet("销售明细")
    sheet.write_merge(0, 0, 0, 4, "2024年3月销售明细")
    for number, row in enumerate([CHINESE, FIRST, SECOND], 1):
        for place, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write(number, place, cell, xlwt.easyxf(num_format_str=SHOWN))
            else:
                sheet.write(number, place, cell)


def stream(book: xlwt.Workbook) -> bytes:
    """The records of a workbook, without the container."""
    data: bytes = book.get_biff_data()
    return data


def contained(data: bytes) -> bytes:
    """A stream in the container of old Office files."""
    out = io.BytesIO()
    XlsDoc().save(out, data)
    return out.getvalue()


def plain_book() -> xlwt.Workbook:
    return filled(lambda book: put(book.add_sheet("Orders"), [TITLES, FIRST, SECOND]))


def with_a_password() -> bytes:
    """The records from the second on would be encrypted; the first after the start says so."""
    data = stream(plain_book())
    [length] = struct.unpack_from("<H", data, 2)
    head = 4 + length
    key = struct.pack("<HHHHHH", 0x002F, 54, 1, 1, 1, 0) + bytes(46)
    return contained(data[:head] + key + data[head:])


def encrypted_xlsx() -> bytes:
    """The container in which Excel keeps workbooks with a password."""
    content = contained(b"\x17" * 5000)
    name = "Workbook".encode("utf-16-le")
    place = content.index(name)
    new = "EncryptedPackage".encode("utf-16-le")
    entry = bytearray(content)
    entry[place : place + 64] = new.ljust(64, b"\0")
    entry[place + 64 : place + 66] = struct.pack("<H", len(new) + 2)
    return bytes(entry)


FILES: Files = {
    "plain.xls": of(FIRST, SECOND),
    "chinese.xls": of(FIRST, SECOND, head=CHINESE),
    "dates_of_1904.xls": of(
        ["A", 1001, 1, Serial(43_890), 10], ["B", 1002, 1, Serial(43_891), 20.5], since_1904=True
    ),
    "serial_59.xls": third(day=Serial(59)),
    "serial_60.xls": third(day=Serial(60)),
    "serial_too_large.xls": third(day=Serial(2_958_466)),
    "formula_without_a_value.xls": third(amount=xlwt.Formula("2+3")),
    "bad_row.xls": of(FIRST, ["B", 1002, 1, "soon", 20.5]),
    "merged_title.xls": lambda: saved(filled(merged)),
    "totals.xls": of(FIRST, SECOND, ["合计", None, None, None, 30.5], head=CHINESE),
    "sheet_said.xls": lambda: saved(filled(two_sheets)),
    "truncated.xls": lambda: of(FIRST, SECOND)()[:2_000],
    "with_a_password.xls": with_a_password,
    "encrypted.xlsx": encrypted_xlsx,
    "container_of_nothing.xls": lambda: contained(b"\0" * 600),
}
