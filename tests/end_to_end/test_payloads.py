"""What a file brings is said in a browser as it is written, and never run."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import sign_in, visiting
from tests.installation import ADMIN, PASSWORD, Installation
from tests.payloads.texts import SCRIPTS, TEMPLATES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

NAMES = (*SCRIPTS, *TEMPLATES)


def write_files(folder: Path) -> tuple[Path, Path]:
    """Customers that are called so, and their orders, with the texts in every text of a line."""
    customers, orders = folder / "customers.csv", folder / "orders.csv"
    with customers.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "name", "short_name", "region", "industry", "tags"])
        for number, text in enumerate(NAMES):
            short = text[:30]
            writer.writerow([f"C{number}", text, short, short, short, short.replace(",", " ")])
    with orders.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        head = (
            "customer",
            "order_no",
            "ordered_at",
            "product_name",
            "category",
            "amount",
            "channel",
        )
        writer.writerow(head)
        for number, text in enumerate(NAMES):
            short = text[:30]
            writer.writerow(
                [f"C{number}", f"{number}{short}", "2024-03-05", short, short, "10", short]
            )
    return customers, orders


def never_run(page: Page) -> None:
    assert page.evaluate("'hacked' in window") is False
    assert "62710561" not in page.content()


def test_texts_of_files_are_shown_and_never_run(
    browser: Browser, retailer: Installation, address: str, tmp_path: Path
) -> None:
    customers, orders = write_files(tmp_path)
    assert retailer.json("import", "customers", customers)["accepted"] == len(NAMES)
    assert retailer.json("import", "orders", orders)["accepted"] == len(NAMES)
    retailer.json("evaluate", "--scheme", "abc", "--as-of", "2024-12-31")
    with visiting(browser, address) as page:
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
        sign_in(page, ADMIN, PASSWORD)
        for path in ("/customers/", "/customers/1/", "/evaluations/1/", "/imports/2/", "/audit/"):
            page.goto(path)
            never_run(page)
        for name in (SCRIPTS[0], SCRIPTS[4], TEMPLATES[0]):
            page.goto("/customers/")
            page.keyboard.press("Control+k")
            page.keyboard.type(name)
            found = page.locator("dialog#palette [role=option]").first
            expect(found).to_contain_text(name)
            never_run(page)
            page.keyboard.press("Enter")
            expect(page.locator("h1")).to_contain_text(name)
            never_run(page)
