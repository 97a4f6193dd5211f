"""A curve drawn over the figures that there are, for whoever chooses it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from mainstay.analytics.scoring.curves import Curve, fit
from mainstay.analytics.scoring.population import Column
from mainstay.analytics.scoring.values import value_of

POINTS = 101


@dataclass(frozen=True, slots=True)
class Point:
    """A figure that a customer has, its value, and the share of the customers up to it."""

    figure: Decimal
    value: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Preview:
    """What a curve makes of a column: points from the smallest figure to the largest.

    ``known`` customers have a figure and ``missing`` have none; ``mean`` is of the values.
    """

    points: tuple[Point, ...]
    known: int
    missing: int
    mean: Decimal | None


def preview(curve: Curve, column: Column, points: int = POINTS) -> Preview:
    """Draw a curve through at most so many of the figures, at equal ranks.

    Raises ``SchemeError`` where the curve does not fit the indicator.
    """
    curve.check(column.indicator, "curve")
    known = column.known
    count = int(known.sum())
    if not count:
        return Preview((), 0, len(known), None)
    figures, values = column.figures[known], fit(curve, column).values[known]
    order = np.argsort(figures)
    places = np.unique(np.linspace(0, count - 1, min(points, count)).round().astype(np.int64))
    chosen = {}
    for place in places:
        member = order[place]
        upto = int(np.searchsorted(figures, figures[member], side="right", sorter=order))
        chosen[int(figures[member])] = Point(
            column.figure(figures[member]), value_of(values[member]), _share(upto, count)
        )
    mean = (Decimal(int(values.sum(dtype=np.int64))) / count).quantize(Decimal(1))
    return Preview(tuple(chosen.values()), count, len(known) - count, value_of(int(mean)))


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(Decimal("0.000001"))
