"""Costs of serving a customer, and the whale curve, against figures computed by hand."""

from datetime import date
from decimal import Decimal
from itertools import accumulate

import numpy as np
import pytest

from mainstay.analytics.cost_to_serve import (
    UnitCost,
    capital_cost,
    pieces,
    rounded,
    whale_curve,
)
from mainstay.kernel.periods import Period

YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))


def cost(day: str, amount: str) -> UnitCost:
    return UnitCost(date.fromisoformat(day), Decimal(amount))


def parts(*costs: UnitCost) -> list[tuple[str, str, str]]:
    return [
        (period.start.isoformat(), period.end.isoformat(), str(amount))
        for period, amount in pieces(YEAR, costs)
    ]


def test_one_cost_holds_for_the_whole_window() -> None:
    assert parts(cost("2020-01-01", "8")) == [("2024-01-01", "2025-01-01", "8")]


def test_before_its_first_day_the_first_cost_holds() -> None:
    assert parts(cost("2024-06-01", "8")) == [("2024-01-01", "2025-01-01", "8")]


def test_the_window_is_divided_where_the_cost_changes() -> None:
    found = parts(cost("2024-07-01", "10"), cost("2023-01-01", "8"), cost("2024-10-01", "12"))
    assert found == [
        ("2024-01-01", "2024-07-01", "8"),
        ("2024-07-01", "2024-10-01", "10"),
        ("2024-10-01", "2025-01-01", "12"),
    ]


def test_costs_of_other_times_have_no_part() -> None:
    found = parts(cost("2022-01-01", "7"), cost("2023-01-01", "8"), cost("2026-01-01", "12"))
    assert found == [("2024-01-01", "2025-01-01", "8")]


@pytest.mark.parametrize(
    ("revenue", "days", "expected"),
    [("365000", "30", "1800"), ("1000", "-5", "0"), ("-1000", "30", "0"), ("1", "1", "0.0002")],
)
def test_money_that_is_owed_costs_its_interest(revenue: str, days: str, expected: str) -> None:
    """365,000 a year paid 30 days late are 30,000 owed; at 6 per cent that is 1,800."""
    found = capital_cost(Decimal(revenue), Decimal(days), Decimal("0.06"))
    assert rounded(found) == Decimal(expected)


def test_the_curve_rises_to_its_peak_and_falls_to_the_total() -> None:
    curve = whale_curve(np.array([30, -50, 100, 0, 20]))
    assert [(each.customers, each.profit, each.place) for each in curve.points] == [
        (1, 100, 2),
        (2, 130, 0),
        (3, 150, 4),
        (4, 150, 3),
        (5, 100, 1),
    ]
    assert (curve.peak, curve.total, curve.earning, curve.losing) == (150, 100, 3, 1)
    assert curve.share_losing == 0.2


def test_nobody_has_no_curve() -> None:
    curve = whale_curve(np.array([], dtype=np.int64))
    assert (curve.points, curve.peak, curve.share_losing) == ([], 0, None)


def test_of_many_customers_the_peak_and_the_ends_are_drawn_exactly() -> None:
    profits = np.random.default_rng(7).normal(10, 100, 5_000).round().astype(np.int64)
    curve = whale_curve(profits)
    by_hand = list(accumulate(sorted(profits.tolist(), reverse=True)))
    assert len(curve.points) <= 201
    assert all(each.profit == by_hand[each.customers - 1] for each in curve.points)
    assert max(each.profit for each in curve.points) == curve.peak == max(by_hand)
    assert curve.points[-1].profit == curve.total == by_hand[-1]
