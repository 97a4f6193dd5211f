"""Stability: whether segments come again when the customers are drawn anew."""

from __future__ import annotations

import numpy as np

from mainstay.analytics.segments.arrays import Floats, Integers
from mainstay.analytics.segments.clustering import Clustering, cluster

_STARTS = 3


def stability(
    points: Floats, found: Clustering, chance: np.random.Generator, resamples: int
) -> Floats:
    """The mean Jaccard similarity of each cluster with the one most like it in each resample.

    A resample draws as many points with replacement; what is compared are the distinct ones.
    """
    similar = np.full((resamples, found.number), np.nan)
    for number in range(resamples):
        drawn = np.sort(chance.integers(len(points), size=len(points)))
        distinct, first = np.unique(drawn, return_index=True)
        again = cluster(points[drawn], found.number, chance, _STARTS)
        similar[number] = _most_alike(found.labels[distinct], again.labels[first], found.number)
    drawn_at_all = ~np.isnan(similar)
    sums = np.where(drawn_at_all, similar, 0.0).sum(axis=0)
    means: Floats = sums / np.maximum(drawn_at_all.sum(axis=0), 1)
    return means


def _most_alike(before: Integers, after: Integers, number: int) -> Floats:
    """For each cluster of before; NaN for one of which no point was drawn."""
    both = overlaps(before, after, number, number)
    sizes = np.bincount(before, minlength=number).astype(float)
    similar: Floats = jaccard(both).max(axis=1)
    similar[sizes == 0] = np.nan
    return similar


def overlaps(rows: Integers, columns: Integers, row_count: int, column_count: int) -> Integers:
    """How many customers are in each row and column at once; those below nothing are in none."""
    within = (rows >= 0) & (columns >= 0)
    places = rows[within] * column_count + columns[within]
    counts = np.bincount(places, minlength=row_count * column_count)
    return counts.reshape(row_count, column_count)


def jaccard(both: Integers) -> Floats:
    """Of each row with each column: how many are in both, of those who are in either."""
    either = both.sum(axis=1)[:, None] + both.sum(axis=0)[None, :] - both
    similar: Floats = np.divide(both, either, out=np.zeros(both.shape), where=either > 0)
    return similar
