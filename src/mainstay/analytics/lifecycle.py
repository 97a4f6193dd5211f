"""Where customers stand in their life with us: stages by rule, from measures and what was before.

Rules, sources and a worked example: docs/algorithms/lifecycle.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Stages = npt.NDArray[np.int8]
Days = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class LifecycleStage(StrEnum):
    """The stages, in the order in which a customer usually meets them."""

    IDENTIFY = "identify"
    ENGAGE = "engage"
    DEEPEN = "deepen"
    MAINTAIN = "maintain"
    AT_RISK = "at_risk"
    WIN_BACK = "win_back"
    LOST = "lost"


STAGES = tuple(LifecycleStage)
"""The place of a stage here is its number in arrays."""
IDENTIFY, ENGAGE, DEEPEN, MAINTAIN, AT_RISK, WIN_BACK, LOST = (
    np.int8(place) for place in range(len(STAGES))
)
FIGURES = (
    "recency_days",
    "tenure_days",
    "interval_median_days",
    "revenue_12m",
    "revenue_prev_12m",
)
"""The measures that the rules look at; NaN where there is none."""


@dataclass(frozen=True, slots=True)
class LifecycleRules:
    """The borders between the stages.

    A gap is the customer's own median interval between orders; who has none is measured by the
    median of all who have one.
    """

    engaged_days: int = 365
    """So long after its first order a customer is being won, and until it orders once more."""
    growth: float = 0.10
    """Revenue of 12 months that grew by so much deepens the relationship."""
    decline: float = -0.30
    """Revenue of 12 months that fell by so much puts it at risk."""
    risk_gaps: float = 2.0
    """An order that is overdue by so many gaps puts it at risk."""
    risk_days: int = 30
    """But none is overdue before so many days."""
    lost_gaps: float = 4.0
    """A customer is lost after so many gaps without an order,"""
    lost_days: int = 365
    """and so many days."""
    won_back_days: int = 180
    """So long after it came back a customer is being won back."""

    def __post_init__(self) -> None:
        """Refuse borders that contradict each other."""
        if not 0 < self.risk_gaps <= self.lost_gaps:
            raise ValueError("risk_gaps is positive and at most lost_gaps")
        if not 0 < self.risk_days <= self.lost_days:
            raise ValueError("risk_days is positive and at most lost_days")
        if self.decline >= self.growth:
            raise ValueError("decline is below growth")
        if min(self.engaged_days, self.won_back_days) < 0:
            raise ValueError("days are not negative")


@dataclass(frozen=True, eq=False)
class Standing:
    """The stages of customers as of a day, and since how many days each of them is back.

    ``stages`` has the numbers of stages; ``days_back`` is NaN for who never was away.
    """

    stages: Stages
    days_back: Days


def stages(
    figures: Mapping[str, npt.NDArray[Any]],
    rules: LifecycleRules,
    before: Standing | None = None,
    days_since: int = 0,
) -> Standing:
    """Give each customer's stage.

    ``figures`` has an array for each of ``FIGURES``, all of one length. ``before`` are the stages
    of the same customers ``days_since`` days earlier: without them nobody is known to be back.
    Raises KeyError naming a figure that is missing.
    """
    recency, tenure, interval, revenue, earlier = (
        np.asarray(figures[name], dtype=np.float64) for name in FIGURES
    )
    bought = ~np.isnan(tenure)
    gap = _gaps(interval, bought)
    overdue = bought & (recency > np.maximum(rules.risk_gaps * gap, rules.risk_days))
    lost = bought & (recency > np.maximum(rules.lost_gaps * gap, rules.lost_days))
    growth = _growth(revenue, earlier)
    back = _days_back(before, days_since, recency, bought & ~overdue)
    is_new = (tenure <= rules.engaged_days) | np.isnan(interval)
    found = np.select(
        [
            ~bought,
            lost,
            overdue,
            back <= rules.won_back_days,
            growth <= rules.decline,
            is_new,
            growth >= rules.growth,
        ],
        [IDENTIFY, LOST, AT_RISK, WIN_BACK, AT_RISK, ENGAGE, DEEPEN],
        MAINTAIN,
    )
    return Standing(found.astype(np.int8), back)


def _gaps(interval: Days, bought: Flags) -> Days:
    """Each customer's gap between orders, in days; the usual one where it has none of its own."""
    known = bought & ~np.isnan(interval)
    usual = float(np.median(interval[known])) if known.any() else 0.0
    return np.where(known, interval, usual)


