"""Files as companies have them: workbooks, packed files, titles, totals, tax."""

import gzip
import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlwt

from mainstay.apps.ledger.models import BatchState, ImportBatch
from mainstay.apps.ledger.queries.folders import folder_of, reject_path
from mainstay.apps.ledger.reading.errors import SheetUnknown
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.testing import (
    IMPORTING,
    checked,
    handed_in,
    imported,
    lines_in_force,
    preview_rows,
    report_of,
)

pytestmark = pytest.mark.usefixtures("shop")

HEADINGS = ["客户编号", "订单号", "行号", "订单日期", "产品名称", "数量", "金额"]
DAY = date(2024, 2, 29)


def workbook(*rows: list[Any], **more: list[list[Any]]) -> bytes:
    """A workbook of a sheet of these rows, and of others by name."""
    book = openpyxl.Workbook()
    for sheet, lines in (
        (book.worksheets[0], rows),
        *((book.create_sheet(n), r) for n, r in more.items()),
    ):
        for row in lines:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def old_workbook(*rows: list[Any]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet, day = book.add_sheet("a"), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, date):
                sheet.write(number, place, value, day)
            elif value is not None:
                sheet.write(number, place, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


SALES: list[list[Any]] = [
    ["2024年2月销售明细表"],
    ["制表：张三", None, None, "打印日期：2024-03-01"],
    HEADINGS,
    ["A", "S1", 1, DAY, "电梯", 2, 0.1 + 0.2],
    ["A", "S1", 2, DAY, "电梯", 1, 100],
    ["A 小计", None, None, None, None, 3, 100.3],
    ["B", "S2", 1, DAY, "扶梯", 1, "五十"],
    ["B", "S3", 1, 45352, "扶梯", 1, 50],
    ["B 小计", None, None, None, None, 2, 50],
    ["合　计", None, None, None, None, 5, 150.3],
]


@pytest.mark.parametrize("write", [workbook, old_workbook])
def test_a_sheet_with_titles_and_totals_adds_up_and_a_check_says_so_before(write: Any) -> None:
    file = write(*SALES)
    before = report_of(checked(file, name="sales.xlsx", reject_limit=50))
    batch = imported(file, name="sales.xlsx", reject_limit=50)
    report = report_of(batch)
    assert batch.state == BatchState.COMMITTED
    assert (report.records, report.accepted, report.rejected, report.blank) == (9, 3, 1, 5)
    assert report.totals == 3
    assert report.notes == {"titles": 2}
    assert report.money_in == {"CNY": Decimal("150.3000")}
    assert report.reasons == {"not_a_number": 1}
    assert report.changes["ordered_at.day_number"] == 1
    assert {**before.as_json(), "seconds": 0} == {**report.as_json(), "seconds": 0}
    assert lines_in_force()["default", "S1", 1] == Decimal("0.3000")


def test_rejects_and_the_preview_name_the_rows_of_the_sheet() -> None:
    batch = checked(workbook(*SALES), name="sales.xlsx", reject_limit=50)
    rejects = reject_path(batch).read_text("utf-8-sig").splitlines()
    assert len(rejects) == 2
    assert rejects[1].split(",")[2] == "7"
    shown = preview_rows(batch)
    assert {(row["line"], row["outcome"]) for row in shown} == {
        (4, "new"),
        (5, "new"),
        (6, "total"),
        (7, "rejected"),
        (8, "new"),
        (9, "total"),
        (10, "total"),
    }


def test_a_mended_reject_file_of_a_workbook_takes_the_kept_places() -> None:
    batch = imported(workbook(*SALES), name="sales.xlsx", reject_limit=50)
    mended = reject_path(batch).read_text("utf-8-sig").replace("五十", "50")
    again = report_of(imported(mended.encode()))
    assert (again.records, again.accepted) == (1, 1)
    assert lines_in_force()["default", "S2", 1] == Decimal(50)


def test_errors_in_cells_are_rejected_wherever_they_stand() -> None:
    file = workbook(
        HEADINGS,
        ["A", "S1", 1, DAY, "#N/A", 2, 1],
        ["#REF!", "S2", 1, DAY, "x", 2, 1],
        ["A", "S3", 1, DAY, "x", 2, "#DIV/0!"],
        ["A", "S4", 1, "#VALUE!", "x", 2, 1],
        ["A", "S5", 1, DAY, "x", 2, "=1+1"],
    )
    report = report_of(checked(file, name="sales.xlsx"))
    assert report.reasons == {"error_value": 5}


def test_days_that_excel_cannot_show_are_rejected_with_a_reason() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADINGS)
    for number, serial in enumerate([59, 60, 61, 2958466, -1, 0], 2):
        for place, value in enumerate(["A", f"S{number}", 1, serial, "x", 1, 1], 1):
            sheet.cell(number, place, value)
        sheet.cell(number, 4).number_format = "yyyy-mm-dd"
    buffer = io.BytesIO()
    book.save(buffer)
    report = report_of(checked(buffer.getvalue(), name="sales.xlsx"))
    assert report.accepted == 2
    assert report.reasons == {"impossible_date": 1, "not_a_date": 3}


