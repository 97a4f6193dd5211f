"""The figure between bounds that is reached from the present one by the fewest steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mainstay.analytics.scoring.bounds import UNBOUNDED, Bound
from mainstay.analytics.scoring.population import Column, Figures, Flags


@dataclass(frozen=True, eq=False)
class Nearest:
    """Figures moved between bounds, by how many steps, and where that is possible."""

    figures: Figures
    steps: Figures
    possible: Flags


def nearest(column: Column, bound: Bound, where: npt.NDArray[np.int64]) -> Nearest:
    """Move figures by the fewest steps between the bounds; unknown ones stay."""
    figures, known, step = column.figures[where], column.known[where], column.step
    low, high = bound.low[where], bound.high[where]
    up = np.where(known & (figures < low), -((figures - low) // step), 0)
    down = np.where(known & (figures > high), -((high - figures) // step), 0)
    moved = figures + (up - down) * step
    limits = column.indicator
    lowest = -UNBOUNDED if limits.minimum is None else column.units(limits.minimum)
    highest = UNBOUNDED if limits.maximum is None else column.units(limits.maximum)
    imaginable = (moved == figures) | ((lowest <= moved) & (moved <= highest))
    return Nearest(moved, up + down, (low <= moved) & (moved <= high) & imaginable | ~known)
