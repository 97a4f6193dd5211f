"""Rhythm in arrays against a plain computation, and where arrays could go wrong."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import ibis
import numpy as np
import pyarrow as pa
import pytest

from mainstay.analytics.rhythm import RHYTHM_SCHEMA, measure_rhythm
from mainstay.kernel.periods import Period

YEAR = Period(date(2024, 12, 1), date(2025, 12, 1))
FIRST = date(2022, 12, 1)


def measured(customers: list[int], days: list[date]) -> list[dict[str, object]]:
    rows = {"customer": pa.array(customers, pa.int64()), "ordered_on": pa.array(days, pa.date32())}
    found = measure_rhythm(ibis.memtable(pa.table(rows)), YEAR)
    assert found.schema == RHYTHM_SCHEMA
    rows_found: list[dict[str, object]] = found.to_pylist()
    return rows_found


def by_dictionary(customers: list[int], days: list[date]) -> list[dict[str, object]]:
    bought: dict[int, set[date]] = defaultdict(set)
    for customer, day in zip(customers, days, strict=True):
        bought[customer].add(day)
    return [_of_one(customer, sorted(bought[customer])) for customer in sorted(bought)]


def _of_one(customer: int, days: list[date]) -> dict[str, object]:
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    in_year = [day for day in days if YEAR.start <= day < YEAR.end]
    return {
        "customer": customer,
        "first_day": days[0],
        "last_day": days[-1],
        "purchase_days_12m": len(in_year),
        "active_months_12m": len({(day.year, day.month) for day in in_year}),
        "intervals": len(gaps),
        "interval_sum": sum(gaps),
        "interval_squares": sum(gap * gap for gap in gaps),
        "interval_median_days": float(median(gaps)) if gaps else None,
    }


def random_purchases(customers: int, rows: int) -> tuple[list[int], list[date]]:
    chance = np.random.default_rng(20251128)
    days = [FIRST + timedelta(days=int(day)) for day in chance.integers(0, 1095, rows)]
    return chance.integers(1, customers + 1, rows).tolist(), days


def test_many_units_in_several_portions_equal_a_plain_computation() -> None:
    purchases = random_purchases(customers=9_000, rows=200_000)
    assert measured(*purchases) == by_dictionary(*purchases)


def test_a_unit_that_fills_more_than_a_portion_stays_whole() -> None:
    days = [date(1800, 1, 1) + timedelta(days=offset) for offset in range(80_000)]
    purchases = ([1] * 10 + [2] * len(days) + [3] * 10, days[:10] + days + days[-10:])
    assert measured(*purchases) == by_dictionary(*purchases)


@pytest.mark.parametrize("far", [2**62, -(2**62)])
def test_units_whose_keys_lie_far_apart_are_kept_apart(far: int) -> None:
    customers, days = random_purchases(customers=40, rows=500)
    purchases = ([customer * far // 40 for customer in customers], days)
    assert measured(*purchases) == by_dictionary(*purchases)


def test_without_purchases_there_is_no_row_but_every_column() -> None:
    assert measured([], []) == []
