"""The bell: somebody starts work, goes elsewhere, and is told that it has ended."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import PHONE, choose_language, sign_in, visiting
from tests.end_to_end.looking import barriers, too_wide
from tests.installation import ADMIN, PASSWORD
from tests.processes import until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

ORDERS = "order_no,line_no,customer,customer_name,ordered_at,amount\nA1,1,K01,Alpha,2024-02-03,9\n"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visiting(browser, address) as page:
        sign_in(page, ADMIN, PASSWORD)
        yield page


def hand_in(page: Page, folder: Path, name: str, unread: int = 1) -> None:
    """Have a file checked and go elsewhere until so many messages wait.

    Who stays is not told of what they see. The bell asks by itself once a minute, and at each page.
    """
    file = folder / name
    file.write_text(ORDERS)
    page.goto("/imports/new/")
    page.locator("input[name=kind][value=orders]").check()
    page.locator("input[name=file]").set_input_files(file)
    page.get_by_role("button", name="Continue", exact=True).click()
    page.wait_for_url("**/columns/")
    page.locator("select[name=unknown_customers]").select_option("create")
    page.get_by_role("button", name="Check the file", exact=True).click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))

    def told() -> bool:
        page.goto("/customers/")
        return page.locator(".bell-count").all_text_contents() == [str(unread)]

    until(told)


def test_the_end_of_work_is_told_under_the_bell_and_found_with_the_keyboard(
    page: Page, tmp_path: Path
) -> None:
    bell, count = page.locator(".bell > button"), page.locator(".bell-count")
    panel = page.locator("#bell-panel")
    expect(count).to_have_count(0)
    hand_in(page, tmp_path, "first.csv")
    expect(count).to_have_text("1")
    expect(bell).to_have_accessible_name(re.compile("^Messages.*1 unread"))

    bell.focus()
    page.keyboard.press("Enter")
    line = panel.locator(".bell-line")
    expect(line).to_contain_text("first.csv has been checked")
    expect(bell).to_have_attribute("aria-expanded", "true")
    assert not barriers(page)
    page.keyboard.press("ArrowDown")
    expect(line).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(bell).to_be_focused()

    page.goto("/customers/")
    bell.focus()
    page.keyboard.press("Enter")
    expect(line).to_be_visible()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/imports/\d+/$"))
    expect(count).to_have_count(0)


def test_all_are_marked_as_read_under_the_bell(page: Page, tmp_path: Path) -> None:
    count, panel = page.locator(".bell-count"), page.locator("#bell-panel")
    for unread, name in enumerate(("first.csv", "second.csv"), 1):
        hand_in(page, tmp_path, name, unread)
    expect(count).to_have_text("2")
    page.locator(".bell > button").click()
    expect(panel.locator(".bell-new")).to_have_count(2)
    panel.locator("button").click()
    expect(panel.locator(".bell-new")).to_have_count(0)
    expect(count).to_have_count(0)
    expect(panel).to_be_visible()
    panel.locator(".bell-all").click()
    expect(page.locator("main tbody tr")).to_have_count(2)


def test_on_a_phone_the_messages_fill_the_width(
    browser: Browser, address: str, page: Page, tmp_path: Path
) -> None:
    hand_in(page, tmp_path, "a-file-with-a-name-that-is-far-too-long-for-a-phone-2026-03.csv")
    with visiting(browser, address, viewport=PHONE) as phone:
        sign_in(phone, ADMIN, PASSWORD)
        choose_language(phone, "zh-hans")
        expect(phone.locator(".bell-count")).to_have_text("1")
        phone.locator(".bell > button").click()
        panel = phone.locator("#bell-panel")
        expect(panel.locator(".bell-line")).to_contain_text("已检查完毕")
        box = panel.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["width"] > PHONE["width"] * 0.9
        assert box["x"] + box["width"] <= PHONE["width"]
        assert not too_wide(phone)
        assert not barriers(phone)
