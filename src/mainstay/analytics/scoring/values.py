"""Values from 0 to 100 as integers, and the shape that gives them."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

import numpy as np
import numpy.typing as npt

from mainstay.analytics.scoring.population import Figures

Values = npt.NDArray[np.int32]

VALUE_PLACES = 6
HIGHEST = 100
FULL_VALUE = HIGHEST * 10**VALUE_PLACES
MIDDLE_VALUE = FULL_VALUE // 2
"""The value of everybody where an indicator tells nobody from another."""


class Shape(Protocol):
    """A curve over figures that are signed so that more is better; it never falls."""

    def present(self, own: Figures) -> Values:
        """Give the values of the very figures that the shape was fitted to."""

    def moved(self, own: Figures, moved: Figures) -> Values:
        """Give the value of each moved figure in the place of its own one, others unmoved."""

    def reach(self, own: Figures, target: Figures) -> Figures:
        """Give the smallest figure that reaches each target.

        ``-UNBOUNDED`` where every figure does, ``UNBOUNDED`` where none does.
        """


def value_of(units: int) -> Decimal:
    """Turn units into a value."""
    return Decimal(int(units)).scaleb(-VALUE_PLACES)