def test_numbers_that_are_no_day_for_certain_are_not_taken_for_one() -> None:
    rows = [["A", f"S{n}", 1, n, "x", 1, 1] for n in (2024, 202402, 20240229, 45351)]
    report = report_of(checked(workbook(HEADINGS, *rows), name="sales.xlsx"))
    assert report.accepted == 2
    assert report.reasons == {"not_a_date": 1, "year_out_of_range": 1}
    text = "客户编号,订单号,订单日期,金额\nA,S1,45351,1\n".encode()
    assert report_of(checked(text)).reasons == {"not_a_date": 1}


def test_a_sheet_is_asked_for_and_the_profile_keeps_the_answer() -> None:
    months: dict[str, list[list[Any]]] = {"一月": [HEADINGS, ["A", "S1", 1, DAY, "x", 1, 1]]}
    file = workbook(HEADINGS, ["B", "S2", 1, DAY, "x", 1, 2], **months)
    batch = importing.take_file(IMPORTING, kind="orders", file_name="a.xlsx", blocks=[file])
    with pytest.raises(SheetUnknown):
        importing.configure(IMPORTING, batch)
    importing.configure(IMPORTING, batch, options=importing.ImportOptions(sheet="一月"))
    assert [sheet.name for sheet in importing.sheets(IMPORTING, batch)] == ["Sheet", "一月"]
    profile = importing.save_profile(IMPORTING, batch, "ERP")
    done = imported(file, name="b.xlsx", profile=profile)
    assert set(lines_in_force()) == {("ERP", "S1", 1)}
    assert done.options["sheet"] == "一月"


def test_a_profile_outlives_the_question_for_the_sheet() -> None:
    one = workbook(HEADINGS, ["A", "S1", 1, DAY, "x", 1, 1])
    profile = importing.save_profile(IMPORTING, handed_in(one, name="a.xlsx"), "ERP")
    two = workbook(
        HEADINGS, ["A", "S1", 1, DAY, "x", 1, 1], 二月=[HEADINGS, ["A", "S2", 1, DAY, "x", 1, 1]]
    )
    batch = importing.take_file(IMPORTING, kind="orders", file_name="a.xlsx", blocks=[two])
    with pytest.raises(SheetUnknown):
        importing.configure(IMPORTING, batch, profile=profile)
    kept = ImportBatch.objects.system("test").get(pk=batch.pk)
    assert (kept.profile, kept.source) == (profile, "ERP")


def test_a_packed_workbook_is_imported_and_leaves_nothing_beside_it() -> None:
    file = gzip.compress(workbook(HEADINGS, ["A", "S1", 1, DAY, "x", 1, 1]))
    batch = imported(file, name="a.xlsx.gz")
    assert report_of(batch).accepted == 1
    assert {path.name for path in folder_of(batch).iterdir()} == {"upload.gz", "preview.jsonl"}


def test_what_was_unpacked_is_made_again_when_somebody_emptied_the_folder() -> None:
    batch = handed_in(
        gzip.compress(workbook(HEADINGS, ["A", "S1", 1, DAY, "x", 1, 1])), name="a.gz"
    )
    for path in folder_of(batch).glob("upload.gz.*"):
        path.unlink()
    assert importing.run_now(IMPORTING, batch, commit=True).state == BatchState.COMMITTED


TAXED = (
    "客户编号,订单号,订单日期,数量,含税单价,价税合计,成本\n"
    "A,S1,2024-02-29,3,11.30,33.90,20\nA,S2,2024-02-29,1000,10,,\n"
)


def test_included_tax_is_taken_out_and_counted() -> None:
    report = report_of(imported(TAXED.encode(), tax_rate=13))
    assert lines_in_force() == {
        ("default", "S1", 1): Decimal("30.0000"),
        ("default", "S2", 1): Decimal("8849.5575"),
    }
    assert report.changes["amount.tax_taken_out"] == 1
    assert report.changes["unit_price.tax_taken_out"] == 2
    assert "cost.tax_taken_out" not in report.changes
    assert report.notes == {}


