"""Facts of customers changed where they stand, with the keyboard alone, and two people at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.end_to_end.browsing import PHONE, WIDE, sign_in, visiting
from tests.end_to_end.looking import barriers, too_wide
from tests.end_to_end.serving import serving
from tests.installation import ADMIN, PASSWORD, Installation

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

CUSTOMERS = "code,name,region\nN1,Nordwind,North\nS1,Southwind,South\n"


@pytest.fixture
def address(retailer: Installation, tmp_path: Path) -> Iterator[str]:
    file = tmp_path / "customers.csv"
    file.write_text(CUSTOMERS, "utf-8")
    retailer.json("import", "customers", file)
    with serving(retailer) as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visiting(browser, address) as page:
        sign_in(page, ADMIN, PASSWORD)
        page.goto("/customers/?columns=name,region,industry,owner&sort=code")
        yield page


def pencil(page: Page, fact: str) -> Locator:
    return page.get_by_label(f"Change: {fact}", exact=True)


def test_a_fact_is_changed_in_its_row_with_the_keyboard(page: Page) -> None:
    row = page.locator("tbody tr", has_text="Nordwind")
    pencil(page, "Region of Nordwind").focus()
    expect(pencil(page, "Region of Nordwind")).to_have_css("opacity", "1")
    expect(pencil(page, "Region of Southwind")).to_have_css("opacity", "0")
    page.keyboard.press("Enter")
    region = page.get_by_label("Region of Nordwind", exact=True)
    expect(region).to_be_focused()
    assert barriers(page) == []
    region.fill("Harz")
    page.keyboard.press("Enter")
    expect(row).to_contain_text("Harz")
    expect(pencil(page, "Region of Nordwind")).to_be_focused()
    expect(page.locator("#toasts")).to_contain_text("Region of Nordwind has been changed.")

    page.keyboard.press("Enter")
    region.fill("Elsewhere")
    page.keyboard.press("Escape")
    expect(pencil(page, "Region of Nordwind")).to_be_focused()
    expect(row).to_contain_text("Harz")

    pencil(page, "Name of Nordwind").focus()
    page.keyboard.press("Enter")
    name = page.get_by_label("Name of Nordwind", exact=True)
    name.fill("")
    page.keyboard.press("Enter")
    refused = page.locator("tbody").get_by_role("alert")
    expect(refused).to_have_text("This field is required.")
    expect(name).to_be_focused()
    page.keyboard.press("Escape")
    expect(pencil(page, "Name of Nordwind")).to_be_focused()

    pencil(page, "Owner of Nordwind").focus()
    page.keyboard.press("Enter")
    owner = page.get_by_label("Owner of Nordwind", exact=True)
    expect(owner).to_be_focused()
    owner.select_option(index=0)
    page.keyboard.press("Enter")
    expect(pencil(page, "Owner of Nordwind")).to_be_focused()

    page.locator("#toasts").get_by_label("Undo: Region of Nordwind").press("Enter")
    expect(row).to_contain_text("North")
    expect(page.locator("#toasts")).to_contain_text("Region of Nordwind is as it was.")
    page.reload()
    expect(row).to_contain_text("North")


def test_the_head_of_the_page_follows_a_new_name(page: Page) -> None:
    page.get_by_role("link", name="Nordwind", exact=True).click()
    pencil(page, "Name").click()
    page.get_by_label("Name of Nordwind", exact=True).fill("Nordwind Group")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nordwind Group")
    expect(page).to_have_title("Nordwind Group · Mainstay")
    expect(pencil(page, "Name")).to_be_focused()
    pencil(page, "Tags").click()
    tags = page.get_by_label("Tags of Nordwind Group", exact=True)
    tags.fill("wind, cups")
    tags.press("Enter")
    expect(page.locator(".badge", has_text="cups")).to_be_visible()
    pencil(page, "Business scope").click()
    scope = page.get_by_label("Business scope of Nordwind Group", exact=True)
    scope.fill("cups")
    scope.press("Enter")
    page.keyboard.type("lamps")
    scope.press("Control+Enter")
    expect(pencil(page, "Business scope")).to_be_focused()
    for viewport in (WIDE, PHONE):
        page.set_viewport_size(viewport)
        assert too_wide(page) == barriers(page) == []


def test_the_slower_of_two_chooses_between_both_versions(
    page: Page, browser: Browser, address: str
) -> None:
    pencil(page, "Region of Southwind").click()
    region = page.get_by_label("Region of Southwind", exact=True)
    region.fill("Mine")
    with visiting(browser, address) as other:
        sign_in(other, ADMIN, PASSWORD)
        other.goto("/customers/?columns=name,region&sort=code")
        pencil(other, "Region of Southwind").click()
        other.get_by_label("Region of Southwind", exact=True).fill("Theirs")
        other.keyboard.press("Enter")
        expect(pencil(other, "Region of Southwind")).to_be_focused()
    row = page.locator("tbody tr", has=page.get_by_role("link", name="Southwind", exact=True))
    region.press("Enter")
    both = row.get_by_role("alert")
    expect(both).to_contain_text("has changed this since you opened it")
    expect(both).to_contain_text("Theirs")
    expect(both).to_contain_text("Mine")
    expect(page.get_by_role("button", name="Save mine over it")).to_be_focused()
    for viewport in (PHONE, WIDE):
        page.set_viewport_size(viewport)
        assert too_wide(page) == barriers(page) == []
    page.keyboard.press("Enter")
    expect(both).to_have_count(0)
    expect(row).to_contain_text("Mine")
    expect(pencil(page, "Region of Southwind")).to_be_focused()


def test_the_slower_of_two_sees_both_versions_above_the_form(
    page: Page, browser: Browser, address: str
) -> None:
    page.get_by_role("link", name="Southwind", exact=True).click()
    customer = page.url
    page.goto(f"{customer}edit/")
    page.get_by_label("Name", exact=True).fill("My wind")
    with visiting(browser, address) as other:
        sign_in(other, ADMIN, PASSWORD)
        other.goto(customer)
        for fact, value in (("Region", "Theirs"), ("Name", "Their wind")):
            pencil(other, fact).click()
            other.get_by_label(f"{fact} of Southwind", exact=True).fill(value)
            other.keyboard.press("Enter")
            expect(other.locator("dl.facts").first).to_contain_text(value)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("table")).to_contain_text("Their wind")
    for viewport in (PHONE, WIDE):
        page.set_viewport_size(viewport)
        assert too_wide(page) == barriers(page) == []
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("My wind")
    expect(page.locator("dl.facts").first).to_contain_text("Theirs")
