"""How the figures of an indicator are spread: bins for a histogram.

Rules: docs/algorithms/custom-indicators.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Figures = npt.NDArray[np.int64]

ABOUT = 12
"""About so many bins are drawn; with no more different figures each has a bin of its own."""
_ROUND = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bin:
    """How many figures are at least ``lower`` and less than ``upper``; None where it is open."""

    lower: int | None
    upper: int | None
    count: int


def bins(figures: Figures, about: int = ABOUT) -> list[Bin]:
    """Count figures in bins of one width, a round number; the figures are integers.

    The bins span the middle 98 per cent of the figures; what lies outside is in the first and the
    last one, which are open then. Empty without figures.
    """
    if not len(figures):
        return []
    ordered = np.sort(figures)
    distinct, counts = np.unique(ordered, return_counts=True)
    if len(distinct) <= about:
        pairs = zip(distinct.tolist(), counts.tolist(), strict=True)
        return [Bin(each, each + 1, count) for each, count in pairs]
    low, high = (int(ordered[int(share * (len(ordered) - 1))]) for share in (0.01, 0.99))
    width = _round_up(max(1, -(-(high - low) // about)))
    edges = list(range(low // width * width, high + width + 1, width))
    while edges[-2] > high:
        edges.pop()
    return list(_counted(ordered, edges))


def _round_up(width: int) -> int:
    """Give the smallest number not below ``width`` that is 1, 2 or 5 with zeros behind it."""
    power: int = 10 ** (len(str(width)) - 1)
    return next((digit * power for digit in _ROUND if digit * power >= width), 10 * power)


def _counted(ordered: Figures, edges: list[int]) -> Iterator[Bin]:
    first, last = edges[0], edges[-1]
    is_open_below, is_open_above = int(ordered[0]) < first, int(ordered[-1]) >= last
    for lower, upper in pairwise(edges):
        begins = 0 if lower == first else int(np.searchsorted(ordered, lower))
        ends = len(ordered) if upper == last else int(np.searchsorted(ordered, upper))
        yield Bin(
            None if lower == first and is_open_below else lower,
            None if upper == last and is_open_above else upper,
            ends - begins,
        )
