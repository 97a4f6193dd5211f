"""Forecasts that add up are those of weighted least squares."""

import numpy as np
import pytest

from mainstay.analytics.forecasts.reconciling import Estimates, reconcile

CUSTOMERS = Estimates(np.array([10.0, 20.0, 5.0, 8.0]), np.array([4.0, 1.0, 2.0, 3.0]))
GROUPS = Estimates(np.array([36.0]), np.array([2.0]))
TOTAL = Estimates(np.array([50.0]), np.array([5.0]))
GROUP_OF = np.array([0, 0, -1, -1])


def agreed(customers: Estimates, total: Estimates, *, at_least_zero: bool = False) -> list[float]:
    found = reconcile(customers, GROUPS, total, GROUP_OF, at_least_zero=at_least_zero)
    return [float(each) for each in found]


def test_it_is_the_least_squares_solution_of_the_whole_matrix() -> None:
    sums = np.array([[1, 1, 1, 1], [1, 1, 0, 0], *np.eye(4)])
    points = np.concatenate([TOTAL.points, GROUPS.points, CUSTOMERS.points])
    weights = np.diag(1 / np.concatenate([TOTAL.variances, GROUPS.variances, CUSTOMERS.variances]))
    solved = np.linalg.solve(sums.T @ weights @ sums, sums.T @ weights @ points)
    assert agreed(CUSTOMERS, TOTAL) == pytest.approx(solved.tolist())


def test_forecasts_that_agree_stay() -> None:
    points = np.array([16.0, 20.0, 5.0, 8.0])
    total = Estimates(np.array([49.0]), TOTAL.variances)
    assert agreed(Estimates(points, CUSTOMERS.variances), total) == pytest.approx(points.tolist())


def test_who_is_certain_keeps_its_forecast() -> None:
    certain = Estimates(CUSTOMERS.points, np.array([4.0, 0.0, 0.0, 3.0]))
    found = agreed(certain, TOTAL)
    assert (found[1], found[2]) == (20.0, 5.0)


def test_nobody_falls_below_nothing_and_neighbours_make_up_for_it() -> None:
    low = Estimates(np.array([20.0]), np.array([0.01]))
    free = agreed(CUSTOMERS, low)
    held = agreed(CUSTOMERS, low, at_least_zero=True)
    assert min(free) < 0
    assert min(held) == 0.0
    assert sum(held) == pytest.approx(sum(free))


def test_without_groups_or_variances_the_sum_of_customers_stands() -> None:
    none = Estimates(np.zeros(0), np.zeros(0))
    certain = Estimates(CUSTOMERS.points, np.zeros(4))
    alone = np.full(4, -1)
    found = reconcile(certain, none, TOTAL, alone, at_least_zero=True)
    assert found.tolist() == CUSTOMERS.points.tolist()
