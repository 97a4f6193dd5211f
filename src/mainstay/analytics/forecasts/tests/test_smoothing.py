"""Smoothing many histories at once comes to what StatsForecast tells of each."""

import warnings
from typing import Any

import numpy as np
import pytest

from mainstay.analytics.forecasts.histories import Block
from mainstay.analytics.forecasts.methods import seasonal_naive
from mainstay.analytics.forecasts.seasons import Common
from mainstay.analytics.forecasts.smoothing import (
    best_levels,
    croston_sba,
    smoothed_levels,
    teunter_syntetos_babai,
)
from mainstay.analytics.forecasts.tests.trading import block_of, company

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    models = pytest.importorskip("statsforecast.models")

BLOCK = block_of(*company(30).values())
LATE = Block(np.vstack([np.zeros((5, BLOCK.size)), BLOCK.values]), BLOCK.first + 5)


def by_the_library(model: Any, horizon: int = 1) -> list[list[float]]:
    return [
        model.forecast(y=column, h=horizon)["mean"].tolist() for column in BLOCK.values.T.copy()
    ]


@pytest.mark.parametrize("block", [BLOCK, LATE])
def test_croston_with_the_correction(block: Block) -> None:
    theirs = np.concatenate(by_the_library(models.CrostonSBA()))
    started = block.values[block.first[0]] != 0
    assert started.any()
    assert croston_sba(block) == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize("block", [BLOCK, LATE])
def test_teunter_syntetos_and_babai(block: Block) -> None:
    theirs = np.concatenate(by_the_library(models.TSB(alpha_d=0.1, alpha_p=0.1)))
    assert teunter_syntetos_babai(block) == pytest.approx(theirs, rel=1e-6)


def test_simple_exponential_smoothing() -> None:
    theirs = np.concatenate(by_the_library(models.SimpleExponentialSmoothing(alpha=0.3)))
    assert smoothed_levels(BLOCK, 0.3)[0] == pytest.approx(theirs, rel=1e-6)


def test_the_season_of_a_year_before() -> None:
    theirs = np.array(by_the_library(models.SeasonalNaive(season_length=12), 20)).T
    common = Common(np.ones(12), np.ones(12))
    assert seasonal_naive(BLOCK, common, 20) == pytest.approx(theirs, rel=1e-6)


def test_the_smoothing_with_the_least_squares_is_taken() -> None:
    jumped = block_of([10.0] * 10 + [50.0] * 10, [10.0] * 20)
    assert best_levels(jumped)[0] == pytest.approx(smoothed_levels(jumped, 0.5)[0][0])
    assert best_levels(jumped)[1] == 10.0


def test_nothing_sold_is_nothing_to_come() -> None:
    nothing = block_of([0.0] * 12)
    assert croston_sba(nothing).tolist() == teunter_syntetos_babai(nothing).tolist() == [0.0]


def test_who_stops_buying_is_expected_to_buy_less_and_less() -> None:
    rates = [teunter_syntetos_babai(block_of([10.0] * 12 + [0.0] * more))[0] for more in (0, 6, 12)]
    assert rates[0] == 10.0
    assert rates[0] > rates[1] > rates[2] > 0
