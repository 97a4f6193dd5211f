"""The scores of a population: exact, the same whatever the order of the customers.

Definition and a worked example: docs/algorithms/scorecard.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np

from mainstay.analytics.scoring.curves import Fitted, fit
from mainstay.analytics.scoring.population import Column, Figures, Flags, Population
from mainstay.analytics.scoring.rounding import round_half_even
from mainstay.analytics.scoring.scorecard import (
    SCORE,
    SCORE_PLACES,
    FromEntropy,
    Scorecard,
    score_indicator,
    sub_score,
)
from mainstay.analytics.scoring.values import HIGHEST, VALUE_PLACES, Values, value_of
from mainstay.analytics.scoring.weights import WEIGHT_PLACES, entropy_weights

COVERAGE_PLACES = 4
FULL_SCORE = HIGHEST * 10**SCORE_PLACES
UNITS_OF_VALUE = 10 ** (VALUE_PLACES - SCORE_PLACES)
"""How many units of a value make one unit of a score."""


@dataclass(frozen=True, eq=False)
class Total:
    """A score or sub-score before its last division: weighed values and the weights counted."""

    weighed: Figures
    weight: Figures

    @property
    def score(self) -> Figures:
        """The score in units of its last kept place, 0 where nothing counts."""
        return round_half_even(self.weighed, np.maximum(self.weight, 1) * UNITS_OF_VALUE)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one line of a scorecard adds to the score of one customer.

    ``share`` is the line's share of the weights that count for this customer, ``value`` the figure
    on the scale to 100, ``None`` where it is dropped; ``assumed`` says that the neutral value
    stands for a missing figure. ``points`` add up to the score.
    """

    indicator: str
    dimension: str
    figure: Decimal | None
    value: Decimal | None
    share: Decimal
    points: Decimal
    assumed: bool = False


Line = tuple[Decimal | None, Decimal | None, Decimal]
"""What is kept of a line for one customer: the figure, its value if it counts, the points."""


def contributions(scorecard: Scorecard, lines: Sequence[Line]) -> tuple[Contribution, ...]:
    """Put the lines of one customer beside what they are and how much they weigh."""
    pairs = list(zip(scorecard.lines, scorecard.whole_weights, lines, strict=True))
    counted = sum(weight for _line, weight, (_figure, value, _points) in pairs if value is not None)
    return tuple(
        Contribution(
            line.indicator,
            line.dimension,
            figure,
            value,
            _share_in(0 if value is None else weight, counted),
            points,
            assumed=figure is None and value is not None,
        )
        for line, weight, (figure, value, points) in pairs
    )


