"""Customers who trade by month, for tests."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from mainstay.analytics.forecasts.histories import Block, Histories
from mainstay.kernel.periods import shift_months

JANUARY = date(2020, 1, 1)
ANNA, BORIS, CHEN, DANA = range(1, 5)


def months_of(figures: Mapping[int, Sequence[float]], start: date = JANUARY) -> pa.Table:
    """A row for each customer and month that is not zero, and one for who never has another."""
    rows = [
        (customer, shift_months(start, month), float(value))
        for customer, values in figures.items()
        for month, value in enumerate(values)
        if value or (month == 0 and not any(values))
    ]
    customers, months, values = zip(*rows, strict=True)
    return pa.table(
        {
            "customer": pa.array(customers, pa.int64()),
            "month": pa.array(months, pa.date32()),
            "revenue": pa.array(values, pa.float64()),
        }
    )


def traded(figures: Mapping[int, Sequence[float]]) -> Histories:
    """Histories that all begin in January 2020 and last as long as the longest one."""
    length = max(len(values) for values in figures.values())
    return Histories.of(months_of(figures), "revenue", shift_months(JANUARY, length))


def until(histories: Histories) -> date:
    """The first month after histories."""
    return shift_months(histories.start, histories.months)


def block_of(*columns: Sequence[float], first: Sequence[int] | None = None) -> Block:
    """Some histories, a sequence for each customer."""
    values = np.array(columns, dtype=np.float64).T
    return Block(np.ascontiguousarray(values), np.array(first or [0] * len(columns), np.int64))


def seasonal(chance: np.random.Generator, months: int, level: float) -> list[float]:
    """A customer with a season, a little growth and some noise."""
    turn = np.arange(months)
    season = 1 + 0.4 * np.sin(2 * np.pi * turn / 12)
    noise = chance.normal(1, 0.1, months)
    figures: list[float] = np.round(level * (1 + 0.004 * turn) * season * noise, 2).tolist()
    return figures


def now_and_then(chance: np.random.Generator, months: int, level: float) -> list[float]:
    """A customer who buys every third month or so."""
    sold = chance.random(months) < 0.3
    figures: list[float] = np.round(sold * level * chance.gamma(4, 0.25, months), 2).tolist()
    return figures


def company(months: int = 48, regular: int = 8, sparse: int = 22) -> dict[int, list[float]]:
    """Customers with a season and such who buy now and then, by key."""
    chance = np.random.default_rng(20261130)
    big = [seasonal(chance, months, 1000.0 + 200 * each) for each in range(regular)]
    small = [now_and_then(chance, months, 300.0 + 10 * each) for each in range(sparse)]
    return dict(enumerate(big + small, start=1))


def passengers(shared_data: Path) -> list[float]:
    """The airline passengers of 1949 to 1960, in thousands by month (Box & Jenkins 1970)."""
    table = csv.read_csv(shared_data / "timeseries" / "AirPassengers.csv")
    found: list[float] = table["passengers"].cast(pa.float64()).to_pylist()
    return found
