"""Concentration figures and the Pareto curve."""

from fractions import Fraction

import numpy as np
import pytest

from mainstay.analytics.concentration import concentration, pareto_curve
from mainstay.analytics.pareto import ParetoRanking, exact_sum


def ranking(*values: int) -> ParetoRanking:
    return ParetoRanking(np.array(values, dtype=np.int64), np.arange(len(values)))


def test_shares_of_the_largest_divide_by_the_positive_total() -> None:
    found = concentration(ranking(50, 30, 5, 5, 5, 5, -40, 0))
    assert (found.customers, found.total, found.net_total) == (6, 100, 60)
    assert found.top == (0.5, 0.95, 1.0)


def test_hhi_is_the_sum_of_squared_shares() -> None:
    assert concentration(ranking(50, 30, 20)).hhi == pytest.approx(0.38)


def test_equal_customers_have_gini_zero_and_hhi_one_by_n() -> None:
    found = concentration(ranking(7, 7, 7, 7))
    assert (found.gini, found.hhi) == (0.0, 0.25)


def test_gini_is_half_the_relative_mean_difference() -> None:
    values = [1, 3, 9, 27, 40]
    differences = sum(abs(one - other) for one in values for other in values)
    expected = differences / (2 * len(values) * sum(values))
    assert concentration(ranking(*values)).gini == pytest.approx(expected)


@pytest.mark.parametrize("values", [(), (0,), (-5, 0)])
def test_without_a_positive_customer_there_is_no_concentration(values: tuple[int, ...]) -> None:
    found = concentration(ranking(*values))
    assert (found.customers, found.hhi, found.gini) == (0, None, None)
    assert found.top == (None, None, None)
    assert found.net_total == sum(values)
    assert pareto_curve(ranking(*values)) == []


def test_the_curve_runs_from_nothing_to_everything() -> None:
    curve = pareto_curve(ranking(20, 70, 10, -5))
    assert [(point.customers, point.value) for point in curve] == [
        (0, 0),
        (1, 70),
        (2, 90),
        (3, 100),
        (4, 100),
    ]
    assert (curve[-1].customer_share, curve[-1].value_share) == (1.0, 1.0)


def test_a_thinned_curve_keeps_its_ends_and_the_class_borders() -> None:
    values = np.random.default_rng(5).integers(1, 10_000, 5_000)
    border = Fraction(4, 5)
    ranked = ranking(*values.tolist())
    curve = pareto_curve(ranked, points=20, borders=[border])
    places = [point.customers for point in curve]
    assert (places[0], places[-1], len(places)) == (0, 5_000, 21)
    assert int(ranked.within(border).sum()) in places


def test_sums_beyond_64_bits_are_exact() -> None:
    assert exact_sum(np.full(9, 2**61 - 1)) == 9 * (2**61 - 1)
    assert exact_sum(np.array([2**62, -(2**62), 5])) == 5
    assert exact_sum(np.array([], dtype=np.int64)) == 0
