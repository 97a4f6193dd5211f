"""The main job in a real browser: from an order file to graded customers and their reasons."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import SECONDS_FOR_WORK, sign_in, visiting
from tests.end_to_end.retailer import AS_OF, OrderFile
from tests.installation import ADMIN, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

MILLISECONDS = SECONDS_FOR_WORK * 1000
IN_ENGLISH = {
    "continue": "Continue",
    "check": "Check the file",
    "import": "Import now",
    "undo": "Undo",
    "evaluate": "Evaluate",
    "lines": "Order lines",
    "place": "Number {0:,} of {1:,} ",
}
IN_CHINESE = {
    "continue": "继续",
    "check": "检查文件",
    "import": "立即导入",
    "undo": "撤销",
    "evaluate": "评估",
    "lines": "订单明细",
    "place": "在{1:,}家客户中排第{0:,}位",
}


def hand_in(page: Page, file: OrderFile, words: dict[str, str]) -> None:
    """Hand the file in, look the columns over, and have it checked."""
    page.goto("/imports/new/")
    page.locator("input[name=kind][value=orders]").check()
    page.locator("input[name=file]").set_input_files(file.path)
    page.get_by_role("button", name=words["continue"], exact=True).click()
    page.wait_for_url("**/columns/")
    assert guessed(page) == {
        "InvoiceNo": "order_no",
        "StockCode": "product_code",
        "Description": "product_name",
        "Quantity": "quantity",
        "InvoiceDate": "ordered_at",
        "UnitPrice": "unit_price",
        "CustomerID": "customer",
        "Country": "customer_region",
    }
    page.locator("select[name=unknown_customers]").select_option("create")
    page.locator("input[name=reject_limit]").fill("40")
    page.get_by_role("button", name=words["check"], exact=True).click()


def guessed(page: Page) -> dict[str, str]:
    """What each heading of the file is taken to hold."""
    rows = page.locator(".file-columns tbody tr")
    return {
        rows.nth(place).locator("label").inner_text(): rows.nth(place)
        .locator("select")
        .input_value()
        for place in range(rows.count())
    }


def report(page: Page) -> list[list[str]]:
    """The table of what became of the records, as figures without grouping."""
    rows = page.locator(".conservation tbody tr")
    cells = [rows.nth(place).locator("td").all_inner_texts() for place in range(rows.count())]
    return [[cell.replace(",", "") for cell in row] for row in cells]


def check_report(page: Page, file: OrderFile) -> None:
    found = [(int(row[0]), Decimal(row[1])) for row in report(page) if Decimal(row[0])]
    assert found[0] == (file.records, file.money_in)
    assert (file.accepted, file.money_accepted) in found
    assert (file.rejected, file.money_rejected) in found
    assert sum(records for records, _ in found) == 2 * file.records


def import_the_file(page: Page, file: OrderFile, words: dict[str, str]) -> None:
    """Check, look at what it would do, import; leaves the page of the import open."""
    hand_in(page, file, words)
    start = page.get_by_role("button", name=words["import"], exact=True)
    start.wait_for(timeout=MILLISECONDS)
    check_report(page, file)
    expect(page.locator(".file-sample .cell-bad, .file-sample .row-remark").first).to_be_visible()
    start.click()
    page.get_by_role("link", name=words["undo"], exact=True).wait_for(timeout=MILLISECONDS)
    check_report(page, file)


def evaluate(page: Page, words: dict[str, str]) -> None:
    """Evaluate by Pareto classes; leaves the result open."""
    page.goto("/evaluations/new/")
    page.locator("select[name=scheme]").select_option("abc", force=True)
    page.locator("input[name=as_of]").fill(AS_OF)
    page.locator("main button[type=submit]").click()
    page.locator("#customers").wait_for(timeout=MILLISECONDS)


def check_result(page: Page, file: OrderFile) -> None:
    rows = [
        row.split()
        for row in page.locator(".data-table:not(.chart-rows .data-table)")
        .first.locator("tbody tr")
        .all_inner_texts()
    ]
    assert {row[0]: int(row[1].replace(",", "")) for row in rows} == file.class_sizes()
    expect(page.locator("[data-chart] canvas").first).to_be_visible()
    best = file.by_revenue[0]
    page.locator("#customers input[name=q]").fill(best)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**q={best}**")
    row = page.locator("#customers tbody tr").filter(has_text=best)
    expect(row.get_by_text(file.classes[best], exact=True)).to_be_visible()


def check_customer(page: Page, file: OrderFile, code: str, words: dict[str, str]) -> None:
    """A customer's page, found through the search, says its grade and why, and shows its lines."""
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.locator("main table").get_by_role("link", name=code).first.click()
    page.wait_for_url(re.compile(r"/customers/\d+/"))
    told = page.locator("main section section", has_text="ABC").inner_text()
    assert file.classes[code] in told.split()
    place = (file.by_revenue.index(code) + 1, len(file.revenue))
    assert words["place"].format(*place) in told, told
    expect(page.locator("main").get_by_text(words["lines"]).first).to_be_visible()
    expect(page.locator("#order-lines tbody tr").first).to_be_visible()


def undo(page: Page, address: str, words: dict[str, str]) -> None:
    """Undo the import after the question, and wait until it is done."""
    page.goto(address)
    page.get_by_role("link", name=words["undo"], exact=True).click()
    page.locator("dialog[open]").get_by_role("button", name=words["undo"], exact=True).click()
    page.locator("dl.facts").first.wait_for()
    expect(page.get_by_role("link", name=words["undo"], exact=True)).to_have_count(
        0, timeout=MILLISECONDS
    )
    expect(page.locator("[hx-get$='/progress/']")).to_have_count(0, timeout=MILLISECONDS)


def do_the_main_job(
    browser: Browser, address: str, file: OrderFile, language: str, words: dict[str, str]
) -> None:
    with visiting(browser, address, language=language) as page:
        sign_in(page, ADMIN, PASSWORD)
        import_the_file(page, file, words)
        imported_at = page.url
        evaluate(page, words)
        check_result(page, file)
        check_customer(page, file, file.by_revenue[0], words)
        undo(page, imported_at, words)


def test_a_small_file_in_english(browser: Browser, address: str, small_file: OrderFile) -> None:
    do_the_main_job(browser, address, small_file, "en", IN_ENGLISH)


def test_a_small_file_in_chinese(browser: Browser, address: str, small_file: OrderFile) -> None:
    do_the_main_job(browser, address, small_file, "zh-CN", IN_CHINESE)


def test_a_real_retailer(browser: Browser, address: str, online_retail: OrderFile) -> None:
    assert (online_retail.records, online_retail.rejected) == (320_705, 88_652)
    assert online_retail.money_in == Decimal("5761931.382")
    assert online_retail.money_accepted == Decimal("4919107.732")
    assert online_retail.revenue["14646"] == Decimal("175638.94")
    do_the_main_job(browser, address, online_retail, "en", IN_ENGLISH)
