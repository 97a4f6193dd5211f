"""A person at a browser: signed in, in a language, and nothing may go wrong in the console."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Playwright,
    ViewportSize,
    expect,
)

# Without what a window needs: a quarter less work for the machine.
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)
WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
LANGUAGES = ("en", "zh-hans", "zh-hant")
# Nothing waits for time to pass, so a deadline only says when a machine is taken to have hung.
SECONDS_FOR_A_PAGE = 120
SECONDS_FOR_WORK = 600

_REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


def launch(playwright: Playwright) -> Browser:
    expect.set_options(timeout=SECONDS_FOR_A_PAGE * 1000)
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    *,
    language: str = "en",
    viewport: ViewportSize = WIDE,
    colour: Literal["light", "dark"] = "light",
) -> Iterator[Page]:
    """A fresh browser of somebody; fails at the end for any error that its console has shown.

    The answer to the page itself does not count: whoever asks for it looks at its status. Nor does
    that somebody else was faster (409): a part of a page says so.
    """
    context = browser.new_context(
        base_url=address,
        viewport=viewport,
        locale=language,
        color_scheme=colour,
        reduced_motion="reduce",
        timezone_id="Europe/London",
    )
    context.add_init_script(_REPORT_VIOLATIONS)
    page = context.new_page()
    page.set_default_timeout(SECONDS_FOR_A_PAGE * 1000)
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        document = message.location["url"] == page.url and "Failed to load" in message.text
        outpaced = "status of 409" in message.text
        if message.type in {"error", "warning"} and not (document or outpaced):
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    try:
        yield page
    finally:
        context.close()
    assert not complaints, "\n".join(complaints)


def sign_in(page: Page, email: str, password: str, code: str = "") -> None:
    """Sign in, with the code of a second factor if there is one, and arrive at the home page."""
    page.goto("/sign-in/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("form[action='/sign-in/'] button[type=submit]").click()
    if code:
        page.locator("input[name=code]").fill(code)
        page.locator("form[action='/sign-in/code/'] button:not([name=cancel])").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")


def choose_language(page: Page, language: str) -> None:
    """Choose a language in the switch at the top."""
    choice = page.locator(f"form[action='/language/'] button[value={language}]")
    with page.expect_navigation():
        choice.evaluate("it => it.click()")
    language_of_page = re.compile(f"^{language}$", re.IGNORECASE)
    expect(page.locator("html")).to_have_attribute("lang", language_of_page)


def drop(page: Page, where: str, file: Path) -> None:
    """Drag a file from outside onto a place of the page, as from a folder, and let it go."""
    box = page.locator(where).bounding_box()
    assert box is not None
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    dragged = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for step in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": step, **place, "data": dragged})
    session.detach()
