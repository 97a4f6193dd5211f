"""Curves that are stated in figures: steps and the logistic one."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from mainstay.analytics.scoring.bounds import UNBOUNDED
from mainstay.analytics.scoring.population import LARGEST, Figures
from mainstay.analytics.scoring.values import FULL_VALUE, Values

_NINE = float(np.log(9))


class StepShape:
    """A table of borders, ascending, and the values that hold from each on."""

    def __init__(self, borders: Figures, values: Figures) -> None:
        """Begin with nothing below the first border."""
        self._borders = borders
        self._values = np.concatenate(([0], values))

    def present(self, own: Figures) -> Values:
        """Look the values up."""
        found = self._values[np.searchsorted(self._borders, own, side="right")]
        return found.astype(np.int32)

    def moved(self, own: Figures, moved: Figures) -> Values:
        """Look the moved ones up; the own figure has no part in it."""
        return self.present(moved)

    def reach(self, own: Figures, target: Figures) -> Figures:
        """Give the border from which the target is reached."""
        borders = np.concatenate(([-UNBOUNDED], self._borders, [UNBOUNDED]))
        return borders[np.searchsorted(self._values, target)]


class LogisticShape:
    """100 ÷ (1 + 9^−z), where z counts widths from the middle."""

    def __init__(self, middle: Decimal, width: float) -> None:
        """Split the middle, so that distances from it are exact."""
        self._whole = int(middle)
        self._rest = float(middle - self._whole)
        self._width = width

    def present(self, own: Figures) -> Values:
        """Compute the curve, rounded to the kept places."""
        distance = (own - self._whole) - self._rest
        with np.errstate(over="ignore"):
            share = 1 / (1 + np.exp(-_NINE * (distance / self._width)))
        return np.asarray(np.rint(share * FULL_VALUE), dtype=np.int32)

    def moved(self, own: Figures, moved: Figures) -> Values:
        """Compute the moved ones; the own figure has no part in it."""
        return self.present(moved)

    def reach(self, own: Figures, target: Figures) -> Figures:
        """Search between two figures around the inverse of the curve."""
        share = (np.clip(target, 1, FULL_VALUE) - 0.5) / FULL_VALUE
        distance = self._rest + self._width * np.log(share / (1 - share)) / _NINE
        guess = np.clip(distance, -LARGEST / 2, LARGEST / 2)
        slack = 4 + np.ceil((np.abs(guess) + self._width) * 1e-7).astype(np.int64)
        low = self._whole + np.floor(guess).astype(np.int64) - slack
        high = low + 2 * slack
        while (high - low > 1).any():
            between = low + (high - low) // 2
            reached = self.present(between) >= target
            high, low = np.where(reached, between, high), np.where(reached, low, between)
        result = np.where(target > FULL_VALUE, UNBOUNDED, high)
        return np.where(target <= 0, -UNBOUNDED, result)
