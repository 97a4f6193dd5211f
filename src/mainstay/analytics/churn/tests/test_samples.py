"""What is known of customers before a day, and what they did after it."""

from datetime import date, timedelta

import numpy as np
import pytest

from mainstay.analytics.churn.features import FEATURES, Trade, churn_features
from mainstay.analytics.churn.horizons import Horizon
from mainstay.analytics.churn.refusals import ChurnRefused
from mainstay.analytics.churn.samples import active, known_time, label, observe
from mainstay.analytics.churn.tests.trading import every, trade_of
from mainstay.analytics.measures import MissingColumn

CUTOFF = date(2025, 7, 1)


def days_before(days: int) -> date:
    return CUTOFF - timedelta(days=days)


def test_features_are_those_of_before_the_cutoff() -> None:
    trade = trade_of(
        [
            (1, days_before(380), 70),
            (1, days_before(300), 40),
            (1, days_before(100), 50),
            (1, days_before(20), 60),
            (1, days_before(5), -10),
            (1, CUTOFF, 1_000),
        ]
    )
    sample = observe(trade, CUTOFF, churn_features)
    told = dict(zip(sample.names, sample.figures[0].tolist(), strict=True))
    assert sample.names == FEATURES
    assert told["recency_days"] == 20
    assert told["days_of_first_year"] == 365
    assert told["interval_median_days"] == 80
    assert told["overdue_gaps"] == 0.25
    assert told["purchase_days"] == 4
    assert (told["orders_30d"], told["orders_90d"], told["orders_90d_before"]) == (1, 1, 1)
    assert told["revenue_90d"] == 50
    assert told["orders_same_season"] == 1
    assert told["return_share_12m"] == 0.25


def test_who_only_returned_things_is_no_customer_yet() -> None:
    trade = trade_of([(1, days_before(9), -10), (2, days_before(9), 10)])
    assert observe(trade, CUTOFF, churn_features).keys.tolist() == [2]


def test_who_bought_once_has_no_interval_of_its_own() -> None:
    trade = trade_of([(1, days_before(9), 10), *every(2, days_before(100), 30, 4)])
    sample = observe(trade, CUTOFF, churn_features)
    assert np.isnan(sample.figure("interval_median_days")[0])
    assert np.isnan(sample.figure("overdue_gaps")[0])
    assert sample.intervals.tolist() == [30, 30]


def test_nobody_has_no_features_but_every_column() -> None:
    sample = observe(trade_of([]), CUTOFF, churn_features)
    assert sample.figures.shape == (0, len(FEATURES))
    assert sample.intervals.tolist() == []


def test_a_missing_column_is_named() -> None:
    trade = trade_of([(1, days_before(9), 10)])
    with pytest.raises(MissingColumn, match="sale_lines"):
        observe(Trade(trade.orders.drop("sale_lines"), trade.categories), CUTOFF, churn_features)
    with pytest.raises(MissingColumn, match="features has no column purchase_days"):
        observe(trade, CUTOFF, lambda *asked: churn_features(*asked).drop("purchase_days"))


def test_who_is_silent_for_too_long_is_not_looked_at() -> None:
    trade = trade_of([(1, days_before(365), 10), (2, days_before(366), 10)])
    assert active(observe(trade, CUTOFF, churn_features), 365).keys.tolist() == [1]


def waits(horizon: Horizon, *after: int, amount: int = 10) -> tuple[list[float], list[bool]]:
    """How long a customer who bought every ten days waits that buys so many days after."""
    orders = [*every(1, days_before(50), 10, 5)]
    orders += [(1, CUTOFF + timedelta(days=days), amount) for days in after]
    trade = trade_of(orders)
    sample = observe(trade, CUTOFF, churn_features)
    rows = label(trade, sample, CUTOFF, horizon)
    return rows.waited.tolist(), rows.churned.tolist()


def test_who_buys_on_the_last_day_of_the_horizon_has_stayed() -> None:
    assert waits(Horizon.fixed(30), 29, 40) == ([29.0], [False])
    assert waits(Horizon.fixed(30), 30) == ([np.inf], [True])
    assert waits(Horizon.fixed(30), 0) == ([0.0], [False])


def test_the_horizon_is_the_customers_own() -> None:
    horizon = Horizon(gaps=3, least_days=20, most_days=90)
    assert waits(horizon, 29) == ([29.0], [False])
    assert waits(horizon, 30) == ([30.0], [True])


def test_a_return_is_no_purchase() -> None:
    assert waits(Horizon.fixed(30), 5, amount=-10) == ([np.inf], [True])


def test_what_is_not_known_yet_is_not_silence() -> None:
    trade = trade_of(every(1, date(2025, 1, 1), 10, 5))
    known = known_time(trade, date(2026, 1, 1))
    assert (known.start, known.end) == (date(2025, 1, 1), date(2025, 2, 11))
    with pytest.raises(ChurnRefused, match="no_purchases"):
        known_time(trade, date(2025, 1, 1))
