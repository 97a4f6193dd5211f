"""What must hold for measures of any ledger."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import ibis
import pytest

from mainstay.analytics.measures import ledger_measures
from mainstay.analytics.tests.online_retail import CATEGORIES_SCHEMA, ORDERS_SCHEMA

AS_OF = date(2024, 5, 17)

Row = dict[str, Any]


def random_rows(seed: int) -> tuple[list[Row], list[Row]]:
    """Give orders and categories of a dozen customers over three years."""
    random = Random(seed)
    orders, categories = [], []
    for number in range(300):
        day = AS_OF - timedelta(days=random.randint(-30, 1100))
        amount = Decimal(random.randint(-200_000, 900_000)).scaleb(-4)
        with_cost = random.random() < 0.7
        orders.append(
            {
                "customer": random.randint(1, 12),
                "source": "erp",
                "order_no": str(number),
                "currency": "CNY",
                "ordered_on": day,
                "lines": 3,
                "sale_lines": random.choice([0, 1, 3]),
                "lines_with_cost": 3 if with_cost else 0,
                "amount": amount,
                "amount_with_cost": amount if with_cost else Decimal(0),
                "cost": Decimal(random.randint(0, 500_000)).scaleb(-4) if with_cost else Decimal(0),
            }
        )
        categories.append(
            {
                "customer": random.randint(1, 12),
                "category": random.choice("abcde"),
                "month": day.replace(day=1),
                "sale_lines": random.choice([1, 1, 2]),
            }
        )
    return orders, categories


def measure(
    orders: list[Row], categories: list[Row], *, units: dict[int, int] | None = None
) -> dict[int, Row]:
    mapping = None if units is None else {"customer": [*units], "unit": [*units.values()]}
    table = ledger_measures(
        ibis.memtable(orders, schema=ORDERS_SCHEMA),
        ibis.memtable(categories, schema=CATEGORIES_SCHEMA),
        as_of=AS_OF,
        units=None if mapping is None else ibis.memtable(mapping),
    )
    return {row.pop("customer"): row for row in table.to_pyarrow().to_pylist()}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_is_irrelevant(seed: int) -> None:
    orders, categories = random_rows(seed)
    before = measure(orders, categories)
    Random(seed + 1).shuffle(orders)
    Random(seed + 2).shuffle(categories)
    assert measure(orders, categories) == before


@pytest.mark.parametrize("seed", range(5))
def test_renaming_customers_renames_the_result_and_nothing_else(seed: int) -> None:
    orders, categories = random_rows(seed)
    renamed = {key: 1000 - 7 * key for key in range(1, 13)}
    before = measure(orders, categories)
    moved = [
        [row | {"customer": renamed[row["customer"]]} for row in rows]
        for rows in (orders, categories)
    ]
    assert measure(*moved) == {renamed[key]: row for key, row in before.items()}


@pytest.mark.parametrize("seed", range(5))
def test_mapping_to_units_equals_renaming_the_customers_in_the_rows(seed: int) -> None:
    orders, categories = random_rows(seed)
    units = {1: 2, 3: 2, 5: 5, 6: 100, 12: 100}
    mapped = [
        [row | {"customer": units.get(row["customer"], row["customer"])} for row in rows]
        for rows in (orders, categories)
    ]
    assert measure(orders, categories, units=units) == measure(*mapped)


@pytest.mark.parametrize("seed", range(5))
def test_rows_on_or_after_the_as_of_day_change_nothing(seed: int) -> None:
    orders, categories = random_rows(seed)
    past = [row for row in orders if row["ordered_on"] < AS_OF]
    assert measure(past, categories) == measure(orders, categories)


def test_measuring_twice_gives_the_same() -> None:
    rows = random_rows(9)
    assert measure(*rows) == measure(*rows)
