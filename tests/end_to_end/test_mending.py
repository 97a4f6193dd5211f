"""Mending data in the browser, with the keyboard alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import sign_in, visiting
from tests.end_to_end.looking import barriers
from tests.end_to_end.serving import serving
from tests.installation import ADMIN, PASSWORD, Installation

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

CUSTOMERS = "code,name,registration number\nN1,Nordwind,91350100M000100Y43\nS1,Southwind,X1\n"


@pytest.fixture
def page(browser: Browser, retailer: Installation, tmp_path: Path) -> Iterator[Page]:
    file = tmp_path / "customers.csv"
    file.write_text(CUSTOMERS, "utf-8")
    retailer.json("import", "customers", file)
    retailer.json("quality")
    with serving(retailer) as address, visiting(browser, address) as page:
        sign_in(page, ADMIN, PASSWORD)
        page.goto("/quality/?field=region")
        yield page


def test_a_value_is_mended_in_its_row_with_the_keyboard(page: Page) -> None:
    row = page.locator("#work-list tbody tr", has_text="Nordwind")
    row.get_by_text("Mend").focus()
    page.keyboard.press("Enter")
    value = page.get_by_label("Region of Nordwind")
    expect(value).to_be_focused()
    assert barriers(page) == []
    page.keyboard.type("n/a")
    page.keyboard.press("Enter")
    expect(row.get_by_role("alert")).to_have_text("This has been kept, but it is a placeholder.")
    value.fill("Harz")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Nordwind: Region")).to_be_visible()
    page.reload()
    expect(page.locator("#work-list tbody tr")).to_have_count(1)


def test_a_finding_is_called_right_and_the_next_key_takes_it_back(page: Page) -> None:
    row = page.locator("#work-list tbody tr", has_text="Southwind")
    row.get_by_role("button", name="Right as it is").focus()
    page.keyboard.press("Enter")
    undo = page.locator("#work-list tbody").get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")
    expect(row.get_by_text("Mend")).to_be_visible()


def test_giving_up_leaves_everything_as_it_was(page: Page) -> None:
    row = page.locator("#work-list tbody tr", has_text="Southwind")
    row.get_by_text("Mend").click()
    row.get_by_role("button", name="Cancel").click()
    expect(row.get_by_text("Mend")).to_be_visible()
    expect(page.get_by_label("Region of Southwind")).to_have_count(0)
