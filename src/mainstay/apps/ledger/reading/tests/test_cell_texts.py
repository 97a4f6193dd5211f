import random
from decimal import Decimal

import pytest

from mainstay.apps.ledger.reading.cell_texts import (
    EXCEL_1900,
    EXCEL_1904,
    Shown,
    day_text,
    number_text,
    padding_of,
    shown_by,
)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("12", "12"),
        ("-12", "-12"),
        ("12.0", "12"),
        ("12.50", "12.50"),
        ("1.1000000000000001", "1.1"),
        ("0.30000000000000004", "0.3"),
        ("1234567.3000000001", "1234567.3"),
        ("99.989999999999995", "99.99"),
        ("-0.10000000000000001", "-0.1"),
        ("1E-3", "0.001"),
        ("1.5E+3", "1500"),
        ("1.23456789012345E+17", "123456789012345000"),
        ("110101199003077777", "110101199003077777"),
        ("4.3020000000000001E+17", "430200000000000010"),
        ("1234567890123.4567", "1234567890123.4567"),
        ("3.3333333333333335", "3.3333333333333335"),
        ("1e400", "1e400"),
        ("#N/A", "#N/A"),
    ],
)
def test_a_number_is_told_as_people_see_it(raw: str, text: str) -> None:
    assert number_text(raw) == text


def test_no_amount_of_money_changes_on_its_way_through_a_double() -> None:
    generator = random.Random(3)
    for _ in range(20_000):
        amount = Decimal(generator.randrange(10**15)).scaleb(-generator.randrange(5))
        assert Decimal(number_text(f"{float(amount):.17g}")) == amount


@pytest.mark.parametrize(
    ("raw", "system", "text"),
    [
        ("1", EXCEL_1900, "1900-01-01"),
        ("59", EXCEL_1900, "1900-02-28"),
        ("60", EXCEL_1900, "1900-02-29"),
        ("61", EXCEL_1900, "1900-03-01"),
        ("45351", EXCEL_1900, "2024-02-29"),
        ("2958465", EXCEL_1900, "9999-12-31"),
        ("2958466", EXCEL_1900, "2958466"),
        ("0", EXCEL_1900, "0"),
        ("-1", EXCEL_1900, "-1"),
        ("1E+300", EXCEL_1900, "1" + "0" * 300),
        ("0", EXCEL_1904, "1904-01-01"),
        ("59", EXCEL_1904, "1904-02-29"),
        ("60", EXCEL_1904, "1904-03-01"),
        ("43889", EXCEL_1904, "2024-02-29"),
        ("2957003", EXCEL_1904, "9999-12-31"),
        ("2957004", EXCEL_1904, "2957004"),
        ("45351.5", EXCEL_1900, "2024-02-29 12:00:00"),
        ("45351.520833333336", EXCEL_1900, "2024-02-29 12:30:00"),
        ("45351.99999999999", EXCEL_1900, "2024-03-01"),
        ("45351.000011574", EXCEL_1900, "2024-02-29 00:00:01"),
        ("0.25", EXCEL_1900, "06:00:00"),
    ],
)
def test_a_day_number_is_the_day_that_excel_shows(raw: str, system: int, text: str) -> None:
    shown = number_text(raw) if text.startswith("1000") else text
    assert day_text(raw, system, Shown.DAY) == shown


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (0, None, Shown.NUMBER),
        (14, None, Shown.DAY),
        (22, None, Shown.DAY),
        (31, None, Shown.DAY),
        (21, None, Shown.TIME),
        (164, "yyyy-mm-dd", Shown.DAY),
        (164, 'yyyy"年"m"月"d"日"', Shown.DAY),
        (164, "[$-804]yyyy/m/d h:mm;@", Shown.DAY),
        (164, "mmm-yy", Shown.DAY),
        (164, "[h]:mm:ss", Shown.TIME),
        (164, "mm:ss.0", Shown.TIME),
        (164, "General", Shown.NUMBER),
        (164, "0.00E+00", Shown.NUMBER),
        (164, '#,##0.00 "days"', Shown.NUMBER),
        (164, "0.00 RMB", Shown.NUMBER),
        (164, "[Red]#,##0", Shown.NUMBER),
        (164, '_ "¥"* #,##0.00_ ', Shown.NUMBER),
        (164, "@", Shown.NUMBER),
        (164, "0\\d", Shown.NUMBER),
    ],
)
def test_a_format_says_whether_a_number_is_a_day(
    number: int, code: str | None, shown: Shown
) -> None:
    assert shown_by(number, code) is shown


def test_a_format_of_zeros_fills_codes_up() -> None:
    assert padding_of("000000") == 6
    assert padding_of("0") == padding_of("0.00") == padding_of(None) == 0
