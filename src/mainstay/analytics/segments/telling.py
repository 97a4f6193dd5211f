"""What tells segments: where they lie among everybody, and by what they differ most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from mainstay.analytics.segments.arrays import Flags, Floats
from mainstay.analytics.segments.fitting import CUSTOMER, Segmentation
from mainstay.analytics.segments.model import NONE, column
from mainstay.analytics.segments.scaling import Scale

MOST_TOLD = 3
DIFFERS, DIFFERS_FAR = 0.2, 0.8
"""Robust standard deviations from which on a segment differs from everybody, and by far: where
Cohen (1988) has small and large differences begin."""


@dataclass(frozen=True, slots=True)
class Telling:
    """An indicator of a segment: its median, that of everybody, and how far apart these are.

    ``difference`` is in robust standard deviations, ``percentile`` where the segment's median lies
    among everybody, from 0 to 100. All three are None where nobody's figure is known.
    """

    name: str
    median: float | None
    of_all: float
    difference: float | None
    percentile: float | None


def profiles(table: pa.Table, found: Segmentation) -> list[list[Telling]]:
    """Of each segment every indicator, by the figures that are known; left out is nobody else.

    ``table`` is the one that the segments were found in.
    """
    table = table.sort_by(CUSTOMER)
    within = found.segments != NONE
    columns = [(scale, column(table, scale.name)) for scale in found.model.scales]
    return [
        [_told(scale, figures, within, found.segments == place) for scale, figures in columns]
        for place in range(found.number)
    ]


def most_telling(profile: list[Telling]) -> list[Telling]:
    """The indicators by which a segment differs, the farthest first, MOST_TOLD at most."""
    differing = [
        each for each in profile if each.difference is not None and abs(each.difference) >= DIFFERS
    ]
    differing.sort(key=lambda each: -abs(each.difference or 0.0))
    return differing[:MOST_TOLD]


def _told(scale: Scale, figures: Floats, within: Flags, inside: Flags) -> Telling:
    known = ~np.isnan(figures)
    everybody, own = figures[known & within], figures[known & inside]
    of_all = float(np.median(everybody))
    if not len(own):
        return Telling(scale.name, None, of_all, None, None)
    median = float(np.median(own))
    ends = scale.distances(np.array([of_all, median]))
    return Telling(
        scale.name, median, of_all, float(ends[1] - ends[0]), _percentile(everybody, median)
    )


def _percentile(everybody: Floats, figure: float) -> float:
    """The share below a figure, with half of those who have that very figure."""
    below, equal = (everybody < figure).sum(), (everybody == figure).sum()
    return float(100 * (below + equal / 2) / len(everybody))
