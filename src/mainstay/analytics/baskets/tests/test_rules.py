"""Rules out of sets: definitions, borders, order."""

from fractions import Fraction
from random import Random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.analytics.baskets.minimums import MinimumOutOfRange
from mainstay.analytics.baskets.rules import RULES_SCHEMA, association_rules
from mainstay.analytics.baskets.tests.trading import (
    counted,
    minimums,
    of_baskets,
    sets_of,
    traded,
)

# 10 baskets: a in 6, b in 5, both in 4, c in 2 of these.
TEN = ["abc"] * 2 + ["ab"] * 2 + ["a"] * 2 + ["b"] + ["d"] * 3


def rules_of(
    baskets: list[str], support: str = "0.001", confidence: str = "0", **more: str
) -> pa.Table:
    least = minimums(support, confidence, **more)
    return association_rules(sets_of(of_baskets(baskets), support), least)


def told(rules: pa.Table) -> set[tuple[str, str]]:
    return {("".join(sorted(rule["antecedent"])), rule["consequent"]) for rule in rules.to_pylist()}


def test_a_rule_has_the_defined_measures() -> None:
    (rule,) = (
        rule
        for rule in rules_of(TEN).to_pylist()
        if (rule["antecedent"], rule["consequent"]) == (["a"], "b")
    )
    assert (rule["count"], rule["antecedent_count"], rule["consequent_count"]) == (4, 6, 5)
    assert rule["support"] == 0.4
    assert rule["confidence"] == 4 / 6
    assert rule["lift"] == float(Fraction(4 * 10, 6 * 5))
    assert rule["leverage"] == float(Fraction(4, 10) - Fraction(6, 10) * Fraction(5, 10))


@pytest.mark.parametrize(
    ("minimum", "reached", "missed"),
    [
        ("confidence", "0.8", "0.800000001"),  # of 5 with b, 4 have a
        ("lift", "1.333333333", "1.333333334"),  # 4 · 10 / (6 · 5) = 4/3
        ("leverage", "0.1", "0.100000001"),  # 4/10 - 30/100: 0.09999999999999998 in floats
    ],
)
def test_minimums_are_reached_by_equality(minimum: str, reached: str, missed: str) -> None:
    assert ("b", "a") in told(rules_of(TEN, **{minimum: reached}))
    assert ("b", "a") not in told(rules_of(TEN, **{minimum: missed}))


def test_best_rules_come_first_and_names_decide_last() -> None:
    rules = rules_of(TEN, confidence="0.8").to_pylist()
    order = [("".join(rule["antecedent"]), rule["consequent"]) for rule in rules]
    assert order == [("c", "a"), ("c", "b"), ("ac", "b"), ("bc", "a"), ("b", "a")]


def test_without_sets_there_are_no_rules() -> None:
    empty = association_rules(sets_of(traded([])), minimums())
    assert (empty.num_rows, empty.schema) == (0, RULES_SCHEMA)
    assert rules_of(["a", "b"]).num_rows == 0


def test_one_basket_makes_rules_without_doubt() -> None:
    rules = rules_of(["abc"], "1", "1").to_pylist()
    assert len(rules) == 9
    assert {(rule["confidence"], rule["lift"], rule["leverage"]) for rule in rules} == {(1, 1, 0)}


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.frozensets(st.sampled_from("abcde"), min_size=1), min_size=1, max_size=15),
    st.sampled_from(["0", "0.25", "0.5", "0.75", "1"]),
)
def test_rules_are_those_worked_out_in_fractions(
    baskets: list[frozenset[str]], confidence: str
) -> None:
    sets = sets_of(of_baskets(baskets), "0.1")
    counts = counted(sets)
    expected = {
        ("".join(sorted(whole - {item})), item): Fraction(count, counts[whole - {item}])
        for whole, count in counts.items()
        if len(whole) > 1
        for item in whole
        if Fraction(count, counts[whole - {item}]) >= Fraction(confidence)
    }
    rules = association_rules(sets, minimums("0.1", confidence))
    assert told(rules) == set(expected)
    for rule in rules.to_pylist():
        key = ("".join(sorted(rule["antecedent"])), rule["consequent"])
        assert rule["confidence"] == float(expected[key])


def test_permuted_baskets_give_the_same_table() -> None:
    random = Random(3)
    baskets = ["".join(random.sample("abcdefg", random.randint(1, 5))) for _ in range(80)]
    before = rules_of(baskets, "0.02", "0.3")
    random.shuffle(baskets)
    assert rules_of(baskets, "0.02", "0.3").equals(before)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("support", "0"),
        ("support", "1.1"),
        ("support", "NaN"),
        ("confidence", "-0.1"),
        ("confidence", "1e-400000"),
        ("lift", "Infinity"),
        ("leverage", "-2"),
    ],
)
def test_a_minimum_that_means_nothing_is_named(name: str, value: str) -> None:
    given = {"support": "0.1", "confidence": "0.1", name: value}
    with pytest.raises(MinimumOutOfRange, match=name):
        minimums(**given)
