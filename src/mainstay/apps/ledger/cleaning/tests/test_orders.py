import random
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mainstay.apps.ledger.cleaning.conversion import Rates
from mainstay.apps.ledger.cleaning.orders import (
    CLEAN_ORDER_SCHEMA,
    CleanOrders,
    OrderOptions,
    clean_orders,
)
from mainstay.apps.ledger.cleaning.tests.conftest import Chunked
from mainstay.apps.reference.queries.rates import RateHistory
from mainstay.engine.schemas import INCOMING_SCHEMA, RESERVED_SCHEMA
from mainstay.kernel.money import quantize

OPTIONS = OrderOptions(ZoneInfo("Asia/Shanghai"), reporting_currency="CNY", currency="CNY")


@pytest.fixture
def cleaned(chunked: Chunked) -> Any:
    """Cleans lines of the fields named in the header."""

    def clean(text: str, options: OrderOptions = OPTIONS) -> CleanOrders:
        chunk, columns = chunked(text, "orders")
        result = clean_orders(chunk, columns, options)
        assert result.records == result.lines.num_rows + result.rejected + result.blank
        assert len({reject.record for reject in result.rejects}) == result.rejected
        return result

    return clean


def _reasons(result: CleanOrders) -> list[tuple[int, str, str, str]]:
    return [(entry.record, entry.field, entry.code, entry.value) for entry in result.rejects]


def test_a_line_gets_its_types(cleaned: Any) -> None:
    result = cleaned(
        "customer,order_no,line_no,ordered_at,product_code,product_name,category,quantity,"
        "unit_price,discount,amount,cost,currency,channel,salesperson,customer_name,"
        "customer_region,customer_industry\n"
        "Ｃ１, SO-1 ,3,2024-02-29 10:30,P1,曳引机（大）,部件,2,50.5,10%,90.9,60,人民币,直销,"
        "王,甲,华东,电梯\n"
    )
    assert result.lines.schema == CLEAN_ORDER_SCHEMA
    assert result.lines.to_pylist() == [
        {
            "record": 1,
            "line": 2,
            "customer": "C1",
            "order_no": "SO-1",
            "line_no": 3,
            "kept_line_no": None,
            "kept_source": None,
            "ordered_at": datetime(2024, 2, 29, 2, 30, tzinfo=UTC),
            "ordered_on": date(2024, 2, 29),
            "product_code": "P1",
            "product_name": "曳引机（大）",
            "category": "部件",
            "quantity": Decimal(2),
            "unit_price": Decimal("50.5"),
            "amount": Decimal("90.9"),
            "cost": Decimal(60),
            "currency": "CNY",
            "amount_original": Decimal("90.9"),
            "cost_original": Decimal(60),
            "channel": "直销",
            "salesperson": "王",
            "kind": "sale",
            "customer_name": "甲",
            "customer_region": "华东",
            "customer_industry": "电梯",
        }
    ]
    assert result.changes == {
        ("customer", "full_width"): 1,
        ("order_no", "trimmed"): 1,
        ("discount", "percent"): 1,
        ("currency", "currency_name"): 1,
    }
    assert result.notes == {}


def test_the_columns_fit_the_engine() -> None:
    known = {field.name: field.type for field in CLEAN_ORDER_SCHEMA}
    for field in INCOMING_SCHEMA:
        if field.name not in ("customer", "salesperson"):
            assert known[field.name] == field.type, field.name
    for field in RESERVED_SCHEMA:
        assert known[field.name] == field.type, field.name


def test_the_amount_follows_from_its_factors_exactly(cleaned: Any) -> None:
    result = cleaned(
        "customer,order_no,ordered_at,quantity,unit_price,discount\n"
        "a,1,2024-01-01,10,9.80000019,\n"
        "a,1,2024-01-01,3,0.00005,\n"
        "a,1,2024-01-01,0.5,0.0001,\n"
        "a,1,2024-01-01,12,14,0.15\n"
    )
    assert result.lines["amount"].to_pylist() == [
        Decimal("98.0000"),  # exactly 98.0000019
        Decimal("0.0002"),  # 0.00015, a tie: to the even digit
        Decimal("0.0000"),  # 0.00005, a tie: to the even digit
        Decimal("142.8000"),
    ]
    assert result.lines["unit_price"].to_pylist()[1] == Decimal("0.0000")
    assert result.changes == {("unit_price", "rounded"): 2, ("amount", "rounded"): 3}


