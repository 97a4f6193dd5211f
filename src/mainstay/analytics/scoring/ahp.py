"""Weights from comparisons in pairs (Saaty 1980), and how far these contradict each other.

Definition, sources and a worked example: docs/algorithms/weights.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from mainstay.analytics.scoring.plain_data import SchemeError
from mainstay.analytics.scoring.weights import normalised

RANDOM_INDEX: tuple[float, ...] = (
    0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59,
)  # fmt: skip
"""The mean consistency index of random matrices of 1, 2 … rows (Saaty 1980)."""

MOST = len(RANDOM_INDEX)
ACCEPTABLE = 0.1
_LARGEST_JUDGEMENT = 9


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The comparison that fits the weights least.

    ``first`` was said to weigh ``stated`` times as much as ``second``; all comparisons together
    say ``consistent``. ``deviation`` is the larger of the two by the smaller.
    """

    first: str
    second: str
    stated: Fraction
    consistent: float
    deviation: float


@dataclass(frozen=True)
class Comparisons:
    """A matrix of judgements: row by row how many times as much each thing weighs as the others."""

    things: tuple[str, ...]
    matrix: tuple[tuple[Fraction, ...], ...]

    def check(self, place: str) -> None:
        """Raise ``SchemeError`` for a matrix that no comparison could give."""
        count = len(self.things)
        if count > MOST:
            raise SchemeError(place, "too_many_to_compare")
        if len(self.matrix) != count:
            raise SchemeError(place, "not_square")
        for row, judgements in enumerate(self.matrix):
            if len(judgements) != count:
                raise SchemeError(f"{place}[{row}]", "not_square")
            for column, judgement in enumerate(judgements):
                _check_judgement(judgement, self.matrix[column], row, f"{place}[{row}][{column}]")

    @cached_property
    def weights(self) -> tuple[Decimal, ...]:
        """The weights of the things, adding up to 1."""
        return normalised(self._vector)

    @cached_property
    def largest_eigenvalue(self) -> float:
        """The principal eigenvalue, at least the number of things."""
        return self._principal[0]

    @property
    def consistency_index(self) -> float:
        """How far the eigenvalue lies above that of a matrix without contradictions."""
        count = len(self.things)
        return (self.largest_eigenvalue - count) / (count - 1) if count > 1 else 0.0

    @property
    def consistency_ratio(self) -> float:
        """The consistency index beside that of chance; 0 for one or two things."""
        chance = RANDOM_INDEX[len(self.things) - 1]
        return self.consistency_index / chance if chance else 0.0

    @property
    def is_acceptable(self) -> bool:
        """Whether the ratio is at most 0.1; above it a reason is asked for."""
        return self.consistency_ratio <= ACCEPTABLE

    def most_inconsistent(self) -> Contradiction | None:
        """Name the comparison that deviates most; ``None`` where all agree."""
        vector = self._vector
        deviations = self._numbers * vector[None, :] / vector[:, None]
        # Rounded, so that two that are equal do not change places by chance.
        upper = np.triu(np.round(np.maximum(deviations, 1 / deviations), 9), 1)
        row, column = divmod(int(upper.argmax()), len(self.things))
        if upper[row, column] <= 1:
            return None
        return Contradiction(
            self.things[row],
            self.things[column],
            self.matrix[row][column],
            float(vector[row] / vector[column]),
            float(upper[row, column]),
        )

    @cached_property
    def _numbers(self) -> npt.NDArray[np.float64]:
        return np.array([[float(judgement) for judgement in row] for row in self.matrix])

    @property
    def _vector(self) -> npt.NDArray[np.float64]:
        return self._principal[1]

    @cached_property
    def _principal(self) -> tuple[float, npt.NDArray[np.float64]]:
        """The principal eigenvalue and eigenvector; both are real and positive (Perron)."""
        values, vectors = np.linalg.eig(self._numbers)
        largest = int(values.real.argmax())
        vector = np.abs(vectors[:, largest].real)
        return float(values[largest].real), vector / vector.sum()


def _check_judgement(
    judgement: Fraction, opposite: tuple[Fraction, ...], row: int, place: str
) -> None:
    if not Fraction(1, _LARGEST_JUDGEMENT) <= judgement <= _LARGEST_JUDGEMENT:
        raise SchemeError(place, "not_a_judgement")
    if row < len(opposite) and judgement * opposite[row] != 1:
        raise SchemeError(place, "not_reciprocal")
