"""The bar of a long page, which leads to its panels and says which one is read."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.end_to_end.browsing import sign_in, visiting
from tests.end_to_end.serving import serving
from tests.installation import ADMIN, PASSWORD, Installation

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]


def test_the_bar_leads_to_a_panel_and_marks_it(
    browser: Browser, retailer: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("code,name\nN1,Nordwind\n", "utf-8")
    retailer.json("import", "customers", file)
    with serving(retailer) as address, visiting(browser, address) as page:
        sign_in(page, ADMIN, PASSWORD)
        page.goto("/customers/")
        page.get_by_role("link", name="Nordwind", exact=True).click()
        link = page.locator(".page-sections").get_by_role("link", name="Contacts")
        link.click()
        expect(page.get_by_role("heading", name="Contacts", exact=True)).to_be_in_viewport()
        expect(link).to_have_attribute("aria-current", "true")
        expect(page.locator(".page-sections [aria-current]")).to_have_count(1)
        page.locator(".page-sections").get_by_role("link").first.press("Enter")
        expect(link).not_to_have_attribute("aria-current", "true")
