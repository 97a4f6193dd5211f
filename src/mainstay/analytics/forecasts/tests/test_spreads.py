"""Intervals from pooled errors."""

import numpy as np
import pytest

from mainstay.analytics.forecasts.spreads import POOLS, Pool, spreads


def paths(count: int, months: int = 12) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.random.default_rng(1).normal(0, 1, (count, months))


def test_of_many_errors_a_tenth_lies_beyond_either_end_of_eighty_per_cent() -> None:
    errors = np.tile(np.arange(-99.0, 100.0)[:, None], (1, 12))
    low, high = spreads({Pool.FULL: errors + 10}, 12)[Pool.FULL].months[80]
    assert (low[0], high[0]) == (-90.0, 70.0)


def test_of_few_paths_both_sides_are_as_far_and_all_months_count() -> None:
    errors = np.tile(np.arange(-14.0, 15.0)[:, None], (1, 12)) + 2
    spread = spreads({Pool.FULL: errors}, 12)[Pool.FULL]
    low, high = spread.months[80]
    assert low.tolist() == [-12.0] * 12
    assert high.tolist() == [12.0] * 12
    assert spread.mean[80] == (-12.0, 12.0)


def test_a_forecast_that_was_too_high_has_its_interval_below() -> None:
    spread = spreads({Pool.FULL: np.abs(paths(100))}, 12)[Pool.FULL]
    low, high = spread.months[80]
    assert low[0] < 0
    assert high.tolist() == [0.0] * 12


def test_intervals_never_become_narrower_and_go_on_with_the_root_of_time() -> None:
    low, high = spreads({Pool.FULL: paths(150)}, 24)[Pool.FULL].months[95]
    assert (np.diff(low) <= 0).all()
    assert (np.diff(high) >= 0).all()
    assert high[23] == pytest.approx(high[11] * 2**0.5)


def test_a_pool_with_few_paths_takes_those_of_all() -> None:
    found = spreads({Pool.FULL: paths(3), Pool.SPARSE: paths(97)}, 12)
    assert found[Pool.FULL].paths == 100
    assert found[Pool.SPARSE].paths == 97


def test_the_mean_month_of_a_year_is_known_better_than_a_month() -> None:
    spread = spreads({Pool.FULL: paths(200)}, 12)[Pool.FULL]
    assert spread.mean[80][1] < spread.months[80][1][0]


def test_where_nothing_was_judged_errors_are_taken_for_normal() -> None:
    found = spreads({}, 24)
    low, high = found[Pool.NEW].months[80]
    assert high[0] == -low[0] == pytest.approx(1.2816 * 1.2533, abs=1e-3)
    assert found[Pool.NEW].paths == 0


def test_who_is_gone_has_no_interval() -> None:
    spread = spreads({Pool.FULL: paths(30)}, 12)[Pool.GONE]
    assert spread.mean[95] == (0.0, 0.0)
    assert POOLS[-1] is Pool.GONE
