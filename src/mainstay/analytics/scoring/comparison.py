"""What moved a customer's score between two evaluations, and who stands beside it.

Definition and a worked example: docs/algorithms/what-changed.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from mainstay.analytics.scoring.ranking import Ranking


class ComparedLine(Protocol):
    """A line of a scorecard for one customer, such as a `Contribution`.

    What is not told is None, like what is not known.
    """

    @property
    def indicator(self) -> str: ...

    @property
    def dimension(self) -> str: ...

    @property
    def figure(self) -> Decimal | None: ...

    @property
    def value(self) -> Decimal | None: ...

    @property
    def share(self) -> Decimal | None: ...

    @property
    def points(self) -> Decimal | None: ...


class ComparedScore(Protocol):
    """A score and its lines, such as a `Scored`."""

    @property
    def score(self) -> Decimal | None: ...

    @property
    def contributions(self) -> Sequence[ComparedLine]: ...


class Cause(StrEnum):
    """Why a line of a scorecard adds something else than before; the first that applies."""

    LINE = "line"
    """The scorecard has the line in one of the two alone."""
    KNOWN = "known"
    """The figure was missing before, or is now."""
    FIGURE = "figure"
    """The figure is another one."""
    SCALE = "scale"
    """The same figure has another value: other customers moved, or the curve was changed."""
    WEIGHT = "weight"
    """The line weighs more or less among those that count."""
    ROUNDING = "rounding"
    """Only what rounding left in the last place went to another line."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the scorecards and what it added before and after."""

    indicator: str
    dimension: str
    before: ComparedLine | None
    after: ComparedLine | None
    cause: Cause

    @property
    def difference(self) -> Decimal | None:
        """How much more it adds to the score; ``None`` where that is not told."""
        before, after = _points(self.before), _points(self.after)
        return None if before is None or after is None else after - before


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """Two scores of one customer; where there are both, the movements add up to the difference.

    The movements stand in the order of their size, equal ones in that of the scorecard.
    """

    before: Decimal | None
    after: Decimal | None
    movements: tuple[Movement, ...]

    @property
    def difference(self) -> Decimal | None:
        """How much the score has risen; ``None`` where one of the two is missing."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    def to_dict(self) -> dict[str, Any]:
        """Give plain data for JSON; figures are texts."""
        return {
            "before": _text(self.before),
            "after": _text(self.after),
            "difference": _text(self.difference),
            "movements": [
                {
                    "indicator": each.indicator,
                    "dimension": each.dimension,
                    "cause": each.cause.value,
                    "difference": _text(each.difference),
                    "figure_before": _text(each.before.figure if each.before else None),
                    "figure_after": _text(each.after.figure if each.after else None),
                    "points_before": _text(each.before.points if each.before else None),
                    "points_after": _text(each.after.points if each.after else None),
                }
                for each in self.movements
            ],
        }


def compare(before: ComparedScore, after: ComparedScore) -> ScoreChange:
    """Put two scores of a customer beside each other, line by line."""
    known = {each.indicator: each for each in before.contributions}
    now = {each.indicator: each for each in after.contributions}
    codes = dict.fromkeys([*now, *known])
    movements = [_movement(known.get(code), now.get(code)) for code in codes]
    movements.sort(key=lambda movement: -abs(movement.difference or Decimal(0)))
    return ScoreChange(before.score, after.score, tuple(movements))


def _movement(before: ComparedLine | None, after: ComparedLine | None) -> Movement:
    line = after or before
    if line is None:
        raise ValueError("a movement needs a line")
    return Movement(line.indicator, line.dimension, before, after, _cause(before, after))


def _cause(before: ComparedLine | None, after: ComparedLine | None) -> Cause:
    if before is None or after is None:
        return Cause.LINE
    found = Cause.NONE if before.points == after.points else Cause.ROUNDING
    if (before.figure is None) != (after.figure is None):
        found = Cause.KNOWN
    elif before.figure != after.figure:
        found = Cause.FIGURE
    elif before.value != after.value:
        found = Cause.SCALE
    elif before.share != after.share:
        found = Cause.WEIGHT
    return found


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A customer's place among those with a figure, and who is just above and below it.

    ``above`` and ``below`` are positions of the ranking, the nearest first.
    """

    rank: int
    customers: int
    above: tuple[int, ...]
    below: tuple[int, ...]


def neighbours(ranking: Ranking, position: int, count: int = 3) -> Neighbours | None:
    """Find the neighbours of a customer; ``None`` for one without a figure."""
    if not ranking.known[position]:
        return None
    place = int(ranking.ranks[position]) - 1
    above = ranking.order[max(place - count, 0) : place][::-1]
    below = ranking.order[place + 1 : min(place + 1 + count, ranking.count)]
    return Neighbours(place + 1, ranking.count, tuple(above.tolist()), tuple(below.tolist()))


def _points(line: ComparedLine | None) -> Decimal | None:
    return Decimal(0) if line is None else line.points


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else format(figure, "f")
