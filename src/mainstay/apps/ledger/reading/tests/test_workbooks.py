"""Workbooks, old and new, as libraries write them and as hostile hands do."""

import datetime as dt
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt

from mainstay.apps.ledger.reading.chunks import RecordChunk, read_records
from mainstay.apps.ledger.reading.errors import FileRefused, SheetUnknown
from mainstay.apps.ledger.reading.limits import Limits
from mainstay.apps.ledger.reading.rows import read_rows
from mainstay.apps.ledger.reading.sniffing import list_sheets, sniff
from mainstay.apps.ledger.reading.tests.conftest import Written

HEADINGS = ["客户编号", "订单号", "下单日期", "数量", "金额"]
DAY = dt.date(2024, 2, 29)
MOMENT = dt.datetime(2024, 2, 29, 13, 45, 30)  # noqa: DTZ001 - workbooks know no zones
Rows = Sequence[Sequence[Any]]


def _by_xlsxwriter(sheets: dict[str, Rows], **options: Any) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd", **options}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def _by_openpyxl(sheets: dict[str, Rows], **_options: Any) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _by_xlwt(sheets: dict[str, Rows], **_options: Any) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write(number, place, value, day)
                else:
                    sheet.write(number, place, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


WRITERS = [_by_xlsxwriter, _by_openpyxl, _by_xlwt]
Writer = Callable[..., bytes]


def _only(path: Path, **settings: Any) -> RecordChunk:
    (chunk,) = read_records(path, sniff(path, **settings))
    return chunk


def _cells(chunk: RecordChunk) -> list[tuple[str | None, ...]]:
    return list(zip(*(column.to_pylist() for column in chunk.columns), strict=True))


@pytest.mark.parametrize("write", WRITERS)
def test_a_workbook_is_read_as_people_see_it(written: Written, write: Writer) -> None:
    rows = [
        HEADINGS,
        ["C1", "00123", DAY, 2, 0.1 + 0.2],
        ["C2", 20240000000123, MOMENT, 3.0, 1234567.89],
        ["", "", "", "", ""],
        ["C3", "A\n3", DAY, True, -5],
    ]
    path = written(write({"订单": rows}))
    sniffed = sniff(path)
    assert (sniffed.headers, sniffed.sheet, sniffed.first_line) == (tuple(HEADINGS), "订单", 2)
    chunk = _only(path)
    assert _cells(chunk) == [
        ("C1", "00123", "2024-02-29", "2", "0.3"),
        ("C2", "20240000000123", "2024-02-29 13:45:30", "3", "1234567.89"),
        ("C3", "A\n3", "2024-02-29", "TRUE", "-5"),
    ]
    assert chunk.records.to_pylist() == [1, 2, 4]
    assert chunk.lines.to_pylist() == [2, 3, 5]
    assert chunk.blank == (3,)
    assert [(row.record, row.line, row.cells[0]) for row in read_rows(path, sniffed, [2, 4])] == [
        (2, 3, "C2"),
        (4, 5, "C3"),
    ]


def test_a_workbook_may_count_its_days_from_1904(written: Written) -> None:
    path = written(_by_xlsxwriter({"a": [HEADINGS, ["C", "A", DAY, 1, 2]]}, date_1904=True))
    assert sniff(path).date_system == 1904
    assert _cells(_only(path))[0][2] == "2024-02-29"


def test_days_around_the_leap_day_that_never_was_are_told_apart(written: Written) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["日期", "编号"])
    for number, serial in enumerate((59, 60, 61, 2958466, -1), 2):
        sheet.cell(number, 1, serial).number_format = "yyyy-mm-dd"
    path = written(_saved(book))
    assert [day for day, _ in _cells(_only(path))] == [
        "1900-02-28",
        "1900-02-29",
        "1900-03-01",
        "2958466",
        "-1",
    ]


def test_a_formula_gives_the_value_that_the_workbook_holds(written: Written) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["单号", "金额", "名称", "日期"])
        sheet.write_formula(1, 0, '="A"&1', None, "A1")
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_formula(1, 2, "=NA()", None, "#N/A")
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    assert _cells(_only(written(buffer.getvalue()))) == [("A1", "2", "#N/A", "#DIV/0!")]


