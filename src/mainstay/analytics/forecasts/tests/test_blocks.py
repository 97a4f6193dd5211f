"""Errors that intervals are made from: of methods that were not chosen for being right there."""

import numpy as np

from mainstay.analytics.forecasts.backtest import Judged
from mainstay.analytics.forecasts.blocks import _Errors
from mainstay.analytics.forecasts.choices import METHODS, Method
from mainstay.analytics.forecasts.methods import place
from mainstay.analytics.forecasts.spreads import POOLS, Pool

LEVEL, NAIVE = place(Method.SEASONAL_LEVEL), place(Method.SEASONAL_NAIVE)


def errors_of(*level_and_naive: tuple[float, float], sampled: bool = True) -> _Errors:
    """One regular history, with the errors of two methods by origin and a scale of ten."""
    errors = np.full((len(level_and_naive), len(METHODS), 2, 1), np.nan)
    for origin, (level, naive) in enumerate(level_and_naive):
        errors[origin, LEVEL], errors[origin, NAIVE] = level, naive
    judged = Judged(errors, np.zeros((3, 2, 1)), np.full((3, 1), 10.0))
    allowed = np.zeros((len(METHODS), 1), bool)
    allowed[[LEVEL, NAIVE]] = True
    pool = np.array([POOLS.index(Pool.REGULAR)], np.int8)
    return _Errors(judged, allowed, np.array([False]), pool, np.array([sampled]))


def test_the_errors_at_an_origin_are_of_the_method_that_the_others_choose() -> None:
    errors = errors_of((50.0, 20.0), (1.0, 30.0), (2.0, 10.0))
    assert errors.paths(range(3))[Pool.REGULAR].tolist() == [[5.0, 5.0], [3.0, 3.0], [1.0, 1.0]]


def test_errors_of_an_origin_may_be_of_a_method_that_more_origins_choose() -> None:
    errors = errors_of((50.0, 20.0), (1.0, 30.0), (2.0, 10.0))
    assert errors.paths([0], by=range(3))[Pool.REGULAR].tolist() == [[5.0, 5.0]]


def test_only_those_of_the_sample_are_handed_out() -> None:
    errors = errors_of((1.0, 2.0), (1.0, 2.0), (1.0, 2.0), sampled=False)
    assert len(errors.paths(range(3))[Pool.REGULAR]) == 0
