"""Customers exported and imported again are unchanged, whatever they are called."""

from collections.abc import Callable
from datetime import date

import pytest

from mainstay.apps.customers.queries import customer_by_code
from mainstay.apps.customers.services import export
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.ledger.reading.own_exports import CUSTOMER_HEADINGS
from mainstay.apps.ledger.testing import IMPORTING, imported, report_of
from mainstay.shell.exports import workbook

pytestmark = pytest.mark.usefixtures("shop")

HOSTILE = (
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "'=1+1",
    "''quoted",
    "'plain",
    "＝1+1",
    "－公司",
    '=HYPERLINK("https://evil.example","x")',
    "00123",
    "1E5",
    "_x0041_",
    "a;b,c",
    "合计",
    "#N",
)

ORDERS_OF_A_STRANGER = b"customer,order_no,line_no,ordered_at,amount\nSTRANGER,1,1,2024-03-01,10\n"


def as_csv() -> bytes:
    return b"".join(export.export_customers(IMPORTING).csv())


def as_workbook() -> bytes:
    with workbook(export.export_customers(IMPORTING)) as file:
        return file.read()


@pytest.fixture
def hostile() -> int:
    """Customers with hostile names; gives how many customers there are."""
    for number, name in enumerate(HOSTILE):
        customer_named(
            name,
            f"-{number}",
            short_name=name,
            founded_on=date(1998, 2, 28),
        )
    return len(HOSTILE) + 3


@pytest.mark.parametrize("write", [as_csv, as_workbook])
def test_an_export_is_found_again_unchanged(hostile: int, write: Callable[[], bytes]) -> None:
    report = report_of(imported(write(), "customers"))
    assert (report.records, report.unchanged, report.reasons) == (hostile, hostile, {})


def test_a_customer_that_an_order_file_made_is_found_again_unchanged() -> None:
    imported(ORDERS_OF_A_STRANGER, "orders", unknown_customers="create")
    report = report_of(imported(as_csv(), "customers"))
    assert (report.records, report.unchanged) == (4, 4)
    assert customer_by_code(IMPORTING, "STRANGER").to_be_completed


def test_the_apostrophes_of_the_csv_are_counted_among_the_cleanings(hostile: int) -> None:
    assert hostile
    changes = report_of(imported(as_csv(), "customers")).changes
    assert changes["name.guard_removed"] == changes["short_name.guard_removed"] == 7
    changes = report_of(imported(as_workbook(), "customers")).changes
    assert not any("guard" in code for code in changes)


def test_a_file_of_others_keeps_its_apostrophes() -> None:
    text = "code,name\nX,'=1+1\n"
    assert report_of(imported(text.encode(), "customers")).changes == {}


def test_the_headings_that_an_import_knows_are_those_of_the_export() -> None:
    assert export.FIELDS == CUSTOMER_HEADINGS
