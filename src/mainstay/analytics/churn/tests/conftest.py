"""A model of made-up customers, trained once for all tests that ask it."""

import pytest

from mainstay.analytics.churn.features import Trade
from mainstay.analytics.churn.horizons import Horizon
from mainstay.analytics.churn.tests.trading import AS_OF, made_up
from mainstay.analytics.churn.training import Fitted, Plan, fit_churn

PLAN = Plan(Horizon(gaps=3, least_days=30, most_days=90), most_cutoffs=3)


@pytest.fixture(scope="session")
def trade() -> Trade:
    return made_up(700)


@pytest.fixture(scope="session")
def fitted(trade: Trade) -> Fitted:
    return fit_churn(trade, AS_OF, PLAN)
