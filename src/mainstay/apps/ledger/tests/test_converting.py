"""Order lines in other currencies: converted once, by the rate of their day."""

from decimal import Decimal

import pytest
from django.test import Client

from mainstay.apps.customers.queries import all_names
from mainstay.apps.governance.services import change_installation
from mainstay.apps.ledger.queries.folders import reject_path
from mainstay.apps.ledger.testing import (
    IMPORTING,
    checked,
    csv_file,
    customer_lines,
    imported,
    preview_rows,
    report_of,
)
from mainstay.apps.reference.services.rates import change_rate
from mainstay.apps.reference.testing import rate_on

pytestmark = pytest.mark.usefixtures("shop")

HEADER = "customer,order_no,line_no,ordered_at,amount,cost,currency"
DOLLARS = csv_file("A,1,1,2024-03-01,100,60,USD", "A,1,2,2024-03-01,7,3,CNY", header=HEADER)


def money_in_force() -> list[tuple[str, Decimal, Decimal | None, Decimal, Decimal | None]]:
    """Currency, amount, cost and both as they were brought, of the lines of all customers."""
    names = ("currency", "amount", "cost", "amount_original", "cost_original")
    lines = customer_lines(list(all_names()))
    rows = sorted(lines, key=lambda row: (row["order_no"], row["line_no"]))
    return [tuple(row[name] for name in names) for row in rows]


def test_a_line_is_kept_in_both_currencies() -> None:
    rate_on("2024-02-20", "USD", "7.12345678")
    report = report_of(imported(DOLLARS))
    assert report.money_accepted == {"USD": Decimal(100), "CNY": Decimal(7)}
    assert money_in_force() == [
        ("USD", Decimal("712.3457"), Decimal("427.4074"), Decimal(100), Decimal(60)),
        ("CNY", Decimal(7), Decimal(3), Decimal(7), Decimal(3)),
    ]


def test_a_check_reports_exactly_what_the_commit_then_reports() -> None:
    rate_on("2024-02-20", "USD", "7")
    content = csv_file("A,1,1,2024-03-01,100,60,USD", "A,1,2,2024-03-01,100,60,EUR", header=HEADER)
    report = report_of(checked(content, reject_limit=50)).as_json()
    done = report_of(imported(content, reject_limit=50)).as_json()
    assert {**report, "seconds": 0} == {**done, "seconds": 0}
    assert report["reasons"] == {"rate_missing": 1}


def test_a_line_without_a_rate_says_which_is_missing(li: Client) -> None:
    rate_on("2024-01-01", "USD", "7")
    batch = checked(DOLLARS, reject_limit=50)
    [row] = [row for row in preview_rows(batch) if row["outcome"] == "rejected"]
    assert [(mark["code"], mark["value"]) for mark in row["marks"]] == [
        ("rate_missing", "USD 2024-03-01")
    ]
    words = "There is no exchange rate for USD that holds on 2024-03-01."
    assert words in reject_path(batch).read_text("utf-8-sig")
    assert words in li.get(f"/imports/{batch.pk}/").content.decode()


def test_a_mended_rate_lets_the_rejected_line_in() -> None:
    first = imported(DOLLARS, reject_limit=50)
    assert report_of(first).rejected == 1
    rate_on("2024-03-01", "USD", "7")
    imported(reject_path(first).read_bytes())
    assert [line[:2] for line in money_in_force()] == [("USD", Decimal(700)), ("CNY", Decimal(7))]


def test_the_installation_says_how_old_a_rate_may_be() -> None:
    rate_on("2024-02-20", "USD", "7")
    change_installation(IMPORTING, exchange_rate_days=9)
    assert report_of(checked(DOLLARS, reject_limit=50)).reasons == {"rate_missing": 1}
    change_installation(IMPORTING, exchange_rate_days=10)
    assert report_of(checked(DOLLARS, reject_limit=50)).reasons == {}


def test_a_new_rate_changes_nothing_that_has_been_imported() -> None:
    row = rate_on("2024-02-20", "USD", "7")
    imported(DOLLARS)
    before = money_in_force()
    change_rate(IMPORTING, row.pk, rate=Decimal(8))
    report = report_of(imported(DOLLARS))
    assert (report.unchanged, report.accepted) == (2, 0)
    assert money_in_force() == before
