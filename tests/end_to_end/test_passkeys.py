"""Passkeys in a browser that has a virtual device with a sensor for fingers."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import LANGUAGES, PHONE, WIDE, choose_language, sign_in, visiting
from tests.end_to_end.looking import barriers, shoot, too_wide
from tests.end_to_end.serving import free_port, serving
from tests.installation import ADMIN, PASSWORD, Installation

pytestmark = pytest.mark.browser


def with_device(page: Page) -> None:
    """Give the browser a device that makes passkeys once a finger is shown, as it always is."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def look(page: Page, name: str, language: str = "en") -> None:
    for viewport in (WIDE, PHONE):
        page.set_viewport_size(viewport)
        shoot(page, f"{language}-{viewport['width']}/{name}")
        assert too_wide(page) == barriers(page) == []


def test_a_passkey_is_made_used_as_second_factor_and_without_a_password(
    browser: Browser, retailer: Installation
) -> None:
    port = free_port()
    address = f"http://localhost:{port}"
    with (
        serving(retailer, port=port, MAINSTAY_URL=address),
        visiting(browser, address) as page,
    ):
        with_device(page)
        sign_in(page, ADMIN, PASSWORD)
        page.goto("/account/passkeys/new/")
        look(page, "passkey-new")
        page.locator("input[name=name]").fill("Laptop")
        page.get_by_role("button", name="Make a passkey").click()
        expect(page.locator(".recovery-codes code")).to_have_count(10)
        page.goto("/account/")
        expect(page.get_by_role("cell", name="Laptop")).to_be_visible()
        look(page, "account-with-passkey")
        page.get_by_role("link", name="Rename", exact=True).click()
        expect(page.locator("input[name=name]")).to_have_value("Laptop")
        look(page, "passkey-rename")
        page.goto("/account/")
        page.get_by_role("link", name="Remove", exact=True).click()
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_role("button", name="Remove")).to_be_visible()
        look(page, "passkey-remove")

        page.context.clear_cookies()
        page.goto("/sign-in/")
        page.locator("input[name=login]").fill(ADMIN)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form[action='/sign-in/']:not([data-passkey]) button[type=submit]").click()
        page.wait_for_url("**/sign-in/code/")
        for language in LANGUAGES:
            choose_language(page, language)
            look(page, "sign-in-code-with-passkey", language)
        page.locator("form[data-passkey] button").click()
        page.wait_for_url(f"{address}/")

        page.context.clear_cookies()
        page.goto("/sign-in/?next=/account/")
        for language in LANGUAGES:
            choose_language(page, language)
            look(page, "sign-in-with-passkey", language)
        page.locator("form[data-passkey] button").click()
        page.wait_for_url("**/account/")


def test_a_device_without_the_key_is_told_and_nothing_happens(
    browser: Browser, retailer: Installation
) -> None:
    port = free_port()
    address = f"http://localhost:{port}"
    with (
        serving(retailer, port=port, MAINSTAY_URL=address),
        visiting(browser, address) as page,
    ):
        with_device(page)
        page.goto("/sign-in/")
        page.locator("form[data-passkey] button").click()
        expect(page.locator("form[data-passkey] .alert")).to_be_visible()
        assert page.url == f"{address}/sign-in/"
