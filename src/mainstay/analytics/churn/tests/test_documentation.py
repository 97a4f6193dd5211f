"""The example of docs/algorithms/churn.md, recomputed."""

import numpy as np
import pytest

from mainstay.analytics.churn.calibration import brier
from mainstay.analytics.churn.catching import chosen
from mainstay.analytics.churn.discrimination import auc
from mainstay.analytics.churn.drift import Spread

PROBABILITIES = np.array([0.9, 0.7, 0.4, 0.6, 0.3, 0.1])
CHURNED = np.array([True, True, True, False, False, False])


def test_the_example_is_what_it_says() -> None:
    assert auc(PROBABILITIES, CHURNED) == pytest.approx(8 / 9)
    assert brier(PROBABILITIES, CHURNED) == pytest.approx(0.153, abs=5e-4)
    assert brier(np.full(6, 0.5), CHURNED) == 0.25
    assert chosen(PROBABILITIES, 2).tolist() == [1, 1, 0, 0, 0, 0]
    tenths = Spread("orders", tuple(np.arange(1.0, 10.0).tolist()), (*[0.1] * 10, 0.0))
    now = np.repeat(np.arange(10.0) + 0.5, [19, 1, *[10] * 8])
    assert tenths.index(now) == pytest.approx(0.265, abs=5e-4)
