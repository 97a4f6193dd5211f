"""Scorecards: indicators on a scale from 0 to 100, weighed into one score.

Definition and a worked example: docs/algorithms/scorecard.md. ``scorecard_data`` reads and writes
them as plain data, ``scores`` computes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from mainstay.analytics.indicators import Indicator, Unit
from mainstay.analytics.scoring.ahp import Comparisons
from mainstay.analytics.scoring.plain_data import SchemeError
from mainstay.analytics.scoring.weights import WEIGHT_PLACES, normalised, whole_weights

if TYPE_CHECKING:
    from mainstay.analytics.scoring.curves import Curve

SCORE = "score"
SCORE_PLACES = 4
_SUB_SCORE = f"{SCORE}."


def is_score(code: str) -> bool:
    """Whether a code names the score or the sub-score of a dimension."""
    return code == SCORE or code.startswith(_SUB_SCORE)


def sub_score(dimension: str) -> str:
    """Give the code of a dimension's sub-score."""
    return f"{_SUB_SCORE}{dimension}"


def score_indicator(code: str) -> Indicator:
    """Describe a score as what rules compare: four places, from 0 to 100."""
    return Indicator(
        code,
        Unit.SCORE,
        SCORE,
        places=SCORE_PLACES,
        step=Decimal("0.01"),
        minimum=Decimal(0),
        maximum=Decimal(100),
    )


@dataclass(frozen=True, slots=True)
class ScoredIndicator:
    """One line of a scorecard; ``weight`` is ``None`` where comparisons give it."""

    indicator: str
    dimension: str
    curve: Curve
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Direct:
    """Weights as they are given."""

    method: str = "direct"


@dataclass(frozen=True, slots=True)
class FromEntropy:
    """Weights that were computed from the figures of a day and are kept since.

    ``as_of`` is the day, where it is known.
    """

    as_of: date | None = None
    method: str = "entropy"


OF_DIMENSIONS = ""
"""The name of the comparisons of dimensions among those of indicators, which have a dimension's."""


@dataclass(frozen=True, slots=True)
class FromComparisons:
    """Weights of dimensions, and of the indicators within each, from comparisons in pairs.

    ``dimensions`` is ``None`` where there is one alone, ``within`` leaves out dimensions of one
    indicator. ``reason`` says why contradictions above the accepted ratio are put up with.
    """

    dimensions: Comparisons | None
    within: Mapping[str, Comparisons]
    reason: str = ""
    method: str = "ahp"

    @property
    def matrices(self) -> Mapping[str, Comparisons]:
        """All comparisons: those of the dimensions as ``OF_DIMENSIONS``, others by dimension."""
        of_dimensions = {} if self.dimensions is None else {OF_DIMENSIONS: self.dimensions}
        return {**of_dimensions, **self.within}

    @property
    def needs_reason(self) -> bool:
        """Whether comparisons contradict each other too much for none to be given."""
        return not self.reason and not all(each.is_acceptable for each in self.matrices.values())


Weighting = Direct | FromEntropy | FromComparisons

_DIRECT = Direct()


@dataclass(frozen=True)
class Scorecard:
    """Indicators with curves and weights.

    ``neutral`` is the value that a missing figure counts as; ``None`` drops it, so that the others
    weigh more. Below ``coverage_floor``, a share of the weights, there is no score and no grade.
    """

    lines: tuple[ScoredIndicator, ...]
    weighting: Weighting = _DIRECT
    neutral: Decimal | None = None
    coverage_floor: Decimal | None = None

    @property
    def indicators(self) -> tuple[str, ...]:
        """The codes of the indicators, in order."""
        return tuple(line.indicator for line in self.lines)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions, in the order in which they come first."""
        return tuple(dict.fromkeys(line.dimension for line in self.lines))

    @property
    def score_codes(self) -> tuple[str, ...]:
        """The codes of the score and of all sub-scores."""
        return (SCORE, *(sub_score(dimension) for dimension in self.dimensions))

    @cached_property
    def whole_weights(self) -> tuple[int, ...]:
        """The weights as integers in exact proportion. Raises ``SchemeError``."""
        return whole_weights(self._weights, "scorecard.weights")

    @cached_property
    def shares(self) -> tuple[Decimal, ...]:
        """The weights as shares with six places that add up to 1."""
        total = sum(self.whole_weights)
        return normalised([weight / total for weight in self.whole_weights])

    def lines_of(self, code: str) -> tuple[int, ...]:
        """Give the places of the lines that a score or sub-score is made of."""
        return tuple(
            index
            for index, line in enumerate(self.lines)
            if code in (SCORE, sub_score(line.dimension))
        )

    def check(self, indicators: Mapping[str, Indicator]) -> None:
        """Raise ``SchemeError`` where a curve does not fit its indicator."""
        for index, line in enumerate(self.lines):
            line.curve.check(indicators[line.indicator], f"scorecard.indicators[{index}].curve")

    @property
    def _weights(self) -> list[Decimal]:
        if isinstance(self.weighting, FromComparisons):
            return _compared(self.lines, self.weighting)
        return [Decimal(0) if line.weight is None else line.weight for line in self.lines]


def _compared(lines: tuple[ScoredIndicator, ...], weighting: FromComparisons) -> list[Decimal]:
    """Multiply the weight of the dimension and that within it; rounded to the kept places."""
    of_dimensions = _by_name(weighting.dimensions)
    within = {dimension: _by_name(each) for dimension, each in weighting.within.items()}
    products = [
        of_dimensions.get(line.dimension, Decimal(1))
        * within.get(line.dimension, {}).get(line.indicator, Decimal(1))
        for line in lines
    ]
    return [weight.quantize(Decimal(1).scaleb(-WEIGHT_PLACES)) for weight in products]


def _by_name(comparisons: Comparisons | None) -> dict[str, Decimal]:
    if comparisons is None:
        return {}
    return dict(zip(comparisons.things, comparisons.weights, strict=True))


def check_lines(lines: tuple[ScoredIndicator, ...], place: str) -> None:
    """Refuse a scorecard without lines, with one twice, or with a name that scores have."""
    if not lines:
        raise SchemeError(place, "empty_scorecard")
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if line.indicator in seen:
            raise SchemeError(f"{place}[{index}].indicator", "repeated_indicator")
        if is_score(line.indicator):
            raise SchemeError(f"{place}[{index}].indicator", "reserved_name")
        seen.add(line.indicator)
