"""How many segments there are: by silhouette, by stability, and beside noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mainstay.analytics.segments.arrays import Floats
from mainstay.analytics.segments.borders import (
    DOUBTFUL,
    FEWEST_MEMBERS,
    SMALLEST_SHARE,
    STABLE,
    WEAK,
)
from mainstay.analytics.segments.clustering import cluster
from mainstay.analytics.segments.silhouettes import mean_silhouette

NOISES = 19
"""So many clouds of noise: one in twenty would lie above all of them by chance alone."""
_STARTS = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of segments: its mean silhouette, and the mean Jaccard similarity of each one.

    ``smallest`` is how many of the customers it was judged by are in the smallest segment, ``few``
    whether these are too few to be one.
    """

    number: int
    silhouette: float
    similar: tuple[float, ...]
    smallest: int
    few: bool = False

    @property
    def least_similar(self) -> float:
        """That of the segment that comes again least."""
        return min(self.similar)


class Structure(StrEnum):
    """Whether the segments are more than cuts through a cloud, and why not."""

    FOUND = "found"
    UNSTABLE = "unstable"
    WEAK = "weak"
    AS_NOISE = "as_noise"


def best(candidates: Sequence[Candidate]) -> Candidate:
    """The highest silhouette among those with stable segments alone.

    Where there is none, among those without doubtful ones; else among all. Those with a segment of
    too few customers come into question where there are no others.
    """
    whole = [each for each in candidates if not each.few] or list(candidates)
    for border in (STABLE, DOUBTFUL):
        kept = [each for each in whole if each.least_similar >= border]
        if kept:
            return _clearest(kept)
    return _clearest(whole)


def _clearest(candidates: Sequence[Candidate]) -> Candidate:
    return max(candidates, key=lambda each: (each.silhouette, -each.number))


def is_few(members: int, customers: int) -> bool:
    """Whether a segment of so many of the customers is outliers rather than a segment."""
    return members < max(FEWEST_MEMBERS, SMALLEST_SHARE * customers)


def structure(candidate: Candidate, noises: Sequence[float]) -> Structure:
    """What a number of segments tells; ``noises`` are mean silhouettes of noise in as many."""
    if candidate.silhouette <= WEAK:
        return Structure.WEAK
    if candidate.silhouette <= max(noises):
        return Structure.AS_NOISE
    return Structure.UNSTABLE if candidate.least_similar < DOUBTFUL else Structure.FOUND


def noise(points: Floats, number: int, chance: np.random.Generator) -> list[float]:
    """Mean silhouettes of clouds without structure: even in the box of the points' own axes."""
    middle = points.mean(axis=0)
    _left, _sizes, axes = np.linalg.svd(points - middle, full_matrices=False)
    turned = (points - middle) @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    found = []
    for _draw in range(NOISES):
        cloud = chance.uniform(low, high, size=turned.shape)
        found.append(mean_silhouette(cloud, cluster(cloud, number, chance, _STARTS).labels))
    return found
