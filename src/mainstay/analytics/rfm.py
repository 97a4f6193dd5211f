"""Recency, frequency, monetary value: scores among all customers, and named segments.

Rule, grid and sources: docs/algorithms/rfm.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Figures = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.int64]

SCORES = 5

SEGMENTS: tuple[str, ...] = (
    "champions",
    "loyal_customers",
    "potential_loyalists",
    "cannot_lose",
    "need_attention",
    "new_customers",
    "at_risk",
    "promising",
    "about_to_sleep",
    "hibernating",
)
"""The segments, best first."""

# Rows are recency 1 to 5, columns the value score 1 to 5.
_GRID: tuple[tuple[str, ...], ...] = (
    ("hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose"),
    ("hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose"),
    (
        "about_to_sleep",
        "about_to_sleep",
        "need_attention",
        "loyal_customers",
        "loyal_customers",
    ),
    (
        "promising",
        "potential_loyalists",
        "potential_loyalists",
        "loyal_customers",
        "loyal_customers",
    ),
    ("new_customers", "potential_loyalists", "potential_loyalists", "champions", "champions"),
)
_SEGMENT_AT = np.array([[SEGMENTS.index(name) for name in row] for row in _GRID])

# A missing figure is worse than any other.
_WORST = -(2**62)


def segments(recency: Scores, frequency: Scores, monetary: Scores) -> npt.NDArray[np.int64]:
    """Give the index in ``SEGMENTS`` for scores from 1 to 5."""
    value = (frequency + monetary + 1) // 2
    return np.asarray(_SEGMENT_AT[recency - 1, value - 1])


@dataclass(frozen=True, eq=False)
class QuantileScores:
    """Scores 1 to 5 in one dimension: how many of all are strictly worse.

    ``figures`` are integers, meaningless where not ``known``; ``better`` is 1 when more is better
    and -1 when less is.
    """

    figures: Figures
    known: Flags
    better: int

    @cached_property
    def scores(self) -> Scores:
        """The score of each."""
        return self._score(np.searchsorted(self._sorted, self._goodness))

    def scores_if_moved(self, moved: Figures) -> Scores:
        """Give the score each would have if it alone had its ``moved`` figure."""
        goodness = self._good(moved)
        worse = np.searchsorted(self._sorted, goodness) - (self._goodness < goodness)
        return self._score(worse)

    def border(self, score: int) -> Figures | None:
        """Give the figure that each must be strictly better than to have a score from 2 up.

        Only the others count: it is the figure of the last of them that must be worse. ``None``
        when there are too few others.
        """
        count = len(self.figures)
        needed = -(-(score - 1) * count // SCORES)
        if needed >= count:
            return None
        own_place = np.searchsorted(self._sorted, self._goodness)
        place = np.where(own_place < needed, needed, needed - 1)
        return np.asarray(self._sorted[place] * self.better, dtype=np.int64)

    @cached_property
    def _goodness(self) -> Figures:
        return self._good(self.figures)

    @cached_property
    def _sorted(self) -> Figures:
        return np.sort(self._goodness)

    def _good(self, figures: Figures) -> Figures:
        return np.where(self.known, figures * self.better, _WORST)

    def _score(self, worse: npt.NDArray[Any]) -> Scores:
        return np.asarray(1 + SCORES * worse // max(len(self.figures), 1), dtype=np.int64)
