"""Choosing a time zone of one's own, by hand and as the browser offers it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import sign_in, visiting
from tests.end_to_end.company import Company
from tests.installation import ADMIN, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

CHOICE = ".field:has(#id_time_zone)"


def choose(page: Page, zone: str) -> None:
    """Choose a zone in the searchable list, and save."""
    page.locator(f"{CHOICE} .ts-control").click()
    page.locator(f"{CHOICE} .dropdown-input").fill(zone)
    page.locator(f"{CHOICE} .option", has_text=zone).first.click()
    save(page)


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()


def test_the_zone_of_the_browser_is_offered_to_who_is_told_the_time_of_another(
    browser: Browser, empty_company: Company
) -> None:
    offer = "Take Europe/London, as this browser says"
    with visiting(browser, empty_company.address) as page:
        sign_in(page, ADMIN, PASSWORD)
        page.goto("/account/")
        expect(page.locator(f"{CHOICE} .item")).to_have_text("As the company")
        expect(page.get_by_role("button", name=offer)).to_have_count(0)
        choose(page, "Asia/Urumqi")
        page.get_by_role("button", name=offer).click()
        expect(page.locator(f"{CHOICE} .item")).to_have_text("Europe/London")
        save(page)
        expect(page.locator(f"{CHOICE} .item")).to_have_text("Europe/London")
        expect(page.get_by_role("button", name=offer)).to_have_count(0)
        choose(page, "As the company")
