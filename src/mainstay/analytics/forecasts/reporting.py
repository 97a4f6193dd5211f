"""What a forecast says of itself: accuracy in the back-test, coverage, methods. Plain data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from mainstay.analytics.forecasts.accuracy import Tally
from mainstay.analytics.forecasts.backtest import Plan
from mainstay.analytics.forecasts.blocks import CUSTOMERS, GROUPS, TOTAL, Outcome, paths_of
from mainstay.analytics.forecasts.choices import METHODS, PATTERNS
from mainstay.analytics.forecasts.histories import MONTHS_OF_YEAR
from mainstay.analytics.forecasts.spreads import LEVELS, Paths, spreads
from mainstay.analytics.forecasts.told import Told


def report(
    plan: Plan, until: date, told: tuple[Told, Told, Told], outcomes: Sequence[Outcome]
) -> dict[str, Any]:
    """Tell of customers, groups and the total; the last outcome is that of the full models.

    Keys and meanings: docs/algorithms/forecasts.md.
    """
    customers = told[0]
    return {
        "until": until.isoformat(),
        "origins": len(plan.origins),
        "months_ahead": plan.horizon,
        "customers": len(customers.keys),
        "methods": _counts(customers.methods, METHODS),
        "patterns": _counts(customers.patterns, PATTERNS),
        "not_fitted": sum(each.failed for each in outcomes),
        "accuracy": {
            name: sum((each.tallies[level] for each in outcomes), Tally()).report()
            for name, level in (("customers", CUSTOMERS), ("groups", GROUPS), ("total", TOTAL))
        },
        "coverage": _coverage(paths_of(outcomes, "early"), paths_of(outcomes, "late")),
    }


def _counts(numbers: Any, names: Sequence[str]) -> dict[str, int]:
    counts = np.bincount(numbers, minlength=len(names)).tolist()
    return {str(name): count for name, count in zip(names, counts, strict=True) if count}


def _coverage(early: Paths, late: Paths) -> dict[str, dict[str, float]]:
    """How often intervals hold what comes: made at the oldest origin, looked at by the latest.

    By level, of single months and of all months of the horizon together.
    """
    some = {pool: errors for pool, errors in late.items() if len(errors)}
    if not some:
        return {}
    horizon = next(iter(some.values())).shape[1]
    made = spreads(early, horizon)
    found = {}
    for level in LEVELS:
        months, means = [], []
        for pool, errors in some.items():
            low, high = made[pool].months[level]
            months.append((-errors >= low) & (-errors <= high))
            mean = -errors[:, :MONTHS_OF_YEAR].mean(axis=1)
            means.append((mean >= made[pool].mean[level][0]) & (mean <= made[pool].mean[level][1]))
        found[str(level)] = {
            "months": float(np.concatenate(months).mean()),
            "together": float(np.concatenate(means).mean()),
        }
    return found