def _share_in(weight: int, counted: int) -> Decimal:
    return (Decimal(weight) / max(counted, 1)).quantize(Decimal(1).scaleb(-WEIGHT_PLACES))


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of one customer and what it is made of; no score and no lines where withheld."""

    score: Decimal | None
    coverage: Decimal
    dimensions: Mapping[str, Decimal | None]
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, eq=False)
class Scores:
    """A scorecard applied to a population, line by line."""

    scorecard: Scorecard
    population: Population
    fitted: tuple[Fitted, ...]

    @cached_property
    def values(self) -> tuple[Values, ...]:
        """The value of each line for each customer; a missing figure has the neutral one, or 0."""
        neutral = self._neutral or 0
        return tuple(
            each.values
            if each.column.known.all()
            else np.where(each.column.known, each.values, np.int32(neutral))
            for each in self.fitted
        )

    @cached_property
    def totals(self) -> Mapping[str, Total]:
        """The score and the sub-scores, by code."""
        return {
            code: self._total(self.scorecard.lines_of(code)) for code in self.scorecard.score_codes
        }

    @cached_property
    def known_weight(self) -> Figures:
        """For each customer the weights of the lines whose figure is known."""
        return self._weight_of(range(len(self.fitted)))

    @cached_property
    def coverage(self) -> Figures:
        """The share of the weights whose figure is known, in units of its fourth place."""
        total = sum(self.scorecard.whole_weights)
        return round_half_even(self.known_weight * 10**COVERAGE_PLACES, total)

    @cached_property
    def withheld(self) -> Flags:
        """Who is known too little to have a score and a grade."""
        if self.scorecard.coverage_floor is None:
            return np.zeros(len(self.population), dtype=bool)
        floor = Fraction(self.scorecard.coverage_floor)
        asked = floor.numerator * sum(self.scorecard.whole_weights)
        return np.asarray(self.known_weight * floor.denominator < asked, dtype=bool)

    def column(self, code: str) -> Column:
        """Give the score or a sub-score as a column."""
        return self.columns[code]

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Give the score and the sub-scores as columns.

        Nobody has one of whom nothing is known in it; the score is withheld below the floor.
        """
        found = {}
        for code, total in self.totals.items():
            known = self._weight_of(self.scorecard.lines_of(code)) > 0
            if code == SCORE:
                known &= ~self.withheld
            figures = np.where(known, total.score, 0)
            found[code] = Column(score_indicator(code), figures, known)
        return found

    def if_moved(self, moved: Mapping[str, Figures]) -> dict[str, Figures]:
        """Give the scores each would have if it alone had its moved figures.

        Only those that change are given.
        """
        changed = self._changes(moved)
        result = {}
        for code, total in self.totals.items():
            lines = [line for line in self.scorecard.lines_of(code) if line in changed]
            if lines:
                weighed = total.weighed + sum(changed[line] for line in lines)
                result[code] = Total(weighed, total.weight).score
        return result

    def weighed_if_moved(self, code: str, moved: Mapping[str, Figures]) -> Figures:
        """Give what a score is made of before its division, with the moved figures."""
        changed = self._changes(moved)
        lines = [line for line in self.scorecard.lines_of(code) if line in changed]
        weighed = self.totals[code].weighed
        return weighed + sum(changed[line] for line in lines) if lines else weighed

    @cached_property
    def points(self) -> tuple[Figures, ...]:
        """Give what each line adds to each customer's score, in units of its last kept place.

        Running totals are rounded, and a line has the difference of two: so the lines add up to
        the score exactly, and none is off by a whole unit.
        """
        weighed = np.zeros(len(self.population), dtype=np.int64)
        divisor = np.maximum(self.totals[SCORE].weight, 1) * UNITS_OF_VALUE
        before, found = weighed, []
        for weight, values in zip(self.scorecard.whole_weights, self.values, strict=True):
            weighed = weighed + np.int64(weight) * values
            rounded = round_half_even(weighed, divisor)
            found.append(rounded - before)
            before = rounded
        return tuple(found)

    def at(self, member: int) -> Scored:
        """Give the score of one customer with all that it is made of."""
        score = self.column(SCORE).at(member)
        return Scored(
            score,
            Decimal(int(self.coverage[member])).scaleb(-COVERAGE_PLACES),
            {
                dimension: self.column(sub_score(dimension)).at(member)
                for dimension in self.scorecard.dimensions
            },
            () if score is None else contributions(self.scorecard, list(self._lines(member))),
        )

    @property
    def _neutral(self) -> int | None:
        neutral = self.scorecard.neutral
        return None if neutral is None else int(neutral.scaleb(VALUE_PLACES))

    def _lines(self, member: int) -> Iterator[Line]:
        for fitted, values, points in zip(self.fitted, self.values, self.points, strict=True):
            figure = fitted.column.at(member)
            counts = figure is not None or self._neutral is not None
            yield (
                figure,
                value_of(int(values[member])) if counts else None,
                Decimal(int(points[member])).scaleb(-SCORE_PLACES),
            )

    def _changes(self, moved: Mapping[str, Figures]) -> dict[int, Figures]:
        """For each line that moves, by how much its weighed value does."""
        found = {}
        for index, line in enumerate(self.scorecard.lines):
            weight = self.scorecard.whole_weights[index]
            if line.indicator in moved and weight:
                fitted = self.fitted[index]
                column, figures = fitted.column, moved[line.indicator]
                where = np.flatnonzero(column.known & (figures != column.figures))
                change = np.zeros(len(figures), dtype=np.int64)
                values = fitted.values_if_moved(figures[where], where)
                change[where] = np.int64(weight) * (values - self.values[index][where])
                found[index] = change
        return found

    def _total(self, lines: Sequence[int]) -> Total:
        weighed = np.zeros(len(self.population), dtype=np.int64)
        for line in lines:
            weighed += np.int64(self.scorecard.whole_weights[line]) * self.values[line]
        return Total(weighed, self._counted_weight(lines))

    def _counted_weight(self, lines: Sequence[int]) -> Figures:
        """The weights that a score is divided by: all where a missing figure counts as neutral."""
        if self._neutral is None:
            return self._weight_of(lines)
        whole = sum(self.scorecard.whole_weights[line] for line in lines)
        return np.full(len(self.population), whole)

    def _weight_of(self, lines: Iterable[int]) -> Figures:
        weight = np.zeros(len(self.population), dtype=np.int64)
        for line in lines:
            weight += np.int64(self.scorecard.whole_weights[line]) * self.fitted[line].column.known
        return weight


def scores_of(scorecard: Scorecard, population: Population) -> Scores:
    """Apply a scorecard to a population, all of whom count in curves that compare them.

    Raises ``InputError`` for a column that is missing, ``SchemeError`` for a curve that does not
    fit its indicator.
    """
    columns = [population.column(line.indicator) for line in scorecard.lines]
    scorecard.check({column.indicator.code: column.indicator for column in columns})
    return Scores(
        scorecard,
        population,
        tuple(
            fit(line.curve, column) for line, column in zip(scorecard.lines, columns, strict=True)
        ),
    )


def entropy_weighted(
    scorecard: Scorecard, population: Population, as_of: date | None = None
) -> Scorecard:
    """Give the scorecard with weights by how far its indicators tell a population apart.

    ``as_of`` is the day of the figures, to be kept with the weights.
    """
    found = scores_of(scorecard, population)
    weights = entropy_weights(
        [each.values for each in found.fitted], [each.column.known for each in found.fitted]
    )
    lines = tuple(
        replace(line, weight=weight) for line, weight in zip(scorecard.lines, weights, strict=True)
    )
    return replace(scorecard, lines=lines, weighting=FromEntropy(as_of))
