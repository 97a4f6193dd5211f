from decimal import Decimal

import pytest

from mainstay.apps.ledger.cleaning.numbers import (
    currency_mark,
    parse_decimal,
    parse_share,
)


@pytest.mark.parametrize(
    ("text", "value", "changes"),
    [
        ("12", "12", set()),
        ("-12.50", "-12.50", set()),
        ("+5", "5", set()),
        (".5", "0.5", set()),
        ("5.", "5", set()),
        ("-0", "0", set()),
        ("0.1234567", "0.1234567", set()),
        ("1,234.50", "1234.50", {"thousands_separators"}),
        ("1,234,567", "1234567", {"thousands_separators"}),
        (" 7\u3000", "7", {"trimmed"}),
        ("１，２３４．５０", "1234.50", {"full_width", "thousands_separators"}),
        ("－３", "-3", {"full_width"}),
        ("−3", "-3", {"full_width"}),
        ("¥12.3", "12.3", {"currency_sign"}),
        ("￥12.3", "12.3", {"currency_sign", "full_width"}),
        ("￥-12", "-12", {"currency_sign", "full_width"}),
        ("-¥12", "-12", {"currency_sign"}),
        ("$ 5", "5", {"currency_sign"}),
        ("€5", "5", {"currency_sign"}),
        ("£5", "5", {"currency_sign"}),
        ("CNY 5", "5", {"currency_sign"}),
        ("rmb5", "5", {"currency_sign"}),
        ("5元", "5", {"currency_sign"}),
        ("1,234.5 USD", "1234.5", {"currency_sign", "thousands_separators"}),
        ("(5.00)", "-5.00", {"parentheses"}),
        ("（5.00）", "-5.00", {"parentheses", "full_width"}),
        ("(¥1,000)", "-1000", {"parentheses", "currency_sign", "thousands_separators"}),
        ("5-", "-5", {"trailing_minus"}),
        ("5.00 -", "-5.00", {"trailing_minus"}),
        ("99999999999999.9999", "99999999999999.9999", set()),
    ],
)
def test_numbers_are_read_exactly(text: str, value: str, changes: set[str]) -> None:
    parsed = parse_decimal(text)
    assert (parsed.value, parsed.problem) == (Decimal(value), None)
    assert set(parsed.changes) == changes


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u00a0234\u00a0567,5", "1234567.5"),
        ("1.234", "1234"),
        ("-1.234.567,891", "-1234567.891"),
        ("€ 1.234,50", "1234.50"),
    ],
)
def test_a_decimal_comma_is_read_where_the_profile_says_so(text: str, value: str) -> None:
    assert parse_decimal(text, decimal_comma=True).value == Decimal(value)


@pytest.mark.parametrize(
    "text", ["1,234.50", "1.5", "1.23,4", "1 23,4", "1.234 567", "1.234 567,8"]
)
def test_other_separators_are_refused_with_a_decimal_comma(text: str) -> None:
    assert parse_decimal(text, decimal_comma=True).problem == "not_a_number"


@pytest.mark.parametrize(
    "text",
    [
        "NaN", "nan", "Infinity", "-inf", "1_000", "1e5", "1.23E+05", "0x10", "١٢", "①", "½",
        "1 234", "1 234,50", "1.234,50", "12,34", "1,2345", "1,234,56", ",123", "1..2", "1.2.3",
        "-5-", "--5", "(-5)", "(5", "5)", "¥5元", "$¥5", "12 pcs", "5%", "-", "abc", "=1+1", "元",
        "1" + " " * 500 + "2",
    ],
)  # fmt: skip
def test_what_is_not_clearly_a_number_is_refused(text: str) -> None:
    parsed = parse_decimal(text)
    assert (parsed.value, parsed.problem) == (None, "not_a_number")


@pytest.mark.parametrize(
    "text",
    ["100000000000000", "-100000000000000", "99999999999999.99995", "9" * 300, "1" + "0" * 30],
)
def test_values_that_the_ledger_cannot_hold_are_out_of_range(text: str) -> None:
    assert parse_decimal(text).problem == "out_of_range"


@pytest.mark.parametrize("text", ["", "  ", "\u3000", "\ufeff"])
def test_an_empty_cell_is_neither_value_nor_problem(text: str) -> None:
    assert (parse_decimal(text).value, parse_decimal(text).problem) == (None, None)


def test_endless_fractions_keep_their_side_of_a_tie() -> None:
    just_above = parse_decimal("0.00005" + "0" * 40 + "1").value
    assert just_above is not None
    assert just_above > Decimal("0.00005")
    assert parse_decimal("0." + "0" * 300 + "1").value == Decimal("1E-22")


@pytest.mark.parametrize("sign", ["", "-"])
def test_every_digit_counts(sign: str) -> None:
    digits = f"{sign}12345678901234.1234567890123456789012"
    assert str(parse_decimal(digits).value) == digits
    assert (
        str(parse_share("12.345678901234567890123456789012%").value) == "0.1234567890123456789012"
    )


def test_a_currency_sign_can_be_asked_for() -> None:
    assert currency_mark("￥1,234") == "¥"
    assert currency_mark("5 usd") == "USD"
    assert currency_mark("5") is None


@pytest.mark.parametrize(
    ("text", "value", "changes"),
    [
        ("0.15", "0.15", set()),
        ("15%", "0.15", {"percent"}),
        ("１５％", "0.15", {"percent", "full_width"}),
        (" 12.5 % ", "0.125", {"percent", "trimmed"}),
        ("0", "0", set()),
        ("1", "1", set()),
    ],
)
def test_shares_are_fractions_or_percentages(text: str, value: str, changes: set[str]) -> None:
    parsed = parse_share(text)
    assert parsed.value == Decimal(value)
    assert set(parsed.changes) == changes


@pytest.mark.parametrize(
    ("text", "problem"),
    [("15", "share_out_of_range"), ("-0.1", "share_out_of_range"),
     ("101%", "share_out_of_range"),
     ("%", "not_a_number"), ("x%", "not_a_number"), ("5%%", "not_a_number")],
)  # fmt: skip
def test_other_shares_are_refused(text: str, problem: str) -> None:
    assert parse_share(text).problem == problem
