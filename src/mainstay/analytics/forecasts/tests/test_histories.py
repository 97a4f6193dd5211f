"""Histories: whole by month, in order, and refused where they cannot be."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from mainstay.analytics.forecasts.choices import PATTERNS, Pattern
from mainstay.analytics.forecasts.histories import Histories
from mainstay.analytics.forecasts.patterns import patterns
from mainstay.analytics.forecasts.refusals import ForecastError
from mainstay.analytics.forecasts.tests.trading import (
    ANNA,
    BORIS,
    CHEN,
    block_of,
    months_of,
    traded,
)
from mainstay.analytics.measures import MissingColumn

SOME = {ANNA: [5, 0, 0, 7], BORIS: [1, 2, -3]}
APRIL, MAY = date(2020, 4, 1), date(2020, 5, 1)


def test_months_without_an_order_are_zero_from_the_first_one_on() -> None:
    histories = Histories.of(months_of(SOME), "revenue", MAY)
    assert (histories.start, histories.months) == (date(2020, 1, 1), 4)
    assert histories.block(0, 2).values.T.tolist() == [[5, 0, 0, 7], [1, 2, -3, 0]]


def test_months_that_are_not_complete_are_left_out() -> None:
    histories = Histories.of(months_of(SOME), "revenue", APRIL)
    assert histories.block(0, 1).values.T.tolist() == [[5, 0, 0]]


def test_the_order_of_rows_is_of_no_matter() -> None:
    table = months_of(SOME)
    turned = Histories.of(table.take(list(reversed(range(table.num_rows)))), "revenue", MAY)
    assert turned.keys.tolist() == [ANNA, BORIS]
    assert turned.value.tolist() == Histories.of(table, "revenue", MAY).value.tolist()


def test_a_history_begins_where_the_figure_is_known() -> None:
    table = months_of({ANNA: [1, 2, 3]})
    margins = pa.array([None, 5.0, 6.0])
    histories = Histories.of(table.append_column("margin", margins), "margin", APRIL)
    assert (histories.start, histories.months) == (date(2020, 2, 1), 2)


def test_sums_begin_with_the_first_of_those_that_they_have() -> None:
    histories = traded({ANNA: [1, 2, 3], BORIS: [0, 10, 0], CHEN: [7, 7, 7]})
    sums = histories.added_up(np.array([1, 1, -1]), 2)
    assert sums.values.T.tolist() == [[0, 0, 0], [1, 12, 3]]
    assert sums.first.tolist() == [3, 0]


def test_the_last_months_are_added_up() -> None:
    assert traded(SOME).last_sums(2).tolist() == [7, -3]


def test_customers_are_taken_out_by_their_places() -> None:
    block = traded(SOME).of_customers(np.array([1]))
    assert block.values.T.tolist() == [[1, 2, -3, 0]]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(MissingColumn, match="months has no column margin"):
        Histories.of(months_of(SOME), "margin", MAY)


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (months_of(SOME).slice(0, 0), "no_history"),
        (months_of({ANNA: [1, float("nan")]}), "not_finite: customer 1"),
        (pa.concat_tables([months_of(SOME)] * 2), "twice: customer 1"),
    ],
)
def test_what_cannot_be_is_refused(table: pa.Table, problem: str) -> None:
    with pytest.raises(ForecastError, match=problem):
        Histories.of(table, "revenue", MAY)


def test_how_customers_buy_is_told_by_intervals_and_sizes() -> None:
    every = [10.0, 12.0] * 12
    found = patterns(
        block_of(
            every,
            [1, 100] * 12,
            [10, 0] * 12,
            [1, 0, 100, 0] * 6,
            [0] * 20 + [5] * 4,
            [0] * 24,
            first=[0, 0, 0, 0, 20, 0],
        )
    )
    assert [PATTERNS[each] for each in found] == [
        Pattern.SMOOTH,
        Pattern.ERRATIC,
        Pattern.INTERMITTENT,
        Pattern.LUMPY,
        Pattern.NEW,
        Pattern.GONE,
    ]