def _growth(revenue: Days, earlier: Days) -> Days:
    """By how much revenue grew, as a share; NaN where there was none to grow from."""
    grew = np.full(len(revenue), np.nan)
    known = ~np.isnan(revenue) & (earlier > 0)
    grew[known] = revenue[known] / earlier[known] - 1
    return grew


def _days_back(before: Standing | None, days_since: int, recency: Days, active: Flags) -> Days:
    """Since how many days each customer is back that was lost; NaN for the others."""
    if before is None:
        return np.full(len(recency), np.nan)
    returned = active & (before.stages == LOST) & (recency <= days_since)
    return np.where(returned, recency, np.where(active, before.days_back + days_since, np.nan))


@dataclass(frozen=True, eq=False)
class Dwelling:
    """How long customers stay in a stage, counted in looks at them.

    ``ended`` are the stays that were seen from beginning to end, with their median length;
    ``running`` are those that go on, with the median length so far.
    """

    ended: int
    ended_median: float
    running: int
    running_median: float


def conversions(history: Sequence[Stages]) -> npt.NDArray[np.int64]:
    """Count from which stage to which customers went from one look to the next.

    ``history`` has the stages of the same customers at equal distances. Gives a square of counts:
    rows are the stage before, columns the stage after.
    """
    square = np.zeros((len(STAGES), len(STAGES)), dtype=np.int64)
    for earlier, later in pairwise(history):
        np.add.at(square, (earlier, later), 1)
    return square


def dwelling(history: Sequence[Stages]) -> dict[LifecycleStage, Dwelling]:
    """Tell how long customers stay in each stage.

    A stay that was going on at the first look and has ended counts for neither: nobody knows how
    long it was. One that goes on from the first look to the last is as long as it was seen.
    """
    if not history:
        return {}
    looks = np.stack(history)
    ends, lengths, whole = _stays(looks)
    return {
        stage: _dwelling(ends == place, lengths, whole)
        for place, stage in enumerate(STAGES)
        if (ends == place).any()
    }


def _stays(looks: Stages) -> tuple[Stages, npt.NDArray[np.int64], npt.NDArray[np.int8]]:
    """Each stay: its stage, its length in looks, and whether it is whole (1), running (0), cut."""
    changed = looks[1:] != looks[:-1]
    first = np.vstack([np.ones(looks.shape[1], bool), changed])
    starts, customers = np.nonzero(first.T)[::-1]
    order = np.lexsort((starts, customers))
    starts, customers = starts[order], customers[order]
    following = np.append(starts[1:], 0)
    is_last = np.append(customers[1:] != customers[:-1], True)
    lengths = np.where(is_last, len(looks), following) - starts
    whole = np.where(is_last, 0, np.where(starts == 0, -1, 1))
    return looks[starts, customers], lengths, whole.astype(np.int8)


def _dwelling(
    chosen: Flags, lengths: npt.NDArray[np.int64], whole: npt.NDArray[np.int8]
) -> Dwelling:
    ended, running = lengths[chosen & (whole == 1)], lengths[chosen & (whole == 0)]
    return Dwelling(len(ended), _median(ended), len(running), _median(running))


def _median(lengths: npt.NDArray[np.int64]) -> float:
    return float(np.median(lengths)) if len(lengths) else float("nan")
