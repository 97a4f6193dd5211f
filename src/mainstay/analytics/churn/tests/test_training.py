"""A model from made-up customers: trained, tested, kept, asked, and refused where it must be."""

import subprocess
import sys
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import logit

from mainstay.analytics.churn.features import FEATURES, Trade, churn_features
from mainstay.analytics.churn.horizons import Horizon
from mainstay.analytics.churn.minimums import MINIMUMS, TEST
from mainstay.analytics.churn.model import ChurnModel
from mainstay.analytics.churn.refusals import ChurnRefused
from mainstay.analytics.churn.samples import Sample, active, observe
from mainstay.analytics.churn.scoring import score_churn
from mainstay.analytics.churn.tests.trading import AS_OF, every, labelled, trade_of
from mainstay.analytics.churn.training import Fitted, Plan, fit_churn
from mainstay.analytics.libraries import LibraryMissing
from mainstay.analytics.measures import MissingColumn

LIGHT = """
import sys
import mainstay.analytics.churn.training, mainstay.analytics.churn.scoring
assert not {"lightgbm", "sklearn", "pandas"} & {name.split(".")[0] for name in sys.modules}
"""


def test_trees_do_better_than_each_baseline(fitted: Fitted) -> None:
    card = fitted.card
    assert card.auc.value > 0.75
    assert card.auc.low < card.auc.value < card.auc.high
    assert [each.baseline.value for each in card.compared] == [
        "recency",
        "frequency",
        "personal_interval",
        "rfm",
        "p_alive",
    ]
    assert card.beats_all
    assert card.brier < card.brier_of_share
    assert card.settled


def test_probabilities_come_true(fitted: Fitted) -> None:
    held = [each.came.low <= each.said <= each.came.high for each in fitted.card.reliability]
    assert sum(held) >= len(held) - 2


def test_each_part_of_the_data_is_later_than_the_one_before(fitted: Fitted) -> None:
    parts = fitted.card.parts
    assert [part.name for part in parts] == ["training", "validation", "test"]
    for before, after in pairwise(parts):
        assert max(before.cutoffs) + timedelta(days=90) <= min(after.cutoffs)
    assert parts[0].observations > parts[0].customers


@pytest.mark.parametrize("text", ["{}", "[]", '{"format": 1}', '{"format": 2}'])
def test_what_is_no_model_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match="not a churn model"):
        ChurnModel.from_json(text)


def test_reasons_are_what_moves_a_customer_most(fitted: Fitted, trade: Trade) -> None:
    table = score_churn(fitted.model, trade, AS_OF).table
    assert table["churn_probability"].null_count == 0
    rows = table.to_pylist()
    for row in rows:
        sizes = [abs(row[f"contribution_{place}"] or 0) for place in (1, 2, 3)]
        assert sizes == sorted(sizes, reverse=True)
        assert row["reason_1"] in FEATURES
    riskiest = max(rows, key=lambda row: row["churn_probability"])
    assert riskiest["contribution_1"] > 0


def test_contributions_add_up_to_what_the_model_says(fitted: Fitted, trade: Trade) -> None:
    sample = observe(trade, AS_OF, churn_features)
    added = fitted.model.contributions(sample).sum(axis=1)
    without = logit(fitted.model.probabilities(sample)) - added
    assert without == pytest.approx(np.full(len(sample.keys), without[0]))


def test_who_is_silent_for_longer_than_anybody_at_the_training_is_likelier_still(
    fitted: Fitted, trade: Trade
) -> None:
    sample = observe(trade, AS_OF, churn_features)
    longer = sample.figures.copy()
    longer[:, sample.names.index("recency_days")] += 1_000
    further = longer.copy()
    further[:, sample.names.index("recency_days")] += 1_000
    near, far = (Sample(sample.names, sample.keys, each) for each in (longer, further))
    assert (fitted.model.probabilities(far) > fitted.model.probabilities(near)).all()


def test_who_is_lost_already_has_no_probability(fitted: Fitted, trade: Trade) -> None:
    later = AS_OF + timedelta(days=300)
    table = score_churn(fitted.model, trade, later).table
    everybody = observe(trade, later, churn_features)
    assert 0 < table.num_rows == len(active(everybody, 365).keys) < len(everybody.keys)
    assert table["horizon_days"].to_pylist() == pytest.approx(
        np.clip(np.ceil(3 * active(everybody, 365).intervals), 30, 90)
    )


def test_drift_tells_which_features_have_moved(fitted: Fitted, trade: Trade) -> None:
    moved = score_churn(fitted.model, trade, AS_OF + timedelta(days=200)).drift
    assert moved[0].index > 0.25
    assert "recency_days" in [each.name for each in moved if each.index > 0.25]


def test_nobody_can_be_asked_about_too(fitted: Fitted) -> None:
    scores = score_churn(fitted.model, trade_of([]), AS_OF)
    assert scores.table.num_rows == 0
    assert "reason_3" in scores.table.column_names


def test_a_feature_that_the_model_needs_is_named(fitted: Fitted, trade: Trade) -> None:
    with pytest.raises(MissingColumn, match="orders_30d"):
        score_churn(
            fitted.model,
            trade,
            AS_OF,
            build=lambda *asked: churn_features(*asked).drop("orders_30d"),
        )


def few(customers: int) -> Trade:
    return trade_of(
        [order for key in range(customers) for order in every(key, date(2024, 1, 1), 20, 36)]
    )


@pytest.mark.parametrize(
    ("trade", "code", "part"),
    [
        (trade_of([]), "no_purchases", ""),
        (trade_of([(1, date(2025, 12, 1), 10)]), "history_too_short", ""),
        (few(1), "too_few_customers", "training"),
        (few(200), "too_few_churned", "training"),
    ],
)
def test_too_little_is_refused_and_says_why(trade: Trade, code: str, part: str) -> None:
    with pytest.raises(ChurnRefused) as refused:
        fit_churn(trade, AS_OF, Plan(Horizon.fixed(60), most_cutoffs=1))
    assert (refused.value.code, refused.value.part) == (code, part)
    assert refused.value.found < refused.value.needed


def test_minimums_count_customers_and_both_kinds() -> None:
    MINIMUMS[TEST].require(TEST, labelled(waited=[3.0] * 80 + [99.0] * 20))
    for waited, code in (
        ([3.0] * 79 + [99.0] * 20, "too_few_customers"),
        ([3.0] * 81 + [99.0] * 19, "too_few_churned"),
        ([3.0] * 19 + [99.0] * 81, "too_few_kept"),
    ):
        with pytest.raises(ChurnRefused, match=code):
            MINIMUMS[TEST].require(TEST, labelled(waited=waited))


def test_without_the_library_it_says_what_to_install(
    trade: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(LibraryMissing, match=r"mainstay\[models\]"):
        fit_churn(trade, AS_OF, Plan(most_cutoffs=1))


def test_importing_it_loads_no_heavy_library() -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", LIGHT], check=True)
