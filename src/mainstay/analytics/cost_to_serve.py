"""What serving a customer costs, from activities, freight and late payment; net profit's curve.

Formulas, edge cases and sources: docs/algorithms/cost-to-serve.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal

import numpy as np
import numpy.typing as npt

from mainstay.analytics.pareto import ParetoRanking, exact_sum
from mainstay.kernel.periods import Period

_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_PLACES = Decimal("0.0001")
_DAYS_IN_YEAR = 365
_POINTS = 200


@dataclass(frozen=True, slots=True)
class UnitCost:
    """What one activity costs from a day on."""

    valid_from: date
    amount: Decimal


def pieces(window: Period, costs: Sequence[UnitCost]) -> list[tuple[Period, Decimal]]:
    """Divide a window where the unit cost changes, each part with the cost that is valid in it.

    Before its first day the first cost holds: no cost at all would make the past look profitable.
    ``costs`` are not empty.
    """
    ordered = sorted(costs, key=lambda each: each.valid_from)
    starts = [window.start, *(max(each.valid_from, window.start) for each in ordered[1:])]
    ends = [*(min(start, window.end) for start in starts[1:]), window.end]
    parts = zip(starts, ends, ordered, strict=True)
    return [(Period(start, end), each.amount) for start, end, each in parts if start < end]


def capital_cost(revenue: Decimal, delay_days: Decimal, yearly_rate: Decimal) -> Decimal:
    """What money costs that customers owe: revenue × days late ÷ 365 × the rate of a year.

    Who pays early, or whose revenue is not positive, costs nothing here.
    """
    if revenue <= 0 or delay_days <= 0:
        return Decimal(0)
    owed = _EXACT.multiply(_EXACT.multiply(revenue, delay_days), yearly_rate)
    return _EXACT.divide(owed, Decimal(_DAYS_IN_YEAR))


def rounded(cost: Decimal) -> Decimal:
    """Round an amount half-even to four places."""
    return cost.quantize(_PLACES, context=_EXACT)


@dataclass(frozen=True, slots=True)
class WhalePoint:
    """The most profitable ``customers`` make ``profit`` together, the last of them at ``place``."""

    customers: int
    profit: int
    place: int


@dataclass(frozen=True, slots=True)
class WhaleCurve:
    """Cumulated net profit of customers, the most profitable first, in units of the last place.

    ``peak`` is what those who earn make together, ``total`` what remains after those who lose.
    """

    points: Sequence[WhalePoint]
    customers: int
    earning: int
    losing: int
    peak: int
    total: int

    @property
    def share_losing(self) -> float | None:
        """The share of customers that lose; None without customers."""
        return self.losing / self.customers if self.customers else None


def whale_curve(profits: npt.NDArray[np.int64]) -> WhaleCurve:
    """Draw the curve of customers that stand by code; the peak is always a point."""
    ranking = ParetoRanking(profits, np.arange(len(profits)))
    count, earning = len(profits), int((profits > 0).sum())
    cumulated = np.cumsum(profits[ranking.order].astype(object))
    wanted = set(np.linspace(1, count, min(_POINTS, count)).round().astype(int).tolist())
    wanted |= {earning} if earning else set()
    points = [
        WhalePoint(each, int(cumulated[each - 1]), int(ranking.order[each - 1]))
        for each in sorted(wanted)
    ]
    losing = int((profits < 0).sum())
    return WhaleCurve(points, count, earning, losing, ranking.total, exact_sum(profits))
