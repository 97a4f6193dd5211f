"""Gradients and second derivatives of the likelihoods against differences."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.analytics.clv.columns import Floats
from mainstay.analytics.clv.fitting import PURCHASE_MODELS
from mainstay.analytics.clv.gamma_gamma import GAMMA_GAMMA, Payments
from mainstay.analytics.clv.histories import Histories
from mainstay.analytics.clv.maximising import Surface
from mainstay.analytics.clv.tests.markets import histories, made_up

STEP = 1e-5
ODD = histories(
    (0, 0, 0), (0, 0, 5), (1, 5, 5), (1, 0, 9), (2, 1, 300), (40, 299, 300), (900, 250, 300)
)  # fmt: skip
parameter = st.floats(-1.5, 1.5).map(lambda power: 10.0**power)


def agrees_with_differences(surface: Surface, parameters: Floats) -> None:
    at = surface(parameters)
    for place in range(len(parameters)):
        step = np.zeros(len(parameters))
        step[place] = STEP
        up, down = surface(parameters * np.exp(step)), surface(parameters * np.exp(-step))
        size = 1 + abs(at.value) + np.abs(at.hessian).max()
        slope = (up.value - down.value) / (2 * STEP)
        assert at.gradient[place] == pytest.approx(slope, abs=1e-6 * size)
        bend = (up.gradient - down.gradient) / (2 * STEP)
        assert at.hessian[place] == pytest.approx(bend, abs=1e-6 * size)


@pytest.mark.parametrize("model", PURCHASE_MODELS)
@settings(max_examples=30, deadline=None)
@given(parameters=st.tuples(parameter, parameter, parameter, parameter))
def test_derivatives_by_parameters_of_purchases(model: str, parameters: tuple[float, ...]) -> None:
    agrees_with_differences(PURCHASE_MODELS[model].surface(ODD), np.array(parameters))


@pytest.mark.parametrize("model", PURCHASE_MODELS)
def test_derivatives_on_a_market_of_more_histories_than_a_portion_holds(model: str) -> None:
    market = Histories.from_table(made_up(9_000))
    assert market.distinct > 4_096
    agrees_with_differences(PURCHASE_MODELS[model].surface(market), np.array([0.5, 30.0, 0.9, 3.0]))


@settings(max_examples=30, deadline=None)
@given(parameters=st.tuples(parameter, parameter, parameter))
def test_derivatives_by_parameters_of_spend(parameters: tuple[float, ...]) -> None:
    table = pa.table({"frequency": [0, 1, 1, 3, 70], "monetary": [0, 0.5, 20, 35.5, 900]})
    surface = GAMMA_GAMMA.surface(Payments.from_table(table))
    agrees_with_differences(surface, np.array(parameters))
