"""Months of customers out of the order roll-up."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
import pytest
from ibis.expr.types import Table

from mainstay.analytics.forecasts.monthly import (
    complete_months,
    monthly_figures,
    months_ahead,
    order_days,
)
from mainstay.analytics.forecasts.tests.trading import ANNA, BORIS
from mainstay.analytics.measures import MissingColumn
from mainstay.analytics.tests.online_retail import (
    ORDERS_SCHEMA,
    needs_online_retail,
    order_rows,
    order_table,
)
from mainstay.kernel.periods import Period

MONTHS = Period(date(2020, 1, 1), date(2020, 4, 1))
WITH_COST = {"lines_with_cost": 1, "amount_with_cost": "100", "cost": "60"}


def order(customer: int, day: date, amount: str, **known: Any) -> dict[str, Any]:
    costs: dict[str, Any] = {"lines_with_cost": 0, "amount_with_cost": "0", "cost": "0"} | known
    row = {
        "customer": customer,
        "source": "default",
        "order_no": str(day),
        "currency": "CNY",
        "ordered_on": day,
        "lines": 1,
        "sale_lines": 1,
        "amount": Decimal(amount),
    }
    return row | {
        name: value if name == "lines_with_cost" else Decimal(value)
        for name, value in costs.items()
    }


def orders(*rows: dict[str, Any]) -> Table:
    return ibis.memtable(
        [{name: row[name] for name in ORDERS_SCHEMA} for row in rows], schema=ORDERS_SCHEMA
    )


def told(table: Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        table.to_pyarrow().sort_by([("customer", "ascending"), ("month", "ascending")]).to_pylist()
    )
    return rows


def test_orders_and_returns_of_a_month_add_up() -> None:
    table = orders(
        order(ANNA, date(2020, 1, 3), "100.10"),
        order(ANNA, date(2020, 1, 31), "-0.20"),
        order(ANNA, date(2020, 3, 1), "7"),
    )
    assert told(monthly_figures(table, MONTHS)) == [
        {"customer": ANNA, "month": date(2020, 1, 1), "revenue": 99.9, "margin": None},
        {"customer": ANNA, "month": date(2020, 3, 1), "revenue": 7.0, "margin": None},
    ]


def test_margin_is_that_of_lines_with_a_cost() -> None:
    table = orders(
        order(ANNA, date(2020, 1, 3), "150", **WITH_COST), order(ANNA, date(2020, 1, 4), "30")
    )
    (month,) = told(monthly_figures(table, MONTHS))
    assert (month["revenue"], month["margin"]) == (180.0, 40.0)


def test_months_are_those_of_units() -> None:
    table = orders(order(ANNA, date(2020, 1, 3), "1"), order(BORIS, date(2020, 1, 4), "2"))
    units = ibis.memtable(pa.table({"customer": [ANNA], "unit": [BORIS]}))
    (month,) = told(monthly_figures(table, MONTHS, units))
    assert (month["customer"], month["revenue"]) == (BORIS, 3.0)


def test_a_missing_column_is_named() -> None:
    table = orders(order(ANNA, date(2020, 1, 3), "1")).drop("cost")
    with pytest.raises(MissingColumn, match="orders has no column cost"):
        monthly_figures(table, MONTHS)


def test_the_month_of_the_day_is_not_complete() -> None:
    days = [date(2020, 1, 10), date(2020, 3, 30), date(2020, 4, 14)]
    assert complete_months(days, date(2020, 4, 15)).end == date(2020, 4, 1)
    assert complete_months([], date(2020, 4, 15)).end == date(2020, 4, 1)


def test_a_month_that_the_ledger_does_not_reach_is_not_complete() -> None:
    days = [date(2020, 1, day) for day in range(2, 31)] + [
        date(2020, 2, day) for day in range(1, 13)
    ]
    assert complete_months(days, date(2020, 6, 15)).end == date(2020, 2, 1)


def test_a_ledger_that_has_been_silent_for_as_long_before_is_not_at_its_end() -> None:
    days = [date(2020, 1, 10), date(2020, 4, 10), date(2020, 4, 20)]
    assert complete_months(days, date(2020, 7, 3)).end == date(2020, 7, 1)


def test_silence_of_long_ago_does_not_count() -> None:
    days = [date(2015, 1, 10), date(2020, 4, 12), date(2020, 4, 20)]
    assert complete_months(days, date(2020, 7, 3)).end == date(2020, 4, 1)


def test_a_first_month_of_which_the_ledger_has_only_the_end_is_not_complete() -> None:
    daily = [date(2020, 1, 1) + timedelta(number) for number in range(20, 80)]
    assert complete_months(daily, date(2020, 4, 1)).start == date(2020, 2, 1)
    assert complete_months(daily[::25], date(2020, 4, 1)).start == date(2020, 1, 1)


def test_a_ledger_of_one_day_in_the_middle_of_a_month_has_no_complete_month() -> None:
    months = complete_months([date(2020, 1, 20)], date(2020, 4, 1))
    assert months.start == months.end


def test_the_months_ahead_begin_with_the_first_that_is_not_known() -> None:
    assert months_ahead(date(2020, 12, 1), 2) == (date(2020, 12, 1), date(2021, 1, 1))


@needs_online_retail
def test_the_last_month_of_the_real_retailer_is_left_out() -> None:
    table = order_days(order_table(order_rows()), date(2011, 8, 20)).to_pyarrow()
    days = table["ordered_on"].to_pylist()
    assert min(days) == date(2010, 12, 1)
    assert complete_months(days, date(2011, 8, 20)).end == date(2011, 8, 1)
