"""Searching points for clusters, in every number that may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mainstay.analytics.segments.arrays import Floats
from mainstay.analytics.segments.choosing import (
    Candidate,
    Structure,
    best,
    is_few,
    noise,
    structure,
)
from mainstay.analytics.segments.clustering import Clustering, cluster, settled
from mainstay.analytics.segments.silhouettes import mean_silhouette
from mainstay.analytics.segments.stability import stability

NUMBERS = range(2, 9)
MOST_COMPARED, MOST_FITTED = 1_000, 50_000
"""The most points that numbers are judged by, and that centres are the means of; where there are
more, so many are drawn."""
_SEED = 20_070_101

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Searched:
    """The centres, and the candidates they were chosen from.

    ``similar`` has the mean Jaccard similarity of each centre's cluster; it is empty where the one
    centre is that of all points. ``noise`` is the highest mean silhouette of a cloud of noise,
    ``compared`` by how many points numbers were judged.
    """

    centres: Floats
    similar: tuple[float, ...]
    candidates: tuple[Candidate, ...]
    structure: Structure
    noise: float
    compared: int
    converged: bool


def search(points: Floats, number: int | None, resamples: int, tell: Tell) -> Searched:
    """Judge every number of clusters and find the best one, or the ``number`` that is asked for.

    Where the number is to be chosen and there is no structure, one cluster is found. There are at
    least two distinct points.
    """
    chance = np.random.default_rng(_SEED)
    compared = _drawn(points, MOST_COMPARED, chance)
    most = min(len(np.unique(compared, axis=0)), NUMBERS[-1])
    judged: dict[int, tuple[Candidate, Clustering]] = {}
    for each in range(NUMBERS[0], most + 1):
        tell(each - NUMBERS[0], most)
        judged[each] = _judged(compared, each, chance, resamples)
    candidates = tuple(candidate for candidate, _found in judged.values())
    chosen = best(candidates) if number is None else judged[min(number, most)][0]
    noises = noise(compared, chosen.number, chance)
    told = structure(chosen, noises)
    one = number is None and told is not Structure.FOUND
    starts = points[:1] if one else judged[chosen.number][1].centres
    found = settled(_drawn(points, MOST_FITTED, chance), starts)
    return Searched(
        centres=found.centres,
        similar=() if one else chosen.similar,
        candidates=candidates,
        structure=told,
        noise=max(noises),
        compared=len(compared),
        converged=found.converged,
    )


def _drawn(points: Floats, most: int, chance: np.random.Generator) -> Floats:
    if len(points) <= most:
        return points
    return points[np.sort(chance.choice(len(points), size=most, replace=False))]


def _judged(
    points: Floats, number: int, chance: np.random.Generator, resamples: int
) -> tuple[Candidate, Clustering]:
    found = cluster(points, number, chance)
    silhouette = mean_silhouette(points, found.labels)
    similar = stability(points, found, chance, resamples)
    smallest = int(np.bincount(found.labels, minlength=number).min())
    few = is_few(smallest, len(points))
    return Candidate(number, silhouette, tuple(similar.tolist()), smallest, few), found
