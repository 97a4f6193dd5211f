"""What tells segments: where they lie among everybody, and by what they differ most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from mainstay.analytics.segments.arrays import Flags, Floats
from mainstay.analytics.segments.borders import DIFFERS, MOST_TOLD
from mainstay.analytics.segments.fitting import CUSTOMER, Segmentation
from mainstay.analytics.segments.model import NONE, column
from mainstay.analytics.segments.scaling import Scale


@dataclass(frozen=True, slots=True)
class Telling:
    """An indicator of a segment: its median and that of everybody, and how far it is from others.

    ``difference`` is of the segment's median less that of all who are in other segments, in robust
    standard deviations; ``percentile`` is where the segment's median lies among everybody, from 0
    to 100. What cannot be told is None, since no figure is known or there is no other segment.
    """

    name: str
    median: float | None
    of_all: float | None
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
    everybody, own, others = (figures[known & rows] for rows in (within, inside, within & ~inside))
    median, of_others = _median(own), _median(others)
    difference = percentile = None
    if median is not None:
        percentile = _percentile(everybody, median)
    if median is not None and of_others is not None:
        ends = scale.distances(np.array([of_others, median]))
        difference = float(ends[1] - ends[0])
    return Telling(scale.name, median, _median(everybody), difference, percentile)


def _median(figures: Floats) -> float | None:
    return float(np.median(figures)) if len(figures) else None


def _percentile(everybody: Floats, figure: float) -> float:
    """The share below a figure, with half of those who have that very figure."""
    below, equal = (everybody < figure).sum(), (everybody == figure).sum()
    return float(100 * (below + equal / 2) / len(everybody))
