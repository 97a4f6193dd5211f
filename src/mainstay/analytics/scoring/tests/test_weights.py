"""Weights: from comparisons, checked against published ones, and from entropy."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.analytics.scoring.ahp import Comparisons
from mainstay.analytics.scoring.plain_data import SchemeError
from mainstay.analytics.scoring.weights import entropy_weights, normalised, whole_weights


def compared(things: str, *rows: str) -> Comparisons:
    matrix = tuple(tuple(Fraction(text) for text in row.split()) for row in rows)
    return Comparisons(tuple(things.split()), matrix)


# Saaty, T. L. (2008), Decision making with the analytic hierarchy process, International Journal
# of Services Sciences 1(1), 83–98: which drink is consumed more in the United States.
DRINKS = compared(
    "coffee wine tea beer sodas milk water",
    "1   9 5   2   1   1   1/2",
    "1/9 1 1/3 1/9 1/9 1/9 1/9",
    "1/5 3 1   1/3 1/4 1/3 1/9",
    "1/2 9 3   1   1/2 1   1/3",
    "1   9 4   2   1   2   1/2",
    "1   9 3   1   1/2 1   1/3",
    "2   9 9   3   2   3   1",
)
# Saaty, T. L. (1980), The Analytic Hierarchy Process: what matters when a house is bought.
HOUSE = compared(
    "size transport neighbourhood age yard facilities condition financing",
    "1   5   3   7 6   6   1/3 1/4",
    "1/5 1   1/3 5 3   3   1/5 1/7",
    "1/3 3   1   6 3   4   6   1/5",
    "1/7 1/5 1/6 1 1/3 1/4 1/7 1/8",
    "1/6 1/3 1/3 3 1   1/2 1/5 1/6",
    "1/6 1/3 1/4 4 2   1   1/5 1/6",
    "3   5   1/6 7 5   5   1   1/2",
    "4   7   5   8 6   6   2   1",
)


def thousandths(comparisons: Comparisons) -> list[int]:
    return [round(weight * 1000) for weight in comparisons.weights]


def test_the_published_weights_of_drinks_are_found() -> None:
    assert thousandths(DRINKS) == [177, 19, 42, 116, 190, 129, 327]
    assert round(DRINKS.consistency_ratio, 3) == 0.022
    assert DRINKS.is_acceptable


def test_the_published_weights_of_a_house_and_their_contradiction_are_found() -> None:
    assert thousandths(HOUSE) == [173, 54, 188, 18, 31, 36, 167, 333]
    assert round(HOUSE.largest_eigenvalue, 3) == 9.669
    assert round(HOUSE.consistency_index, 3) == 0.238
    assert round(HOUSE.consistency_ratio, 3) == 0.169
    assert not HOUSE.is_acceptable


def test_the_comparison_that_contradicts_most_is_named_with_what_would_agree() -> None:
    worst = HOUSE.most_inconsistent()
    assert worst is not None
    assert (worst.first, worst.second) == ("neighbourhood", "condition")
    assert worst.stated == 6
    assert round(worst.consistent, 2) == 1.13
    assert round(worst.deviation, 2) == 5.32


def test_mending_the_named_comparison_mends_the_most() -> None:
    rows = [list(row) for row in HOUSE.matrix]
    rows[2][6], rows[6][2] = Fraction(1, 2), Fraction(2)
    mended = Comparisons(HOUSE.things, tuple(tuple(row) for row in rows))
    assert round(mended.largest_eigenvalue, 2) == 8.81
    assert mended.is_acceptable


def test_comparisons_that_agree_give_exactly_their_proportions() -> None:
    agreeing = compared("a b c", "1 2 6", "1/2 1 3", "1/6 1/3 1")
    assert agreeing.weights == (Decimal("0.6"), Decimal("0.3"), Decimal("0.1"))
    assert agreeing.consistency_ratio == pytest.approx(0, abs=1e-12)
    assert agreeing.most_inconsistent() is None


def test_one_or_two_things_never_contradict() -> None:
    alone = compared("a", "1")
    assert (alone.weights, alone.consistency_ratio) == ((Decimal(1),), 0)
    assert alone.most_inconsistent() is None
    pair = compared("a b", "1 4", "1/4 1")
    assert pair.weights == (Decimal("0.8"), Decimal("0.2"))
    assert (pair.consistency_ratio, pair.most_inconsistent()) == (0, None)


@pytest.mark.parametrize(
    ("comparisons", "place", "problem"),
    [
        (compared("a b", "1 2", "1/3 1"), "m[0][1]", "not_reciprocal"),
        (compared("a b", "2 2", "1/2 1"), "m[0][0]", "not_reciprocal"),
        (compared("a b", "1 10", "1/10 1"), "m[0][1]", "not_a_judgement"),
        (compared("a b", "1 0", "0 1"), "m[0][1]", "not_a_judgement"),
        (compared("a b", "1 2"), "m", "not_square"),
        (compared("a b", "1 2", "1/2"), "m[1]", "not_square"),
        (compared("a b", "1", "1/2 1"), "m[0]", "not_square"),
        (compared(" ".join(map(str, range(16))), "1"), "m", "too_many_to_compare"),
    ],
)
def test_what_no_comparison_could_give_is_refused(
    comparisons: Comparisons, place: str, problem: str
) -> None:
    with pytest.raises(SchemeError) as refused:
        comparisons.check("m")
    assert (refused.value.place, refused.value.problem) == (place, problem)


# --- normalised -----------------------------------------------------------------------------


@settings(deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_normalised_weights_add_up_to_one_and_are_none_below_zero(weights: list[float]) -> None:
    found = normalised(weights)
    assert sum(found) == 1
    assert min(found) >= 0


def test_a_third_is_rounded_up_for_the_first() -> None:
    assert [str(weight) for weight in normalised([1, 1, 1])] == ["0.333334", "0.333333", "0.333333"]
    assert normalised([]) == ()


def test_weights_become_the_smallest_integers_in_proportion() -> None:
    assert whole_weights([Decimal("0.30"), Decimal("0.1"), Decimal(0)], "w") == (3, 1, 0)
    assert whole_weights([Decimal(40), Decimal("1E+1")], "w") == (4, 1)


@pytest.mark.parametrize(
    ("weights", "problem"),
    [
        (["1", "-0.1"], "negative_weight"),
        (["0", "0"], "no_weight"),
        (["1", "0.0000000001"], "weights_too_fine"),
        (["1", "1E-999999999"], "weights_too_fine"),
        (["1E+999999999", "1"], "weights_too_fine"),
    ],
)
def test_weights_that_cannot_be_used_are_refused(weights: list[str], problem: str) -> None:
    with pytest.raises(SchemeError) as refused:
        whole_weights([Decimal(weight) for weight in weights], "w")
    assert (refused.value.place, refused.value.problem) == ("w", problem)


# --- entropy --------------------------------------------------------------------------------


def entropies(*columns: list[int]) -> list[float]:
    arrays = [np.array(column, dtype=np.int32) for column in columns]
    found = entropy_weights(arrays, [np.ones(len(array), dtype=bool) for array in arrays])
    return [float(weight) for weight in found]


def test_entropy_weights_by_hand() -> None:
    # Shares 1/2, 1/2, 0 have the entropy ln 2 ÷ ln 3, so 1 − 0.630930 tells them apart.
    # Shares 1/4, 1/4, 1/2 have 1.5 ln 2 ÷ ln 3, so 1 − 0.946395.
    even, uneven = 1 - np.log(2) / np.log(3), 1 - 1.5 * np.log(2) / np.log(3)
    assert entropies([10, 10, 0], [5, 5, 10]) == pytest.approx(
        [even / (even + uneven), uneven / (even + uneven)], abs=1e-6
    )
    assert entropies([10, 10, 0], [5, 5, 10]) == [0.873176, 0.126824]


def test_entropy_agrees_with_an_independent_computation() -> None:
    generator = np.random.default_rng(7)
    columns = generator.integers(0, 100_000_000, size=(4, 500))
    columns[1] //= 1000
    columns[2] = np.sort(columns[2]) // np.arange(1, 501)
    shares = columns / columns.sum(axis=1, keepdims=True)
    logarithms = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    divergence = 1 + (shares * logarithms).sum(axis=1) / np.log(500)
    expected = divergence / divergence.sum()
    assert entropies(*columns.tolist()) == pytest.approx(expected.tolist(), abs=1e-6)


def test_what_tells_nobody_from_another_has_no_weight() -> None:
    assert entropies([5, 5, 5], [0, 0, 9]) == [0, 1]
    assert entropies([0, 0, 0], [0, 0, 9]) == [0, 1]


def test_where_nothing_tells_anybody_apart_all_weigh_the_same() -> None:
    assert entropies([5, 5], [0, 0]) == [0.5, 0.5]
    assert entropies([5], [7]) == [0.5, 0.5]
    assert entropies([], []) == [0.5, 0.5]


def test_entropy_leaves_missing_values_out() -> None:
    values = np.array([10, 7, 10, 0], dtype=np.int32)
    known = np.array([True, False, True, True])
    other, all_known = np.array([5, 5, 10], dtype=np.int32), np.ones(3, dtype=bool)
    assert entropy_weights([values, other], [known, all_known])[0] == Decimal("0.873176")


@settings(deadline=None)
@given(st.permutations([0, 3, 1_000_003, 50_000_000, 99_999_999, 7, 7]))
def test_the_order_of_customers_does_not_change_entropy_weights(order: list[int]) -> None:
    assert entropies(order, [1, 2, 3, 4, 5, 6, 7]) == entropies(
        sorted(order), [1, 2, 3, 4, 5, 6, 7]
    )
