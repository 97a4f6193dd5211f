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

# A missing figure is worse than any other.
_WORST = -(2**62)


CELLS = np.stack(np.meshgrid(*[np.arange(1, SCORES + 1)] * 3, indexing="ij"), axis=-1).reshape(
    -1, 3
)
"""All 125 cells as rows of the three scores, in the order of ``cells``."""

_SEGMENT_OF_CELL = np.array(
    [
        SEGMENTS.index(_GRID[recency - 1][(frequency + monetary + 1) // 2 - 1])
        for recency, frequency, monetary in CELLS.tolist()
    ]
)


def cells(recency: Scores, frequency: Scores, monetary: Scores) -> npt.NDArray[np.int64]:
    """Give the place in ``CELLS`` for scores from 1 to 5."""
    return np.asarray(((recency - 1) * SCORES + frequency - 1) * SCORES + monetary - 1)


def segments(recency: Scores, frequency: Scores, monetary: Scores) -> npt.NDArray[np.int64]:
    """Give the index in ``SEGMENTS`` for scores from 1 to 5."""
    return np.asarray(_SEGMENT_OF_CELL[cells(recency, frequency, monetary)])


def segment_of(recency: int, frequency: int, monetary: int) -> str:
    """Name the segment of one customer's scores."""
    place = ((recency - 1) * SCORES + frequency - 1) * SCORES + monetary - 1
    return SEGMENTS[int(_SEGMENT_OF_CELL[place])]


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
        return self._score(self._worse)

    def scores_if_moved(self, moved: Figures) -> Scores:
        """Give the score each would have if it alone had its ``moved`` figure."""
        goodness, worse = self._good(moved), self._worse.copy()
        places = np.flatnonzero(goodness != self._goodness)
        better = goodness[places]
        worse[places] = np.searchsorted(self._sorted, better) - (self._goodness[places] < better)
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
        # Among the others, whoever stands after the own place moves up by one.
        place = np.where(self._worse < needed, needed, needed - 1)
        return np.asarray(self._sorted[place] * self.better, dtype=np.int64)

    @cached_property
    def _goodness(self) -> Figures:
        return self._good(self.figures)

    @cached_property
    def _worse(self) -> npt.NDArray[np.int64]:
        """For each the number of those strictly worse: its place in the sorted figures."""
        return np.searchsorted(self._sorted, self._goodness)

    @cached_property
    def _sorted(self) -> Figures:
        return np.sort(self._goodness)

    def _good(self, figures: Figures) -> Figures:
        return np.where(self.known, figures * self.better, _WORST)

    def _score(self, worse: npt.NDArray[Any]) -> Scores:
        return np.asarray(1 + SCORES * worse // max(len(self.figures), 1), dtype=np.int64)