def test_a_given_amount_wins_and_a_difference_is_noted(cleaned: Any) -> None:
    result = cleaned(
        "customer,order_no,ordered_at,quantity,unit_price,amount\n"
        "a,1,2024-01-01,2,5,10.01\n"
        "a,1,2024-01-01,2,5,10.02\n"
        "a,1,2024-01-01,2,5,\n"
    )
    assert [str(value) for value in result.lines["amount"].to_pylist()] == [
        "10.0100",
        "10.0200",
        "10.0000",
    ]
    assert result.notes == {"amount_differs_from_factors": 1}


def test_the_cost_is_given_or_follows_from_the_profit(cleaned: Any) -> None:
    result = cleaned(
        "customer,order_no,ordered_at,amount,cost,profit\n"
        "a,1,2024-01-01,10,7,\n"
        "a,1,2024-01-01,10,,4\n"
        "a,1,2024-01-01,10,7,4\n"
        "a,1,2024-01-01,10,,\n"
    )
    assert result.lines["cost"].to_pylist() == [Decimal(7), Decimal(6), Decimal(7), None]


def test_negative_quantity_or_amount_makes_a_return(cleaned: Any) -> None:
    result = cleaned(
        "customer,order_no,ordered_at,quantity,amount\n"
        "a,1,2024-01-01,1,5\n"
        "a,1,2024-01-01,-1,5\n"
        "a,1,2024-01-01,1,-5\n"
        "a,1,2024-01-01,,(5.00)\n"
        "a,1,2024-01-01,,5\n"
    )
    assert result.lines["kind"].to_pylist() == ["sale", "return", "return", "return", "sale"]


def test_what_a_line_needs_is_named_where_it_is_missing(cleaned: Any) -> None:
    result = cleaned(
        "customer,order_no,ordered_at,quantity,unit_price,amount\n"
        ",1,2024-01-01,1,5,\n"
        "a, ,2024-01-01,1,5,\n"
        "a,1,,1,5,\n"
        "a,1,2024-01-01,1,,\n"
        "a,1,2024-01-01,x,5,\n"
        "a,1,2024-01-01,x,5,5\n"
        "a,1,2024-01-01,1,5,x\n"
    )
    assert result.lines.num_rows == 0
    assert _reasons(result) == [
        (1, "customer", "missing", ""),
        (2, "order_no", "missing", " "),
        (3, "ordered_at", "missing", ""),
        (4, "amount", "missing", ""),
        (5, "quantity", "not_a_number", "x"),
        (6, "quantity", "not_a_number", "x"),
        (7, "amount", "not_a_number", "x"),
    ]


def test_a_record_with_several_faults_is_rejected_once(cleaned: Any) -> None:
    result = cleaned("customer,order_no,ordered_at,amount\n,1,2023-02-29,1e5\nb,2,2024-01-01,1\n")
    assert (result.rejected, result.lines["record"].to_pylist()) == (1, [2])
    assert {entry.code for entry in result.rejects} == {
        "missing",
        "impossible_date",
        "not_a_number",
    }
    assert {entry.line for entry in result.rejects} == {2}


def test_rejected_records_keep_their_order_number_and_money(cleaned: Any) -> None:
    result = cleaned(
        "_mainstay_line_no,_mainstay_source,customer,order_no,ordered_at,amount,currency\n"
        "4,erp,,SO-1,2024-01-01,10.5,\n"
        ",,,,2024-01-01,1,USD\n"
        ",,a,SO-2,2024-01-01,x,\n"
        ",,a,SO-3,2024-01-01,5,EUR\n"
        ",,a,SO-4,2024-01-01,7,???\n"
        "2,erp,a,SO-5,2024-01-01,7,\n"
    )
    assert result.reserved.to_pylist() == [
        {"record": 1, "order_no": "SO-1", "kept_line_no": 4, "kept_source": "erp"},
        {"record": 3, "order_no": "SO-2", "kept_line_no": None, "kept_source": None},
        {"record": 4, "order_no": "SO-3", "kept_line_no": None, "kept_source": None},
        {"record": 5, "order_no": "SO-4", "kept_line_no": None, "kept_source": None},
    ]
    assert result.rejected_money == {
        "CNY": Decimal("10.5"),
        "USD": Decimal(1),
        "EUR": Decimal(5),
    }
    assert result.lines.select(["kept_line_no", "kept_source"]).to_pylist() == [
        {"kept_line_no": 2, "kept_source": "erp"}
    ]