def test_a_formula_without_its_value_is_no_empty_cell(written: Written) -> None:
    path = written(_by_openpyxl({"a": [["单号", "金额"], ["A1", "=1+1"]]}))
    assert _cells(_only(path)) == [("A1", "#CALC!")]


def test_codes_keep_the_zeros_that_their_format_shows(written: Written) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["编号", "金额"])
    book.worksheets[0].cell(2, 1, 42).number_format = "000000"
    assert _cells(_only(written(_saved(book))))[0][0] == "000042"


def test_rich_and_phonetic_texts_are_their_letters(written: Written) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.write_row(0, 0, ["名称", "编号"])
        sheet.write_rich_string(1, 0, "北京", bold, "电梯", "公司")
        sheet.write(1, 1, "a\rb")
    assert _cells(_only(written(buffer.getvalue()))) == [("北京电梯公司", "a\rb")]


def test_the_only_sheet_with_content_is_meant(written: Written) -> None:
    path = written(_by_openpyxl({"空": [], "订单": [HEADINGS, ["C1"]], "也空": [[None]]}))
    assert sniff(path).sheet == "订单"


@pytest.mark.parametrize("write", WRITERS)
def test_of_several_sheets_with_content_a_person_is_asked(written: Written, write: Writer) -> None:
    path = written(
        write({"一月": [HEADINGS, ["C1"]], "二月": [HEADINGS, ["C2"], ["C3"]], "空": []})
    )
    with pytest.raises(SheetUnknown) as unknown:
        sniff(path)
    assert unknown.value.figures == {"sheets": ["一月", "二月"]}
    assert [row[0] for row in _cells(_only(path, sheet="二月"))] == ["C2", "C3"]
    with pytest.raises(SheetUnknown) as unknown:
        sniff(path, sheet="三月")
    assert unknown.value.figures == {"sheets": ["一月", "二月"], "sheet": "三月"}
    assert [(sheet.name, sheet.rows, sheet.cells) for sheet in list_sheets(path)][:2] == [
        ("一月", 2, 6),
        ("二月", 3, 7),
    ]


def test_a_hidden_sheet_is_only_meant_by_its_name(written: Written) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(HEADINGS)
    hidden = book.create_sheet("辅助")
    hidden.append(["x", "y"])
    hidden.sheet_state = "hidden"
    path = written(_saved(book))
    assert sniff(path).headers == tuple(HEADINGS)
    assert sniff(path, sheet="辅助").headers == ("x", "y")
    assert [sheet.hidden for sheet in list_sheets(path)] == [False, True]


def test_merged_headings_in_two_rows_and_titles_are_found(written: Written) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["2024年销售明细表"])
    sheet.merge_cells("A1:F1")
    sheet.append(["客户编号", "订单", None, "产品", None, "金额"])
    sheet.append([None, "单号", "日期", "编号", "名称", None])
    for cells in ("A2:A3", "B2:C2", "D2:E2", "F2:F3"):
        sheet.merge_cells(cells)
    sheet.append(["C1", "A1", DAY, "P1", "电梯", 10])
    sniffed = sniff(written(_saved(book)))
    assert sniffed.headers == ("客户编号", "单号", "订单 日期", "产品 编号", "产品 名称", "金额")
    assert sniffed.titles == ("2024年销售明细表",)
    assert sniffed.first_line == 4


def test_a_cell_far_away_costs_nothing(written: Written) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["编号", "金额"])
    sheet.append(["C1", 1])
    sheet.cell(3, 16_384, "x")
    sheet.cell(200_000, 1, "C2")
    path = written(_saved(book))
    found = [row for chunk in read_records(path, sniff(path)) for row in chunk.lines.to_pylist()]
    assert found == [2, 200_000]
    blank = sum(len(chunk.blank) for chunk in read_records(path, sniff(path)))
    assert blank == 199_997
    (row,) = read_rows(path, sniff(path), [2])
    assert [cell for cell in row.cells if cell] == ["x"]


def _with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one part changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, change(part) if member == name else part)
    return buffer.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
GOOD = _by_xlsxwriter({"a": [["编号", "金额"], ["C1", 1]]})


