"""The main job in a real browser: from an order file to graded customers and their reasons."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import SECONDS_FOR_WORK, sign_in, visiting
from tests.end_to_end.retailer import AS_OF, GRADES_OF_ONLINE_RETAIL, OrderFile
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
    "nobody": "No customers yet",
}
IN_CHINESE = {
    "continue": "继续",
    "check": "检查文件",
    "import": "立即导入",
    "undo": "撤销",
    "evaluate": "评估",
    "lines": "订单明细",
    "place": "在{1:,}家客户中排第{0:,}位",
    "nobody": "还没有客户",
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


def check_report(page: Page, file: OrderFile, *, again: bool) -> None:
    """What has no customer is rejected each time; the rest is new once and unchanged from then."""
    nothing, good = (0, Decimal(0)), (file.accepted, file.money_accepted)
    whole, accepted, unchanged, rejected, *_ = (
        (int(records), Decimal(money)) for records, money in report(page)
    )
    assert whole == (file.records, file.money_in)
    assert (accepted, unchanged) == ((nothing, good) if again else (good, nothing))
    assert rejected == (file.rejected, file.money_rejected)


def import_the_file(
    page: Page, file: OrderFile, words: dict[str, str], *, again: bool = False
) -> str:
    """Check, look at what it would do, import; leaves the page of the import open, gives it."""
    hand_in(page, file, words)
    start = page.get_by_role("button", name=words["import"], exact=True)
    start.wait_for(timeout=MILLISECONDS)
    check_report(page, file, again=again)
    expect(page.locator(".file-sample .cell-bad, .file-sample .row-remark").first).to_be_visible()
    start.click()
    page.get_by_role("link", name=words["undo"], exact=True).wait_for(timeout=MILLISECONDS)
    check_report(page, file, again=again)
    return page.url


def evaluate(page: Page, scheme: str) -> None:
    """Evaluate by a scheme; leaves the result open."""
    page.goto("/evaluations/new/")
    page.locator("select[name=scheme]").select_option(scheme, force=True)
    page.locator("input[name=as_of]").fill(AS_OF)
    page.locator("main button[type=submit]").click()
    page.locator("#customers").wait_for(timeout=MILLISECONDS)


def sizes(page: Page) -> list[int]:
    """How many customers each grade has, the best first."""
    table = page.locator(".data-table:not(.chart-rows .data-table)").first
    counts = table.locator("tbody tr td:nth-child(2)").all_inner_texts()
    return [int(count.replace(",", "")) for count in counts]


def check_result(page: Page, file: OrderFile) -> None:
    expect(page.locator("[data-chart] canvas").first).to_be_visible()
    open_the_first_grade(page, file)
    best = file.by_revenue[0]
    page.locator("#customers input[name=q]").fill(best)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**q={best}**")
    row = page.locator("#customers tbody tr").filter(has_text=best)
    expect(row.get_by_text(file.classes[best], exact=True)).to_be_visible()


def open_the_first_grade(page: Page, file: OrderFile) -> None:
    """A click on the uppermost bar of the grades leads to their customers."""
    chart = page.locator("[data-chart=grades]")
    chart.locator("canvas").click(position={"x": 60, "y": 50})
    page.wait_for_url("**grade=A#customers")
    expect(page.locator("#customers select[name=grade]")).to_have_value("A")
    listed = re.findall(r"\b\d{5}\b", page.locator("#customers tbody").inner_text())
    assert {file.classes[code] for code in listed} == {"A"}


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


def check_nobody_is_left(page: Page, words: dict[str, str]) -> None:
    page.goto("/customers/")
    expect(page.get_by_role("heading", name=words["nobody"])).to_be_visible()


@contextmanager
def graded(
    browser: Browser, address: str, file: OrderFile, language: str, words: dict[str, str]
) -> Iterator[tuple[Page, str]]:
    """The file imported and evaluated by Pareto classes; the page, and that of the import."""
    with visiting(browser, address, language=language) as page:
        sign_in(page, ADMIN, PASSWORD)
        imported_at = import_the_file(page, file, words)
        evaluate(page, "abc")
        assert sizes(page) == list(file.class_sizes().values())
        check_result(page, file)
        check_customer(page, file, file.by_revenue[0], words)
        yield page, imported_at


def come_again_and_go(
    browser: Browser, address: str, file: OrderFile, language: str, words: dict[str, str]
) -> None:
    """The whole main job, a second import that brings nothing new, and both undone."""
    with graded(browser, address, file, language, words) as (page, first):
        second = import_the_file(page, file, words, again=True)
        undo(page, first, words)
        undo(page, second, words)
        check_nobody_is_left(page, words)


def test_a_small_file_in_english(browser: Browser, address: str, small_file: OrderFile) -> None:
    come_again_and_go(browser, address, small_file, "en", IN_ENGLISH)


def test_a_small_file_in_chinese(browser: Browser, address: str, small_file: OrderFile) -> None:
    come_again_and_go(browser, address, small_file, "zh-CN", IN_CHINESE)


def test_a_real_retailer(browser: Browser, address: str, online_retail: OrderFile) -> None:
    """Imported once: the small file comes twice here, the real one through the interface."""
    assert (online_retail.records, online_retail.rejected) == (320_705, 88_652)
    assert online_retail.money_in == Decimal("5761931.382")
    assert online_retail.money_accepted == Decimal("4919107.732")
    assert online_retail.revenue["14646"] == Decimal("175638.94")
    with graded(browser, address, online_retail, "en", IN_ENGLISH) as (page, imported_at):
        for scheme in ("tiers", "rfm"):
            evaluate(page, scheme)
            assert sizes(page) == list(GRADES_OF_ONLINE_RETAIL[scheme].values())
        undo(page, imported_at, IN_ENGLISH)
        check_nobody_is_left(page, IN_ENGLISH)
