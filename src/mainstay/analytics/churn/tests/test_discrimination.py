"""Areas under ROC curves against counting every pair."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.analytics.churn.arrays import Flags, Floats
from mainstay.analytics.churn.discrimination import Areas, auc

CHANCE = np.random.default_rng(20261130)


def pairs(scores: Floats, positive: Flags) -> Floats:
    """A row for each positive, a column for each negative: who has the higher score."""
    difference = scores[positive][:, np.newaxis] - scores[~positive]
    return (np.sign(difference) + 1) / 2


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=40))
def test_the_area_counts_pairs_and_equal_ones_half(rows: list[tuple[int, bool]]) -> None:
    scores = np.array([score for score, _ in rows], dtype=np.float64)
    positive = np.array([flag for _, flag in rows])
    if positive.all() or not positive.any():
        assert np.isnan(auc(scores, positive))
    else:
        assert auc(scores, positive) == pytest.approx(pairs(scores, positive).mean())


def test_areas_vary_together_as_delong_has_it() -> None:
    positive = CHANCE.random(60) < 0.4
    scores = [CHANCE.integers(0, 9, 60) + 2.0 * positive for _ in range(3)]
    areas = Areas.of(scores, positive)
    tables = [pairs(score, positive) for score in scores]
    assert areas.values == pytest.approx([table.mean() for table in tables])
    of_positives = np.cov([table.mean(axis=1) for table in tables]) / positive.sum()
    of_negatives = np.cov([table.mean(axis=0) for table in tables]) / (~positive).sum()
    assert areas.covariance == pytest.approx(of_positives + of_negatives)
    lead = areas.lead(0, 1)
    assert lead.value == pytest.approx(areas.values[0] - areas.values[1])
    assert lead.low < lead.value < lead.high


def test_nineteen_of_twenty_intervals_hold_the_area() -> None:
    held = 0
    for _turn in range(400):
        positive = np.arange(120) < 40
        scores = CHANCE.normal(size=120) + positive
        area = Areas.of([scores], positive).area(0)
        # Of two normal figures a standard deviation apart: Φ(1 ÷ √2).
        held += area.low <= 0.760250 <= area.high
    assert 0.92 <= held / 400 <= 0.98


def test_an_area_is_never_said_to_be_above_one() -> None:
    positive = np.arange(12) < 5
    sure = Areas.of([positive.astype(np.float64)], positive).area(0)
    assert (sure.value, sure.low, sure.high) == (1, 1, 1)
    nearly = Areas.of([np.arange(12.0, 0, -1) * 1.0 + 3.0 * positive], positive).area(0)
    assert nearly.high <= 1
