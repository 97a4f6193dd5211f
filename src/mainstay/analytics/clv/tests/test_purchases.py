"""Purchase histories out of the order roll-up."""

from datetime import date
from pathlib import Path

import ibis

from mainstay.analytics.clv.purchases import purchase_days, purchase_histories, weekly_histories
from mainstay.analytics.clv.tests.markets import wholesaler
from mainstay.analytics.tests.online_retail import needs_online_retail, order_rows, order_table
from mainstay.analytics.tests.order_rows import orders
from mainstay.kernel.periods import Period

NEW_YEAR = date(2025, 1, 1)


def told(table: ibis.Table, units: ibis.Table | None = None) -> dict[int, dict[str, float]]:
    found = purchase_histories(table, as_of=NEW_YEAR, units=units).to_pyarrow().to_pylist()
    return {row.pop("customer"): row for row in found}


def test_days_count_once_and_the_first_one_is_no_repeat() -> None:
    found = told(
        orders(
            (1, "2024-01-01", "10", "", 1),
            (1, "2024-01-01", "5", "", 1),
            (1, "2024-03-01", "20", "", 1),
            (1, "2024-12-31", "30", "", 1),
            (1, "2025-01-01", "99", "", 1),
        )
    )
    assert found[1] == {
        "frequency": 2,
        "recency": 365,
        "T": 366,
        "repeated": 50.0,
        "costed": 0.0,
        "cost": 0.0,
    }


def test_a_day_of_returns_alone_is_no_purchase_but_takes_its_amount() -> None:
    table = orders((1, "2024-01-01", "10", "", 1), (1, "2024-02-01", "20", "", 1))
    returned = orders((1, "2024-05-01", "-8", "", 1)).mutate(sale_lines=ibis.literal(0, "int32"))
    found = told(table.union(returned))
    assert (found[1]["frequency"], found[1]["repeated"]) == (1, 12.0)
    assert told(returned) == {}


def test_costs_are_those_of_the_last_12_months() -> None:
    found = told(orders((1, "2023-12-31", "10", "9", 1), (1, "2024-01-01", "20", "5", 1)))
    assert (found[1]["costed"], found[1]["cost"]) == (20.0, 5.0)


def test_members_of_a_unit_have_one_history() -> None:
    units = ibis.memtable({"customer": [2], "unit": [1]})
    table = orders((1, "2024-01-01", "10", "", 1), (2, "2024-02-01", "20", "", 1))
    assert {key: row["frequency"] for key, row in told(table, units).items()} == {1: 1}


def test_purchase_days_of_a_period_are_counted() -> None:
    table = orders(
        (1, "2024-01-01", "10", "", 1),
        (1, "2024-01-01", "10", "", 1),
        (1, "2024-06-01", "10", "", 1),
        (2, "2025-01-01", "10", "", 1),
    )
    found = purchase_days(table, Period(date(2024, 1, 1), NEW_YEAR)).to_pyarrow().to_pylist()
    assert found == [{"customer": 1, "days": 2}]


@needs_online_retail
def test_the_wholesaler_has_the_histories_that_pandas_finds(shared_data: Path) -> None:
    expected = wholesaler(shared_data)
    found = purchase_histories(order_table(order_rows()), as_of=date(2011, 9, 1)).to_pyarrow()
    found = found.sort_by("customer")
    for name in ("frequency", "recency"):
        assert found[name].to_pylist() == expected[name].to_pylist()
    assert weekly_histories(found).customers == expected.num_rows