def test_amounts_that_say_nothing_of_tax_all_include_it_when_somebody_says_so() -> None:
    text = "customer,order_no,ordered_at,amount,cost\nA,S1,2024-02-29,113,56.5\n"
    report = report_of(checked(text.encode(), tax_rate=13))
    assert report.money_in == {"CNY": Decimal("100.0000")}
    assert report.changes["cost.tax_taken_out"] == 1


def test_a_heading_that_says_tax_is_included_is_remarked_on_without_a_rate() -> None:
    report = report_of(checked(TAXED.encode()))
    assert report.notes == {"tax_included": 1}
    assert report.money_in == {"CNY": Decimal("10033.9000")}


RATED = (
    "客户编号,订单号,订单日期,数量,含税单价,折扣,税率,成本\n"
    "A,S1,2024-02-29,3,11.30,10%,13%,20\nA,S2,2024-02-29,1000,10.9,,9,\n"
    "A,S3,2024-02-29,1,7,,,\n"
)


def test_the_tax_of_each_line_is_taken_out_at_its_own_rate() -> None:
    report = report_of(imported(RATED.encode()))
    assert lines_in_force() == {
        ("default", "S1", 1): Decimal("27.0000"),
        ("default", "S2", 1): Decimal("10000.0000"),
        ("default", "S3", 1): Decimal("7.0000"),
    }
    assert report.changes["unit_price.tax_taken_out"] == 2
    assert "cost.tax_taken_out" not in report.changes
    assert report.notes == {"tax_rate_empty": 1}


def test_a_stated_rate_holds_for_the_lines_that_name_none() -> None:
    report = report_of(imported(RATED.encode(), tax_rate=13))
    assert lines_in_force()["default", "S3", 1] == Decimal("6.1947")
    assert lines_in_force()["default", "S2", 1] == Decimal("10000.0000")
    assert report.notes == {}


def test_rates_beside_amounts_without_tax_change_nothing_and_are_remarked_on() -> None:
    text = "客户编号,订单号,订单日期,金额,税率\nA,S1,2024-02-29,100,13%\n"
    report = report_of(checked(text.encode()))
    assert report.money_in == {"CNY": Decimal("100.0000")}
    assert report.notes == {"tax_rate_unused": 1}


def test_a_tax_rate_says_nothing_about_customers() -> None:
    with pytest.raises(importing.OptionUnfit):
        handed_in(b"code,name\nX,Xi\n", "customers", tax_rate=13)


def test_customers_come_from_a_workbook_with_titles_totals_and_days() -> None:
    file = workbook(
        ["客户一览表"],
        ["客户编号", "客户名称", "成立日期"],
        ["X1", "西北电梯", DAY],
        ["X2", "东北电梯", 45351],
        ["合计：2 户"],
    )
    before = report_of(checked(file, "customers", name="c.xlsx"))
    batch = imported(file, "customers", name="c.xlsx")
    report = report_of(batch)
    assert (report.records, report.accepted, report.blank, report.totals) == (4, 2, 2, 1)
    assert report.notes == {"titles": 1}
    assert {**before.as_json(), "seconds": 0} == {**report.as_json(), "seconds": 0}


def test_a_record_of_its_own_may_be_called_total() -> None:
    text = (
        "customer,order_no,ordered_at,product_name,amount\n"
        "A,S1,2024-02-29,合计,1\nA,S2,2024-02-29,Total,2\nTotal,S3,2024-02-29,x,3\n"
        "Total,,,,6\n合计,S4,2024-02-29,x,6\nA,小计,2024-02-29,x,6\nA,S5,,合计器,6\n"
    )
    report = report_of(checked(text.encode()))
    assert report.totals == 3
    assert report.accepted == 2
    assert report.reasons == {"unknown_customer": 1, "missing_ordered_at": 1}


def test_a_discount_in_tenths_is_what_is_paid() -> None:
    text = (
        "customer,order_no,ordered_at,quantity,unit_price,折扣\n"
        "A,S1,2024-02-29,1,100,9折\nA,S2,2024-02-29,1,100,85折\nA,S3,2024-02-29,1,100,八五折\n"
        "A,S4,2024-02-29,1,100,10%\nA,S5,2024-02-29,1,100,0.1\n"
    )
    batch = imported(text.encode())
    assert report_of(batch).changes["discount.tenths_paid"] == 3
    assert [lines_in_force()["default", f"S{n}", 1] for n in range(1, 6)] == [90, 85, 85, 90, 90]


def test_short_records_lack_only_what_they_lack() -> None:
    text = "customer,order_no,ordered_at,amount,channel\nA,S1,2024-02-29,1\nA,S2,2024-02-29\n"
    report = report_of(checked(text.encode()))
    assert (report.accepted, report.reasons) == (1, {"missing_amount": 1})
