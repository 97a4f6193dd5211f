"""The ledger's indicators: one test per definition and edge case of docs/algorithms/measures.md."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pytest

from mainstay.analytics.indicators import LEDGER_INDICATORS
from mainstay.analytics.measures import MissingColumn, ledger_measures
from mainstay.analytics.spring_festival import SpringFestivalBreak
from mainstay.analytics.tests.online_retail import CATEGORIES_SCHEMA, ORDERS_SCHEMA

AS_OF = date(2011, 9, 1)

Row = dict[str, Any]


def order(customer: int, day: str, amount: str, **facts: Any) -> Row:
    """Give a row of the order roll-up: by default one sale line of unknown cost."""
    row = {
        "customer": customer,
        "source": "erp",
        "order_no": f"{customer}/{day}/{amount}",
        "currency": "CNY",
        "ordered_on": date.fromisoformat(day),
        "lines": 1,
        "sale_lines": 1,
        "lines_with_cost": 0,
        "amount": Decimal(amount),
        "amount_with_cost": Decimal(0),
        "cost": Decimal(0),
    }
    return row | facts


def costed(customer: int, day: str, amount: str, cost: str) -> Row:
    """Give an order of one line whose cost is known."""
    known = {"lines_with_cost": 1, "amount_with_cost": Decimal(amount), "cost": Decimal(cost)}
    return order(customer, day, amount, **known)


def returned(customer: int, day: str, amount: str) -> Row:
    """Give an order row of return lines only."""
    return order(customer, day, amount, sale_lines=0)


def measure(
    orders: Sequence[Row],
    *,
    as_of: date = AS_OF,
    categories: Sequence[Row] = (),
    units: dict[int, int] | None = None,
    festival: SpringFestivalBreak | None = None,
) -> dict[int, Row]:
    """Compute all measures and key them by customer."""
    unit_table = (
        None
        if units is None
        else ibis.memtable(
            {"customer": list(units), "unit": list(units.values())},
            schema={"customer": "int64", "unit": "int64"},
        )
    )
    table = ledger_measures(
        ibis.memtable(list(orders), schema=ORDERS_SCHEMA),
        ibis.memtable(list(categories), schema=CATEGORIES_SCHEMA),
        as_of=as_of,
        units=unit_table,
        festival=festival,
    )
    return {row.pop("customer"): row for row in table.to_pyarrow().to_pylist()}


def category(customer: int, name: str, month: str, sale_lines: int = 1) -> Row:
    """Give a row of the category roll-up."""
    return {
        "customer": customer,
        "category": name,
        "month": date.fromisoformat(month),
        "sale_lines": sale_lines,
    }


def test_the_columns_are_the_key_and_the_catalogue_also_without_rows() -> None:
    table = ledger_measures(
        ibis.memtable([], schema=ORDERS_SCHEMA),
        ibis.memtable([], schema=CATEGORIES_SCHEMA),
        as_of=AS_OF,
    ).to_pyarrow()
    assert table.column_names == ["customer", *(item.code for item in LEDGER_INDICATORS)]
    assert table.num_rows == 0


def test_twelve_months_are_whole_months_that_are_over() -> None:
    orders = [
        order(1, "2009-08-31", "1"),
        order(1, "2009-09-01", "2"),
        order(1, "2010-08-31", "4"),
        order(1, "2010-09-01", "8"),
        order(1, "2011-08-31", "16"),
        order(1, "2011-09-01", "32"),
    ]
    for as_of in (AS_OF, date(2011, 9, 15)):
        row = measure(orders, as_of=as_of)[1]
        assert row["revenue_12m"] == Decimal(24)
        assert row["revenue_prev_12m"] == Decimal(6)
        assert row["orders_12m"] == 2
        assert row["growth_yoy"] == 3.0


def test_the_as_of_day_itself_is_not_seen() -> None:
    orders = [order(1, "2011-08-30", "5"), order(1, "2011-09-01", "5")]
    assert measure(orders)[1]["recency_days"] == 2
    assert measure(orders, as_of=date(2011, 9, 2))[1]["recency_days"] == 1


def test_future_rows_alone_make_no_unit() -> None:
    assert measure([order(1, "2011-09-01", "5")]) == {}


def test_before_the_first_order_nobody_has_a_row() -> None:
    assert measure([order(1, "2011-08-01", "5")], as_of=date(2011, 8, 1)) == {}


def test_revenue_is_net_of_returns_and_exact() -> None:
    orders = [order(1, "2011-05-01", "0.1000"), order(1, "2011-05-02", "0.2000")]
    orders.append(returned(1, "2011-06-01", "-0.0001"))
    assert measure(orders)[1]["revenue_12m"] == Decimal("0.2999")


def test_an_order_that_nets_to_zero_counts_as_an_order() -> None:
    row = measure([order(1, "2011-05-01", "0", lines=2)])[1]
    assert (row["orders_12m"], row["revenue_12m"]) == (1, 0)
    assert (row["active_months_12m"], row["average_order_value"]) == (1, 0.0)


def test_a_customer_with_returns_only_has_money_but_no_purchase() -> None:
    row = measure([returned(1, "2011-05-01", "-7")])[1]
    assert row["revenue_12m"] == Decimal(-7)
    assert (row["orders_12m"], row["active_months_12m"]) == (0, 0)
    absent = ("recency_days", "tenure_days", "repurchase_rate", "average_order_value")
    assert [row[code] for code in absent] == [None] * 4
    assert (row["interval_median_days"], row["interval_cv"]) == (None, None)


def test_one_purchase_day_has_no_rhythm_and_no_repurchase() -> None:
    row = measure([order(1, "2011-08-02", "5"), order(1, "2011-08-02", "6")])[1]
    assert row["recency_days"] == row["tenure_days"] == 30
    assert (row["repurchase_rate"], row["orders_12m"]) == (0.0, 2)
    assert (row["interval_median_days"], row["interval_cv"]) == (None, None)


def test_intervals_run_between_purchase_days_over_all_history() -> None:
    days = ["2009-01-01", "2009-01-01", "2009-01-03", "2009-01-07", "2009-01-17", "2009-02-06"]
    row = measure([order(1, day, "1") for day in days])[1]
    assert row["interval_median_days"] == 7.0  # of 2, 4, 10, 20
    assert row["interval_cv"] == pytest.approx(math.sqrt(196 / 3) / 9)
    assert row["repurchase_rate"] is None


def test_two_purchase_days_have_a_median_but_no_variation() -> None:
    row = measure([order(1, "2011-08-01", "1"), order(1, "2011-08-08", "1")])[1]
    assert (row["interval_median_days"], row["interval_cv"]) == (7.0, None)


def test_returns_are_no_purchase_days() -> None:
    orders = [order(1, "2011-08-01", "9"), returned(1, "2011-08-04", "-2")]
    row = measure([*orders, order(1, "2011-08-11", "9")])[1]
    assert (row["interval_median_days"], row["recency_days"]) == (10.0, 21)


def test_repurchase_rate_is_the_share_of_repeats_within_the_year() -> None:
    days = ["2010-08-31", "2010-09-01", "2010-09-01", "2010-12-24", "2011-03-01", "2011-08-31"]
    row = measure([order(1, day, "1") for day in days])[1]
    assert row["repurchase_rate"] == 0.75


def test_active_months_count_months_of_the_year_with_a_purchase() -> None:
    days = ["2010-08-31", "2010-09-01", "2010-09-30", "2010-10-01", "2010-12-31", "2011-08-31"]
    assert measure([order(1, day, "1") for day in days])[1]["active_months_12m"] == 4


def test_profit_and_margin_rest_on_the_lines_whose_cost_is_known() -> None:
    row = measure([costed(1, "2011-05-01", "100", "60"), order(1, "2011-05-02", "300")])[1]
    assert row["gross_profit_12m"] == Decimal(40)
    assert (row["gross_margin"], row["cost_coverage_12m"]) == (0.4, 0.5)


def test_without_any_cost_profit_is_unknown_not_zero() -> None:
    row = measure([order(1, "2011-05-01", "300"), costed(2, "2011-05-01", "10", "4")])[1]
    absent = ("gross_profit_12m", "gross_margin", "share_of_profit")
    assert [row[code] for code in absent] == [None] * 3
    assert row["cost_coverage_12m"] == 0.0


def test_margin_is_unknown_when_the_costed_amount_is_not_positive() -> None:
    row = measure([costed(1, "2011-05-01", "-5", "-3")])[1]
    assert (row["gross_profit_12m"], row["gross_margin"]) == (Decimal(-2), None)


def test_a_year_without_rows_is_zero_or_unknown() -> None:
    row = measure([order(1, "2009-10-01", "300")])[1]
    assert (row["revenue_12m"], row["revenue_prev_12m"], row["orders_12m"]) == (0, 300, 0)
    assert (row["cost_coverage_12m"], row["average_order_value"]) == (None, None)
    assert row["growth_yoy"] == -1.0


def test_shares_divide_by_the_positive_total() -> None:
    orders = [
        costed(1, "2011-05-01", "30", "10"),
        costed(2, "2011-05-01", "10", "15"),
        returned(3, "2011-05-01", "-8"),
    ]
    rows = measure(orders)
    assert [rows[key]["share_of_revenue"] for key in (1, 2, 3)] == [0.75, 0.25, -0.2]
    assert [rows[key]["share_of_profit"] for key in (1, 2, 3)] == [1.0, -0.25, None]


def test_shares_are_unknown_when_nobody_is_positive() -> None:
    row = measure([returned(1, "2011-05-01", "-8")])[1]
    assert (row["share_of_revenue"], row["share_of_profit"]) == (None, None)


def test_growth_is_unknown_without_revenue_the_year_before() -> None:
    orders = [order(1, "2011-05-01", "30"), returned(1, "2010-05-01", "-1")]
    assert measure(orders)[1]["growth_yoy"] is None


def test_the_drop_compares_with_the_same_90_days_a_year_earlier() -> None:
    orders = [
        order(1, "2010-06-02", "1000"),
        order(1, "2010-06-03", "100"),
        order(1, "2010-08-31", "300"),
        order(1, "2010-09-01", "1000"),
        order(1, "2011-06-02", "1000"),
        order(1, "2011-06-03", "60"),
        order(1, "2011-08-31", "40"),
    ]
    assert measure(orders)[1]["revenue_drop_90d"] == 0.75


def test_a_rise_is_a_negative_drop_and_net_returns_drop_more_than_all() -> None:
    orders = [order(1, "2010-07-01", "10"), order(1, "2011-07-01", "15")]
    orders += [order(2, "2010-07-01", "10"), returned(2, "2011-07-01", "-5")]
    rows = measure(orders)
    assert (rows[1]["revenue_drop_90d"], rows[2]["revenue_drop_90d"]) == (-0.5, 1.5)


def test_a_new_customer_has_no_drop() -> None:
    assert measure([order(1, "2011-07-01", "15")])[1]["revenue_drop_90d"] is None


def test_a_year_before_a_leap_day_ends_on_28_february() -> None:
    orders = [order(1, "2011-02-27", "10"), order(1, "2011-02-28", "99")]
    orders.append(order(1, "2012-02-28", "5"))
    assert measure(orders, as_of=date(2012, 2, 29))[1]["revenue_drop_90d"] == 0.5


def test_categories_count_when_sale_lines_remain_in_the_year() -> None:
    categories = [
        category(1, "doors", "2010-09-01"),
        category(1, "doors", "2011-08-01"),
        category(1, "cables", "2011-08-01", 2),
        category(1, "cables", "2011-08-01", -2),
        category(1, "rails", "2010-08-01"),
        category(1, "motors", "2011-09-01"),
        category(9, "doors", "2011-08-01"),
    ]
    rows = measure(
        [order(1, "2011-08-01", "5"), order(2, "2011-08-01", "5")], categories=categories
    )
    assert (rows[1]["category_count"], rows[2]["category_count"]) == (1, 0)
    assert set(rows) == {1, 2}


def test_a_unit_table_merges_customers_before_days_are_taken() -> None:
    orders = [
        order(1, "2011-08-01", "10"),
        order(2, "2011-08-01", "20"),
        order(2, "2011-08-11", "30"),
        order(3, "2011-08-11", "40"),
    ]
    categories = [category(1, "doors", "2011-08-01"), category(2, "doors", "2011-08-01")]
    rows = measure(orders, categories=categories, units={2: 1})
    assert set(rows) == {1, 3}
    assert (rows[1]["revenue_12m"], rows[1]["orders_12m"]) == (60, 3)
    assert (rows[1]["interval_median_days"], rows[1]["repurchase_rate"]) == (10.0, 0.5)
    assert rows[1]["category_count"] == 1
    assert rows[1]["share_of_revenue"] == 0.6


def test_the_spring_festival_is_taken_out_of_growth() -> None:
    orders = [order(1, "2022-06-01", "352"), order(1, "2023-06-01", "365")]
    as_of = date(2024, 2, 1)
    plain = measure(orders, as_of=as_of)[1]["growth_yoy"]
    adjusted = measure(orders, as_of=as_of, festival=SpringFestivalBreak())[1]["growth_yoy"]
    assert plain == pytest.approx(365 / 352 - 1)
    assert adjusted == pytest.approx(0)


def test_the_spring_festival_is_taken_out_of_the_drop() -> None:
    # 90 days to 2025-02-09 hold the whole break, those to 2024-02-09 only the eve.
    orders = [order(1, "2024-01-10", "89"), order(1, "2025-01-10", "83")]
    row = measure(orders, as_of=date(2025, 2, 10), festival=SpringFestivalBreak())[1]
    assert row["revenue_drop_90d"] == pytest.approx(0)


def test_intervals_across_a_break_are_counted_in_trading_days() -> None:
    days = ["2024-02-05", "2024-02-19", "2024-03-04", "2024-03-18"]
    orders = [order(1, day, "1") for day in days]
    as_of = date(2024, 4, 1)
    assert measure(orders, as_of=as_of)[1]["interval_cv"] == 0.0
    adjusted = measure(orders, as_of=as_of, festival=SpringFestivalBreak())[1]
    assert adjusted["interval_median_days"] == 14.0  # of 7, 14, 14
    assert adjusted["interval_cv"] == pytest.approx(0.346410)


def test_two_days_of_one_break_are_one_day_apart() -> None:
    orders = [order(1, "2024-02-10", "1"), order(1, "2024-02-13", "1"), order(1, "2024-02-13", "2")]
    row = measure(orders, as_of=date(2024, 4, 1), festival=SpringFestivalBreak())[1]
    assert (row["interval_median_days"], row["repurchase_rate"]) == (1.0, 0.5)


@pytest.mark.parametrize("column", ["customer", "ordered_on", "amount_with_cost"])
def test_a_missing_column_is_named(column: str) -> None:
    schema = {name: kind for name, kind in ORDERS_SCHEMA.items() if name != column}
    orders = ibis.memtable([], schema=schema)
    categories = ibis.memtable([], schema=CATEGORIES_SCHEMA)
    with pytest.raises(MissingColumn, match=f"orders has no column {column}"):
        ledger_measures(orders, categories, as_of=AS_OF)


def test_a_missing_column_of_the_other_tables_is_named() -> None:
    orders = ibis.memtable([], schema=ORDERS_SCHEMA)
    categories = ibis.memtable([], schema=CATEGORIES_SCHEMA)
    with pytest.raises(MissingColumn, match="categories has no column month"):
        ledger_measures(orders, categories.drop("month"), as_of=AS_OF)
    with pytest.raises(MissingColumn, match="units has no column unit"):
        ledger_measures(orders, categories, as_of=AS_OF, units=orders.select("customer"))


def test_a_missing_column_is_named_out_of_a_context_too() -> None:
    with pytest.raises(MissingColumn, match="orders has no column cost"), an_open_ledger():
        raise MissingColumn("orders", "cost")


@contextmanager
def an_open_ledger() -> Iterator[None]:
    yield
