"""Curves: what brings the figures of an indicator onto a scale from 0 to 100.

Definition, sources and a worked example: docs/algorithms/normalisation.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Protocol

import numpy as np

from mainstay.analytics.indicators import Better, Indicator
from mainstay.analytics.scoring.bounds import UNBOUNDED, Bound
from mainstay.analytics.scoring.fixed_curves import LogisticShape, StepShape
from mainstay.analytics.scoring.plain_data import SchemeError
from mainstay.analytics.scoring.population import Column, Figures
from mainstay.analytics.scoring.ranked_curves import PercentileShape, WinsorisedShape
from mainstay.analytics.scoring.values import FULL_VALUE, VALUE_PLACES, Shape, Values


class Curve(Protocol):
    """What every kind of curve can do."""

    def check(self, indicator: Indicator, place: str) -> None:
        """Raise ``SchemeError`` where the curve does not fit the indicator."""

    def shape(self, column: Column) -> Shape:
        """Fit the curve to the known figures of a column."""


@dataclass(frozen=True, slots=True)
class Percentile:
    """The share of the customers that are worse, half of those that are equal among them."""

    def check(self, indicator: Indicator, place: str) -> None:
        """Fit every indicator."""

    def shape(self, column: Column) -> Shape:
        """Rank the known figures."""
        return PercentileShape(_goodness(column)[column.known])


@dataclass(frozen=True, slots=True)
class MinMax:
    """A straight line from the worst figure to the best, ``winsor`` cut off at either end."""

    winsor: Decimal

    def check(self, indicator: Indicator, place: str) -> None:
        """Fit every indicator."""

    def shape(self, column: Column) -> Shape:
        """Find both ends among the known figures."""
        return WinsorisedShape(_goodness(column)[column.known], Fraction(self.winsor))


@dataclass(frozen=True, slots=True)
class Steps:
    """Scores that hold from a figure on, worst first; a figure that reaches none scores 0."""

    steps: tuple[tuple[Decimal, Decimal], ...]

    def check(self, indicator: Indicator, place: str) -> None:
        """Refuse figures that run against what is better."""
        figures = [figure for figure, _score in self.steps]
        if len(figures) > 1 and (figures[1] > figures[0]) != (_direction(indicator) > 0):
            raise SchemeError(f"{place}.steps", "steps_against_direction")

    def shape(self, column: Column) -> Shape:
        """Turn figures and scores into integers."""
        better = _direction(column.indicator)
        borders = []
        for figure, _score in self.steps:
            scaled = figure.scaleb(column.indicator.places)
            border = scaled.to_integral_value(ROUND_CEILING if better > 0 else ROUND_FLOOR)
            borders.append(int(border) * better)
        scores = [int(score.scaleb(VALUE_PLACES)) for _figure, score in self.steps]
        return StepShape(np.array(borders, dtype=np.int64), np.array(scores, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Logistic:
    """An S that is 50 at ``middle``, 90 one ``width`` better and 10 one ``width`` worse."""

    middle: Decimal
    width: Decimal

    def check(self, indicator: Indicator, place: str) -> None:
        """Fit every indicator."""

    def shape(self, column: Column) -> Shape:
        """Count middle and width in units of the last kept place."""
        places = column.indicator.places
        middle = self.middle.scaleb(places) * _direction(column.indicator)
        return LogisticShape(middle, float(self.width.scaleb(places)))


@dataclass(frozen=True, eq=False)
class Fitted:
    """A curve on the figures of one column."""

    column: Column
    shape: Shape

    @cached_property
    def values(self) -> Values:
        """The value of each customer, meaningless where the figure is not known."""
        known = self.column.known
        goodness = _goodness(self.column)
        if known.all():
            return self.shape.present(goodness)
        result = np.zeros(len(known), dtype=np.int32)
        result[known] = self.shape.present(goodness[known])
        return result

    def values_if_moved(self, moved: Figures, where: Figures) -> Values:
        """Give the value each customer at ``where`` would have if it alone had its moved figure."""
        direction = _direction(self.column.indicator)
        return self.shape.moved(self.column.figures[where] * direction, moved * direction)

    def between(self, where: Figures, low: Figures, high: Figures) -> Bound:
        """Give the figures of the customers at ``where`` whose values are from low to high.

        ``low`` and ``high`` are of those customers; a bound beyond every figure says that nothing
        bounds it on this side, both bounds the wrong way round that no figure does.
        """
        own = self.column.figures[where] * _direction(self.column.indicator)
        worst = self.shape.reach(own, low)
        if (high >= FULL_VALUE).all():
            best = np.full(len(where), UNBOUNDED)
        else:
            best = self.shape.reach(own, high + 1)
            best = np.where(best < UNBOUNDED, best - 1, best)
        if _direction(self.column.indicator) > 0:
            return Bound(worst, best)
        return Bound(-best, -worst)


def fit(curve: Curve, column: Column) -> Fitted:
    """Fit a curve to a column."""
    return Fitted(column, curve.shape(column))


def _direction(indicator: Indicator) -> int:
    return -1 if indicator.better is Better.LESS else 1


def _goodness(column: Column) -> Figures:
    """Give the figures, signed so that more is better."""
    return column.figures if _direction(column.indicator) > 0 else -column.figures
