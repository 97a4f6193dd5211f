"""Probabilities that come true, and figures about how well they do."""

import numpy as np
import pytest
from scipy.special import expit, logit

from mainstay.analytics.churn.calibration import Calibration, brier, reliability, share
from mainstay.analytics.churn.logistic import fit_logistic

CHANCE = np.random.default_rng(20261130)


def test_a_calibration_finds_how_margins_were_distorted() -> None:
    truth = CHANCE.normal(-1, 1.5, 20_000)
    churned = CHANCE.random(20_000) < expit(truth)
    found = Calibration.of((truth + 2) / 3, churned)
    assert (found.slope, found.intercept) == pytest.approx((3, -2), abs=0.15)
    probabilities = found.probabilities((truth + 2) / 3)
    assert probabilities.mean() == pytest.approx(churned.mean(), abs=1e-3)


def test_customers_who_happen_to_separate_make_nobody_certain() -> None:
    margins = np.array([-2.0, -1.0, 1.0, 2.0])
    found = Calibration.of(margins, margins > 0)
    assert 0.05 < found.probabilities(margins)[0] < 0.25


def test_margins_that_tell_nothing_give_the_share() -> None:
    churned = np.arange(100) < 25
    told = Calibration.of(np.zeros(100), churned).probabilities(np.zeros(1))
    assert told == pytest.approx(25 / 100, abs=0.01)


def test_weights_are_where_the_likelihood_is_level() -> None:
    columns = CHANCE.normal(size=(500, 3))
    outcome = (CHANCE.random(500) < expit(columns @ [1.0, -2.0, 0.0] + 0.5)).astype(np.float64)
    found = fit_logistic(columns, outcome)
    assert found.converged
    rest = outcome - expit(found.log_odds(columns))
    assert np.abs(columns.T @ rest).max() < 0.02
    assert rest.sum() == pytest.approx(0, abs=1e-3)


def test_columns_that_separate_completely_have_an_answer_too() -> None:
    found = fit_logistic(np.arange(10.0)[:, np.newaxis], (np.arange(10) > 4).astype(np.float64))
    assert found.converged
    assert np.isfinite(found.weights[0])


def test_the_brier_score_is_the_mean_square() -> None:
    assert brier(np.array([0.2, 0.9]), np.array([False, True])) == pytest.approx(0.025)


def test_a_share_has_wilsons_interval() -> None:
    found = share(np.arange(10) < 5)
    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.2366, 0.7634), abs=5e-5)
    assert share(np.zeros(10, dtype=bool)).low == 0


def test_reliability_is_by_tenths_and_keeps_equal_probabilities_together() -> None:
    probabilities = CHANCE.permutation(np.repeat([0.1, 0.3, 0.8], [50, 30, 20]))
    churned = CHANCE.random(100) < probabilities
    found = reliability(probabilities, churned)
    assert [each.customers for each in found] == [50, 30, 20]
    assert [each.said for each in found] == pytest.approx([0.1, 0.3, 0.8])
    assert found[0].came.value == churned[probabilities == 0.1].mean()
    even = np.arange(1_000) / 1_000
    assert [each.customers for each in reliability(even, even > 0.5)] == [100] * 10


def test_log_odds_of_a_line_are_its_log_odds() -> None:
    outcome = np.repeat([0.25, 0.75], 50)
    found = fit_logistic(np.repeat([0.0, 1.0], 50)[:, np.newaxis], outcome)
    told = found.log_odds(np.array([[0.0], [1.0]]))
    assert told == pytest.approx(logit([0.25, 0.75]), abs=1e-4)
