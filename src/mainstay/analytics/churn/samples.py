"""Customers as of a day: what was known of them, how long they may be silent, what they did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.analytics.churn.arrays import Flags, Floats, Integers
from mainstay.analytics.churn.features import Trade
from mainstay.analytics.churn.horizons import Horizon
from mainstay.analytics.churn.refusals import ChurnRefused
from mainstay.analytics.measures import ORDER_COLUMNS, by_unit, require, within
from mainstay.kernel.periods import Period

if TYPE_CHECKING:
    from ibis.expr.types import Table

NEEDED = ("recency_days", "interval_median_days", "purchase_days", "revenue_12m")
"""The features that horizons and baselines are made of."""

Build = Callable[[Trade, date], "Table"]
"""Expresses the features of customers as of a day: ``churn_features``, or more than these."""


@dataclass(frozen=True, eq=False)
class Sample:
    """The features of customers as of a day, in the order of their keys; NaN where there is none.

    ``figures`` has a row for each of ``keys`` and a column for each of ``names``.
    """

    names: tuple[str, ...]
    keys: Integers
    figures: Floats

    def figure(self, name: str) -> Floats:
        """One feature of all customers."""
        column: Floats = self.figures[:, self.names.index(name)]
        return column

    @property
    def intervals(self) -> Floats:
        """Each customer's usual interval between purchases; that of most where it has none."""
        own = self.figure("interval_median_days")
        known = own[~np.isnan(own)]
        return np.where(np.isnan(own), np.median(known) if len(known) else 0.0, own)

    def some(self, rows: Flags) -> Sample:
        """Some of the customers."""
        return Sample(self.names, self.keys[rows], self.figures[rows])


@dataclass(frozen=True, eq=False)
class Labelled:
    """Customers with what they did after the day.

    ``horizons`` are their horizons and ``intervals`` their usual intervals in days; ``waited`` is
    how many days after the cut-off the next purchase came, infinite where none came within the
    longest horizon. A purchase on the cut-off itself came after 0 days.
    """

    sample: Sample
    intervals: Floats
    horizons: Integers
    waited: Floats

    @property
    def churned(self) -> Flags:
        """Whether each customer bought nothing in its horizon."""
        return self.waited >= self.horizons

    @classmethod
    def together(cls, parts: Sequence[Labelled]) -> Labelled:
        """Put samples of several cut-offs one after the other."""
        sample = Sample(
            parts[0].sample.names,
            np.concatenate([part.sample.keys for part in parts]),
            np.concatenate([part.sample.figures for part in parts]),
        )
        return cls(
            sample,
            np.concatenate([part.intervals for part in parts]),
            np.concatenate([part.horizons for part in parts]),
            np.concatenate([part.waited for part in parts]),
        )


def observe(trade: Trade, cutoff: date, build: Build) -> Sample:
    """Read the features of everybody who bought before a day. Raises ``MissingColumn``."""
    features = build(trade, cutoff)
    require(features, "features", ("customer", *NEEDED))
    table = features.to_pyarrow().sort_by("customer")
    names = tuple(name for name in table.column_names if name != "customer")
    figures = [table[name].cast(pa.float64()).to_numpy() for name in names]
    return Sample(names, table["customer"].cast(pa.int64()).to_numpy(), np.column_stack(figures))


def active(sample: Sample, days: int) -> Sample:
    """Leave out who has not bought for more than so many days: it is lost already."""
    return sample.some(sample.figure("recency_days") <= days)


def label(trade: Trade, sample: Sample, cutoff: date, horizon: Horizon) -> Labelled:
    """Look after the cut-off when the customers of a sample bought next."""
    intervals = sample.intervals
    end = cutoff + timedelta(days=horizon.most_days)
    orders = by_unit(
        trade.orders.filter(within(trade.orders.ordered_on, Period(cutoff, end))), trade.units
    )
    bought = orders.filter(orders.sale_lines > 0).group_by("customer")
    found = bought.aggregate(next_on=lambda table: table.ordered_on.min()).to_pyarrow()
    waited = np.full(len(sample.keys), np.inf)
    places = pc.index_in(found["customer"].cast(pa.int64()), value_set=pa.array(sample.keys))
    here = places.is_valid().to_numpy()
    days = found["next_on"].cast(pa.int32()).to_numpy() - (cutoff - date(1970, 1, 1)).days
    waited[places.drop_null().to_numpy()] = days[here]
    return Labelled(sample, intervals, horizon.of(intervals), waited)


def known_time(trade: Trade, as_of: date) -> Period:
    """From the first purchase to the day after the last one before a day.

    What is not known is not silence: where the ledger ends earlier, so does the time in which
    customers can be said not to have bought. Raises ``ChurnRefused`` with ``no_purchases``, and
    ``MissingColumn``.
    """
    require(trade.orders, "orders", ORDER_COLUMNS)
    past = trade.orders.filter(trade.orders.ordered_on < as_of)
    purchases = past.filter(past.sale_lines > 0)
    ends = purchases.aggregate(
        first=purchases.ordered_on.min(), last=purchases.ordered_on.max()
    ).to_pyarrow()
    first, last = ends["first"][0].as_py(), ends["last"][0].as_py()
    if first is None:
        raise ChurnRefused("no_purchases", needed=1)
    return Period(first, last + timedelta(days=1))
