"""Lists as files: whatever stands in a cell comes back, and nothing in it is ever run."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from mainstay.kernel.text import spreadsheet_original
from mainstay.shell import exports
from mainstay.shell.exports import (
    Exported,
    ExportedList,
    FileFormat,
    UnfitForWorkbook,
    file_response,
    workbook,
)

HOSTILE = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "'=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    '=HYPERLINK("https://evil.example","x")',
)


def listed(*rows: list[Any]) -> ExportedList:
    return ExportedList("list", ["first", "second"], rows)


def cells_of(exported: Exported) -> list[list[Any]]:
    with workbook(exported) as file:
        return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()


def csv_rows(exported: Exported) -> list[list[str]]:
    text = b"".join(exported.csv()).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_looks_like_a_formula_is_a_text_in_a_workbook(text: str) -> None:
    with workbook(listed([text, "x"])) as file:
        sheet = ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
    assert cells_of(listed([text, "x"]))[1] == [text, "x"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_looks_like_a_formula_begins_with_an_apostrophe_in_csv(text: str) -> None:
    [_, [cell, _second]] = csv_rows(listed([text, "x"]))
    assert cell == f"'{text}"
    assert spreadsheet_original(cell) == text


def test_numbers_stay_numbers() -> None:
    figures = [Decimal("-12.5000"), 7]
    assert cells_of(listed(figures))[1] == [-12.5, 7.0]
    assert csv_rows(listed(figures))[1] == ["-12.5000", "7"]


def test_a_number_that_a_workbook_would_round_is_written_in_full_as_text() -> None:
    exact = Decimal("12345678901234.5678")
    assert cells_of(listed([exact, 2**60 + 1]))[1] == ["12345678901234.5678", str(2**60 + 1)]


def test_a_number_of_more_digits_than_excel_keeps_is_written_in_full_as_text() -> None:
    figures = [Decimal("1234567890123.4567"), Decimal("123456789012.345")]
    assert cells_of(listed(figures))[1] == ["1234567890123.4567", 123456789012.345]


def test_a_moment_that_a_workbook_cannot_tell_is_written_with_its_offset() -> None:
    twice = datetime(2024, 11, 3, 6, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("America/New_York")):
        [_, cells] = cells_of(listed([twice, twice.replace(hour=12, microsecond=1)]))
    assert cells == ["2024-11-03T01:30:00-05:00", "2024-11-03T07:30:00.000001-05:00"]


def test_texts_of_digits_stay_texts() -> None:
    assert cells_of(listed(["00123", "1e5"]))[1] == ["00123", "1e5"]


def test_moments_are_told_in_the_zone_in_force() -> None:
    moment = datetime(2024, 2, 29, 20, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        [_, cells] = cells_of(listed([date(2024, 2, 29), moment]))
        [_, texts] = csv_rows(listed([date(2024, 2, 29), moment]))
    assert cells == [date(2024, 2, 29), datetime(2024, 3, 1, 4, 30)]  # noqa: DTZ001
    assert texts == ["2024-02-29", "2024-03-01T04:30:00+08:00"]


def test_a_workbook_shows_with_each_moment_the_offset_it_is_told_in() -> None:
    winter, summer = (datetime(2024, month, 1, 12, tzinfo=UTC) for month in (1, 7))
    with timezone.override(ZoneInfo("Europe/Berlin")), workbook(listed([winter, summer])) as file:
        [_, cells] = load_workbook(file).active.iter_rows()
    shown = [(cell.value.hour, cell.number_format) for cell in cells]
    assert shown == [
        (13, 'yyyy-mm-dd hh:mm:ss"+01:00"'),
        (14, 'yyyy-mm-dd hh:mm:ss"+02:00"'),
    ]


def test_a_column_of_moments_is_wide_enough_to_show_them() -> None:
    with workbook(listed([datetime(2024, 1, 1, tzinfo=UTC), "x"])) as file:
        widths = load_workbook(file).active.column_dimensions
    assert widths["A"].width > len("2024-01-01 00:00:00+08:00") > widths["B"].width


def test_a_day_before_spreadsheets_know_days_is_written_as_text() -> None:
    assert cells_of(listed([date(1866, 5, 1), True]))[1] == ["1866-05-01", True]


def test_what_is_missing_is_an_empty_cell() -> None:
    assert cells_of(listed([None, "x"], ["", "y"]))[1:] == [["", "x"], ["", "y"]]
    assert csv_rows(listed([None, "x"]))[1] == ["", "x"]


def test_a_list_longer_than_a_sheet_is_refused_and_not_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    assert len(cells_of(listed(["a", "b"], ["c", "d"]))) == 3
    with pytest.raises(UnfitForWorkbook, match="CSV"):
        workbook(listed(["a", "b"], ["c", "d"], ["e", "f"]))


def test_a_text_longer_than_a_cell_is_refused_and_not_cut() -> None:
    assert cells_of(listed(["x" * 32_767, "y"]))[1][0] == "x" * 32_767
    with pytest.raises(UnfitForWorkbook, match="Row 2"):
        workbook(listed(["x" * 32_768, "y"]))


def test_csv_is_made_while_it_is_sent() -> None:
    asked = 0

    def rows() -> Iterator[list[int]]:
        nonlocal asked
        for number in range(10_000):
            asked = number
            yield [number, number]

    text = ExportedList("list", ["first", "second"], rows()).csv()
    next(text)
    next(text)
    assert asked < 1_000


@pytest.mark.django_db
@pytest.mark.parametrize("kind", FileFormat)
def test_a_file_is_kept_under_its_name(kind: FileFormat) -> None:
    response = file_response(listed(["a", "b"]), kind)
    assert response["Content-Disposition"] == f'attachment; filename="list.{kind.value}"'
    assert b"".join(response)
    response.close()
