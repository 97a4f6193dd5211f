"""Pareto classes: who is in, what it takes to get in, with every tie and border exact."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from mainstay.analytics.pareto import ParetoRanking, rank_codes
from mainstay.analytics.tests.online_retail import lines, needs_online_retail

FOUR_FIFTHS = Fraction(4, 5)
ABC = (FOUR_FIFTHS, Fraction(19, 20))


def ranking(values: Sequence[int], codes: Sequence[str] | None = None) -> ParetoRanking:
    names = codes or [f"{index:04}" for index in range(len(values))]
    return ParetoRanking(np.array(values, dtype=np.int64), rank_codes(names))


def is_within(values: Sequence[int], codes: Sequence[str], index: int, share: Fraction) -> bool:
    """Decide for one customer by walking through the ranking."""
    total = sum(value for value in values if value > 0)
    order = sorted(range(len(values)), key=lambda place: (-values[place], codes[place]))
    before = sum(values[place] for place in order[: order.index(index)] if values[place] > 0)
    return values[index] > 0 and before < share * total


def random_case(seed: int) -> tuple[list[int], list[str], Fraction]:
    random = Random(seed)
    count = random.randint(1, 9)
    values = [random.choice([-7, -1, 0, 1, 2, 3, 5, 5, 8, 13, 40]) for _ in range(count)]
    codes = random.sample([f"C{number}" for number in range(99)], count)
    share = Fraction(random.randint(1, 20), 20)
    return values, codes, share


def test_the_customer_that_crosses_a_border_is_in_the_higher_class() -> None:
    assert ranking([70, 20, 9, 1]).classes(ABC).tolist() == [0, 0, 1, 2]


def test_a_border_reached_exactly_closes_the_class() -> None:
    assert ranking([80, 15, 5]).classes(ABC).tolist() == [0, 1, 2]


def test_equal_values_go_by_code() -> None:
    assert ranking([50, 50], ["B", "A"]).within(Fraction(1, 2)).tolist() == [False, True]


def test_customers_at_or_below_zero_are_last_and_not_in_the_total() -> None:
    classes = ranking([100, 0, -100]).classes(ABC)
    assert classes.tolist() == [0, 2, 2]
    assert ranking([100, 0, -100]).total == 100


def test_one_positive_customer_is_in_the_first_class() -> None:
    assert ranking([1]).classes(ABC).tolist() == [0]


@pytest.mark.parametrize("values", [[], [0], [-3, 0]])
def test_without_a_positive_value_everybody_is_last(values: list[int]) -> None:
    assert ranking(values).classes(ABC).tolist() == [2] * len(values)


def test_sums_beyond_64_bits_are_exact() -> None:
    large = 2**60
    values = [large] * 40
    classes = ranking(values).classes(ABC)
    assert classes.tolist() == [0] * 32 + [1] * 6 + [2] * 2
    assert ranking(values).total == 40 * large


@pytest.mark.parametrize("seed", range(300))
def test_classes_agree_with_a_walk_through_the_ranking(seed: int) -> None:
    values, codes, share = random_case(seed)
    expected = [is_within(values, codes, index, share) for index in range(len(values))]
    assert ranking(values, codes).within(share).tolist() == expected


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("seed", range(300))
def test_the_least_value_to_enter_is_the_first_step_that_enters(seed: int, step: int) -> None:
    values, codes, share = random_case(seed)
    least = ranking(values, codes).least_to_enter(share, step)
    for index, value in enumerate(values):
        tried = value
        while not is_within([*values[:index], tried, *values[index + 1 :]], codes, index, share):
            tried += step
        assert least[index] == tried


@pytest.mark.parametrize("seed", range(100))
def test_a_moved_value_is_judged_as_in_a_new_ranking(seed: int) -> None:
    values, codes, share = random_case(seed)
    random = Random(seed)
    moved = [value + random.choice([-3, -1, 0, 1, 2, 5, 30]) for value in values]
    judged = ranking(values, codes).within_if_moved(share, np.array(moved))
    for index, value in enumerate(moved):
        changed = [*values[:index], value, *values[index + 1 :]]
        assert judged[index] == is_within(changed, codes, index, share)


@pytest.mark.parametrize("large", [2**56, 2**60])
@pytest.mark.parametrize("share", [FOUR_FIFTHS, Fraction(999, 1000)])
def test_the_least_value_to_enter_is_exact_beyond_64_bits(large: int, share: Fraction) -> None:
    values = [large, large, large, large, 1]
    codes = [f"{index:04}" for index in range(5)]
    least = int(ranking(values).least_to_enter(share, 1)[4])
    assert is_within([*values[:4], least], codes, 4, share)
    assert not is_within([*values[:4], least - 1], codes, 4, share)
    judged = ranking(values).within_if_moved(share, np.array([0, 0, 0, 0, least]))
    assert judged.tolist() == [False, False, False, False, True]


def test_the_order_of_customers_is_irrelevant() -> None:
    values, codes = [5, 5, 9, 1, 5], ["e", "a", "c", "d", "b"]
    expected = dict(zip(codes, ranking(values, codes).classes(ABC), strict=True))
    turned = ranking(values[::-1], codes[::-1]).classes(ABC)
    assert dict(zip(codes[::-1], turned, strict=True)) == expected


def test_codes_are_ordered_by_code_point() -> None:
    assert rank_codes(["b", "é", "B", "客", "10", "9"]).tolist() == [3, 4, 2, 5, 0, 1]


def test_a_code_that_occurs_twice_is_named() -> None:
    with pytest.raises(ValueError, match="customer K2 occurs twice"):
        rank_codes(["K1", "K2", "K3", "K2"])


@needs_online_retail
def test_the_published_share_of_the_top_fifth_comes_out() -> None:
    values = lines().groupby("customer").amount.sum()
    ranked = ranking(values.to_list(), values.index.astype(str).to_list())
    top = ranked.values[ranked.order[:672]].sum()
    assert round(100 * top / ranked.total, 4) == 72.4375
    assert round(100 * top / values.sum(), 4) == 72.6395
