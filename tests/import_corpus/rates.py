"""Exchange rates: as banks publish them, as people keep them, and what is none."""

import codecs
from typing import Any

from tests.import_corpus.making import Files, lines, text
from tests.import_corpus.workbooks import Serial, filled, moment, put

HEAD = "date,currency,rate"
DOLLAR = "2024-03-01,USD,7.1"
EURO = "2024-03-01,EUR,7.8"
CHINESE = ("日期,币种,汇率", "2024年3月1日,美元,7.1", "2024年3月1日,欧元,7.8")


def rates(*records: str, head: str = HEAD) -> bytes:
    return lines(DOLLAR, *records, head=head)


def sheet(*rows: list[Any], titles: int = 0) -> bytes:
    """A workbook with the headings below some rows."""

    def fill(book: Any) -> None:
        above = [["外汇牌价", None, None], [None, None, None]][:titles]
        put(book, book.add_worksheet(), [*above, HEAD.split(","), *rows])

    return filled(fill)


FILES: Files = {
    "rates.csv": rates(EURO),
    "rates_gb18030.csv": text(*CHINESE).encode("gb18030"),
    "rates_utf16.txt": codecs.BOM_UTF16_LE
    + text(*CHINESE, end="\r\n").replace(",", "\t").encode("utf-16-le"),
    "rates_decimal_comma_said.csv": b"date;currency;rate\n2024-03-01;USD;7,1\n",
    "rates_decimal_comma_unsaid.csv": b"date;currency;rate\n2024-03-01;USD;7,1\n",
    "rates_day_or_month_first.csv": rates("03/04/2024,EUR,7.8"),
    "rates_not_positive.csv": rates("2024-03-01,EUR,0", "2024-03-01,GBP,-9", EURO),
    "rates_that_are_no_numbers.csv": rates(
        "2024-03-01,EUR,NaN", "2024-03-01,GBP,inf", "2024-03-01,JPY,=1/20", "2024-03-01,HKD,#N/A"
    ),
    "rates_too_fine.csv": rates("2024-03-01,JPY,0.04712345678"),
    "rates_of_unknown_currencies.csv": rates("2024-03-01,XXQ,1", "2024-03-01,比特币,430000"),
    "rates_of_the_reporting_currency.csv": rates("2024-03-01,CNY,1", "2024-03-01,人民币,1"),
    "rates_in_small_letters.csv": rates("2024-03-01, eur ,7.8"),
    "rates_twice.csv": rates("2024/3/1,美元,7.10"),
    "rates_twice_otherwise.csv": rates(EURO, "2024-03-01,EUR,7.9"),
    "rates_of_days_to_come.csv": rates("2199-12-31,USD,7", "2201-01-01,USD,7"),
    "rates_with_formulas.csv": lines(
        f"{DOLLAR},+Bank", f"{EURO},=HYPERLINK(1)", "2024-03-02,=USD,7,", head=f"{HEAD},source"
    ),
    "rates_with_an_average.csv": rates("平均,USD,7.1", "合计,,7.1"),
    "rates_headings_again.csv": rates(HEAD, EURO),
    "rates_of_headings_alone.csv": lines(head=HEAD),
    "rates_empty.csv": b"",
    "rates_a_column_a_currency.csv": b"date,USD,EUR\n2024-03-01,7.1,7.8\n",
    "rates_serial_days.xlsx": sheet([45352, "USD", 7.1], [Serial(45352), "EUR", 7.8]),
    "rates_below_titles.xlsx": sheet(
        [moment(2024, 3, 1), "USD", 7.1], ["2024年3月1日", "欧元", "7.8"], titles=2
    ),
    "rates_of_an_error.xlsx": sheet(
        [moment(2024, 3, 1), "USD", 7.1], [moment(2024, 3, 1), "EUR", ("=NA()", "#N/A")]
    ),
}
"""Rates of the dollar, mostly 7.1 yuan, and of others."""