def test_a_forged_dimension_is_not_believed(written: Written) -> None:
    forged = _with_part(GOOD, SHEET, lambda part: part.replace(b"A1:B2", b"A1:XFD1048576"))
    assert b"XFD1048576" in zipfile.ZipFile(io.BytesIO(forged)).read(SHEET)
    assert _cells(_only(written(forged))) == [("C1", "1")]


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part[: len(part) // 2],
        lambda part: part.replace(b'r="B2"', b'r="XFE2"'),
        lambda part: part.replace(b'r="2"', b'r="1048577"'),
        lambda part: part.replace(b"<v>2</v>", b"<v>99</v>"),
        lambda part: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + part[55:],
        lambda part: b"",
        lambda part: b"\x00" * 100,
    ],
)
def test_a_damaged_sheet_is_refused(written: Written, change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(FileRefused) as refused:
        _only(written(_with_part(GOOD, SHEET, change)))
    assert (refused.value.code, refused.value.figures) == ("damaged_file", {"format": "xlsx"})


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(written: Written, write: Writer, share: float) -> None:
    whole = write({"订单": [HEADINGS, *[[f"C{n}", n, n, n, n] for n in range(500)]]})
    with pytest.raises(FileRefused, match="damaged_file"):
        _only(written(whole[: int(len(whole) * share)]))


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_read(
    written: Written,
) -> None:
    bomb = _with_part(GOOD, "xl/styles.xml", lambda part: part + b" " * 10_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(FileRefused) as refused:
        sniff(written(bomb), limits=Limits(unpacked_bytes=1_000_000))
    assert refused.value.code == "unpacked_too_large"


@pytest.mark.parametrize("write", WRITERS)
def test_a_sheet_with_too_many_cells_is_refused(written: Written, write: Writer) -> None:
    path = written(write({"订单": [HEADINGS, HEADINGS]}))
    with pytest.raises(FileRefused) as refused:
        sniff(path, limits=Limits(cells=9))
    assert (refused.value.code, refused.value.figures) == ("too_many_cells", {"limit": 9})
    assert [each.name for each in path.parent.iterdir()] == ["file.csv"]


def test_a_sheet_with_far_too_many_cells_is_refused_before_it_is_read(written: Written) -> None:
    many = _by_xlsxwriter({"a": [HEADINGS] * 10_000})
    broken = _with_part(many, SHEET, lambda part: part.replace(b"<sheetData>", b"<sheetData><", 1))
    with pytest.raises(FileRefused) as refused:
        sniff(written(broken), limits=Limits(cells=40_000))
    assert refused.value.code == "too_many_cells"
    with pytest.raises(FileRefused) as refused:
        sniff(written(broken), limits=Limits(cells=50_000))
    assert refused.value.code == "damaged_file"


def test_a_workbook_without_content_is_empty(written: Written) -> None:
    for content in (_by_openpyxl({"a": []}), _by_xlsxwriter({"a": [], "b": []})):
        path = written(content)
        with pytest.raises(FileRefused, match="empty_file"):
            sniff(path)


def test_an_encrypted_old_workbook_is_refused(written: Written) -> None:
    whole = bytearray(_by_xlwt({"a": [HEADINGS]}))
    # The record that says which code page it is gives way to the one that says it is encrypted.
    place = whole.index(b"\xe1\x00\x02\x00")
    whole[place : place + 2] = b"\x2f\x00"
    with pytest.raises(FileRefused) as refused:
        sniff(written(bytes(whole)))
    assert (refused.value.code, refused.value.figures) == ("encrypted_file", {"format": "xls"})


_MEASURED = """
import resource, sys
from pathlib import Path
from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.sniffing import sniff
path = Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(chunk.count for chunk in read_records(path, sniff(path)))
print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_long_sheet_takes_no_memory_of_its_length(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, 60_001):
            sheet.write_row(number, 0, [f"C{number}", f"A{number}", "2024-02-29", number, 1.5])
    found = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(path)], capture_output=True, text=True, check=True
    )
    count, megabytes = map(int, found.stdout.split())
    assert count == 60_000
    assert megabytes < 120
