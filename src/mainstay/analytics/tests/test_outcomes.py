"""What customers brought in a period."""

from datetime import date
from decimal import Decimal

import ibis
import pytest

from mainstay.analytics.measures import MissingColumn
from mainstay.analytics.outcomes import outcomes
from mainstay.analytics.tests.order_rows import orders
from mainstay.kernel.periods import Period

SPRING = Period(date(2024, 3, 1), date(2024, 6, 1))


def brought(table: ibis.Table, units: ibis.Table | None = None) -> dict[int, dict[str, object]]:
    found = outcomes(table, SPRING, units=units).to_pyarrow().to_pylist()
    return {row.pop("customer"): row for row in found}


def test_the_first_day_counts_and_the_day_at_the_end_does_not() -> None:
    found = brought(
        orders(
            (1, "2024-02-29", "1", "", 1),
            (1, "2024-03-01", "10", "", 1),
            (1, "2024-05-31", "100", "", 1),
            (1, "2024-06-01", "1000", "", 1),
            (2, "2024-06-01", "1000", "", 1),
        )
    )
    assert {key: row["revenue"] for key, row in found.items()} == {1: Decimal(110)}


def test_profit_is_of_lines_with_a_known_cost_and_the_others_are_counted() -> None:
    found = brought(orders((1, "2024-03-01", "10", "4", 2), (1, "2024-03-02", "7", "", 3)))
    assert found[1] == {
        "revenue": Decimal(17),
        "profit": Decimal(6),
        "lines": 5,
        "lines_with_cost": 2,
    }


def test_units_add_up_what_their_customers_brought() -> None:
    units = ibis.memtable({"customer": [2], "unit": [1]})
    found = brought(orders((1, "2024-03-01", "10", "", 1), (2, "2024-03-01", "5", "", 1)), units)
    assert {key: row["revenue"] for key, row in found.items()} == {1: Decimal(15)}


def test_a_roll_up_without_a_column_is_refused_by_name() -> None:
    with pytest.raises(MissingColumn, match="cost"):
        outcomes(orders((1, "2024-03-01", "10", "", 1)).drop("cost"), SPRING)
