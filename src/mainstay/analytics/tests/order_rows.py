"""The order roll-up written by hand, a row for each order, for tests."""

from datetime import date
from decimal import Decimal

import ibis

from mainstay.analytics.tests.online_retail import ORDERS_SCHEMA

Row = tuple[int, str, str, str, int]
"""Customer, day, amount, cost (empty where it is not known), lines."""


def orders(*rows: Row) -> ibis.Table:
    return ibis.memtable(
        [
            {
                "customer": customer,
                "source": "test",
                "order_no": str(number),
                "currency": "CNY",
                "ordered_on": date.fromisoformat(day),
                "lines": lines,
                "sale_lines": lines,
                "lines_with_cost": lines if cost else 0,
                "amount": Decimal(amount),
                "amount_with_cost": Decimal(amount if cost else 0),
                "cost": Decimal(cost or 0),
            }
            for number, (customer, day, amount, cost, lines) in enumerate(rows)
        ],
        schema=ORDERS_SCHEMA,
    )
