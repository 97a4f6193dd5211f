"""Why a customer has its grade, in detail: what changed, how far others are, who stands beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One indicator that the scheme asks for, then and now; what is not told is None.

    `cause` is a code of `analytics.scoring.comparison.Cause`; `points` are what it adds to the
    score, `difference` how much more than then. `curve_changed` says that the scheme got another
    curve for it in between. `dimension` is empty for one that is no line of the scorecard.
    """

    indicator: str
    dimension: str
    cause: str
    figure_before: Decimal | None
    figure: Decimal | None
    points_before: Decimal | None
    points: Decimal | None
    difference: Decimal | None
    curve_changed: bool

    def as_json(self) -> dict[str, Any]:
        """Plain values; figures are exact texts."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Change:
    """An evaluation beside the last one of an earlier day: grades, scores, and each indicator.

    Grades are None where the customer had none. Lines stand by what they changed of the score.
    """

    evaluation: int
    as_of: date
    grade_before: str | None
    grade: str | None
    score_before: Decimal | None
    score: Decimal | None
    difference: Decimal | None
    lines: Sequence[ChangedLine]

    def as_json(self) -> dict[str, Any]:
        """Plain values; figures are exact texts."""
        named = {name: _plain(getattr(self, name)) for name in self.__slots__ if name != "lines"}
        return {**named, "lines": [line.as_json() for line in self.lines]}


class Reach(StrEnum):
    """Whether single changes are told, and why not."""

    TOLD = "told"
    HELD = "held"
    """The grade is kept for a minimum time, whatever the figures."""
    DECIDED = "decided"
    """People have decided it up to a day, whatever the figures."""
    NO_GRADE = "no_grade"
    WITHHELD = "withheld"
    """They rest on figures that the reader may not see."""
    COMPARES = "compares"
    """They depend on customers that the reader does not see."""


@dataclass(frozen=True, slots=True)
class SingleStep:
    """The smallest change of one indicator alone that leads to another grade."""

    indicator: str
    present: Decimal
    needed: Decimal
    grade: str

    @property
    def difference(self) -> Decimal:
        """What has to be added; negative when less leads there."""
        return self.needed - self.present

    def as_json(self) -> dict[str, Any]:
        """Plain values; figures are exact texts."""
        named = ("indicator", "present", "needed", "difference", "grade")
        return {name: _plain(getattr(self, name)) for name in named}


@dataclass(frozen=True, slots=True)
class Reachable:
    """For each indicator that can do it alone the smallest change up, and the smallest down.

    Where they are told `is_best` and `is_lowest` say whether there is a grade to go to.
    """

    reach: Reach
    up: Sequence[SingleStep] = ()
    down: Sequence[SingleStep] = ()
    is_best: bool = False
    is_lowest: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "status": self.reach.value,
            "up": [step.as_json() for step in self.up],
            "down": [step.as_json() for step in self.down],
        }


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A customer that stands beside another one, with the figure that ranks them."""

    key: int
    customer: str
    name: str
    grade: str | None
    step: int | None
    figure: Decimal
    rank: int
    is_self: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain values; the figure is exact text."""
        named = ("customer", "name", "grade", "figure", "rank")
        return {name: _plain(getattr(self, name)) for name in named}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The customer between those next above and below it, the best first.

    `by` is `score` or the indicator that ranks. Ranks are among the `customers` whom the reader
    sees; `everybody` says whether these are all.
    """

    by: str
    customers: int
    everybody: bool
    rows: Sequence[Neighbour]

    @property
    def rank(self) -> int:
        """The customer's own place."""
        return next(row.rank for row in self.rows if row.is_self)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "by": self.by,
            "rank": self.rank,
            "customers": self.customers,
            "everybody": self.everybody,
            "above": [row.as_json() for row in self.rows if row.rank < self.rank],
            "below": [row.as_json() for row in self.rows if row.rank > self.rank],
        }


@dataclass(frozen=True, slots=True)
class WhyInDetail:
    """What is behind a grade. Parts are None where there is nothing to tell of them."""

    change: Change | None
    reachable: Reachable
    neighbours: Neighbours | None

    def as_json(self) -> dict[str, Any]:
        """Plain values for programs."""
        return {
            "change": None if self.change is None else self.change.as_json(),
            "reachable": self.reachable.as_json(),
            "neighbours": None if self.neighbours is None else self.neighbours.as_json(),
        }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
