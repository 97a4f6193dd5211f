"""Texts that are kept come back as they were, in pages, files and the ledger, and do nothing."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.ledger.testing import imported, lines_in_force, report_of
from mainstay.kernel.text import spreadsheet_safe
from tests.payloads.texts import PAYLOADS
from tests.payloads.world import furnish, names_kept

SignedIn = Callable[[Person], Client]


@pytest.fixture
def zhao(db: None, home: object, signed_in: SignedIn) -> Client:
    """The browser of somebody who may do everything."""
    return signed_in(furnish())


@pytest.fixture
def kept(zhao: Client) -> list[str]:
    """The texts that customers can be called; the others are refused in words."""
    found, refused = [], []
    for number, text in enumerate(PAYLOADS):
        try:
            customer_named(text, f"P{number}")
        except ValidationError as error:
            refused.append(set(error.message_dict))
        else:
            found.append(text.strip())
    assert all(fields == {"name"} for fields in refused)
    return found


def page(client: Client, path: str, **asked: str) -> str:
    response: Any = client.get(path, asked)
    assert response.status_code == 200, (path, asked)
    return b"".join(response).decode() if response.streaming else response.content.decode()


def test_most_of_them_can_be_names_and_stay_as_they_are(kept: list[str]) -> None:
    assert len(kept) > 130
    assert set(kept) <= set(names_kept())


def test_no_page_says_them_as_mark_up(kept: list[str], zhao: Client) -> None:
    marked = [text for text in kept if "<" in text]
    shown = page(zhao, "/customers/") + page(zhao, "/customers/?sort=name")
    assert not [text for text in marked if text in shown]
    for text in marked:
        found = page(zhao, "/customers/", q=text)
        assert text not in found
        assert text not in page(zhao, "/palette/", q=text)


def test_none_of_them_is_a_formula_in_an_export(kept: list[str], zhao: Client) -> None:
    rows = list(csv.reader(io.StringIO(page(zhao, "/customers/export/").lstrip("\ufeff"))))
    cells = {cell for row in rows for cell in row}
    assert {spreadsheet_safe(text) for text in kept} <= cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "＝"))]


def test_cells_and_headings_of_a_file_are_kept_and_compute_nothing(zhao: Client) -> None:
    printable = [text for text in PAYLOADS if text.isprintable() and len(text) < 200]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["customer", "order_no", "ordered_at", "category", "amount", *printable[:40]])
    for number, text in enumerate(printable):
        writer.writerow(["A", f"N{number}", "2024-03-05", text, "10", *([text] * 40)])
    batch = imported(buffer.getvalue().encode(), reject_limit=100, source="payloads")
    report = report_of(batch)
    assert report.records == len(printable)
    assert report.accepted == len(printable)
    assert len([key for key in lines_in_force() if key[0] == "payloads"]) == len(printable)
    assert "62710561" not in page(zhao, "/customers/1/")
