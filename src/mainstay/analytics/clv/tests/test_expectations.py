"""What is expected of customers: against the formulas of the papers, and what must always hold."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import beta, hyp2f1

from mainstay.analytics.clv.beta_means import mean_purchases
from mainstay.analytics.clv.fit import Fit
from mainstay.analytics.clv.fitting import PURCHASE_MODELS, fit_purchases
from mainstay.analytics.clv.histories import Histories
from mainstay.analytics.clv.pareto_nbd import PARETO_NBD
from mainstay.analytics.clv.scoring import cumulative_repeats, score
from mainstay.analytics.clv.tests.markets import histories, made_up

power = st.floats(-2, 2).map(lambda exponent: 10.0**exponent)
models = pytest.mark.parametrize("model", PURCHASE_MODELS)


def fitted(model: str, parameters: tuple[float, ...]) -> Fit:
    """A fit with these parameters, as if it had been found."""
    names = PURCHASE_MODELS[model].parameters
    values = dict(zip(names, parameters, strict=True))
    return Fit(model, values, 0.0, 1, 1, 1, True, (), 1.0, None)


@settings(max_examples=60, deadline=None)
@given(shape=power, ratio=power, a=st.floats(1.1, 4), b=st.floats(0.5, 20))
def test_expected_purchases_are_those_of_the_paper(
    shape: float, ratio: float, a: float, b: float
) -> None:
    # Fader, Hardie & Lee (2005), equation 9, by Euler's transformation.
    rest = ratio / (1 + ratio)
    series = hyp2f1(a + b - 1 - shape, a - 1, a + b - 1, rest)
    published = (a + b - 1) / (a - 1) * (1 - (1 - rest) ** (a - 1) * series)
    found = mean_purchases(shape, np.array([ratio]), a, b)
    assert found[0] == pytest.approx(published, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(shape=power, ratio=power, a=st.floats(0.02, 20), b=st.floats(0.02, 20))
def test_expected_purchases_are_the_integral_over_the_chance_to_leave(
    shape: float, ratio: float, a: float, b: float
) -> None:
    def purchases(chance: float) -> float:
        if chance == 0:
            return shape * ratio
        return float(-np.expm1(-shape * np.log1p(ratio * chance)) / chance)

    # Its ends are singular as powers, which this rule knows.
    powers = (a - 1, b - 1)
    integral = quad(purchases, 0, 1, weight="alg", wvar=powers, epsabs=0, epsrel=1e-9, limit=200)
    found = mean_purchases(shape, np.array([ratio]), a, b)
    assert found[0] == pytest.approx(integral[0] / beta(a, b), rel=1e-7)


def test_who_never_leaves_buys_at_their_rate_for_ever() -> None:
    found = mean_purchases(3.0, np.array([0.5, 10.0]), 1e-12, 1.0)
    assert found == pytest.approx([1.5, 30.0])


def test_nothing_overflows_for_who_has_bought_ten_thousand_times() -> None:
    often = histories((10_000, 364.99, 365), (10_000, 10, 365), (0, 0, 0))
    for model in PURCHASE_MODELS:
        table = score(fitted(model, (0.5, 10.0, 0.7, 3.0)), often, 365.0)
        expected, alive = (table[name].to_numpy() for name in table.column_names)
        assert np.isfinite(expected).all()
        assert alive[0] > 0.9
        assert 0 <= alive[1] < 1e-6


def test_the_likelihood_of_pareto_nbd_is_that_of_the_paper() -> None:
    # Fader & Hardie (2005), note 9, with alpha above beta.
    r, alpha, s, b = 0.55, 10.6, 0.61, 4.5
    x, recency, age = 3.0, 12.0, 39.0
    power = r + s + x

    def term(time: float) -> float:
        series = hyp2f1(power, s + 1, power + 1, (alpha - b) / (alpha + time))
        return float(series / (alpha + time) ** power)

    still = (alpha + age) ** -(r + x) * (b + age) ** -s
    published = np.log(alpha**r * b**s * (still + s / power * (term(recency) - term(age))))
    published += np.log(r) + np.log(r + 1) + np.log(r + 2)
    surface = PARETO_NBD.surface(histories((x, recency, age)))
    found = surface(np.array([r, alpha, s, b]))
    assert found.value == pytest.approx(published, rel=1e-12)
    alive = PARETO_NBD.active(np.array([r, alpha, s, b]), histories((x, recency, age)))
    share = still / (still + s / power * (term(recency) - term(age)))
    assert alive[0] == pytest.approx(share, rel=1e-12)


@models
@settings(max_examples=25, deadline=None)
@given(
    parameters=st.tuples(power, power, power, power),
    frequency=st.integers(1, 60),
    age=st.floats(1, 500),
)
def test_who_has_not_bought_for_longer_is_less_likely_there(
    model: str, parameters: tuple[float, ...], frequency: int, age: float
) -> None:
    shares = np.linspace(1, 0, 9)
    table = score(
        fitted(model, parameters), histories(*((frequency, age * s, age) for s in shares)), 10.0
    )
    alive = table["p_alive"].to_numpy()
    assert ((alive >= 0) & (alive <= 1)).all()
    assert (np.diff(alive) <= 1e-12).all()


@models
@settings(max_examples=25, deadline=None)
@given(parameters=st.tuples(power, power, power, power), frequency=st.integers(0, 60))
def test_expected_purchases_rise_with_time_from_nothing(
    model: str, parameters: tuple[float, ...], frequency: int
) -> None:
    one = histories((frequency, 20.0 if frequency else 0.0, 50.0))
    fit = fitted(model, parameters)
    times = [1e-9, 1.0, 10.0, 100.0, 1000.0]
    expected = [score(fit, one, time)["expected_purchases"][0].as_py() for time in times]
    assert expected[0] == pytest.approx(0, abs=1e-4)
    assert all(later >= earlier * (1 - 1e-9) for earlier, later in pairwise(expected))


@models
def test_each_customer_is_scored_as_if_alone(model: str) -> None:
    market = made_up(2_000)
    fit = fit_purchases(Histories.from_table(market), model)
    together = score(fit, Histories.from_table(market), 52.0)
    for row in (0, 7, 1_999):
        alone = score(fit, Histories.from_table(market.slice(row, 1)), 52.0)
        for name in together.column_names:
            assert together[name][row].as_py() == pytest.approx(alone[name][0].as_py(), rel=1e-9)


@models
def test_nobody_is_scored_as_nothing(model: str) -> None:
    nobody = Histories.from_table(made_up(0))
    assert score(fitted(model, (0.5, 10.0, 0.7, 3.0)), nobody, 52.0).num_rows == 0


@models
def test_expectations_of_new_customers_are_those_of_a_history_without_time(model: str) -> None:
    fit = fitted(model, (0.5, 10.0, 0.7, 3.0))
    new = score(fit, histories((0, 0, 0)), 26.0)["expected_purchases"][0].as_py()
    born = cumulative_repeats(fit, np.array([4.0]), np.array([0.0, 4.0, 30.0]))
    assert born.tolist() == [0, 0, pytest.approx(new, rel=1e-9)]
