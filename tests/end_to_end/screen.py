"""A screen: who looks at it and where it is found, and when it is all there."""

from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page

from mainstay.cli.demonstrating import PASSWORD

ANALYST: Final = "li.na@hengsheng.example"
ADMINISTRATOR: Final = "wang.lei@hengsheng.example"
MANAGER: Final = "huang.yan@hengsheng.example"
PROTECTED: Final = "zhou.hao@hengsheng.example"
AGENT: Final = "zhang.min@hengsheng.example"
AUDITOR: Final = "grace.liu@hengsheng.example"
NOBODY: Final = ""
CONFIRM: Final = "/account/confirm/"


@dataclass(frozen=True)
class Screen:
    """A page: its address, or where the first link in its table leads that begins with `follow`.

    `press` is a key to press there, `click` what to click on.
    """

    name: str
    email: str
    address: str
    follow: str = ""
    press: str = ""
    click: str = ""
    status: int = 200

    def open(self, page: Page) -> None:
        answer = page.goto(self.address)
        if self.follow:
            href = page.locator(f"main table a[href^='{self.follow}']").first.get_attribute("href")
            answer = page.goto(href or "")
        assert answer is not None
        assert answer.status == self.status, f"{page.url}: {answer.status}"
        if "/account/confirm/" in page.url and self.address != CONFIRM:
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("main button[type=submit]").click()
            page.wait_for_url(lambda url: "/account/confirm/" not in url)
        if self.press:
            page.keyboard.press(self.press)
        if self.click:
            page.locator(self.click).click()
        settle(page)


def settle(page: Page) -> None:
    """Wait until parts that come later, charts and fonts are there."""
    page.wait_for_function(
        """() => document.fonts.status === "loaded"
          && !document.querySelector(".htmx-request, [hx-trigger='load']:not(:has(table, .empty))")
          && !document.querySelector("dialog.palette[open] [role=listbox]:empty")
          && [...document.querySelectorAll("[data-chart]")].every(
               (each) => each.offsetParent === null || each.querySelector("canvas"))"""
    )
