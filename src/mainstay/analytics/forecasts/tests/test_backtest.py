"""The back-test: where it begins, what it measures by, and what it chooses."""

import numpy as np
import pytest

from mainstay.analytics.forecasts.backtest import Judged, Plan, choose, judge, scales
from mainstay.analytics.forecasts.choices import METHODS, Method
from mainstay.analytics.forecasts.methods import ARRAY_METHODS, fitting, place
from mainstay.analytics.forecasts.patterns import is_sparse, patterns
from mainstay.analytics.forecasts.seasons import common, seasonal_index
from mainstay.analytics.forecasts.tests.trading import ANNA, BORIS, block_of, traded


@pytest.mark.parametrize(
    ("months", "origins", "horizon"),
    [
        (17, (), 3),
        (18, (15, 14, 13), 3),
        (24, (18, 15, 12), 6),
        (36, (24, 18, 12), 12),
        (132, (120, 114, 108), 12),
    ],
)
def test_three_origins_half_a_horizon_apart_leave_a_year_to_learn_from(
    months: int, origins: tuple[int, ...], horizon: int
) -> None:
    assert Plan.of(months) == Plan(origins, horizon)


def test_errors_are_measured_by_the_seasonal_naive_error() -> None:
    assert scales(block_of([10.0] * 12 + [12.0] * 12 + [15.0] * 12)).tolist() == [2.5]
    assert scales(block_of([10.0, 20.0] * 4)).tolist() == [5.0]
    half = [10.0, 20.0] * 6 + [13.0, 23.0] * 3
    deviation = float(np.abs(np.array(half) - np.mean(half)).mean())
    assert scales(block_of(half)) == pytest.approx([(3 + deviation) / 2])
    assert scales(block_of([10.0, 20.0] * 12)).tolist() == [5.0]
    assert scales(block_of([7.0] * 24)).tolist() == [7.0]
    assert scales(block_of([0.0] * 24)).tolist() == [0.0]


def chosen(*columns: list[float]) -> list[Method]:
    histories = traded(dict(enumerate(columns, start=1)))
    block = histories.block(0, histories.size)
    total = block.values.sum(axis=1)
    plan = Plan.of(histories.months)
    commons = {month: common(histories, total, month, plan.horizon) for month in plan.origins}
    found = patterns(block)
    allowed = fitting(found, np.zeros(block.size, bool))
    judged = judge(block, plan, commons, allowed, ARRAY_METHODS)
    return [
        METHODS[each]
        for each in choose(judged.losses(is_sparse(found), range(len(plan.origins))), allowed)
    ]


def test_the_method_that_was_least_wrong_is_chosen() -> None:
    rising = [10.0 * month for month in range(1, 49)]
    own_season = [100.0 if month % 12 == 3 else 30.0 for month in range(48)]
    assert chosen(rising, own_season) == [Method.SEASONAL_LEVEL, Method.SEASONAL_NAIVE]


def test_who_buys_now_and_then_is_judged_by_all_months_together() -> None:
    errors = np.full((1, len(METHODS), 2, 1), np.nan)
    errors[0, place(Method.TSB), :, 0] = [10.0, -10.0]
    errors[0, place(Method.CROSTON_SBA), :, 0] = [-6.0, -6.0]
    judged = Judged(errors, np.zeros((1, 2, 1)), np.ones((1, 1)))
    by_month, together = (judged.losses(np.array([sparse]), [0])[:, 0] for sparse in (False, True))
    methods = [place(Method.TSB), place(Method.CROSTON_SBA)]
    assert by_month[methods].tolist() == [10.0, 6.0]
    assert together[methods].tolist() == [0.0, 6.0]
    assert np.isnan(together[place(Method.NEW)])


def test_what_cannot_be_judged_takes_the_first_method_that_fits() -> None:
    assert chosen([5.0] * 14) == [Method.SEASONAL_LEVEL]
    assert chosen([5.0, 0.0, 0.0] * 5) == [Method.TSB]
    assert chosen([5.0] * 10) == [Method.NEW]
    assert chosen([5.0] * 10 + [0.0] * 26) == [Method.NOTHING]


def test_a_method_that_is_not_allowed_is_not_chosen_however_good() -> None:
    losses = np.ones((len(METHODS), 1))
    losses[place(Method.AUTO_ETS)] = 0.0
    allowed = np.ones((len(METHODS), 1), bool)
    allowed[place(Method.AUTO_ETS)] = False
    assert choose(losses, allowed).tolist() == [place(Method.SEASONAL_LEVEL)]


def test_the_season_is_the_ratio_to_the_mean_of_a_year() -> None:
    year = np.array([0.5, 1.5] * 6)
    assert seasonal_index(np.tile(year, 3) * 100) == pytest.approx(year)
    assert seasonal_index(np.tile(year, 3)[:23]).tolist() == [1.0] * 12
    assert seasonal_index(np.zeros(36)).tolist() == [1.0] * 12


def test_new_customers_go_on_as_others_did_who_were_as_new() -> None:
    faded = {each: [100.0] * 3 + [50.0] * 12 + [0.0] * 0 for each in range(1, 26)}
    histories = traded(faded)
    kept_up = common(histories, np.ones(15), 15, 12).kept_up
    assert kept_up[3] == pytest.approx(0.5)
    few = traded({ANNA: [100.0] * 15, BORIS: [100.0] * 15})
    assert common(few, np.ones(15), 15, 12).kept_up.tolist() == [1.0] * 12
