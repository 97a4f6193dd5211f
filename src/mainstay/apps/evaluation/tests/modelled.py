"""Customers with three years of orders, for the tests of models."""

from datetime import date
from pathlib import Path

from mainstay.apps.evaluation.tests.trading import Order, import_orders

AS_OF = date(2025, 1, 1)


def _monthly(customer: str, first: date, months: int) -> list[Order]:
    orders = []
    for number in range(months):
        year, month = divmod(first.month - 1 + number, 12)
        day = date(first.year + year, month + 1, first.day)
        orders.append((customer, f"{customer}-{number}", day.isoformat(), "100"))
    return orders


def buy_for_years(folder: Path) -> None:
    """STEADY buys every month from 2022 to 2024, SILENT until October 2024, GONE in 2022 alone."""
    orders = [
        *_monthly("STEADY", date(2022, 1, 10), 36),
        *_monthly("SILENT", date(2022, 1, 10), 34),
        *_monthly("GONE", date(2022, 1, 10), 12),
    ]
    import_orders(folder, orders)
