"""How much of a total lies with few customers.

Formulas and sources: docs/algorithms/pareto.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from mainstay.analytics.pareto import ParetoRanking, exact_sum

_TOP = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Concentration:
    """Concentration among the customers with a positive value; ``None`` when there is none.

    ``total`` and ``net_total`` are in the smallest unit, ``top`` holds the shares of the largest
    1, 5 and 10 in ``total``, ``hhi`` and ``gini`` lie between 0 and 1.
    """

    customers: int
    total: int
    net_total: int
    top: tuple[float | None, ...]
    hhi: float | None
    gini: float | None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The first ``customers`` of the ranking hold ``value`` of the positive total."""

    customers: int
    customer_share: float
    value: int
    value_share: float


def concentration(ranking: ParetoRanking) -> Concentration:
    """Measure the concentration of a ranking."""
    positive = np.sort(ranking.values[ranking.values > 0]).astype(object)
    total, count = ranking.total, len(positive)
    net_total = exact_sum(ranking.values)
    if not count:
        return Concentration(0, 0, net_total, (None,) * len(_TOP), None, None)
    weighted = int((positive * np.arange(1, count + 1)).sum())
    return Concentration(
        customers=count,
        total=total,
        net_total=net_total,
        top=tuple(int(positive[-size:].sum()) / total for size in _TOP),
        hhi=int((positive * positive).sum()) / total**2,
        gini=float(Fraction(2 * weighted - (count + 1) * total, count * total)),
    )


def pareto_curve(
    ranking: ParetoRanking, *, points: int = 200, borders: Sequence[Fraction] = ()
) -> list[CurvePoint]:
    """Give the curve of cumulated shares from none to all, at most about ``points`` points.

    The last customer within each border is always a point. Customers at or below zero add no
    value. Empty without a positive customer.
    """
    count = len(ranking.values)
    if not ranking.total:
        return []
    ends = {int(ranking.within(border).sum()) for border in borders}
    thinned = np.linspace(0, count, min(points, count + 1)).round().astype(int)
    cumulated = np.concatenate(([0], (ranking.before + ranking.values.clip(0))[ranking.order]))
    return [
        CurvePoint(
            place, place / count, int(cumulated[place]), int(cumulated[place]) / ranking.total
        )
        for place in sorted(ends.union(thinned.tolist()))
    ]
