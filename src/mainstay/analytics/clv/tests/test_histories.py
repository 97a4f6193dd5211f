"""Tables of histories: what is read, what is put together, and what is refused with its place."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from mainstay.analytics.clv.columns import HistoryError
from mainstay.analytics.clv.gamma_gamma import Payments
from mainstay.analytics.clv.histories import Histories


def table(**columns: object) -> pa.Table:
    given = {"frequency": [2, 0, 1], "recency": [30.5, 0, 4], "T": [38.0, 38, 9]} | columns
    return pa.table({name: column for name, column in given.items() if column is not None})


def refusal(**columns: object) -> tuple[str, str, int]:
    with pytest.raises(HistoryError) as refused:
        Histories.from_table(table(**columns))
    return refused.value.problem, refused.value.column, refused.value.row


def test_equal_histories_are_put_together_and_each_customer_finds_its_own() -> None:
    columns = {"frequency": [1, 0, 1, 0], "recency": [3, 0, 3, 0], "T": [9, 5, 9, 9]}
    found = Histories.from_table(pa.table(columns))
    assert (found.customers, found.distinct) == (4, 3)
    assert sorted(found.counts) == [1, 1, 2]
    assert found.frequency.each[found.places].tolist() == columns["frequency"]
    assert found.recency[found.places].tolist() == columns["recency"]
    assert found.age[found.places].tolist() == columns["T"]


def test_some_customers_have_the_histories_that_they_have_alone() -> None:
    found = Histories.from_table(table()).some(np.array([True, False, True]))
    alone = Histories.from_table(table().take([0, 2]))
    assert found.places.tolist() == alone.places.tolist()
    assert found.age.tolist() == alone.age.tolist()


@pytest.mark.parametrize(
    "frequency", [["2", " 0", "1e0"], [Decimal(2), Decimal(0), Decimal(1)], [2.0, -0.0, 1.0]]
)
def test_numbers_are_read_however_they_are_kept(frequency: list[object]) -> None:
    found = Histories.from_table(table(frequency=frequency))
    assert found.frequency.each[found.places].tolist() == [2, 0, 1]


def test_columns_are_found_however_they_are_capitalised() -> None:
    renamed = table().rename_columns(["Frequency", "RECENCY", "t"])
    assert Histories.from_table(renamed).customers == 3


@pytest.mark.parametrize(
    ("columns", "place"),
    [
        ({"recency": None}, ("missing", "recency", 0)),
        ({"t": [1, 2, 3]}, ("ambiguous", "T", 0)),
        ({"frequency": [[1], [2], [3]]}, ("not_a_number", "frequency", 0)),
        ({"frequency": ["2", "0", "one"]}, ("not_a_number", "frequency", 3)),
        ({"frequency": ["2", " ", "1"]}, ("empty_value", "frequency", 2)),
        ({"T": [38.0, None, 9.0]}, ("empty_value", "T", 2)),
        ({"T": [38.0, 38.0, float("nan")]}, ("not_a_number", "T", 3)),
        ({"T": [float("inf"), 38.0, 9.0]}, ("not_a_number", "T", 1)),
        ({"recency": [30, 0, -4]}, ("negative", "recency", 3)),
        ({"frequency": [2, 0, 1.5]}, ("fractional", "frequency", 3)),
        ({"recency": [30, 0, 9.1]}, ("after_end", "recency", 3)),
        ({"recency": [30, 1, 9]}, ("without_purchase", "recency", 2)),
    ],
)
def test_a_history_that_cannot_be_is_refused_with_its_place(
    columns: dict[str, object], place: tuple[str, str, int]
) -> None:
    assert refusal(**columns) == place


@pytest.mark.parametrize(
    ("monetary", "place"),
    [
        (None, ("missing", "monetary", 0)),
        ([10, 0, -1], ("negative", "monetary", 3)),
        ([10, 0, 0], ("not_positive", "monetary", 3)),
        ([10, None, 1], ("empty_value", "monetary", 2)),
    ],
)
def test_payments_that_cannot_be_are_refused_with_their_place(
    monetary: list[float] | None, place: tuple[str, str, int]
) -> None:
    with pytest.raises(HistoryError) as refused:
        Payments.from_table(table(monetary=monetary))
    assert (refused.value.problem, refused.value.column, refused.value.row) == place


def test_the_mean_of_who_has_not_bought_again_is_not_looked_at() -> None:
    payments = Payments.from_table(table(monetary=[10, 7, 3]))
    assert (payments.customers, payments.known.tolist()) == (2, [True, False, True])
