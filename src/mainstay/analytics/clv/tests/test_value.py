"""Lifetime values: discounted, of a margin, with intervals that tell what is not known."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from mainstay.analytics.clv.columns import Floats
from mainstay.analytics.clv.fit import Fit
from mainstay.analytics.clv.fitting import fit_purchases, fit_spending
from mainstay.analytics.clv.gamma_gamma import Payments
from mainstay.analytics.clv.histories import Histories
from mainstay.analytics.clv.scoring import score, score_with_intervals, spend
from mainstay.analytics.clv.tests.markets import made_up
from mainstay.analytics.clv.uncertainty import relative_deviations
from mainstay.analytics.clv.value import DAYS_PER_MONTH, Terms, lifetime_values

MARKET = made_up(1_000)


def with_parameters(fit: Fit, values: Floats) -> Fit:
    return replace(fit, parameters=dict(zip(fit.parameters, values.tolist(), strict=True)))


def paid() -> Payments:
    chance = np.random.default_rng(3)
    frequency = MARKET["frequency"].to_numpy()
    own = 15 * 6.0 / chance.gamma(3.7, 1.0, len(frequency))
    mean = chance.gamma(6.0 * np.maximum(frequency, 1)) * own / (6.0 * np.maximum(frequency, 1))
    return Payments.of(frequency, np.where(frequency > 0, mean, 0.0))


@pytest.fixture(scope="module")
def histories() -> Histories:
    return Histories.from_table(MARKET)


@pytest.fixture(scope="module")
def purchases(histories: Histories) -> Fit:
    return fit_purchases(histories)


@pytest.fixture(scope="module")
def payments() -> Payments:
    return paid()


@pytest.fixture(scope="module")
def spending(payments: Payments) -> Fit:
    return fit_spending(payments)


def test_without_discount_a_value_is_purchases_times_margin(
    histories: Histories, purchases: Fit, payments: Payments, spending: Fit
) -> None:
    terms = Terms(DAYS_PER_MONTH, months=12, margin=0.25, annual_discount=0.0)
    values = lifetime_values(purchases, spending, histories, payments, terms)
    bought = score(purchases, histories, 365.25)["expected_purchases"].to_numpy()
    expected = 0.25 * bought * spend(spending, payments).to_numpy()
    assert values["value"].to_numpy() == pytest.approx(expected)


def test_a_month_is_discounted_to_its_middle(
    histories: Histories, purchases: Fit, payments: Payments, spending: Fit
) -> None:
    def value(months: int, discount: float) -> float:
        terms = Terms(DAYS_PER_MONTH, months=months, annual_discount=discount)
        found = lifetime_values(purchases, spending, histories, payments, terms)
        return float(found["value"][0].as_py())

    assert value(1, 0.21) == pytest.approx(value(1, 0.0) / 1.21 ** (0.5 / 12))
    second = value(2, 0.0) - value(1, 0.0)
    assert value(2, 0.21) == pytest.approx(value(1, 0.21) + second / 1.21 ** (1.5 / 12))


def test_a_value_lies_in_its_interval(
    histories: Histories, purchases: Fit, payments: Payments, spending: Fit
) -> None:
    values = lifetime_values(purchases, spending, histories, payments, Terms(DAYS_PER_MONTH))
    low, value, high = (values[name].to_numpy() for name in ("value_low", "value", "value_high"))
    assert values.schema.metadata == {b"uncertainty": b"delta method, observed information"}
    assert (low < value).all()
    assert (value < high).all()
    assert np.median(high / low) < 1.5


def test_intervals_agree_with_draws_of_the_parameters(histories: Histories, purchases: Fit) -> None:
    chance = np.random.default_rng(11)
    found = score_with_intervals(purchases, histories, 90.0)
    draws = chance.multivariate_normal(
        np.log(purchases.values), np.array(purchases.covariance), 400
    )
    drawn = [
        score(with_parameters(purchases, np.exp(draw)), histories, 90.0)["expected_purchases"]
        for draw in draws
    ]
    for end, share in (("low", 2.5), ("high", 97.5)):
        ours = found[f"expected_purchases_{end}"].to_numpy()
        assert ours == pytest.approx(np.percentile(drawn, share, axis=0), rel=0.05, abs=1e-4)


def test_a_probability_keeps_its_interval_between_nothing_and_one(
    histories: Histories, purchases: Fit
) -> None:
    found = score_with_intervals(purchases, histories, 90.0)
    low, alive, high = (
        found[name].to_numpy() for name in ("p_alive_low", "p_alive", "p_alive_high")
    )
    assert ((low >= 0) & (low <= alive) & (alive <= high) & (high <= 1)).all()
    # By BG/NBD whoever has not bought again is there for certain, whatever the parameters.
    never = MARKET["frequency"].to_numpy() == 0
    assert (low[never] == 1).all()


def test_nothing_is_said_of_the_uncertainty_of_an_unsound_fit(
    histories: Histories, purchases: Fit, payments: Payments, spending: Fit
) -> None:
    unsound = replace(purchases, limits=("a → 0",))
    values = lifetime_values(unsound, spending, histories, payments, Terms(DAYS_PER_MONTH))
    assert values["value"].null_count == 0
    assert values["value_low"].null_count == values["value_high"].null_count == 1_000
    with pytest.raises(ValueError, match="not known"):
        relative_deviations(unsound, lambda parameters: parameters)


def test_spend_without_a_finite_mean_is_null() -> None:
    payments = Payments.from_table(pa.table({"frequency": [0, 5], "monetary": [0.0, 20.0]}))
    fit = Fit("gammagamma", {"p": 2.0, "q": 0.8, "v": 9.0}, 0, 1, 1, 1, True, (), 1.0, None)
    assert spend(fit, payments).to_pylist() == [None, pytest.approx(2 * (9 + 100) / (10 + 0.8 - 1))]


@pytest.mark.parametrize(
    "odd", [{"months": 0}, {"periods_per_month": 0}, {"annual_discount": -1.0}]
)
def test_terms_that_mean_nothing_are_refused(odd: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"month|discount"):
        Terms(**{"periods_per_month": 4.0, **odd})
