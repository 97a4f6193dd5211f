"""Silhouettes: how much nearer customers are to their own segment than to the next one."""

from __future__ import annotations

import numpy as np

from mainstay.analytics.segments.arrays import Floats, Integers
from mainstay.analytics.segments.clustering import squared_distances

_ROWS = 512


def silhouettes(points: Floats, labels: Integers) -> Floats:
    """(b − a) ÷ max(a, b) of each point: a to its own cluster, b to the nearest other one.

    0 for a point that is alone. There are at least two clusters among the ``labels``.
    """
    _codes, places = np.unique(labels, return_inverse=True)
    number = int(places.max()) + 1
    sizes = np.bincount(places, minlength=number)
    belongs = np.eye(number)[places]
    found = np.empty(len(points))
    for start in range(0, len(points), _ROWS):
        rows = slice(start, start + _ROWS)
        sums = np.sqrt(squared_distances(points[rows], points)) @ belongs
        found[rows] = _of(sums, places[rows], sizes)
    return found


def _of(sums: Floats, places: Integers, sizes: Integers) -> Floats:
    rows = np.arange(len(places))
    own = sizes[places]
    inside = sums[rows, places] / np.maximum(own - 1, 1)
    means = sums / sizes
    means[rows, places] = np.inf
    beside = means.min(axis=1)
    larger = np.maximum(inside, beside)
    value = np.divide(beside - inside, larger, out=np.zeros_like(larger), where=larger > 0)
    return np.where(own > 1, value, 0.0)


def mean_silhouette(points: Floats, labels: Integers) -> float:
    """Their mean; 0 where all points are in one cluster."""
    if np.ptp(labels) == 0:
        return 0.0
    return float(silhouettes(points, labels).mean())
