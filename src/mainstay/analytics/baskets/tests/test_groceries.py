"""The groceries of a supermarket, 9,835 baskets: what R's arules finds, to the last rule."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from mainstay.analytics.baskets.choices import Per
from mainstay.analytics.baskets.counting import find_frequent_sets
from mainstay.analytics.baskets.frequent_sets import FrequentSets
from mainstay.analytics.baskets.rules import association_rules
from mainstay.analytics.baskets.tests.trading import minimums, of_baskets, sets_of


@pytest.fixture(scope="module")
def baskets(shared_data: Path) -> list[list[str]]:
    with (shared_data / "groceries" / "groceries.csv").open(newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def sets(baskets: list[list[str]]) -> FrequentSets:
    return sets_of(of_baskets(baskets), "0.001", longest=10)


def rules(sets: FrequentSets, support: str, confidence: str) -> pa.Table:
    return association_rules(sets, minimums(support, confidence))


def test_there_are_as_many_frequent_sets(sets: FrequentSets) -> None:
    assert (sets.baskets, len(sets.items), sets.least) == (9835, 169, 10)
    assert sum(map(len, sets.levels)) == 13_492
    singles = sets.levels[0]
    most = sorted(zip(singles.counts.tolist(), singles.members[:, 0].tolist(), strict=True))[:-4:-1]
    assert [(sets.items[number], count) for count, number in most] == [
        ("whole milk", 2513),
        ("other vegetables", 1903),
        ("rolls/buns", 1809),
    ]


def test_all_410_rules_are_found(sets: FrequentSets) -> None:
    found = rules(sets, "0.001", "0.8")
    assert found.num_rows == 410
    lengths = Counter(len(each) + 1 for each in found["antecedent"].to_pylist())
    assert lengths == {3: 29, 4: 229, 5: 140, 6: 12}


def test_the_rule_of_most_lift_is_the_published_one(sets: FrequentSets) -> None:
    best = max(rules(sets, "0.001", "0.8").to_pylist(), key=lambda rule: rule["lift"])
    assert set(best["antecedent"]) == {"liquor", "red/blush wine"}
    assert (best["consequent"], best["count"]) == ("bottled beer", 19)
    shown = (round(best["support"], 6), round(best["confidence"], 4), round(best["lift"], 4))
    assert shown == (0.001932, 0.9048, 11.2353)


@pytest.mark.parametrize(("confidence", "count"), [("0.5", 5668), ("0.9", 129)])
def test_other_confidences_give_as_many_rules(
    sets: FrequentSets, confidence: str, count: int
) -> None:
    assert rules(sets, "0.001", confidence).num_rows == count


@pytest.mark.parametrize(
    ("support", "confidence", "count"),
    [("0.006", "0.25", 463), ("0.01", "0.5", 15), ("0.005", "0.25", 662)],
)
def test_other_supports_give_as_many_rules(
    baskets: list[list[str]], support: str, confidence: str, count: int
) -> None:
    least = minimums(support, confidence)
    found = find_frequent_sets(of_baskets(baskets), Per.ORDER, least, longest=10)
    assert association_rules(found, least).num_rows == count


def test_pairs_and_triples_of_the_engine_are_those_of_the_library(
    baskets: list[list[str]], sets: FrequentSets
) -> None:
    import pandas as pd
    from mlxtend.frequent_patterns import fpgrowth
    from mlxtend.preprocessing import TransactionEncoder

    encoder: Any = TransactionEncoder()
    one_hot = pd.DataFrame(encoder.fit_transform(baskets), columns=encoder.columns_)
    theirs = fpgrowth(one_hot, min_support=9.5 / 9835, use_colnames=True, max_len=3)
    expected = {
        frozenset(items): round(support * 9835)
        for support, items in zip(theirs["support"], theirs["itemsets"], strict=True)
    }
    ours = {
        frozenset(sets.items[number] for number in row): int(count)
        for level in sets.levels[:3]
        for row, count in zip(level.members, level.counts, strict=True)
    }
    assert ours == expected
