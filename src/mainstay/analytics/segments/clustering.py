"""k-means: centres to which customers are as near as can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.analytics.segments.arrays import Floats, Integers

STARTS = 10
_MOST_ROUNDS = 300


@dataclass(frozen=True, slots=True)
class Clustering:
    """Centres, which of them each point is nearest to, and the sum of squared distances to it.

    ``converged`` tells whether a further round would have changed nothing.
    """

    centres: Floats
    labels: Integers
    within: float
    converged: bool

    @property
    def number(self) -> int:
        """How many clusters there are."""
        return len(self.centres)


def cluster(
    points: Floats, number: int, chance: np.random.Generator, starts: int = STARTS
) -> Clustering:
    """The best of several runs of Lloyd's rounds from centres by k-means++.

    There are at least ``number`` distinct points.
    """
    runs = (settled(points, _first_centres(points, number, chance)) for _each in range(starts))
    return min(runs, key=lambda found: found.within)


def settled(points: Floats, centres: Floats) -> Clustering:
    """Lloyd's rounds from some centres: points go to the nearest one, centres to their means."""
    labels, squared = nearest(points, centres)
    for _round in range(_MOST_ROUNDS):
        centres = _means(points, labels, squared, len(centres))
        moved, squared = nearest(points, centres)
        if np.array_equal(moved, labels):
            return Clustering(centres, labels, float(squared.sum()), converged=True)
        labels = moved
    return Clustering(centres, labels, float(squared.sum()), converged=False)


def nearest(points: Floats, centres: Floats) -> tuple[Integers, Floats]:
    """The centre that each point is nearest to, the first of several, and the squared distance."""
    squared = squared_distances(points, centres)
    labels = squared.argmin(axis=1)
    return labels, squared[np.arange(len(points)), labels]


def squared_distances(points: Floats, others: Floats) -> Floats:
    """Of each point from each of the others."""
    lengths = (points**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)[None, :]
    squared: Floats = np.maximum(lengths - 2 * points @ others.T, 0.0)
    return squared


def _first_centres(points: Floats, number: int, chance: np.random.Generator) -> Floats:
    """Points drawn one after the other, each in proportion to its squared distance from those."""
    centres = [points[chance.integers(len(points))]]
    squared = squared_distances(points, centres[0][None, :])[:, 0]
    while len(centres) < number:
        far = squared.cumsum()
        place = int(np.searchsorted(far, chance.random() * far[-1], side="right"))
        centres.append(points[min(place, len(points) - 1)])
        squared = np.minimum(squared, squared_distances(points, centres[-1][None, :])[:, 0])
    return np.stack(centres)


def _means(points: Floats, labels: Integers, squared: Floats, number: int) -> Floats:
    """The mean of each cluster; one that has lost all its points begins at the farthest point."""
    sizes = np.bincount(labels, minlength=number)
    sums = np.stack([np.bincount(labels, column, minlength=number) for column in points.T], axis=1)
    means = sums / np.maximum(sizes, 1)[:, None]
    empty = np.flatnonzero(sizes == 0)
    if len(empty):
        means[empty] = points[np.argsort(-squared, kind="stable")[: len(empty)]]
    return means
