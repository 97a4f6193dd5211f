"""Checks that no feature knows what came after the day as of which it is told."""

from __future__ import annotations

from datetime import date

import numpy as np

from mainstay.analytics.churn.arrays import Flags
from mainstay.analytics.churn.discrimination import auc
from mainstay.analytics.churn.features import Trade
from mainstay.analytics.churn.refusals import ImplausibleFeature, LeakFound
from mainstay.analytics.churn.samples import Build, Labelled, Sample, observe

IMPLAUSIBLE_AUC = 0.95
IMPLAUSIBLE_LEAD = 0.02
"""So much better than each plain figure of the past, and above that AUC, is implausible."""
_LEAST_OF_EACH = 20
"""Fewer may be told apart by chance."""


def require_no_future(trade: Trade, cutoff: date, build: Build) -> None:
    """Compare features as of a day with those of a ledger that ends there: to the last bit.

    Raises ``LeakFound`` naming those that differ.
    """
    with_future = observe(trade, cutoff, build)
    without = observe(trade.before(cutoff), cutoff, build)
    if len(without.keys) != len(with_future.keys) or (without.keys != with_future.keys).any():
        others = len(np.setxor1d(without.keys, with_future.keys))
        raise LeakFound(("customer",), cutoff, others)
    differs = _differs(without, with_future)
    if differs.any():
        names = tuple(np.array(without.names)[differs.any(axis=0)].tolist())
        raise LeakFound(names, cutoff, int(differs.any(axis=1).sum()))


def _differs(one: Sample, other: Sample) -> Flags:
    missing = np.isnan(one.figures) & np.isnan(other.figures)
    differs: Flags = (one.figures != other.figures) & ~missing
    return differs


def require_plausible(rows: Labelled) -> None:
    """Refuse a feature that alone separates customers as nothing known before could.

    Some customers are so regular that how long they are silent tells everything; then it does so
    by the plain figures too: recency, frequency, and the silence in intervals. What is much better
    than these was not known on the day. ``rows`` are of one cut-off: together with others a mark of
    today tells less. Raises ``ImplausibleFeature``.
    """
    churned = rows.churned
    if min(churned.sum(), (~churned).sum()) < _LEAST_OF_EACH:
        return
    recency, frequency = rows.sample.figure("recency_days"), rows.sample.figure("purchase_days")
    plain = (recency, frequency, recency / np.maximum(rows.intervals, 1.0))
    usual = max(_either_way(auc(figure, churned)) for figure in plain)
    for name in rows.sample.names:
        figure = rows.sample.figure(name)
        missing = np.isnan(figure)
        # A figure may tell by being missing, too: it is tried as the least and as the greatest.
        tried = [np.where(missing, end, figure) for end in (-np.inf, np.inf)]
        best = max(_either_way(auc(each, churned)) for each in tried)
        if best >= IMPLAUSIBLE_AUC and best >= usual + IMPLAUSIBLE_LEAD:
            raise ImplausibleFeature(name, best)


def _either_way(area: float) -> float:
    return max(area, 1 - area)
