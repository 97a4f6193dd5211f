"""What was forecast: figures that add up, with intervals, as tables and plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from mainstay.analytics.forecasts.backtest import Numbers
from mainstay.analytics.forecasts.choices import METHODS, PATTERNS
from mainstay.analytics.forecasts.histories import MONTHS_OF_YEAR, Floats, Integers
from mainstay.analytics.forecasts.monthly import months_ahead
from mainstay.analytics.forecasts.spreads import LEVELS, POOLS, Pool, Spread

MONEY = pa.decimal128(18, 4)
_CENTS = 100
_SECOND_YEAR_GROWTH = 2**0.5


@dataclass(frozen=True, eq=False)
class Interval:
    """Figures in hundredths of money, with both ends of their intervals by level."""

    points: Integers
    ends: Mapping[int, tuple[Integers, Integers]]

    def columns(self) -> dict[str, pa.Array]:
        """The figures as decimals: ``forecast``, ``low_80``, ``high_80``, ``low_95``, …."""
        found = {"forecast": money(self.points)}
        for level, (low, high) in self.ends.items():
            found |= {f"low_{level}": money(low), f"high_{level}": money(high)}
        return found


@dataclass(frozen=True, eq=False)
class Told:
    """Forecasts of customers, of groups, or of all together, by key.

    ``points`` are in hundredths of money, by month ahead and key.
    """

    keys: Integers
    points: Integers
    methods: Numbers
    patterns: Numbers
    pools: Numbers
    scale: Floats

    def method_names(self) -> pa.Array:
        """The method of each."""
        return pa.array([each.value for each in METHODS]).take(pa.array(self.methods))

    def pattern_names(self) -> pa.Array:
        """The pattern of each."""
        return pa.array([each.value for each in PATTERNS]).take(pa.array(self.patterns))


@dataclass(frozen=True, eq=False)
class Forecast:
    """A forecast of all: customers add up to groups and to the total, to the last hundredth.

    ``until`` is the first month that is told. ``report`` is plain data: see the algorithms page.
    """

    until: date
    horizon: int
    customers: Told
    groups: Told
    total: Told
    spreads: Mapping[Pool, Spread]
    at_least_zero: bool
    report: dict[str, Any]

    def monthly(self, told: Told) -> Interval:
        """The figures of each month ahead, by month and key."""
        ends = {}
        for level in LEVELS:
            low, high = (
                np.stack([self.spreads[pool].months[level][end] for pool in POOLS[:-1]])
                for end in (0, 1)
            )
            ends[level] = self._ends(
                told, told.points, *(self._by_key(each, told) for each in (low, high))
            )
        return Interval(told.points, ends)

    def yearly(self, told: Told, year: int = 0) -> Interval:
        """The sum of the first twelve months ahead, or of those after them, by key."""
        months = told.points[year * MONTHS_OF_YEAR : (year + 1) * MONTHS_OF_YEAR]
        if not len(months):
            raise IndexError("no month of that year is told")
        sums = months.sum(axis=0)
        growth = len(months) * (_SECOND_YEAR_GROWTH if year else 1.0)
        ends = {}
        for level in LEVELS:
            means = np.array([self.spreads[pool].mean[level] for pool in POOLS])[told.pools]
            ends[level] = self._ends(told, sums, growth * means[:, 0], growth * means[:, 1])
        return Interval(sums, ends)

    def _by_key(self, by_pool: Floats, told: Told) -> Floats:
        gone = np.zeros((1, self.horizon))
        found: Floats = np.concatenate([by_pool, gone])[told.pools].T
        return found

    def _ends(
        self, told: Told, points: Integers, low: Floats, high: Floats
    ) -> tuple[Integers, Integers]:
        ends = tuple(points + cents(distance * told.scale) for distance in (low, high))
        if self.at_least_zero:
            ends = tuple(np.maximum(each, 0) for each in ends)
        return ends[0], ends[1]

    def months_table(self, told: Told) -> pa.Table:
        """A row for each key and month: ``customer``, ``month`` and the columns of an interval."""
        told_of = self.monthly(told)
        flat = Interval(
            told_of.points.T.ravel(),
            {level: (low.T.ravel(), high.T.ravel()) for level, (low, high) in told_of.ends.items()},
        )
        months = pa.array(months_ahead(self.until, self.horizon), pa.date32())
        places = np.tile(np.arange(self.horizon), len(told.keys))
        return pa.table(
            {
                "customer": np.repeat(told.keys, self.horizon),
                "month": months.take(pa.array(places)),
                **flat.columns(),
            }
        )

    def years_table(self, told: Told) -> pa.Table:
        """A row for each key: ``customer``, the next twelve months, ``method`` and ``pattern``."""
        return pa.table(
            {
                "customer": told.keys,
                **self.yearly(told).columns(),
                "method": told.method_names(),
                "pattern": told.pattern_names(),
            }
        )


def cents(amounts: Floats) -> Integers:
    """Money in hundredths, rounded half to even."""
    return np.rint(amounts * _CENTS).astype(np.int64)


def money(hundredths: Integers) -> pa.Array:
    """Hundredths as decimals with four places."""
    low = hundredths * _CENTS
    words = np.stack([low, low >> 63], axis=-1)
    return pa.Array.from_buffers(MONEY, len(low), [None, pa.py_buffer(np.ascontiguousarray(words))])
