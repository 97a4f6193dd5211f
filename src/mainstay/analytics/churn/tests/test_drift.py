"""How far customers have moved."""

import numpy as np
import pytest

from mainstay.analytics.churn.drift import Spread, drift, spreads
from mainstay.analytics.churn.samples import Sample

CHANCE = np.random.default_rng(20261130)


def test_the_same_customers_have_not_moved() -> None:
    figures = CHANCE.lognormal(size=500)
    assert Spread.of("revenue", figures).index(CHANCE.permutation(figures)) == 0


def test_the_index_adds_up_what_each_share_has_moved() -> None:
    spread = Spread("orders", borders=(3.0,), shares=(0.5, 0.5, 0.0))
    found = spread.index(np.array([1.0, 1.0, 1.0, 5.0]))
    by_hand = 0.25 * np.log(0.75 / 0.5) - 0.25 * np.log(0.25 / 0.5)
    assert found == pytest.approx(by_hand)


def test_figures_that_are_not_there_any_more_have_moved() -> None:
    figures = CHANCE.normal(size=400)
    half = np.where(np.arange(400) < 200, np.nan, figures)
    assert Spread.of("margin", figures).index(half) > 0.25


def test_a_figure_nobody_ever_had_does_not_move() -> None:
    none = np.full(50, np.nan)
    assert Spread.of("margin", none).index(none) == 0
    assert Spread.of("margin", none).index(np.zeros(0)) == 0


def test_the_farthest_is_told_first() -> None:
    figures = CHANCE.normal(size=(300, 2))
    then = spreads(Sample(("calm", "moving"), np.arange(300), figures))
    now = drift(then, Sample(("calm", "moving"), np.arange(300), figures + np.array([0.0, 1.0])))
    assert [each.name for each in now] == ["moving", "calm"]
    assert now[0].index > 0.25
    assert now[1].index == 0
