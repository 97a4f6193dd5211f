"""Features that know what came after their day are caught before anything is trained."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pyarrow as pa
import pytest

from mainstay.analytics.churn.features import Trade, churn_features
from mainstay.analytics.churn.leaks import require_no_future, require_plausible
from mainstay.analytics.churn.refusals import ImplausibleFeature, LeakFound
from mainstay.analytics.churn.samples import Labelled, Sample
from mainstay.analytics.churn.tests.conftest import PLAN
from mainstay.analytics.churn.tests.trading import AS_OF, every, labelled, trade_of
from mainstay.analytics.churn.training import fit_churn
from mainstay.analytics.measures import within
from mainstay.kernel.periods import Period

if TYPE_CHECKING:
    from ibis.expr.types import Table

CUTOFF = date(2025, 7, 1)


def with_orders_of_next_month(trade: Trade, cutoff: date) -> "Table":
    """The features, and one that looks a month ahead."""
    ahead = Period(cutoff, cutoff + timedelta(days=30))
    later = trade.orders.filter(within(trade.orders.ordered_on, ahead)).group_by("customer")
    counted = later.aggregate(orders_next_30d=lambda table: table.count())
    joined = churn_features(trade, cutoff).left_join(counted, "customer").drop("customer_right")
    return joined.mutate(orders_next_30d=joined.orders_next_30d.coalesce(0))


def test_a_feature_of_after_the_cutoff_is_caught_when_a_model_is_trained(trade: Trade) -> None:
    with pytest.raises(LeakFound, match="orders_next_30d") as caught:
        fit_churn(trade, AS_OF, PLAN, build=with_orders_of_next_month)
    assert caught.value.features == ("orders_next_30d",)
    assert caught.value.customers > 100


def test_customers_of_after_the_cutoff_are_caught() -> None:
    trade = trade_of([*every(1, date(2025, 1, 1), 10, 9), (2, date(2025, 8, 1), 10)])
    require_no_future(trade, CUTOFF, churn_features)
    with pytest.raises(LeakFound) as caught:
        require_no_future(trade, CUTOFF, lambda given, day: churn_features(given, day + ONE_YEAR))
    assert "customer" in caught.value.features
    assert caught.value.customers == 1


ONE_YEAR = timedelta(days=365)


def test_a_feature_of_today_from_elsewhere_is_caught(trade: Trade) -> None:
    """What is told of customers today does not depend on where the ledger ends."""
    bought = trade.orders.group_by("customer")
    told = bought.aggregate(last=lambda table: table.ordered_on.max()).to_pyarrow()
    days = told["last"].cast(pa.int32()).cast(pa.float64())
    marks = ibis.memtable(pa.table({"customer": told["customer"], "last_seen": days}))

    def with_marks(given: Trade, cutoff: date) -> "Table":
        joined = churn_features(given, cutoff).inner_join(marks, "customer")
        return joined.drop("customer_right") if "customer_right" in joined.columns else joined

    with pytest.raises(ImplausibleFeature) as caught:
        fit_churn(trade, AS_OF, PLAN, build=with_marks)
    assert caught.value.feature == "last_seen"


def marked(rows: Labelled, mark: pa.Array) -> Labelled:
    sample = rows.sample
    figures = np.column_stack([sample.figures, mark])
    with_mark = Sample((*sample.names, "mark"), sample.keys, figures)
    return Labelled(with_mark, rows.intervals, rows.horizons, rows.waited)


def test_a_figure_that_tells_by_not_being_there_is_caught() -> None:
    rows = labelled(waited=[3.0] * 50 + [np.inf] * 50)
    missing = np.where(rows.churned, np.nan, np.tile([1.0, 9.0], 50))
    with pytest.raises(ImplausibleFeature, match="mark alone has an AUC of 1"):
        require_plausible(marked(rows, missing))


def test_very_regular_customers_are_no_leak() -> None:
    rows = labelled(waited=[3.0] * 50 + [np.inf] * 50, recency=[*range(1, 51), *range(101, 151)])
    require_plausible(marked(rows, np.arange(100.0)))
