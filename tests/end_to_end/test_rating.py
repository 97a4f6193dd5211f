"""A rating round in the browser: made, rated with the keyboard and in the grid, closed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import sign_in, visiting
from tests.end_to_end.looking import barriers
from tests.end_to_end.serving import serving
from tests.installation import ADMIN, PASSWORD, Installation

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

CUSTOMERS = "code,name\nN1,Nordwind\nS1,Southwind\n"


@pytest.fixture
def page(browser: Browser, retailer: Installation, tmp_path: Path) -> Iterator[Page]:
    file = tmp_path / "customers.csv"
    file.write_text(CUSTOMERS, "utf-8")
    retailer.json("import", "customers", file)
    with serving(retailer) as address, visiting(browser, address) as page:
        sign_in(page, ADMIN, PASSWORD)
        page.goto("/evaluations/rounds/new/")
        yield page


def make_round(page: Page) -> None:
    """A round about both customers by two criteria."""
    page.get_by_label("Name", exact=True).fill("Spring")
    page.get_by_label("Due", exact=True).fill("2099-12-24")
    page.locator("select[name=people]").select_option(index=0, force=True)
    page.get_by_label("Codes of customers").fill("N1, S1")
    page.get_by_label("Brand awareness", exact=True).check()
    page.get_by_label("Buying orientation", exact=True).check()
    page.get_by_role("button", name="Make the round").click()
    expect(page.get_by_role("heading", name="Spring", level=1)).to_be_visible()


def test_a_round_is_rated_with_the_keyboard_and_closed(page: Page) -> None:
    make_round(page)
    page.get_by_role("link", name="Rate", exact=True).click()
    page.get_by_role("link", name="One customer after the other").click()
    expect(page.get_by_role("heading", name="Nordwind", level=1)).to_be_visible()
    assert barriers(page) == []

    orientation = page.get_by_role("group", name="Buying orientation")
    awareness = page.get_by_role("group", name="Brand awareness")
    orientation.get_by_role("radio").first.focus()
    page.keyboard.press("5")
    expect(orientation.get_by_role("radio", name="strategic")).to_be_checked()
    expect(orientation).to_contain_text("kept")
    expect(awareness.get_by_role("radio").first).to_be_focused()
    page.keyboard.press("4")
    expect(awareness).to_contain_text("kept")
    expect(page.locator("#own-progress")).to_contain_text("2 of 4")
    awareness.get_by_label("Comment").fill("Known in the trade")
    page.get_by_role("button", name="On to the next customer").click()
    expect(page.get_by_role("heading", name="Southwind", level=1)).to_be_visible()

    page.get_by_role("link", name="All customers").click()
    cell = page.get_by_label("Southwind: Brand awareness")
    cell.focus()
    page.keyboard.press("3")
    page.keyboard.press("Tab")
    expect(page.locator("tr", has_text="Southwind")).to_contain_text("kept")
    expect(page.locator("#own-progress")).to_contain_text("3 of 4")
    page.reload()
    expect(cell).to_have_value("3")

    page.get_by_role("link", name="Spring", exact=True).click()
    page.get_by_role("link", name="Close the round").click()
    page.get_by_role("dialog").get_by_role("button", name="Close the round").click()
    expect(page.locator("main")).to_contain_text("The ratings count from")
    expect(page.locator("main")).to_contain_text("Known in the trade")
