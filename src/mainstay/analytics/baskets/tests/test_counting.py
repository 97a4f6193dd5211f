"""Frequent sets: what lies in a basket, borders, and counting one by one."""

import sys
from datetime import date
from decimal import Decimal

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mainstay.analytics.baskets.choices import By, Per
from mainstay.analytics.baskets.contents import basket_contents, traded_items
from mainstay.analytics.baskets.counting import Limits, _pairs, _triples
from mainstay.analytics.baskets.frequent_sets import SetsOfLength
from mainstay.analytics.baskets.refusals import (
    TooLargeForOneMachine,
    TooManyCombinations,
    TooManySets,
)
from mainstay.analytics.baskets.tests.trading import (
    counted,
    counted_one_by_one,
    line,
    minimums,
    of_baskets,
    sets_of,
    traded,
)
from mainstay.analytics.baskets.usual_spend import usual_spend
from mainstay.analytics.libraries import LibraryMissing
from mainstay.analytics.measures import MissingColumn
from mainstay.kernel.periods import Period

BASKETS = st.lists(
    st.frozensets(st.sampled_from("abcdefg"), min_size=1, max_size=6), min_size=1, max_size=12
)


@settings(max_examples=12, deadline=None)
@given(BASKETS, st.integers(1, 4))
def test_the_engine_counts_as_one_counts_one_by_one(
    baskets: list[frozenset[str]], least: int
) -> None:
    support = str(Decimal(least) / Decimal(len(baskets) * 2) if least == 1 else Decimal("0.3"))
    found = sets_of(of_baskets(baskets), support[:8])
    expected = counted_one_by_one(baskets, found.least, 3)
    assert counted(found) == expected
    assert found.baskets == len(baskets)


@settings(max_examples=8, deadline=None)
@given(BASKETS)
@example([frozenset("abcd"), frozenset("abc"), frozenset("d"), *[frozenset("e")] * 7])
def test_longer_sets_from_the_library_are_those_counted_one_by_one(
    baskets: list[frozenset[str]],
) -> None:
    found = sets_of(of_baskets(baskets), "0.2", longest=6)
    assert counted(found) == counted_one_by_one(baskets, found.least, 6)


def test_a_product_twice_in_a_basket_is_there_once() -> None:
    lines = [line("1", "a"), line("1", "a", 3), line("1", "b"), line("2", "a")]
    assert counted(sets_of(traded(lines))) == {
        frozenset("a"): 2,
        frozenset("b"): 1,
        frozenset("ab"): 1,
    }


@pytest.mark.parametrize(("taken_back", "held"), [(-1, 1), (-2, 0), (-3, 0)])
def test_what_is_taken_back_whole_is_not_in_the_basket(taken_back: int, held: int) -> None:
    lines = [line("1", "a", 2), line("1", "b"), line("1", "a", taken_back)]
    assert counted(sets_of(traded(lines))).get(frozenset("ab"), 0) == held


def test_a_return_is_told_by_its_kind_also_where_only_the_amount_is_negative() -> None:
    back = line("1", "a", 2, kind="return", amount=Decimal(-20))
    assert not sets_of(traded([line("1", "a", 2), back])).baskets


def test_a_line_without_a_quantity_is_one_piece() -> None:
    lines = [line("1", "a", None), line("2", "a", None), line("2", "a", None, kind="return")]
    assert counted(sets_of(traded(lines))) == {frozenset("a"): 1}


def test_a_basket_of_nothing_but_returns_is_none() -> None:
    lines = [line("1", "a"), line("2", "a", -1)]
    found = sets_of(traded(lines))
    assert (found.baskets, counted(found)) == (1, {frozenset("a"): 1})
    of_customer = sets_of(traded(lines), per=Per.CUSTOMER)
    assert of_customer.baskets == 0


def test_lines_without_a_product_count_for_nothing() -> None:
    found = sets_of(traded([line("1", None), line("1", ""), line("2", "a")]))
    assert (found.baskets, counted(found)) == (1, {frozenset("a"): 1})


def test_one_basket_holds_all_its_parts() -> None:
    found = sets_of(of_baskets(["abc"]), "1")
    assert set(counted(found).values()) == {1}
    assert len(counted(found)) == 7


def test_without_lines_there_are_no_sets() -> None:
    found = sets_of(traded([]))
    assert (found.baskets, counted(found)) == (0, {})