def test_no_amount_is_worked_out_from_a_factor_that_could_not_be_read(cleaned: Any) -> None:
    result = cleaned(
        "customer,order_no,ordered_at,quantity,unit_price,discount,amount\n"
        "a,1,2024-01-01,2,5,150%,\n"
        "a,2,2024-01-01,2,5,,x\n"
    )
    assert result.rejected == 2
    assert result.rejected_money == {}


def test_currencies_without_rate_unknown_ones_and_contradictions_are_rejected(cleaned: Any) -> None:
    result = cleaned(
        "customer,order_no,ordered_at,amount,currency\n"
        "a,1,2024-01-01,¥5,CNY\n"
        "a,1,2024-01-01,5,usd\n"
        "a,1,2024-01-01,5,XYZ\n"
        "a,1,2024-01-01,$5,CNY\n"
        "a,1,2024-01-01,5元,\n"
    )
    assert result.lines["record"].to_pylist() == [1, 5]
    assert _reasons(result) == [
        (2, "currency", "rate_missing", "USD 2024-01-01"),
        (3, "currency", "unknown_currency", "XYZ"),
        (4, "amount", "currency_mismatch", "$5"),
    ]


def test_amounts_that_the_ledger_cannot_hold_are_rejected(cleaned: Any) -> None:
    result = cleaned(
        "customer,order_no,ordered_at,quantity,unit_price,amount,cost,profit\n"
        "a,1,2024-01-01,99999999,99999999,,,\n"
        "a,1,2024-01-01,99999999,99999999,5,,\n"
        "a,1,2024-01-01,,,99999999999999,,-99999999999999\n"
        "a,1,2024-01-01,,,99999999999999,5,-99999999999999\n"
    )
    assert result.lines["record"].to_pylist() == [2, 4]
    assert _reasons(result) == [(1, "amount", "out_of_range", ""), (3, "cost", "out_of_range", "")]


def test_ambiguous_days_are_rejected_with_evidence_until_somebody_answers(cleaned: Any) -> None:
    text = (
        "customer,order_no,ordered_at,amount\n"
        "a,1,03/04/2024,1\n"
        "a,2,13/04/2024,1\n"
        "a,3,2024-04-13,1\n"
    )
    asked = cleaned(text)
    assert [code for _, _, code, _ in _reasons(asked)] == ["ambiguous_date"] * 2
    assert (asked.day_month.cells, asked.day_month.day_first) == (2, 1)
    answered = cleaned(text, OrderOptions(OPTIONS.zone, "CNY", "CNY", day_order="day_first"))
    assert answered.lines["ordered_on"].to_pylist() == [
        date(2024, 4, 3),
        date(2024, 4, 13),
        date(2024, 4, 13),
    ]


def test_a_decimal_comma_holds_for_every_number(cleaned: Any) -> None:
    result = cleaned(
        "customer;order_no;ordered_at;quantity;unit_price;discount\n"
        "a;1;2024-01-01;1.000;2,50;12,5%\n",
        OrderOptions(OPTIONS.zone, "CNY", "CNY", decimal_comma=True),
    )
    assert result.lines["amount"].to_pylist() == [Decimal("2187.5")]


def test_ragged_and_blank_records_are_counted(cleaned: Any) -> None:
    result = cleaned(
        "customer,order_no,ordered_at,amount\na,1,2024-01-01,5\n\na,1,2024-01-01\n,,,\na,2,2024-01-01,5,x\n"
    )
    assert (result.records, result.lines.num_rows, result.rejected, result.blank) == (5, 1, 2, 2)
    assert _reasons(result) == [(3, "amount", "missing", ""), (5, "", "too_many_fields", "")]


def test_texts_that_are_too_long_are_rejected(cleaned: Any) -> None:
    result = cleaned(
        "customer,order_no,ordered_at,amount\n"
        f"{'c' * 65},1,2024-01-01,5\n"
        f"a,{'客' * 64},2024-01-01,5\n"
    )
    assert [(record, field, code) for record, field, code, _ in _reasons(result)] == [
        (1, "customer", "too_long")
    ]


