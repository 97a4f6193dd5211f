"""Where headings stand in a file: below titles, in two rows, under a stated delimiter."""

import pytest

from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.heading_rows import find_headings
from mainstay.apps.ledger.reading.sniffing import Sniffed, sniff
from mainstay.apps.ledger.reading.tests.conftest import Written

HEADINGS = "客户编号,订单号,下单日期,数量,金额"
RECORDS = "C1,A1,2024-01-01,1,10\nC2,A2,2024-01-02,2,20\n"


def _sniffed(written: Written, text: str) -> Sniffed:
    return sniff(written(text.encode()))


@pytest.mark.parametrize("titles", [1, 3, 19])
def test_headings_stand_below_titles(written: Written, titles: int) -> None:
    above = "".join(f"2024年销售明细 第{number}页,,,,\n" for number in range(1, titles + 1))
    path = written(f"{above}{HEADINGS}\n{RECORDS}".encode())
    sniffed = sniff(path)
    assert sniffed.headers == tuple(HEADINGS.split(","))
    assert sniffed.titles == tuple(f"2024年销售明细 第{n}页" for n in range(1, titles + 1))
    (chunk,) = read_records(path, sniffed)
    assert chunk.records.to_pylist() == [1, 2]
    assert chunk.lines.to_pylist() == [titles + 2, titles + 3]


def test_a_line_of_facts_above_the_headings_is_a_title(written: Written) -> None:
    sniffed = _sniffed(written, f"制表：张三,,导出时间：,2024-02-01,\n\n{HEADINGS}\n{RECORDS}")
    assert sniffed.titles == ("制表：张三 导出时间： 2024-02-01",)
    assert sniffed.first_line == 4


def test_headings_that_nobody_knows_are_found_by_the_width_of_the_table(written: Written) -> None:
    sniffed = _sniffed(written, "Report\nWho,Doc,When,How much\nx,y,z,1\nx,y,z,2\n")
    assert sniffed.headers == ("Who", "Doc", "When", "How much")
    assert sniffed.titles == ("Report",)


def test_a_row_of_data_is_never_taken_for_headings_below_a_title(written: Written) -> None:
    sniffed = _sniffed(written, "Who,Doc\nx,1,2,3\nx,4,5,6\n")
    assert (sniffed.headers, sniffed.titles) == (("Who", "Doc"), ())


def test_headings_beyond_the_first_rows_are_not_looked_for(written: Written) -> None:
    above = "x\n" * 20
    assert _sniffed(written, f"{above}{HEADINGS}\n{RECORDS}").headers != tuple(HEADINGS.split(","))


@pytest.mark.parametrize(
    ("rows", "headings"),
    [
        # Groups above, headings that reach over both rows.
        (
            ["客户编号,订单,,产品,,金额", ",单号,日期,编号,名称,"],
            "客户编号,单号,订单 日期,产品 编号,产品 名称,金额",
        ),
        # The parts stand below, under groups alone.
        (
            ["客户编号,订单号,订单日期,产品信息,,金额", ",,,产品编号,数量,"],
            "客户编号,订单号,订单日期,产品编号,数量,金额",
        ),
        # The same heading in two groups.
        (
            ["客户,,,产品,,", "客户编号,名称,地区,编号,名称,金额"],
            "客户编号,客户 名称,地区,产品 编号,产品 名称,金额",
        ),
    ],
)
def test_two_rows_of_headings_are_one_heading_per_column(rows: list[str], headings: str) -> None:
    found = find_headings([row.split(",") for row in [*rows, "C1,A1,2024-01-01,P1,x,10"]])
    assert found is not None
    assert (found.first, found.last) == (0, 1)
    assert ",".join(found.cells) == headings


def test_a_title_above_whole_headings_is_no_group(written: Written) -> None:
    sniffed = _sniffed(written, f"销售部,,,张三,\n{HEADINGS}\n{RECORDS}")
    assert sniffed.headers == tuple(HEADINGS.split(","))
    assert sniffed.titles == ("销售部 张三",)


def test_an_incomplete_first_record_is_no_second_row_of_headings(written: Written) -> None:
    sniffed = _sniffed(written, "客户编号,,订单号,金额\n,,x,y\n")
    assert sniffed.headers == ("客户编号", "", "订单号", "金额")
    assert sniffed.first_line == 2


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", "|", "\t", ","])
def test_a_file_may_state_its_delimiter(written: Written, newline: str, delimiter: str) -> None:
    lines = [f"sep={delimiter}", f"客户编号{delimiter}金额", f"C1{delimiter}1"]
    path = written("\ufeff".encode() + newline.join(lines).encode())
    sniffed = sniff(path)
    assert (sniffed.delimiter, sniffed.headers) == (delimiter, ("客户编号", "金额"))
    (chunk,) = read_records(path, sniffed)
    assert chunk.records.to_pylist() == [1]
    assert chunk.lines.to_pylist() == [3]
    assert [column.to_pylist() for column in chunk.columns] == [["C1"], ["1"]]


def test_a_file_of_titles_and_numbers_alone_has_no_header(written: Written) -> None:
    with pytest.raises(FileRefused, match="no_header"):
        _sniffed(written, "1,2,3\n4,5,6\n")
