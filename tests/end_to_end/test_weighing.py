"""A scorecard weighed in the browser: pairs, entropy, and curves that change while one types."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import sign_in, visiting
from tests.end_to_end.serving import serving
from tests.installation import ADMIN, PASSWORD, Installation

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

ORDERS = """order_no,customer,ordered_at,amount
1,K1,2024-02-03,900
2,K2,2024-05-06,150
3,K3,2024-07-08,40
"""
DRAFT = "/evaluations/schemes/service/draft/"


@pytest.fixture
def address(retailer: Installation, tmp_path: Path) -> Iterator[str]:
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS, "utf-8")
    retailer.json("import", "orders", file, "--unknown-customers", "create")
    retailer.json("evaluate", "--scheme", "service", "--as-of", "2025-01-01")
    with serving(retailer) as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with visiting(browser, address) as page:
        sign_in(page, ADMIN, PASSWORD)
        page.goto("/evaluations/schemes/service/")
        page.get_by_role("button", name="Change", exact=True).click()
        expect(page).to_have_url(f"{address}{DRAFT}")
        yield page


def test_pairs_are_compared_with_the_keyboard_and_contradictions_named(page: Page) -> None:
    page.get_by_label("From comparisons in pairs").check()
    pair = page.get_by_label("“Financial” against “Behavioural”", exact=True)
    expect(pair).to_have_value("1")
    pair.focus()
    pair.select_option("9")
    expect(page.get_by_text("more than 0.1: they contradict each other.").first).to_be_visible()
    expect(pair).to_be_focused()
    expect(pair).to_have_value("9")

    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("say why they stand")).to_be_visible()
    page.get_by_label("Why contradictions stand").fill("The board wants it so")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Why contradictions stand: The board wants it so")).to_be_visible()


def test_entropy_weights_are_shown_before_they_are_taken(page: Page) -> None:
    page.get_by_label("By entropy").check()
    page.get_by_label("Figures", exact=True).select_option(index=1)
    page.get_by_role("button", name="Compute the weights").click()
    expect(page.get_by_text("By the figures of 3 customers as of 1 Jan 2025")).to_be_visible()
    page.get_by_role("button", name="Take these weights").click()
    expect(page.get_by_text("They were computed by the figures as of")).to_be_visible()
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("told customers apart by the figures as of 1 Jan 2025")).to_be_visible()


def test_a_curve_is_drawn_and_drawn_anew_while_it_is_typed(page: Page) -> None:
    curve = page.locator(".curve-preview").first
    curve.scroll_into_view_if_needed()
    expect(curve.locator("canvas")).to_be_visible()
    page.locator("#line-0-curve").select_option("steps")
    steps = page.locator("#line-0-shape")
    steps.fill("0: 10, 100: 60")
    expect(curve.locator("canvas")).to_be_visible()
    curve.locator("summary").click()
    expect(curve.locator("tbody tr").first).to_contain_text("10.0")
    steps.fill("0: 10, 100: 600")
    expect(curve).to_contain_text("a value is from 0 to 100")


def test_drawn_curves_stay_when_the_form_around_them_is_fetched_anew(page: Page) -> None:
    curve = page.locator(".curve-preview").first
    curve.scroll_into_view_if_needed()
    expect(curve.locator("canvas")).to_be_visible()
    page.get_by_role("button", name="Another grade").click()
    expect(page.locator("#grade-4-code")).to_be_visible()
    expect(curve.locator("canvas")).to_be_visible()
