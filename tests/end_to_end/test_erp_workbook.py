"""A workbook out of an ERP, through the wizard in Chinese, from the upload to the undo."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import SECONDS_FOR_WORK, drop, sign_in, visiting
from tests.end_to_end.serving import serving
from tests.end_to_end.workbook import SHEET, TAX_PERCENT, ErpWorkbook, write_erp_workbook
from tests.installation import ADMIN, PASSWORD, new_installation

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

MILLISECONDS = SECONDS_FOR_WORK * 1000


@pytest.fixture
def workbook(tmp_path: Path) -> ErpWorkbook:
    return write_erp_workbook(tmp_path / "2026年9月销售.xlsx")


@pytest.fixture
def chinese_company(tmp_path: Path) -> Iterator[str]:
    """Where the pages of a company without data are served that counts in yuan."""
    installation = new_installation(tmp_path / "home", currency="CNY", timezone="Asia/Shanghai")
    with serving(installation) as address:
        yield address
    installation.remove()


def hand_in(page: Page, workbook: ErpWorkbook) -> None:
    page.goto("/imports/new/")
    page.locator("input[name=kind][value=orders]").check()
    drop(page, ".file-drop", workbook.path)
    expect(page.locator("[data-file-name]")).to_have_text(workbook.path.name)
    page.get_by_role("button", name="继续", exact=True).click()


def choose_the_sheet(page: Page) -> None:
    page.wait_for_url("**/sheet/")
    page.locator(f"input[name=sheet][value={SHEET}]").check()
    page.get_by_role("button", name="继续", exact=True).click()


def check_the_columns(page: Page) -> None:
    """Every heading is understood; say the tax, take new customers and a twentieth of rejects."""
    page.wait_for_url("**/columns/")
    held = [select.input_value() for select in page.locator(".file-columns tbody select").all()]
    assert held == [
        "order_no", "ordered_at", "customer", "customer_name", "product_code", "product_name",
        "quantity", "unit_price", "amount",
    ]  # fmt: skip
    page.locator("select[name=unknown_customers]").select_option("create")
    page.locator("input[name=tax_rate]").fill(str(TAX_PERCENT))
    page.get_by_role("button", name="检查文件", exact=True).click()


def report(page: Page) -> dict[str, tuple[int, Decimal]]:
    """What became of the records: number and money by the name of the row.

    Rows that detail another one, such as the totals among the blank, are left out.
    """
    found = {}
    for row in page.locator(".conservation tbody tr:not(.share-detail)").all():
        records, money = (cell.replace(",", "") for cell in row.locator("td").all_inner_texts()[:2])
        found[row.locator("th").inner_text()] = (int(records), Decimal(money))
    return found


def check_the_report(page: Page, workbook: ErpWorkbook) -> None:
    lines = len(workbook.gross)
    found = report(page)
    assert found["文件中"][1] == workbook.money_in
    assert found["接受"] == (lines - 1, workbook.money_in - workbook.money_rejected)
    assert found["拒绝"] == (1, workbook.money_rejected)
    total, money = found.pop("文件中")
    assert total == sum(records for records, _ in found.values())
    assert money == sum(amount for _, amount in found.values())


def test_from_the_upload_to_the_undo(
    browser: Browser, chinese_company: str, workbook: ErpWorkbook
) -> None:
    with visiting(browser, chinese_company, language="zh-CN") as page:
        sign_in(page, ADMIN, PASSWORD)
        hand_in(page, workbook)
        choose_the_sheet(page)
        check_the_columns(page)
        start = page.get_by_role("button", name="立即导入", exact=True)
        start.wait_for(timeout=MILLISECONDS)
        check_the_report(page, workbook)
        expect(page.locator(".file-sample .cell-bad").first).to_be_visible()
        start.click()
        undo = page.get_by_role("link", name="撤销", exact=True)
        undo.wait_for(timeout=MILLISECONDS)
        check_the_report(page, workbook)
        undo.click()
        page.locator("dialog[open]").get_by_role("button", name="撤销", exact=True).click()
        expect(page.get_by_text("该导入批次已撤销")).to_be_visible(timeout=MILLISECONDS)
