"""How far two orders or two sortings of the same customers agree."""

from __future__ import annotations

from typing import Any

import numpy as np

from mainstay.analytics.churn.discrimination import ranks

Figures = np.ndarray[Any, np.dtype[np.float64]]
Labels = np.ndarray[Any, Any]


def rank_correlation(one: Figures, other: Figures) -> float | None:
    """Spearman's; equal figures share the middle of their ranks.

    ``None`` where all are equal in one of the two.
    """
    if not len(one) or not np.ptp(one) or not np.ptp(other):
        return None
    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


def share_alike(one: Labels, other: Labels) -> float | None:
    """The share of customers with the same label in both; ``None`` without customers."""
    return float((one == other).mean()) if len(one) else None


def share_alike_by_chance(one: Labels, other: Labels) -> float | None:
    """The share that would have the same label if who has which were drawn by lot.

    As many have each label as in the two sortings; it is what Cohen's kappa takes off. ``None``
    without customers.
    """
    if not len(one):
        return None
    labels, places = np.unique(np.concatenate((one, other)), return_inverse=True)
    first, second = (
        np.bincount(each, minlength=len(labels)) / len(one) for each in np.split(places, 2)
    )
    return float(first @ second)