def test_an_order_belongs_to_the_day_of_its_first_line() -> None:
    early = date(2023, 12, 31)
    lines = [line("1", "a", ordered_on=early), line("1", "b"), line("2", "c")]
    late = [line("3", "d"), line("3", "e", ordered_on=date(2025, 1, 5))]
    assert set(counted(sets_of(traded(lines + late)))) == {
        frozenset("c"),
        frozenset("d"),
        frozenset("e"),
        frozenset("de"),
    }


def test_a_customers_basket_is_all_that_it_bought_in_the_window() -> None:
    lines = [line("1", "a"), line("2", "b"), line("9", "c", customer=2)]
    assert frozenset("ab") in counted(sets_of(traded(lines), per=Per.CUSTOMER))
    assert frozenset("ab") not in counted(sets_of(traded(lines)))


def test_merged_customers_are_one_and_their_orders_stay_apart() -> None:
    units = ibis.memtable({"customer": [2], "unit": [1]})
    merged = traded([line("1", "a"), line("1", "b", customer=2)], units=units)
    assert sets_of(merged, per=Per.CUSTOMER).baskets == 1
    assert sets_of(merged, per=Per.ORDER).baskets == 2


def test_only_customers_within_reach_count() -> None:
    units = ibis.memtable({"customer": [3], "unit": [1]})
    lines = [line(str(key), item, customer=key) for key, item in ((1, "a"), (2, "b"), (3, "c"))]
    seen = traded(lines, units=units, reach=ibis.memtable({"customer": [1]}))
    assert set(counted(sets_of(seen, per=Per.CUSTOMER))) == {
        frozenset("a"),
        frozenset("c"),
        frozenset("ac"),
    }


def test_categories_can_be_looked_at_in_place_of_products() -> None:
    lines = [line("1", "a", category="x"), line("1", "b", category="y")]
    assert frozenset("xy") in counted(sets_of(traded(lines, by=By.CATEGORY)))


def test_support_is_reached_by_equality_where_floats_would_miss_it() -> None:
    # 0.07 * 100 is 7.000000000000001 in floats, so that a set in seven of a hundred would be lost
    baskets = [["a", "b"]] * 7 + [["c"]] * 93
    assert frozenset("ab") in counted(sets_of(of_baskets(baskets), "0.07"))
    assert frozenset("ab") not in counted(sets_of(of_baskets(baskets), "0.070000001"))


def test_the_least_count_of_the_groceries_is_ten() -> None:
    assert [minimums("0.001").count(baskets) for baskets in (9835, 10_000, 10_001)] == [10, 10, 11]


@pytest.mark.parametrize("longest", [1, 2, 3])
def test_no_set_is_longer_than_asked_for(longest: int) -> None:
    found = sets_of(of_baskets(["abcd"] * 3), longest=longest)
    assert max(map(len, counted(found))) == longest


def test_a_missing_column_is_named() -> None:
    lines = ibis.memtable(pa.table({"customer": [1]}))
    window = Period(date(2024, 1, 1), date(2025, 1, 1))
    with pytest.raises(MissingColumn, match="lines has no column source"):
        traded_items(lines, lines, window, by=By.PRODUCT)


@pytest.mark.parametrize(
    ("limits", "longest", "refusal"),
    [
        (Limits(combinations=9), 3, TooManyCombinations),
        (Limits(sets=5), 3, TooManySets),
        (Limits(items_in_memory=3), 4, TooLargeForOneMachine),
    ],
)
def test_too_much_is_refused(limits: Limits, longest: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        sets_of(of_baskets(["abcd"] * 3), longest=longest, limits=limits)


def test_a_missing_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlxtend.frequent_patterns", None)
    with pytest.raises(LibraryMissing, match=r"mainstay\[models\]"):
        sets_of(of_baskets(["abcd"] * 3), longest=4)


def test_the_expressions_are_put_into_the_words_of_spark_too() -> None:
    numbers = ibis.memtable(pa.table({"item": ["a"], "number": pa.array([0], pa.int32())}))
    held = basket_contents(of_baskets(["ab"]), numbers, Per.ORDER)
    pairs = _pairs(held, 2)
    triples = _triples(pairs, SetsOfLength.of(np.array([[0, 1]]), np.array([1])), 2)
    spend = usual_spend(of_baskets(["ab"]), numbers)
    for expression in (held, pairs, triples, spend):
        said = str(ibis.to_sql(expression, dialect="pyspark"))
        assert "UNNEST" not in said
    assert str(ibis.to_sql(triples, dialect="pyspark")).count("EXPLODE") == 3
