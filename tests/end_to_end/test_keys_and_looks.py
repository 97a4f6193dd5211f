"""The keyboard, the language switch, the dark look."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import choose_language, sign_in, visiting
from tests.end_to_end.company import Company
from tests.end_to_end.looking import barriers
from tests.installation import ADMIN, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]


@pytest.fixture
def address(empty_company: Company) -> str:
    return empty_company.address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visiting(browser, address) as page:
        sign_in(page, ADMIN, PASSWORD)
        yield page


def test_slash_leads_to_the_search_and_escape_out_of_it(page: Page) -> None:
    search = page.locator("#search")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("/?")
    expect(search).to_have_value("/?")
    page.keyboard.press("Escape")
    expect(search).not_to_be_focused()


def test_the_question_mark_shows_the_keys_and_escape_closes_them(page: Page) -> None:
    keys = page.locator("dialog#keys")
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    expect(keys.locator("kbd")).to_have_text(["/", "Ctrl", "K", "⌘", "K", "?", "Esc"])
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_control_k_opens_the_palette_and_the_keys_alone_lead_on(page: Page) -> None:
    palette = page.locator("dialog#palette")
    chosen = palette.locator("[role=option][aria-selected=true]")
    page.keyboard.press("Control+k")
    expect(palette.locator("input")).to_be_focused()
    expect(chosen).to_have_text("New customer")
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_text("Your account")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_text("New customer")
    page.keyboard.type("import")
    expect(palette.locator("[role=option]").last).to_have_text("Imports")
    assert not barriers(page)
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/imports/"))


def test_the_palette_closes_by_its_own_key_and_opens_empty_again(page: Page) -> None:
    palette = page.locator("dialog#palette")
    page.keyboard.press("Control+k")
    page.keyboard.type("zzzz")
    expect(palette.get_by_role("status")).to_have_text("Nothing is called “zzzz”.")
    page.keyboard.press("Control+k")
    expect(palette).to_be_hidden()
    page.keyboard.press("Meta+k")
    expect(palette.locator("input")).to_have_value("")
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()


def test_the_first_tab_offers_to_skip_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_a_chosen_language_is_kept_for_the_person(
    page: Page, browser: Browser, address: str
) -> None:
    choose_language(page, "zh-hant")
    expect(page.locator("h1")).to_have_text("首頁")
    with visiting(browser, address, language="en") as elsewhere:
        sign_in(elsewhere, ADMIN, PASSWORD)
        expect(elsewhere.locator("html")).to_have_attribute("lang", "zh-Hant")
    choose_language(page, "en")
    expect(page.locator("h1")).to_have_text("Home")


def test_whoever_has_not_signed_in_reads_the_browsers_language(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address, language="zh-TW") as page:
        page.goto("/sign-in/")
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")


def test_dark_follows_the_system_until_somebody_chooses(browser: Browser, address: str) -> None:
    with visiting(browser, address, colour="dark") as page:
        sign_in(page, ADMIN, PASSWORD)
        look = page.locator("html")
        expect(look).to_have_attribute("data-bs-theme", "dark")
        assert not barriers(page)
        page.locator("[data-theme-switch]").click()
        expect(look).to_have_attribute("data-bs-theme", "light")
        page.reload()
        expect(look).to_have_attribute("data-bs-theme", "light")


def test_a_wrong_password_is_refused_in_words(browser: Browser, address: str) -> None:
    with visiting(browser, address) as page:
        page.goto("/sign-in/")
        page.locator("input[name=login]").fill(ADMIN)
        page.locator("input[name=password]").fill("not-the-password")
        page.locator("form[action='/sign-in/'] button[type=submit]").click()
        expect(page.locator("main [role=alert], main .alert").first).to_be_visible()
        page.goto("/customers/")
        assert "/sign-in/" in page.url
