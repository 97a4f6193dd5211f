"""Customers for tests: made-up ones with a rhythm each, and those of the real retailer."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import ibis
import numpy as np
import pyarrow as pa

from mainstay.analytics.churn.arrays import Floats, Integers
from mainstay.analytics.churn.features import Trade
from mainstay.analytics.churn.samples import Labelled, Sample
from mainstay.analytics.tests.online_retail import no_categories

FIRST, AS_OF = date(2024, 1, 1), date(2026, 1, 1)
Order = tuple[int, date, int]
"""A customer, a day, an amount; below zero it is a return."""


def trade_of(orders: Sequence[Order]) -> Trade:
    """The trade of orders with one line each."""
    customers, days, amounts = zip(*orders, strict=True) if orders else ((), (), ())
    return _trade(
        np.array(customers, dtype=np.int64),
        pa.array(days, pa.date32()),
        np.array(amounts, dtype=np.int64),
    )


def _trade(customers: Integers, days: pa.Array, amounts: Integers) -> Trade:
    ones = np.ones(len(customers), dtype=np.int32)
    money = pa.array([Decimal(int(each)) for each in amounts], pa.decimal128(38, 4))
    table = pa.table(
        {
            "customer": customers,
            "ordered_on": days,
            "lines": ones,
            "sale_lines": (amounts > 0).astype(np.int32),
            "lines_with_cost": 0 * ones,
            "amount": money,
            "amount_with_cost": pa.array([Decimal(0)] * len(ones), pa.decimal128(38, 4)),
            "cost": pa.array([Decimal(0)] * len(ones), pa.decimal128(38, 4)),
        }
    )
    return Trade(ibis.memtable(table), no_categories())


def made_up(customers: int, *, seed: int = 20261130) -> Trade:
    """Customers of two years who buy at intervals of their own until they leave without a word.

    Who is about to leave buys at ever longer intervals, which no single figure shows.
    """
    chance = np.random.default_rng(seed)
    keys, days, amounts = [], [], []
    for key in range(customers):
        usual, day = chance.uniform(7, 45), chance.uniform(0, 300)
        left = chance.poisson(18)
        while day < (AS_OF - FIRST).days and left:
            keys.append(key)
            days.append(int(day))
            amounts.append(int(chance.lognormal(4, 0.5)) + 1)
            day += chance.gamma(6, usual / 6) * (2.0 if left < 4 else 1.0)
            left -= 1
    since = (FIRST - date(1970, 1, 1)).days
    on = pa.array(np.array(days, dtype=np.int32) + since, pa.int32()).view(pa.date32())
    return _trade(np.array(keys, dtype=np.int64), on, np.array(amounts))


def every(customer: int, first: date, days: int, times: int) -> list[Order]:
    """Orders of a customer at equal intervals."""
    return [(customer, first + timedelta(days=days * turn), 100) for turn in range(times)]


def labelled(
    *, waited: Sequence[float], horizon: int = 30, recency: Sequence[float] = ()
) -> Labelled:
    """Customers who all buy every 20 days and have waited so long after the cut-off."""
    size = len(waited)
    figures: dict[str, Floats] = {
        "recency_days": np.array(recency or [10.0] * size),
        "interval_median_days": np.full(size, 20.0),
        "purchase_days": np.full(size, 20.0),
        "revenue_12m": np.full(size, 1_000.0),
    }
    sample = Sample(tuple(figures), np.arange(size), np.column_stack(list(figures.values())))
    horizons = np.full(size, horizon)
    return Labelled(sample, sample.intervals, horizons, np.array(waited, dtype=np.float64))
