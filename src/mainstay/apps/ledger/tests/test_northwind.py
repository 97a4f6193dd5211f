"""A wholesaler whose orders and details are two files: joined, they come in to the digit."""

import csv
import io
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from mainstay.apps.customers.queries import all_names
from mainstay.apps.ledger.queries.states import current_state, engine, store
from mainstay.apps.ledger.testing import company, imported, report_of
from mainstay.engine.customer_lines import read_customer_orders
from mainstay.engine.totals import totals
from mainstay.project.home import Home

FIELDS = ("customer", "order_no", "line_no", "ordered_at", "quantity", "unit_price", "discount")


def joined(folder: Path) -> bytes:
    """Each detail with its order's customer and day, numbered within the order."""
    with (folder / "orders.csv").open(newline="", encoding="utf-8") as file:
        orders = {row["order_id"]: row for row in csv.DictReader(file)}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(FIELDS)
    places: dict[str, int] = defaultdict(int)
    with (folder / "order_details.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            number = row["order_id"]
            order = orders[number]
            places[number] += 1
            head = (order["customer_id"], number, places[number], order["order_date"])
            writer.writerow((*head, row["quantity"], row["unit_price"], row["discount"]))
    return text.getvalue().encode()


@pytest.mark.django_db
def test_a_wholesaler_comes_in_to_the_digit(home: Home, shared_data: Path) -> None:
    company("USD", "America/New_York")
    report = report_of(imported(joined(shared_data / "northwind"), unknown_customers="create"))
    assert (report.records, report.accepted, report.created_customers) == (2_155, 2_155, 89)
    held = totals(engine(), store(), current_state())
    assert (held.lines, held.orders, held.amount) == (2_155, 830, Decimal("1265793.0414"))
    codes = {key: each.code for key, each in all_names().items()}
    net: dict[str, Decimal] = defaultdict(Decimal)
    for order in read_customer_orders(store(), current_state(), list(codes)).to_pylist():
        net[codes[order["customer"]]] += order["amount"]
    largest = sorted(net, key=lambda code: -net[code])[:3]
    assert largest == ["QUICK", "ERNSH", "SAVEA"]
    assert [round(net[code], 2) for code in largest] == [
        Decimal("110277.31"),
        Decimal("104874.98"),
        Decimal("104361.95"),
    ]
