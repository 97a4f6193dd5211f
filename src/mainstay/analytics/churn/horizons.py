"""When customers are looked at, and how long they must not buy to have churned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from mainstay.analytics.churn.arrays import Floats, Integers
from mainstay.analytics.churn.refusals import ChurnRefused
from mainstay.kernel.periods import Period

STEP_DAYS = 30
"""So far apart the cut-offs of the training are."""
# Training, validation and test each need a horizon after their cut-off, and the first cut-off one
# before it.
_HORIZONS = 4


@dataclass(frozen=True, slots=True)
class Horizon:
    """How long a customer must not buy to have churned.

    It is ``gaps`` of the customer's own usual interval between purchases, at least ``least_days``
    and at most ``most_days``. Who has no interval of its own is measured by the usual one.
    """

    gaps: float = 3.0
    least_days: int = 30
    most_days: int = 90

    def __post_init__(self) -> None:
        """Refuse what is no span of days."""
        if not 0 <= self.gaps < float("inf"):
            raise ValueError("gaps are not negative")
        if not 1 <= self.least_days <= self.most_days:
            raise ValueError("least_days is positive and at most most_days")

    @classmethod
    def fixed(cls, days: int) -> Horizon:
        """The same horizon for everybody."""
        return cls(0.0, days, days)

    def of(self, intervals: Floats) -> Integers:
        """The horizon of each customer in days, by its usual interval."""
        days = np.clip(np.ceil(self.gaps * intervals), self.least_days, self.most_days)
        return days.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """The days as of which customers are looked at; the training's from the earliest on.

    The longest horizon after a part's last cut-off is over at the next part's: when the model is
    calibrated and when it is tested, it knows nothing that was not known on that day.
    """

    training: tuple[date, ...]
    validation: date
    test: date

    @classmethod
    def within(cls, known: Period, horizon: Horizon, most: int) -> Cutoffs:
        """Choose cut-offs for a time whose purchases are known, at most so many for the training.

        Further ones of the training lie ``STEP_DAYS`` apart, as long as a horizon of history lies
        before. Raises ``ChurnRefused`` with ``history_too_short``.
        """
        length = timedelta(days=horizon.most_days)
        needed = _HORIZONS * horizon.most_days
        if known.days < needed:
            raise ChurnRefused("history_too_short", needed=needed, found=known.days)
        test = known.end - length
        validation = test - length
        last = validation - length
        earlier = (last - timedelta(days=STEP_DAYS * back) for back in range(most))
        training = sorted(day for day in earlier if day >= known.start + length)
        return cls(tuple(training), validation, test)
