"""A trained model as plain data: what it takes to say who will churn, kept as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from mainstay.analytics.churn.arrays import Floats
from mainstay.analytics.churn.calibration import Calibration
from mainstay.analytics.churn.drift import Spread
from mainstay.analytics.churn.ensemble import Ensemble
from mainstay.analytics.churn.horizons import Horizon
from mainstay.analytics.churn.line import Line
from mainstay.analytics.churn.samples import Sample

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class ChurnModel:
    """A line with trees, its calibration, and how the features were spread at the training.

    ``trained_on`` is the day as of which it was trained; ``active_days`` is after how many days
    without a purchase customers are lost and no longer looked at.
    """

    trained_on: date
    horizon: Horizon
    active_days: int
    ensemble: Ensemble
    calibration: Calibration
    spreads: tuple[Spread, ...]

    @property
    def features(self) -> tuple[str, ...]:
        """The features it looks at, in the order of the columns."""
        return tuple(spread.name for spread in self.spreads)

    def probabilities(self, sample: Sample) -> Floats:
        """How likely customers are to churn."""
        return self.calibration.probabilities(self.ensemble.margins(sample))

    def contributions(self, sample: Sample) -> Floats:
        """How many log-odds each feature of each customer adds to that."""
        added: Floats = self.calibration.slope * self.ensemble.contributions(sample)
        return added

    def to_json(self) -> str:
        """The model as text; what is read again says the same to the last bit."""
        data = asdict(self) | {"trained_on": self.trained_on.isoformat()}
        return json.dumps({"format": _FORMAT, **data})

    @classmethod
    def from_json(cls, text: str) -> ChurnModel:
        """Read a model again. Raises ``ValueError`` for what none is."""
        data = json.loads(text)
        if not isinstance(data, Mapping) or data.get("format") != _FORMAT:
            raise ValueError("not a churn model of this version")
        try:
            return cls._from_data(data)
        except (KeyError, TypeError) as error:
            raise ValueError("not a churn model: keys are missing or too many") from error

    @classmethod
    def _from_data(cls, data: Mapping[str, Any]) -> ChurnModel:
        line = {name: _kept(each) for name, each in data["ensemble"]["line"].items()}
        spreads = (
            Spread(each["name"], tuple(each["borders"]), tuple(each["shares"]))
            for each in data["spreads"]
        )
        return cls(
            date.fromisoformat(data["trained_on"]),
            Horizon(**data["horizon"]),
            data["active_days"],
            Ensemble(Line(**line), data["ensemble"]["trees"]),
            Calibration(**data["calibration"]),
            tuple(spreads),
        )


def _kept(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
