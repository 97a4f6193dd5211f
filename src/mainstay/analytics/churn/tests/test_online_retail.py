"""The real retailer's customers: nine months, of which the model sees what it may."""

from datetime import date

import pytest

from mainstay.analytics.churn.baselines import Baseline
from mainstay.analytics.churn.features import Trade
from mainstay.analytics.churn.horizons import Horizon
from mainstay.analytics.churn.refusals import LeakFound
from mainstay.analytics.churn.tests.test_leaks import with_orders_of_next_month
from mainstay.analytics.churn.training import Fitted, Plan, fit_churn
from mainstay.analytics.tests.online_retail import (
    needs_online_retail,
    no_categories,
    order_rows,
    order_table,
)

pytestmark = needs_online_retail
AS_OF = date(2011, 9, 1)
PLAN = Plan(Horizon.fixed(45))


@pytest.fixture(scope="module")
def retailer() -> Trade:
    return Trade(order_table(order_rows()).cache(), no_categories())


@pytest.fixture(scope="module")
def fitted(retailer: Trade) -> Fitted:
    return fit_churn(retailer, AS_OF, PLAN)


def test_the_model_stands_beside_its_baselines(fitted: Fitted) -> None:
    card = fitted.card
    told = {each.baseline: each for each in card.compared}
    plain = {code: each.auc.value for code, each in told.items() if each.auc is not None}
    assert plain == pytest.approx(
        {
            Baseline.RECENCY: 0.694,
            Baseline.FREQUENCY: 0.758,
            Baseline.INTERVAL: 0.635,
            Baseline.RFM: 0.772,
        },
        abs=5e-4,
    )
    assert told[Baseline.P_ALIVE].problem == "boundary"
    assert card.auc.value == pytest.approx(0.78, abs=0.005)
    assert card.auc.high - card.auc.low == pytest.approx(0.036, abs=0.002)
    assert card.beats_all
    assert card.brier < card.brier_of_share


def test_a_feature_of_after_the_cutoff_is_caught(retailer: Trade) -> None:
    with pytest.raises(LeakFound, match="orders_next_30d"):
        fit_churn(retailer, AS_OF, PLAN, build=with_orders_of_next_month)
