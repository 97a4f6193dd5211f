"""The model card: what a model was made of, and how well it did on customers of a later day."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from mainstay.analytics.churn.baselines import Baseline
from mainstay.analytics.churn.calibration import Reliability
from mainstay.analytics.churn.catching import Caught, LeadTime
from mainstay.analytics.churn.discrimination import Estimate
from mainstay.analytics.churn.horizons import Horizon


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the data: its cut-offs, how many customers, how many looks, who churned."""

    name: str
    cutoffs: tuple[date, ...]
    customers: int
    observations: int
    churned: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A baseline beside the model, on the same customers.

    ``lead`` is by how much the model's area is larger. Both are None where the baseline says
    nothing, for the reason that ``problem`` names (see ``Scored``).
    """

    baseline: Baseline
    auc: Estimate | None
    lead: Estimate | None
    problem: str = ""

    @property
    def beaten(self) -> bool:
        """Whether the model does better, by more than chance would have it."""
        return self.lead is not None and self.lead.low > 0


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a feature moves the log-odds of a customer of the test, on average."""

    name: str
    size: float


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model was made of, and how it did on customers whom it had never seen on that day.

    ``known_until`` is the day up to which purchases are known; ``brier_of_share`` is the Brier
    score of who says the share of the test of everybody.
    """

    as_of: date
    known_until: date
    horizon: Horizon
    active_days: int
    parts: tuple[Part, ...]
    rounds: int
    settled: bool
    auc: Estimate
    brier: float
    brier_of_share: float
    reliability: tuple[Reliability, ...]
    caught: tuple[Caught, ...]
    lead_time: LeadTime
    compared: tuple[Compared, ...]
    weights: tuple[Weight, ...]

    @property
    def beats_all(self) -> bool:
        """Whether it does better than every baseline that says something, surely."""
        return all(each.beaten for each in self.compared if each.lead is not None)

    def to_data(self) -> dict[str, Any]:
        """The card as plain data for JSON; days as texts."""
        data: dict[str, Any] = _plain(asdict(self))
        beaten = [each.beaten for each in self.compared]
        for told, is_beaten in zip(data["compared"], beaten, strict=True):
            told["beaten"] = is_beaten
        return data | {"beats_all": self.beats_all}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
