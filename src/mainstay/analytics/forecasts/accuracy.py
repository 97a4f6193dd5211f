"""How good forecasts were in the back-test, beside the seasonal naive method."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from mainstay.analytics.forecasts.histories import Floats


@dataclass(frozen=True, slots=True)
class Errors:
    """Sums of errors: absolute ones, scaled ones, and of whole horizons."""

    absolute: float = 0.0
    scaled: float = 0.0
    together: float = 0.0

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.absolute + other.absolute,
            self.scaled + other.scaled,
            self.together + other.together,
        )

    @classmethod
    def of(cls, errors: Floats, scale: Floats) -> Errors:
        """Add up errors by month and history."""
        absolute = np.abs(errors)
        means = absolute.mean(axis=0)
        scaled = np.divide(means, scale, out=np.zeros(len(scale)), where=scale > 0)
        return cls(
            float(absolute.sum()), float(scaled.sum()), float(np.abs(errors.sum(axis=0)).sum())
        )


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Errors as people compare them: per month, scaled, and as shares of what came.

    ``mase`` is None where no history has a scale, a share where nothing came.
    """

    mae: float
    mase: float | None
    wape: float | None
    wape_together: float | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Errors of chosen methods and of the seasonal naive one, added up over histories."""

    histories: int = 0
    months: int = 0
    scaled: int = 0
    came: float = 0.0
    chosen: Errors = Errors()
    naive: Errors = Errors()

    @classmethod
    def of(cls, errors: Floats, naive: Floats, actual: Floats, scale: Floats) -> Tally:
        """Add up errors of the same months and histories."""
        return cls(
            len(scale),
            errors.size,
            int((scale > 0).sum()),
            float(np.abs(actual).sum()),
            Errors.of(errors, scale),
            Errors.of(naive, scale),
        )

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.histories + other.histories,
            self.months + other.months,
            self.scaled + other.scaled,
            self.came + other.came,
            self.chosen + other.chosen,
            self.naive + other.naive,
        )

    def report(self) -> dict[str, object]:
        """Plain data: the accuracy of both, None where nothing was judged."""
        told = {"chosen": self._accuracy(self.chosen), "seasonal_naive": self._accuracy(self.naive)}
        return {"histories": self.histories} | {
            name: each and asdict(each) for name, each in told.items()
        }

    def _accuracy(self, errors: Errors) -> Accuracy | None:
        if not self.months:
            return None
        return Accuracy(
            errors.absolute / self.months,
            errors.scaled / self.scaled if self.scaled else None,
            errors.absolute / self.came if self.came else None,
            errors.together / self.came if self.came else None,
        )
