"""Segments beside others of the same customers: who went where, which one is which."""

from __future__ import annotations

import numpy as np

from mainstay.analytics.segments.arrays import Integers
from mainstay.analytics.segments.borders import SAME
from mainstay.analytics.segments.stability import jaccard


def crossed(rows: Integers, columns: Integers, row_count: int, column_count: int) -> Integers:
    """How many customers are in each row and column at once.

    Who is in no row (below 0) is counted in a last row of its own, likewise for columns.
    """
    places = np.where(rows < 0, row_count, rows) * (column_count + 1)
    places += np.where(columns < 0, column_count, columns)
    counts = np.bincount(places, minlength=(row_count + 1) * (column_count + 1))
    return counts.reshape(row_count + 1, column_count + 1)


def same_segments(moved: Integers) -> dict[int, int]:
    """For each segment after the one before that it shares most with, where they are the same.

    ``moved`` is of ``crossed``: segments before by segments after. No segment before is taken
    twice.
    """
    similar = jaccard(moved)[:-1, :-1]
    found: dict[int, int] = {}
    pairs = zip(*np.nonzero(similar >= SAME), strict=True)
    for before, after in sorted(pairs, key=lambda pair: -similar[pair]):
        if int(after) not in found and int(before) not in found.values():
            found[int(after)] = int(before)
    return found
