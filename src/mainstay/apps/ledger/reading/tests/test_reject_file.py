import csv
from pathlib import Path

import pytest

from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.reject_columns import REJECT_COLUMNS
from mainstay.apps.ledger.reading.reject_file import RejectRow, write_reject_rows
from mainstay.apps.ledger.reading.rows import Row, read_rows
from mainstay.apps.ledger.reading.sniffing import sniff

DANGEROUS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "－2+3",
    "＋1|x",
    "＠x",
    " =1+1",
    "'=1+1",
]
HARMLESS = ["-12.50", "+5", "-1,234.50", "12", "a=b", "'quoted'", "北京", "", "a,b", 'say "x"']


def _reject(cells: tuple[str, ...], line_no: int | None = None, source: str = "") -> RejectRow:
    return RejectRow(Row(7, 9, cells), "customer", "missing", "客户为空", line_no, source)


def _raw(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_reject_file_has_our_columns_before_the_users(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    assert write_reject_rows(path, ["客户", "金额"], [_reject(("", "5"), 3, "erp")], batch=12) == 1
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert _raw(path) == [
        [*REJECT_COLUMNS, "客户", "金额"],
        ["12", "7", "9", "customer", "missing", "客户为空", "3", "erp", "", "5"],
    ]


@pytest.mark.parametrize("cell", DANGEROUS)
def test_what_looks_like_a_formula_does_not_run_and_comes_back(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "rejects.csv"
    write_reject_rows(path, ["a", cell], [_reject((cell, "x"))], batch=12)
    header, row = _raw(path)
    assert header[9] == row[8] == f"'{cell}"
    sniffed = sniff(path)
    assert sniffed.headers[9] == cell.strip()
    (chunk,) = read_records(path, sniffed)
    assert chunk.columns[8].to_pylist() == [cell]
    assert [row.cells[8] for row in read_rows(path, sniffed, {1})] == [cell]


@pytest.mark.parametrize("cell", HARMLESS)
def test_other_cells_stay_as_they_are(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "rejects.csv"
    write_reject_rows(path, ["a", "b"], [_reject((cell, "x"))], batch=12)
    assert _raw(path)[1][8] == cell
    (chunk,) = read_records(path, sniff(path))
    assert chunk.columns[8].to_pylist() == [cell]


def test_an_ordinary_file_keeps_its_apostrophes(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("a,b\n'=x,y\n")
    (chunk,) = read_records(path, sniff(path))
    assert chunk.columns[0].to_pylist() == ["'=x"]


def test_records_with_too_many_or_too_few_cells_keep_them_all(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    write_reject_rows(path, ["a", "b"], [_reject(("1",)), _reject(("1", "2", "3"))], batch=12)
    assert [row[8:] for row in _raw(path)[1:]] == [["1"], ["1", "2", "3"]]


def test_a_reject_file_that_is_rejected_again_keeps_place_and_source(tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    write_reject_rows(first, ["a"], [_reject(("x",), 3, "erp")], batch=12)
    sniffed = sniff(first)
    rows = [RejectRow(row, "a", "too_long", "zu lang") for row in read_rows(first, sniffed, {1})]
    write_reject_rows(second, sniffed.headers, rows, batch=13)
    assert _raw(second) == [
        [*REJECT_COLUMNS, "a"],
        ["13", "1", "2", "a", "too_long", "zu lang", "3", "erp", "x"],
    ]
