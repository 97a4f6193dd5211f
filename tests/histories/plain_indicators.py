"""The ledger's indicators once more, from lines in plain dictionaries, after docs/algorithms.

Shares nothing with `mainstay.analytics`: no windows, no roll-ups, no expressions.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import mean, median, stdev
from typing import Any

from mainstay.engine.tests.dictionary_model import FIELDS, Key, Row

Figures = dict[str, Any]
Line = dict[str, Any]


@dataclass
class _Order:
    """The lines of a customer's order in one currency, and the day of the whole order."""

    day: date
    lines: list[Line] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        return any(line["kind"] == "sale" for line in self.lines)


def plain_indicators(
    rows: Mapping[Key, Row], as_of: date, units: Mapping[int, int]
) -> dict[int, Figures]:
    """Work out every indicator of every unit that has a row before a day."""
    of_unit: dict[int, list[_Order]] = defaultdict(list)
    for customer, order in _orders(rows):
        if order.day < as_of:
            of_unit[units.get(customer, customer)].append(order)
    figures = {unit: _figures(orders, as_of) for unit, orders in of_unit.items()}
    for share, figure in (
        ("share_of_revenue", "revenue_12m"),
        ("share_of_profit", "gross_profit_12m"),
    ):
        total = sum(max(each[figure] or 0, Decimal(0)) for each in figures.values())
        for each in figures.values():
            each[share] = None if each[figure] is None else _quotient(each[figure], total)
    return figures


def _orders(rows: Mapping[Key, Row]) -> list[tuple[int, _Order]]:
    whole: dict[tuple[Any, ...], list[Line]] = defaultdict(list)
    for (source, order_no, _place), row in rows.items():
        line = dict(zip(FIELDS, row.content, strict=True))
        whole[line["customer"], source, order_no].append(line)
    orders = []
    for (customer, _source, _order_no), lines in whole.items():
        day = min(line["ordered_at"] for line in lines).date()
        for currency in {line["currency"] for line in lines}:
            mine = [line for line in lines if line["currency"] == currency]
            orders.append((customer, _Order(day, mine)))
    return orders


def _figures(orders: list[_Order], as_of: date) -> Figures:
    """Give all but the shares."""
    year = [order for order in orders if _months_before(as_of, order.day) in range(1, 13)]
    before = [order for order in orders if _months_before(as_of, order.day) in range(13, 25)]
    days = sorted({order.day for order in orders if order.counts})
    return {
        **_money(year, _revenue(before)),
        **_rhythm(days, [order.day for order in year if order.counts], as_of),
        "category_count": len(
            {
                line["category"]
                for order in year
                for line in order.lines
                if line["kind"] == "sale" and line["category"] is not None
            }
        ),
        "revenue_drop_90d": _drop(orders, as_of),
    }


def _money(year: list[_Order], revenue_before: Decimal) -> Figures:
    lines = [line for order in year for line in order.lines]
    known = [line for line in lines if line["cost_original"] is not None]
    sold = sum((line["amount_original"] for line in known), Decimal(0))
    profit = sold - sum(line["cost_original"] for line in known) if known else None
    revenue = _revenue(year)
    orders = sum(order.counts for order in year)
    growth = _quotient(revenue, revenue_before)
    return {
        "revenue_12m": revenue,
        "revenue_prev_12m": revenue_before,
        "gross_profit_12m": profit,
        "gross_margin": None if profit is None else _quotient(profit, sold),
        "cost_coverage_12m": _quotient(len(known), len(lines)),
        "orders_12m": orders,
        "average_order_value": _quotient(revenue, orders),
        "growth_yoy": None if growth is None else growth - 1,
    }


def _rhythm(days: list[date], of_year: list[date], as_of: date) -> Figures:
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    bought = len(set(of_year))
    return {
        "recency_days": (as_of - days[-1]).days if days else None,
        "tenure_days": (as_of - days[0]).days if days else None,
        "active_months_12m": len({(day.year, day.month) for day in of_year}),
        "repurchase_rate": _quotient(bought - 1, bought),
        "interval_median_days": median(gaps) if gaps else None,
        "interval_cv": stdev(gaps) / mean(gaps) if len(gaps) > 1 else None,
    }


def _drop(orders: list[_Order], as_of: date) -> float | None:
    leap_day = (as_of.month, as_of.day) == (2, 29)
    earlier = date(as_of.year - 1, as_of.month, 28 if leap_day else as_of.day)

    def of_90_days(end: date) -> Decimal:
        return _revenue(order for order in orders if 1 <= (end - order.day).days <= 90)

    change = _quotient(of_90_days(as_of), of_90_days(earlier))
    return None if change is None else 1 - change


def _months_before(as_of: date, day: date) -> int:
    return (as_of.year - day.year) * 12 + as_of.month - day.month


def _revenue(orders: Iterable[_Order]) -> Decimal:
    amounts = (line["amount_original"] for order in orders for line in order.lines)
    return sum(amounts, Decimal(0))


def _quotient(numerator: Decimal | int, denominator: Decimal | int) -> float | None:
    if denominator <= 0:
        return None
    return float(Fraction(numerator) / Fraction(denominator))
