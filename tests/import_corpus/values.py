"""Figures and dates as people write them; the odd one is in line 4."""

from tests.import_corpus.making import HEAD, Files, lines, odd


def amount(cell: str) -> bytes:
    """A third line with this amount."""
    return odd(f"C,1003,1,2024-03-03,{cell}")


def on(cell: str) -> bytes:
    """A third line of this day."""
    return odd(f"C,1003,1,{cell},5.00")


def numbered(cell: str) -> bytes:
    """A third line with this line number."""
    return odd(f"C,1003,{cell},2024-03-03,5.00")


def priced(*cells: str, head: str = "quantity,unit_price,discount") -> bytes:
    """One line without an amount."""
    return lines(
        ",".join(("A,1001,1,2024-03-01", *cells)),
        head=f"customer,order_no,line_no,ordered_at,{head}",
    )


def beside(heading: str, cell: str, figure: str = "5.00") -> bytes:
    """One line with one more column."""
    return lines(f"A,1001,1,2024-03-01,{figure},{cell}", head=f"{HEAD},{heading}")


FILES: Files = {
    "amount_grouped.csv": amount('"1,234.50"'),
    "amount_grouped_wrongly.csv": amount('"1,23,456.00"'),
    "amount_with_a_sign.csv": amount('"¥1,234.50"'),
    "amount_with_yuan.csv": amount("1234.50元"),
    "amount_full_width.csv": amount("１２３４．５０"),
    "amount_in_parentheses.csv": amount('"(1,234.50)"'),
    "amount_with_a_minus_behind.csv": amount("5.00-"),
    "amount_with_a_true_minus.csv": amount("−5.00"),
    "amount_with_two_signs.csv": amount("--5.00"),
    "amount_with_spaces.csv": amount("  5.00\u00a0"),
    "amount_scientific.csv": amount("1.23E+05"),
    "amount_nan.csv": amount("NaN"),
    "amount_infinite.csv": amount("inf"),
    "amount_hexadecimal.csv": amount("0x1F"),
    "amount_underscored.csv": amount("1_000"),
    "amount_error.csv": amount("#REF!"),
    "amount_dash.csv": amount("—"),
    "amount_in_words.csv": amount("伍元整"),
    "amount_ten_thousands.csv": amount("1.5万"),
    "amount_empty.csv": amount(""),
    "amount_zero.csv": amount("-0.00"),
    "amount_five_decimals.csv": amount("5.00015"),
    "amount_half_to_even.csv": amount("5.00005"),
    "amount_largest.csv": amount("99999999999999.9999"),
    "amount_too_large.csv": amount("100000000000000"),
    "amount_too_large_when_rounded.csv": amount("99999999999999.99995"),
    "amount_thousand_digits.csv": amount("9" * 1000),
    "amount_only_with_a_comma.csv": amount('"5,00"'),
    "amount_tax_included.csv": lines(
        "A,1001,1,2024-03-01,113.00",
        "B,1002,1,2024-03-02,0.01",
        head="客户编号,订单号,行号,下单日期,含税金额",
    ),
    "amount_tax_rates_by_line.csv": lines(
        "A,1001,1,2024-03-01,113.00,13%",
        "A,1001,2,2024-03-01,109.00,9",
        "B,1002,1,2024-03-02,106.00,0.06",
        "B,1002,2,2024-03-02,100.00,免税",
        "C,1003,1,2024-03-03,100.00,",
        head="客户编号,订单号,行号,下单日期,价税合计,税率",
    ),
    "amount_tax_rates_unreadable.csv": lines(
        "A,1001,1,2024-03-01,113.00,13%",
        "A,1001,2,2024-03-01,113.00,一般纳税人",
        "B,1002,1,2024-03-02,113.00,113%",
        "B,1002,2,2024-03-02,113.00,-13",
        head="客户编号,订单号,行号,下单日期,价税合计,税率(%)",
    ),
    "amount_tax_rates_without_tax.csv": lines(
        "A,1001,1,2024-03-01,10.50,13%",
        "B,1002,1,2024-03-02,20.00,不适用",
        head="客户编号,订单号,行号,下单日期,金额,税率",
    ),
    "amount_from_factors.csv": priced("3", "19.99", "0.1"),
    "amount_from_factors_in_percent.csv": priced("3", "19.99", "10%"),
    "amount_from_factors_empty.csv": priced("3", "19.99", ""),
    "amount_besides_factors.csv": lines(
        "A,1001,1,2024-03-01,2,10,15",
        head="customer,order_no,line_no,ordered_at,quantity,unit_price,amount",
    ),
    "discount_too_large.csv": priced("3", "19.99", "1.5"),
    "discount_in_words.csv": priced("3", "19.99", "九折"),
    "quantity_negative.csv": priced("-3", "19.99", ""),
    "quantity_with_unit.csv": priced("3件", "19.99", ""),
    "cost_from_profit.csv": beside("profit", "2.00"),
    "currency_named.csv": beside("币种", "人民币"),
    "currency_foreign.csv": beside("currency", "USD"),
    "currency_unknown.csv": beside("currency", "QQQ"),
    "currency_contradicted.csv": beside("currency", "CNY", "$5.00"),
    "line_number_fraction.csv": numbered("1.5"),
    "line_number_whole.csv": numbered("1.0"),
    "line_number_negative.csv": numbered("-1"),
    "line_number_too_large.csv": numbered("2147483648"),
    "line_number_missing.csv": numbered(""),
    "line_number_letters.csv": numbered("a"),
    "date_slashes.csv": on("2024/3/3"),
    "date_points.csv": on("2024.3.3"),
    "date_chinese.csv": on("2024年3月3日"),
    "date_compact.csv": on("20240303"),
    "date_full_width.csv": on("２０２４－０３－０３"),
    "date_with_a_time.csv": on("2024-03-03 下午3:04"),
    "date_with_a_zone.csv": on("2024-03-02T23:30:00Z"),
    "date_with_nanoseconds.csv": on("2024-03-03T10:00:00.123456789"),
    "date_impossible.csv": on("2024-02-30"),
    "date_no_leap_year.csv": on("2023-02-29"),
    "date_thirteenth_month.csv": on("2024-13-01"),
    "date_of_zeros.csv": on("0000-00-00"),
    "date_serial_as_text.csv": on("45354"),
    "date_two_digits.csv": on("24-03-03"),
    "date_in_english.csv": on('"Mar 3, 2024"'),
    "date_hour_24.csv": on("2024-03-03 24:00"),
    "date_empty.csv": on(""),
    "date_first.csv": on("1900-01-01"),
    "date_before_the_first.csv": on("1899-12-31"),
    "date_last.csv": on("2200-12-31"),
    "date_behind_the_last.csv": on("2201-01-01"),
    "date_skipped_by_the_clock.csv": on("1986-05-04 02:30"),
    "date_ambiguous.csv": on("03/04/2024"),
    "date_ambiguous_day_first.csv": on("03/04/2024"),
    "date_ambiguous_month_first.csv": on("03/14/2024"),
    "date_day_first_impossible.csv": on("31/04/2024"),
}
