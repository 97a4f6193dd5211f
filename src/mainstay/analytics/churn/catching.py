"""Who is looked at first: how many of these churn, how many of all who churn are among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.analytics.churn.arrays import Flags, Floats
from mainstay.analytics.churn.samples import Labelled

SHARES = (0.05, 0.10, 0.20)
RULE_INTERVALS = 2.0
RULE_DAYS = 30
"""The personal rule speaks when a purchase is overdue by so many intervals and so many days."""


@dataclass(frozen=True, slots=True)
class Caught:
    """The customers with the highest scores: ``share`` of all.

    ``precision`` is which share of them churned, ``recall`` which share of all who churned is
    among them, ``lift`` how many times as many churned as of everybody.
    """

    share: float
    customers: int
    precision: float
    recall: float
    lift: float


@dataclass(frozen=True, slots=True)
class LeadTime:
    """How much earlier customers were known than by the personal rule.

    ``unnoticed`` customers churned of whom the rule had not spoken by the cut-off; ``caught`` of
    these are in the highest fifth; ``median_days`` is how long after the cut-off the rule would
    have spoken of those, None where nobody is.
    """

    unnoticed: int
    caught: int
    median_days: float | None


def caught(scores: Floats, churned: Flags) -> tuple[Caught, ...]:
    """Look at the highest shares of ``SHARES``; of equal scores at the border a part counts."""
    found = []
    for part in SHARES:
        size = _size(len(scores), part)
        hits = float(chosen(scores, size) @ churned)
        precision, everybody = hits / size, float(churned.mean())
        found.append(
            Caught(part, size, precision, hits / int(churned.sum()), precision / everybody)
        )
    return tuple(found)


def _size(customers: int, part: float) -> int:
    return max(round(customers * part), 1)


def chosen(scores: Floats, size: int) -> Floats:
    """Weigh customers: 1 for the highest so many, a part for those equal at the border, else 0."""
    border = np.partition(scores, len(scores) - size)[len(scores) - size]
    above, equal = scores > border, scores == border
    weights: Floats = above + equal * ((size - above.sum()) / equal.sum())
    return weights


def lead_time(scores: Floats, rows: Labelled) -> LeadTime:
    """Compare the highest fifth with the personal rule."""
    days = rule_days(rows)
    unnoticed = rows.churned & (days > 0)
    known = unnoticed & (chosen(scores, _size(len(scores), SHARES[-1])) > 0)
    median = float(np.median(days[known])) if known.any() else None
    return LeadTime(int(unnoticed.sum()), int(known.sum()), median)


def rule_days(rows: Labelled) -> Floats:
    """In how many days after the cut-off the personal rule speaks; negative where it has."""
    spoken: Floats = np.maximum(RULE_INTERVALS * rows.intervals, RULE_DAYS)
    return spoken - rows.sample.figure("recency_days")
