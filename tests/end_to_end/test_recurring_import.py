"""A recurring import set up in the browser, and the file that it then takes by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.end_to_end.browsing import SECONDS_FOR_WORK, choose_language, sign_in, visiting
from tests.end_to_end.serving import serving
from tests.installation import ADMIN, PASSWORD, Installation, new_installation
from tests.processes import until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

HEADER = "order_no,line_no,customer,ordered_at,amount"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Installation]:
    """An installation that has a profile and a folder for files to come."""
    made = new_installation(tmp_path / "home", currency="CNY", timezone="Asia/Shanghai")
    first = tmp_path / "first.csv"
    first.write_text(f"{HEADER}\n0,1,C1,2024-03-01,10\n")
    made.json("import", "orders", first, "--unknown-customers", "create", "--profile", "ERP")
    (made.home / "inbox" / "erp").mkdir(parents=True)
    yield made
    made.remove()


def test_a_folder_is_watched_from_the_browser_on(shop: Installation, browser: Browser) -> None:
    folder = shop.home / "inbox" / "erp"
    with serving(shop) as address, visiting(browser, address, language="zh-hans") as page:
        sign_in(page, ADMIN, PASSWORD)
        choose_language(page, "zh-hans")
        page.goto("/imports/")
        page.get_by_role("link", name="定期导入").click()
        page.get_by_role("link", name="监视文件夹").click()
        page.locator("input[name=name]").fill("每日订单")
        page.locator("input[name=folder]").fill("../elsewhere")
        page.locator("input[name=pattern]").fill("orders-*.csv")
        page.get_by_role("button", name="设置", exact=True).click()
        expect(page.locator(".field-error")).to_contain_text("只能监视其中的文件夹")
        page.locator("input[name=folder]").fill("erp")
        page.get_by_role("button", name="设置", exact=True).click()
        expect(page.get_by_role("heading", name="每日订单")).to_be_visible()
        expect(page.locator("main")).to_contain_text("还没有文件")

        (folder / "orders-1.csv").write_text(f"{HEADER}\n1,1,C2,2024-03-02,20\n")
        (folder / "orders-2.csv").write_text(f"{HEADER}\n2,1,C3,2024-03-99,x\n")
        until((folder / "done" / "orders-1.csv").exists, seconds=SECONDS_FOR_WORK)
        until((folder / "refused" / "orders-2.csv").exists, seconds=SECONDS_FOR_WORK)
        note = (folder / "refused" / "orders-2.csv.txt").read_text("utf-8-sig")
        assert "orders-2.csv未导入" in note

        page.reload()
        rows = page.locator("main table tbody tr")
        expect(rows.filter(has_text="orders-1.csv")).to_contain_text("已导入")
        refused = rows.filter(has_text="orders-2.csv")
        expect(refused).to_contain_text("1条记录中有1条被拒绝")
        refused.get_by_role("link").first.click()
        page.wait_for_url("**/imports/*/")
        expect(page.locator("main")).to_contain_text("每日订单")
        assert list(folder.glob("*.csv")) == []


def test_fields_are_shown_where_they_say_something(shop: Installation, browser: Browser) -> None:
    with serving(shop) as address, visiting(browser, address) as page:
        sign_in(page, ADMIN, PASSWORD)
        page.goto("/imports/recurring/new/address/")
        minutes, at = page.locator("input[name=every_minutes]"), page.locator("input[name=at]")
        expect(minutes).to_be_visible()
        expect(at).to_be_hidden()
        page.locator("select[name=rhythm]").select_option("weekly")
        expect(minutes).to_be_hidden()
        expect(at).to_be_visible()
        expect(page.locator("select[name=weekday]")).to_be_visible()
        expect(page.locator("input[name=secret]")).to_be_hidden()
        page.locator("select[name=credential_kind]").select_option("basic")
        expect(page.locator("input[name=secret]")).to_be_visible()
        expect(page.locator("input[name=user]")).to_be_visible()
