"""A real wholesaler whose customers leave no trace of leaving: the models say so."""

from pathlib import Path

import pyarrow as pa
import pytest

from mainstay.analytics.clv.fitting import FALL_BACKS, fit_or_fall_back, fit_purchases
from mainstay.analytics.clv.histories import Histories
from mainstay.analytics.clv.scoring import score, score_with_intervals
from mainstay.analytics.clv.tests.markets import wholesaler


@pytest.fixture(scope="module")
def histories(shared_data: Path) -> Histories:
    return Histories.from_table(wholesaler(shared_data))


def test_the_likelihood_runs_to_where_nobody_leaves(histories: Histories) -> None:
    fit = fit_purchases(histories)
    assert "a → 0" in fit.limits
    assert (fit.converged, fit.boundary, fit.identifiable, fit.sound) == (True, True, False, False)
    assert set(fit.standard_errors.values()) == {None}


def test_nothing_to_fall_back_on_is_inside_either(histories: Histories) -> None:
    chosen = fit_or_fall_back(histories)
    assert (chosen.used, chosen.fell_back) == (chosen.asked, False)
    others = [fit_purchases(histories, model) for model in FALL_BACKS]
    assert [other.boundary for other in others] == [True, True]
    # All three have become the same model: purchases at a rate of each one's own, for ever.
    for other in others:
        assert other.log_likelihood == pytest.approx(chosen.asked.log_likelihood, abs=1e-3)


def test_nobody_is_said_to_be_there_for_certain(histories: Histories) -> None:
    chosen = fit_or_fall_back(histories)
    scores = score(chosen.used, histories, 30)
    assert scores["p_alive"].null_count == scores.num_rows
    assert scores["expected_purchases"].null_count == 0
    spread = score_with_intervals(chosen.used, histories, 30)
    assert spread["expected_purchases_low"].type == pa.float64()
    assert spread["expected_purchases_low"].null_count == scores.num_rows