RATES = Rates.of(
    {
        "USD": RateHistory(
            [date(2024, 1, 1), date(2024, 1, 10)], [Decimal("7.1"), Decimal("7.12345")]
        ),
        "JPY": RateHistory([date(2024, 1, 1)], [Decimal("0.0486123456")]),
    },
    longest_age=31,
)
CONVERTING = replace(OPTIONS, rates=RATES)
FOREIGN = "customer,order_no,ordered_at,amount,cost,currency\n"


def test_other_currencies_are_converted_with_the_newest_rate_before_the_day(cleaned: Any) -> None:
    result = cleaned(
        FOREIGN + "a,1,2024-01-01,10,4,USD\n"
        "a,2,2024-01-09,10,,USD\n"
        "a,3,2024-01-10,-0.01,0.01,USD\n"
        "a,4,2024-01-31,333.3333,1,JPY\n"
        "a,5,2024-01-31,5,1,CNY\n",
        CONVERTING,
    )
    assert result.rejected == 0
    lines = result.lines
    assert [str(amount) for amount in lines["amount"].to_pylist()] == [
        "71.0000",
        "71.0000",
        "-0.0712",
        "16.2041",
        "5.0000",
    ]
    assert lines["cost"].to_pylist()[:3] == [Decimal("28.4"), None, Decimal("0.0712")]
    assert lines["amount_original"].to_pylist()[0] == Decimal(10)
    assert lines["cost_original"].to_pylist()[0] == Decimal(4)
    assert lines["currency"].to_pylist() == ["USD", "USD", "USD", "JPY", "CNY"]
    assert lines["kind"].to_pylist()[2] == "return"


def test_converted_amounts_are_rounded_half_to_even(cleaned: Any) -> None:
    rates = Rates.of({"USD": RateHistory([date(2024, 1, 1)], [Decimal("0.5")])}, longest_age=0)
    result = cleaned(
        FOREIGN + "a,1,2024-01-01,0.0001,,USD\na,2,2024-01-01,0.0003,,USD\n",
        replace(OPTIONS, rates=rates),
    )
    assert result.lines["amount"].to_pylist() == [Decimal("0.0000"), Decimal("0.0002")]


def test_a_line_without_a_rate_names_the_currency_and_the_day(cleaned: Any) -> None:
    result = cleaned(
        FOREIGN + "a,1,2023-12-31,10,,USD\n"
        "a,2,2024-02-10,10,,usd\n"
        "a,3,2024-02-11,20,,USD\n"
        "a,4,2024-01-05,30,,EUR\n"
        "a,5,soon,40,,USD\n",
        CONVERTING,
    )
    assert result.lines["record"].to_pylist() == [2]
    assert _reasons(result) == [
        (1, "currency", "rate_missing", "USD 2023-12-31"),
        (3, "currency", "rate_missing", "USD 2024-02-11"),
        (4, "currency", "rate_missing", "EUR 2024-01-05"),
        (5, "ordered_at", "not_a_date", "soon"),
    ]
    assert result.rejected_money == {"USD": Decimal(70), "EUR": Decimal(30)}


def test_amounts_that_are_too_large_once_converted_are_rejected(cleaned: Any) -> None:
    result = cleaned(FOREIGN + "a,1,2024-01-01,20000000000000,,USD\n", CONVERTING)
    assert _reasons(result) == [(1, "amount", "out_of_range", "20000000000000")]


def test_lines_are_converted_alike_whatever_stands_beside_them(cleaned: Any) -> None:
    rng = random.Random(5)
    currencies = ["USD", "JPY", "CNY", "EUR"]
    rows = [
        f"a,{number},2024-01-{rng.randint(1, 31):02},{rng.randint(-99999, 99999) / 100},,"
        f"{rng.choice(currencies)}\n"
        for number in range(300)
    ]
    together = cleaned(FOREIGN + "".join(rows), CONVERTING)
    alone = [cleaned(FOREIGN + row, CONVERTING) for row in rows]
    assert together.lines["amount"].to_pylist() == [
        amount for each in alone for amount in each.lines["amount"].to_pylist()
    ]
    for line in together.lines.to_pylist():
        history = {"USD": RATES.rates["USD"], "JPY": RATES.rates["JPY"]}.get(line["currency"])
        newest = line["currency"] == "USD" and line["ordered_on"] >= date(2024, 1, 10)
        rate = Decimal(1) if history is None else history[1 if newest else 0].as_py()
        assert line["amount"] == quantize(line["amount_original"] * rate)
