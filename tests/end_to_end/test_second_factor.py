"""Turning the second factor on in a browser, and signing in with it."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, expect

from tests.end_to_end.browsing import LANGUAGES, PHONE, WIDE, choose_language, sign_in, visiting
from tests.end_to_end.looking import barriers, shoot, too_wide
from tests.installation import ADMIN, PASSWORD

pytestmark = pytest.mark.browser


def test_the_second_factor_is_set_up_and_asked_for(browser: Browser, address: str) -> None:
    with visiting(browser, address) as page:
        sign_in(page, ADMIN, PASSWORD)
        page.goto("/account/second-factor/")
        picture = page.locator("img.qr")
        expect(picture).to_be_visible()
        assert picture.evaluate("it => it.naturalWidth") > 100
        secret = (page.locator("main p code").text_content() or "").replace(" ", "")
        code = str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
        page.locator("input[name=code]").fill(code)
        page.locator("main button[type=submit]").click()
        codes = page.locator(".recovery-codes code")
        expect(codes).to_have_count(10)
        for viewport in (WIDE, PHONE):
            page.set_viewport_size(viewport)
            shoot(page, f"en-{viewport['width']}/recovery-codes")
            assert too_wide(page) == barriers(page) == []
        spare = codes.all_text_contents()
    for language, code in zip(LANGUAGES, spare, strict=False):
        with visiting(browser, address, language=language) as page:
            page.goto("/sign-in/")
            choose_language(page, language)
            page.locator("input[name=login]").fill(ADMIN)
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("form[action='/sign-in/'] button[type=submit]").click()
            page.wait_for_url("**/sign-in/code/")
            for viewport in (WIDE, PHONE):
                page.set_viewport_size(viewport)
                shoot(page, f"{language}-{viewport['width']}/sign-in-code")
                assert too_wide(page) == barriers(page) == []
            page.locator("input[name=code]").fill(code)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/sign-in/" not in url)
