"""A curve over the figures that there are, for whoever chooses it: a histogram with its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from mainstay.analytics.distribution import Bin, bins
from mainstay.analytics.scoring.curves import Curve, fit
from mainstay.analytics.scoring.population import Column
from mainstay.analytics.scoring.values import Values, value_of

ABOUT = 24
"""About so many bars are drawn; with no more different figures each has a bar of its own."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Customers with figures within a bin, and the mean of their values; none without customers."""

    bin: Bin
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a curve makes of a column: bars from the smallest figures to the largest.

    ``known`` customers have a figure and ``missing`` have none; ``mean`` is of all values.
    """

    bars: tuple[Bar, ...]
    known: int
    missing: int
    mean: Decimal | None


def preview(curve: Curve | None, column: Column, about: int = ABOUT) -> Preview:
    """Spread the figures over bars, with what a curve makes of them; without one bars alone.

    Raises ``SchemeError`` where the curve does not fit the indicator.
    """
    if curve is not None:
        curve.check(column.indicator, "curve")
    known = column.known
    figures = column.figures[known]
    order = np.argsort(figures)
    ordered = figures[order]
    spread = bins(ordered, about)
    count, missing = len(ordered), len(known) - len(ordered)
    if curve is None or not count:
        return Preview(tuple(Bar(each, None) for each in spread), count, missing, None)
    values = fit(curve, column).values[known][order]
    bars = tuple(_bars(spread, values))
    return Preview(bars, count, missing, _mean(values))


def _bars(spread: list[Bin], values: Values) -> Iterator[Bar]:
    begins = 0
    for each in spread:
        ends = begins + each.count
        yield Bar(each, _mean(values[begins:ends]))
        begins = ends


def _mean(values: Values) -> Decimal | None:
    if not len(values):
        return None
    mean = Decimal(int(values.sum(dtype=np.int64))) / len(values)
    return value_of(int(mean.quantize(Decimal(1))))
