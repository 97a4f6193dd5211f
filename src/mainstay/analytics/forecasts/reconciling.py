"""Forecasts that add up: customers to groups, and both to the total.

Weighted least squares by variances (Wickramasuriya, Athanasopoulos & Hyndman 2019, "WLS"), which in
a tree takes one way up and one way down and no matrix.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.analytics.forecasts.histories import Floats, Integers

_ROUNDS = 50
_NEGLIGIBLE = 1e-9


@dataclass(frozen=True, eq=False)
class Estimates:
    """Forecasts of one month and their variances."""

    points: Floats
    variances: Floats


def reconcile(
    customers: Estimates,
    groups: Estimates,
    total: Estimates,
    group_of: Integers,
    *,
    at_least_zero: bool,
) -> Floats:
    """The customers' forecasts of a month that agree best with all; their sums are those of groups.

    ``group_of`` has the place of each customer's group, -1 for one in none. A customer with a
    variance of nothing keeps its forecast. With ``at_least_zero`` none falls below nothing; what
    is set to nothing is taken off others.
    """
    count = len(groups.points)
    member = group_of >= 0
    below = Estimates(*(_sums(each, group_of, count) for each in _parts(customers)))
    grouped = _weighed(below, groups)
    alone = ~member
    top = Estimates(
        np.array([grouped.points.sum() + customers.points[alone].sum()]),
        np.array([grouped.variances.sum() + customers.variances[alone].sum()]),
    )
    goal = _weighed(top, total).points[0]
    # On the way down each gets of the difference what its variance is of all variances.
    share = _share(goal - top.points[0], top.variances[0])
    wanted = grouped.points + share * grouped.variances
    points = customers.points + np.where(alone, share * customers.variances, 0.0)
    by_group = _shares(wanted - below.points, below.variances)
    points[member] += by_group[group_of[member]] * customers.variances[member]
    return (
        _not_below_zero(points, customers.variances, group_of, count) if at_least_zero else points
    )


def _parts(estimates: Estimates) -> tuple[Floats, Floats]:
    return estimates.points, estimates.variances


def _sums(values: Floats, group_of: Integers, count: int) -> Floats:
    member = group_of >= 0
    return _added(group_of[member], values[member], count)


def _added(places: Integers, values: Floats, count: int) -> Floats:
    """Add values up by place."""
    return np.bincount(places, values, count).astype(np.float64)


def _weighed(below: Estimates, own: Estimates) -> Estimates:
    """Put what those below add up to and the own forecast together, by their precision.

    What is certain below stays as it is.
    """
    both = below.variances + own.variances
    weight = np.divide(below.variances, both, out=np.zeros_like(both), where=both > 0)
    return Estimates(below.points + weight * (own.points - below.points), weight * own.variances)


def _share(difference: float, variance: float) -> float:
    return difference / variance if variance > 0 else 0.0


def _shares(differences: Floats, variances: Floats) -> Floats:
    return np.divide(differences, variances, out=np.zeros_like(differences), where=variances > 0)


def _not_below_zero(points: Floats, variances: Floats, group_of: Integers, count: int) -> Floats:
    """Raise what is negative to nothing, and take as much off the others of the group.

    What a group cannot bear, and those in none, is taken off all.
    """
    if not (points < 0).any():
        return points
    held = _held(points, variances, group_of + 1, _added(group_of + 1, points, count + 1))
    everybody = np.zeros(len(points), np.int64)
    return _held(held, variances, everybody, np.array([points.sum()]))


def _held(points: Floats, variances: Floats, places: Integers, wanted: Floats) -> Floats:
    """Come as near to the wanted sums of places as can be without anything negative."""
    points = np.maximum(points, 0.0)
    for _round in range(_ROUNDS):
        free = (points > 0) & (variances > 0)
        excess = _added(places, points, len(wanted)) - np.maximum(wanted, 0.0)
        weights = _added(places[free], variances[free], len(wanted))
        taken = _shares(np.maximum(excess, 0.0), weights)[places] * variances
        if not (taken[free] > _NEGLIGIBLE * points[free]).any():
            break
        points = np.maximum(points - np.where(free, taken, 0.0), 0.0)
    return points
