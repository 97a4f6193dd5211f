"""Filtering customers by conditions, and keeping the list as a view, in the browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.end_to_end.browsing import PHONE, WIDE, sign_in, visiting
from tests.end_to_end.looking import barriers, too_wide
from tests.end_to_end.serving import serving
from tests.installation import ADMIN, PASSWORD, Installation

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

CUSTOMERS = "code,name,region\nN1,Nordwind,North\nS1,Southwind,South\nE1,Levante,East\n"


@pytest.fixture
def page(browser: Browser, retailer: Installation, tmp_path: Path) -> Iterator[Page]:
    file = tmp_path / "customers.csv"
    file.write_text(CUSTOMERS, "utf-8")
    retailer.json("import", "customers", file)
    with serving(retailer) as address, visiting(browser, address) as page:
        sign_in(page, ADMIN, PASSWORD)
        page.goto("/customers/")
        yield page


def names(page: Page) -> Locator:
    return page.locator("tbody td:first-child")


def choose(page: Page, label: str, choice: str) -> None:
    """Choose in a field of the dialog; what depends on it comes before anything else is done."""
    with page.expect_response("**/customers/condition/**"):
        page.locator(f"#dialog select[name={label}]").select_option(label=choice, force=True)


def add_region(page: Page, opener: str, *regions: str) -> None:
    page.get_by_role("link", name=opener, exact=True).first.click()
    choose(page, "field", "Region")
    for region in regions:
        page.locator("#dialog").get_by_label(region).check()
    page.locator("#dialog").get_by_role("button", name="Apply").click()
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_list_is_filtered_kept_changed_and_found_again(page: Page) -> None:
    add_region(page, "Add condition", "East", "South")
    expect(page.locator(".condition")).to_have_text("Region is East or South")
    expect(names(page)).to_have_text(["Levante", "Southwind"])

    page.get_by_role("link", name="Save as view").click()
    page.get_by_label("Name", exact=True).fill("Warm regions")
    page.locator("#dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Warm regions")
    for viewport in (WIDE, PHONE):
        page.set_viewport_size(viewport)
        assert too_wide(page) == barriers(page) == []
    page.set_viewport_size(WIDE)

    add_region(page, "or", "North")
    expect(page.get_by_role("heading", level=1)).to_contain_text("changes not saved")
    expect(names(page)).to_have_count(3)
    page.get_by_role("link", name="Discard").click()
    expect(names(page)).to_have_count(2)
    page.get_by_role("link", name="Take away: Region is East or South").click()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("status").filter(has_text="saved as it is now")).to_be_visible()
    expect(names(page)).to_have_count(3)

    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("warm")
    expect(page.get_by_role("option", name="Warm regions")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Warm regions")


def test_columns_are_put_in_order_with_the_keyboard(page: Page) -> None:
    page.get_by_role("link", name="Columns").click()
    up = page.get_by_role("button", name="Move Code up")
    up.focus()
    with page.expect_response("**/customers/columns/**"):
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move Code up")).to_be_focused()
    page.get_by_role("checkbox", name="Status").uncheck()
    page.locator("#dialog").get_by_role("button", name="Apply").click()
    heads = page.locator("thead th")
    expect(heads.first).to_contain_text("Code")
    expect(heads.filter(has_text="Status")).to_have_count(0)


def test_conditions_work_without_script(
    browser: Browser, retailer: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(CUSTOMERS, "utf-8")
    retailer.json("import", "customers", file)
    with serving(retailer) as address:
        context = browser.new_context(base_url=address, java_script_enabled=False)
        page = context.new_page()
        page.goto("/sign-in/")
        page.locator("input[type=email]").fill(ADMIN)
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.goto("/customers/")
        page.get_by_role("link", name="Add condition").click()
        page.locator("select[name=field]").select_option(label="Region")
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("North").check()
        page.get_by_role("button", name="Apply").click()
        expect(names(page)).to_have_text(["Nordwind"])
        page.get_by_role("link", name="Save as view").click()
        page.locator("input[name=name]").fill("North")
        page.locator("main button[type=submit]").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("North")
        context.close()
