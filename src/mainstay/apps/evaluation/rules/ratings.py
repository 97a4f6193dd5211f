"""What the answers of a rating round add up to, and when raters are reminded; pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

PLACES = Decimal("0.01")
"""Means and spreads are kept in as many places as rating indicators have."""
TOGETHER = 2
"""So many people have to have given a step before they can disagree."""
REMIND_BEFORE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Tally:
    """The steps that people gave one customer in one criterion, added up exactly.

    Who cannot say is in none of it. `squares` is the sum of the squares.
    """

    raters: int
    total: int
    squares: int

    @property
    def mean(self) -> Decimal | None:
        """The mean of the steps, rounded half-even."""
        if not self.raters:
            return None
        return (Decimal(self.total) / self.raters).quantize(PLACES)

    @property
    def spread(self) -> Decimal | None:
        """The standard deviation of the steps: those who rated are all who count, not a sample."""
        if not self.raters:
            return None
        return (Decimal(self._scaled_variance).sqrt() / self.raters).quantize(PLACES)

    @property
    def disagrees(self) -> bool:
        """Whether the raters disagree: a standard deviation of 1 or more.

        Two people do so from two steps apart on. Compared exactly, before anything is rounded.
        """
        return self.raters >= TOGETHER and self._scaled_variance >= self.raters**2

    @property
    def _scaled_variance(self) -> int:
        """The variance times the square of the number of raters, a whole number."""
        return self.raters * self.squares - self.total**2

    def __add__(self, other: "Tally") -> "Tally":
        """The steps of both."""
        return Tally(
            self.raters + other.raters, self.total + other.total, self.squares + other.squares
        )


def is_near(due_on: date, made_on: date, today: date) -> bool:
    """Whether raters are to be reminded that the day comes near.

    Three days before it, that day included; not on the day on which they were asked.
    """
    return made_on < today <= due_on and due_on - today <= REMIND_BEFORE


def is_late(due_on: date, today: date) -> bool:
    """Whether the day has passed: the due day itself is in time."""
    return today > due_on
