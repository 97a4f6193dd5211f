"""Signing in through an identity provider in a browser, under our content security policy."""

import pytest
from playwright.sync_api import Browser, Page, expect

from mainstay.apps.governance.tests.identity_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    IdentityProvider,
    serving_identity,
)
from tests.end_to_end.browsing import LANGUAGES, PHONE, WIDE, choose_language, visiting
from tests.end_to_end.looking import barriers, shoot, too_wide
from tests.end_to_end.serving import free_port, serving
from tests.installation import ADMIN, PASSWORD, Installation

pytestmark = pytest.mark.browser


def settings_for(provider: IdentityProvider, port: int, **others: str) -> dict[str, str]:
    return {
        "MAINSTAY_URL": f"http://127.0.0.1:{port}",
        "MAINSTAY_OIDC_ISSUER": provider.issuer,
        "MAINSTAY_OIDC_CLIENT_ID": CLIENT_ID,
        "MAINSTAY_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "MAINSTAY_OIDC_NAME": "恒升账号",
        **others,
    }


def look(page: Page, name: str, language: str) -> None:
    for viewport in (WIDE, PHONE):
        page.set_viewport_size(viewport)
        shoot(page, f"{language}-{viewport['width']}/{name}")
        assert too_wide(page) == barriers(page) == []
    page.set_viewport_size(WIDE)


def test_the_whole_way_in_chinese(browser: Browser, retailer: Installation) -> None:
    port = free_port()
    with (
        serving_identity() as provider,
        serving(retailer, port=port, **settings_for(provider, port)) as address,
        visiting(browser, address, language="zh-hans") as page,
    ):
        provider.asks = True
        provider.person = {"sub": "admin-1", "email": ADMIN, "email_verified": True}
        page.goto("/customers/?q=a")
        for language in LANGUAGES:
            choose_language(page, language)
            look(page, "sign-in-through-provider", language)
        choose_language(page, "zh-hans")
        page.get_by_role("link", name="使用恒升账号登录").click()
        page.wait_for_url(f"{provider.issuer}/authorize?**")
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/customers/?q=a")

        page.goto("/account/")
        panel = page.locator(".panel, .card", has_text="恒升账号").first
        expect(panel.get_by_text("已绑定")).to_be_visible()
        expect(page.get_by_role("cell", name="统一身份认证")).to_be_visible()
        for language in LANGUAGES:
            choose_language(page, language)
            look(page, "account-linked", language)
        choose_language(page, "zh-hans")
        page.get_by_role("link", name="解除绑定").click()
        expect(page.locator("input[name=password]")).to_be_visible()
        look(page, "account-confirm-through-provider", "zh-hans")
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="确认").click()
        expect(page.get_by_role("heading", name="解除您的账户与恒升账号的绑定？")).to_be_visible()
        look(page, "provider-unlink", "zh-hans")

        page.goto("/administration/people/1/")
        expect(page.get_by_text(ADMIN).first).to_be_visible()
        look(page, "person-linked", "zh-hans")


def test_a_refusal_is_told_on_the_sign_in_page(browser: Browser, retailer: Installation) -> None:
    port = free_port()
    with (
        serving_identity() as provider,
        serving(
            retailer, port=port, **settings_for(provider, port, MAINSTAY_OIDC_ONLY="1")
        ) as address,
        visiting(browser, address) as page,
    ):
        provider.back = {"error": "access_denied"}
        page.goto("/sign-in/")
        for language in LANGUAGES:
            choose_language(page, language)
            look(page, "sign-in-provider-only", language)
        choose_language(page, "zh-hans")
        page.get_by_role("link", name="使用恒升账号登录").click()
        expect(page.get_by_text("恒升账号没有放行，或者您没有同意。")).to_be_visible()
        look(page, "sign-in-provider-refused", "zh-hans")
        page.get_by_text("系统管理员：使用密码登录").click()
        page.locator("input[name=login]").fill(ADMIN)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form[action='/sign-in/'] button[type=submit]").click()
        page.wait_for_url(f"{address}/")
