"""Coming in for the first time through an invitation, and again after a forgotten password."""

import sys

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import LANGUAGES, PHONE, WIDE, choose_language, sign_in, visiting
from tests.end_to_end.looking import barriers, shoot, too_wide
from tests.installation import ADMIN, PASSWORD, Installation

pytestmark = pytest.mark.browser

GUEST = "sun.yue@mainstay.example"
FIRST, SECOND = "lanterns over the harbour", "harbour under the lanterns"


def print_reset_path(email: str) -> None:
    """Print the page behind a link for a forgotten password, as a mail would hold it."""
    import django

    django.setup()
    from mainstay.apps.governance import links, queries

    person = queries.person_signing_in(email)
    assert person is not None
    sys.stdout.write(links.reset_path(person))


def look(page: Page, name: str) -> None:
    """Look at a page that is open to everybody, in every language, wide and on a phone."""
    for language in LANGUAGES:
        choose_language(page, language)
        for viewport in (WIDE, PHONE):
            page.set_viewport_size(viewport)
            shoot(page, f"{language}-{viewport['width']}/{name}")
            assert too_wide(page) == barriers(page) == []


def set_password(page: Page, password: str) -> None:
    for name in ("new", "again"):
        page.locator(f"input[name={name}]").fill(password)
    page.locator("main button[type=submit]").click()


def test_who_was_invited_comes_in_and_comes_back_after_forgetting_the_password(
    browser: Browser, address: str, retailer: Installation
) -> None:
    with visiting(browser, address) as page:
        sign_in(page, ADMIN, PASSWORD)
        page.goto("/administration/people/invite/")
        page.locator("input[name=email]").fill(GUEST)
        page.locator("input[name=full_name]").fill("Sun Yue")
        page.get_by_label("Key account manager").check()
        page.locator("main button[type=submit]").click()
        shown = page.locator("#link")
        expect(shown).to_be_visible()
        for viewport in (WIDE, PHONE):
            page.set_viewport_size(viewport)
            shoot(page, f"en-{viewport['width']}/invitation-link")
            assert too_wide(page) == barriers(page) == []
        link = shown.input_value()
    with visiting(browser, address) as page:
        page.goto(link)
        look(page, "invitation-accept")
        set_password(page, FIRST)
        page.wait_for_url(lambda url: "/invitation/" not in url)
        expect(page.locator("main")).to_be_visible()
    with visiting(browser, address) as page:
        page.goto(retailer.ask(print_reset_path, GUEST).output)
        look(page, "sign-in-new-password")
        set_password(page, SECOND)
        page.wait_for_url("**/sign-in/")
        sign_in(page, GUEST, SECOND)
