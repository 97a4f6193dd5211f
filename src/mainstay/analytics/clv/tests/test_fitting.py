"""Fitting: the same always, told when it does not work, and something to fall back on."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.analytics.clv.columns import Floats, HistoryError
from mainstay.analytics.clv.fit import Fit
from mainstay.analytics.clv.fitting import (
    PURCHASE_MODELS,
    fit_cohorts,
    fit_or_fall_back,
    fit_purchases,
    fit_spending,
)
from mainstay.analytics.clv.gamma_gamma import Payments
from mainstay.analytics.clv.histories import Histories
from mainstay.analytics.clv.maximising import Box, Likelihood, maximise
from mainstay.analytics.clv.tests.markets import histories, made_up

MARKET = made_up(3_000)


@pytest.fixture(scope="module")
def market() -> Histories:
    return Histories.from_table(MARKET)


def test_a_market_too_large_to_begin_with_is_fitted_alike_in_any_order() -> None:
    large = made_up(60_000)
    fit = fit_purchases(Histories.from_table(large))
    assert fit.distinct > 40_000
    # A part of them has led close to the end.
    assert fit.steps <= 3
    shuffled = large.take(np.random.default_rng(7).permutation(large.num_rows))
    assert fit_purchases(Histories.from_table(shuffled)) == fit


@pytest.mark.parametrize("model", PURCHASE_MODELS)
@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(
        st.sampled_from([(0, 0, 9), (0, 0, 30), (1, 4, 9), (3, 8.5, 9), (3, 8.5, 30)]), min_size=1
    )
)
def test_histories_put_together_are_as_likely_as_one_by_one(
    model: str, rows: list[tuple[float, float, float]]
) -> None:
    def likelihood(*some: tuple[float, float, float]) -> Likelihood:
        return PURCHASE_MODELS[model].surface(histories(*some))(np.array([0.6, 12.0, 0.8, 2.5]))

    together, alone = likelihood(*rows), [likelihood(row) for row in rows]
    assert together.value == pytest.approx(sum(each.value for each in alone), rel=1e-9)
    assert together.gradient == pytest.approx(np.sum([each.gradient for each in alone], axis=0))


@pytest.mark.parametrize("model", PURCHASE_MODELS)
def test_the_unit_of_time_changes_nothing_but_the_figures_in_it(
    market: Histories, model: str
) -> None:
    weeks = pa.table(
        {
            "frequency": MARKET["frequency"],
            "recency": MARKET["recency"].to_numpy() / 7,
            "T": MARKET["T"].to_numpy() / 7,
        }
    )
    by_day, by_week = (
        fit_purchases(market, model),
        fit_purchases(Histories.from_table(weeks), model),
    )
    of_time = PURCHASE_MODELS[model].of_time
    assert by_week.values * np.where(of_time, 7, 1) == pytest.approx(by_day.values, rel=1e-4)
    bought = MARKET["frequency"].to_numpy().sum()
    assert by_week.log_likelihood - bought * np.log(7) == pytest.approx(by_day.log_likelihood)


@pytest.mark.parametrize("model", PURCHASE_MODELS)
def test_equal_histories_count_as_often_as_they_occur(market: Histories, model: str) -> None:
    twice = fit_purchases(Histories.from_table(pa.concat_tables([MARKET, MARKET])), model)
    once = fit_purchases(market, model)
    assert (twice.customers, twice.distinct) == (2 * once.customers, once.distinct)
    assert twice.log_likelihood == pytest.approx(2 * once.log_likelihood)
    assert twice.values == pytest.approx(once.values, rel=1e-3)


def test_the_parameters_that_made_a_market_are_found(market: Histories) -> None:
    fit = fit_purchases(Histories.from_table(made_up(20_000)))
    made_with = {"r": 0.6, "alpha": 40.0, "a": 1.2, "b": 4.0}
    for name, error in fit.standard_errors.items():
        assert error is not None
        assert abs(fit.parameters[name] - made_with[name]) < 4 * error, name


@pytest.mark.parametrize("model", PURCHASE_MODELS)
def test_a_fit_comes_back_from_text_as_it_was(market: Histories, model: str) -> None:
    fit = fit_purchases(market, model)
    assert Fit.from_json(fit.to_json()) == fit
    at_boundary = fit_purchases(Histories.from_table(made_up(500, leaving=None)), model)
    assert Fit.from_json(at_boundary.to_json()) == at_boundary


@pytest.mark.parametrize("text", ["[]", "{}", '{"format": 2}', '{"format": 1, "model": "bgnbd"}'])
def test_another_text_is_not_taken_for_a_fit(text: str) -> None:
    with pytest.raises(ValueError, match="not a fitted model"):
        Fit.from_json(text)


@pytest.mark.parametrize("rows", [0, 1, 4])
def test_no_more_customers_than_parameters_are_refused(rows: int) -> None:
    with pytest.raises(HistoryError) as refused:
        fit_purchases(Histories.from_table(MARKET.slice(0, rows)))
    assert refused.value.problem == "too_few"
    payments = pa.table({"frequency": [0, 1, 1, 2], "monetary": [0, 3, 4, 5]})
    with pytest.raises(HistoryError) as refused:
        fit_spending(Payments.from_table(payments.slice(0, rows)))
    assert (refused.value.problem, refused.value.column) == ("too_few", "monetary")


def test_a_market_in_which_nobody_has_bought_again_is_refused() -> None:
    with pytest.raises(HistoryError) as refused:
        fit_purchases(histories(*[(0, 0, age) for age in range(9)]))
    assert (refused.value.problem, refused.value.column) == ("no_repeats", "frequency")


@pytest.mark.parametrize("model", PURCHASE_MODELS)
def test_a_market_that_nobody_leaves_is_told_as_a_boundary(model: str) -> None:
    fit = fit_purchases(Histories.from_table(made_up(2_000, leaving=None)), model)
    assert fit.boundary
    assert not fit.sound
    assert {"a → 0", "b → ∞", "s → 0", "beta → ∞"} & set(fit.limits)


def test_customers_who_are_all_alike_are_told_as_a_boundary() -> None:
    fit = fit_purchases(histories(*[(3, 30, 40)] * 50))
    assert not fit.sound


def test_a_sound_fit_is_used_itself(market: Histories) -> None:
    chosen = fit_or_fall_back(market)
    assert chosen.used is chosen.asked
    assert not chosen.fell_back


def test_another_model_is_used_where_the_one_asked_for_has_no_maximum() -> None:
    # A third leaves at birth and hardly anybody later, which is no matter of time.
    market = made_up(2_000, leaving=(0.05, 0.1), at_birth=True, seed=2)
    chosen = fit_or_fall_back(Histories.from_table(market), "paretonbd")
    assert (chosen.asked.model, chosen.asked.limits) == ("paretonbd", ("beta → 0",))
    assert (chosen.used.model, chosen.used.sound, chosen.fell_back) == ("mbgnbd", True, True)


def test_the_higher_of_two_summits_is_found() -> None:
    # From where all leave in the course of time the search ends 27 below.
    market = made_up(2_000, leaving=(0.02, 0.03), at_birth=True, seed=3)
    fit = fit_purchases(Histories.from_table(market), "mbgnbd")
    assert fit.log_likelihood == pytest.approx(-31854.17, abs=0.01)
    assert fit.sound


def test_a_ridge_is_told_as_not_identifiable() -> None:
    market = made_up(2_000, leaving=(0.02, 0.03), at_birth=True, seed=2)
    fit = fit_purchases(Histories.from_table(market))
    assert fit.parameters["b"] > 1_000
    assert not fit.identifiable
    assert set(fit.standard_errors.values()) == {None}


def test_cohorts_are_fitted_by_themselves(market: Histories) -> None:
    names = ["old" if age > 365 else "new" for age in MARKET["T"].to_pylist()]
    names[0] = "alone"
    fits = fit_cohorts(market, names)
    assert list(fits) == list(dict.fromkeys(names))
    old = MARKET.take(np.flatnonzero(np.array(names) == "old"))
    assert fits["old"] == fit_purchases(Histories.from_table(old))
    alone = fits["alone"]
    assert isinstance(alone, HistoryError)
    assert alone.problem == "too_few"
    with pytest.raises(ValueError, match="cohort"):
        fit_cohorts(market, names[1:])


def test_a_search_that_cannot_begin_says_that_it_has_not_converged() -> None:
    def nowhere(parameters: Floats) -> Likelihood:
        return Likelihood(float("nan"), np.zeros(1), np.zeros((1, 1)))

    found = maximise(nowhere, [np.array([1.0])], Box(np.array([-9.0]), np.array([9.0])))
    assert not found.converged


def test_another_start_is_tried_where_the_first_leads_nowhere() -> None:
    def steep(parameters: Floats) -> Likelihood:
        place = np.log(parameters)
        if place[0] < 0:
            return Likelihood(float("nan"), np.zeros(1), np.zeros((1, 1)))
        return Likelihood(-float((place[0] - 1) ** 2), -2 * (place - 1), np.array([[-2.0]]))

    box = Box(np.array([-9.0]), np.array([9.0]))
    found = maximise(steep, [np.array([0.1]), np.array([5.0])], box)
    assert found.converged
    assert found.place[0] == pytest.approx(1)
