"""Whole columns and the plain functions that define them never differ."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mainstay.apps.ledger.cleaning.columns import CleanColumn
from mainstay.apps.ledger.cleaning.currencies import parse_currency
from mainstay.apps.ledger.cleaning.day_month import DayOrder
from mainstay.apps.ledger.cleaning.number_columns import (
    clean_numbers,
    clean_places,
    clean_shares,
)
from mainstay.apps.ledger.cleaning.numbers import currency_mark, parse_decimal, parse_share
from mainstay.apps.ledger.cleaning.parsed import Parsed
from mainstay.apps.ledger.cleaning.text_columns import (
    clean_choices,
    clean_texts,
    parse_code,
    parse_name,
)
from mainstay.apps.ledger.cleaning.time_columns import clean_dates, clean_timestamps
from mainstay.apps.ledger.cleaning.times import parse_date, parse_timestamp
from mainstay.kernel.money import quantize

LONDON = ZoneInfo("Europe/London")
FIRST = datetime(2010, 1, 1)  # noqa: DTZ001
HAVANA = ZoneInfo("America/Havana")  # changes its clocks at midnight

digits = st.text("0123456789", min_size=1, max_size=16)
number_like = st.one_of(
    st.text("0123456789.,-+ ()¥￥$元％%１，．（）e_\u00a0", max_size=12),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15).map(
        lambda value: format(value, "f")
    ),
    st.builds("{}.{}".format, digits, digits),
    st.builds(
        "{}{}{:,}.{}".format,
        st.sampled_from(["", "-", "¥", "￥", "$", "¥-", "-¥", "("]),
        st.sampled_from(["", "-", " "]),
        st.integers(0, 10**15),
        digits,
    ),
    st.builds(
        lambda whole, rest: f"{whole:,}".replace(",", ".") + f",{rest}",
        st.integers(0, 10**15),
        digits,
    ),
    st.sampled_from(["", " ", "NaN", "1e5", "0.00005", "0.00015", "-0", "-0.00001"]),
)
moment_like = st.one_of(
    st.text("0123456789-/.: TZ+年月日", max_size=20),
    st.builds(
        "{}{}{}{}{}{}".format,
        st.sampled_from(["2024", "2011", "1900", "2199", "2200", "1899", "2023"]),
        st.sampled_from(["-", "/", ".", "年"]),
        st.sampled_from(["1", "02", "2", "03", "10", "11", "00", "13"]),
        st.sampled_from(["-", "/", ".", "月"]),
        st.sampled_from(["9", "09", "27", "28", "29", "30", "31", "0", "32", "6"]),
        st.sampled_from(
            ["", "日", " 10:30", " 0:05", " 01:30", "T01:30:05", " 8:05:06.5", "日 10:30", " 24:00",
             " 00:30:00Z", " 23:30:00+05:30", "T00:10:00.1234567", " 1", " 10:60", " 5:5", " "]
        ),
    ),
    st.builds(
        "{:%Y-%m-%d}{}{:%H:%M:%S}{}".format,
        st.dates(date(1899, 12, 25), date(2201, 1, 5)),
        st.sampled_from([" ", "T"]),
        st.times(),
        st.sampled_from(["", "Z", "+05:30", "-11:00", "+24:00"]),
    ),
    st.builds(
        "{}/{}/{}{}".format,
        st.integers(0, 32),
        st.integers(0, 32),
        st.sampled_from([2011, 2024]),
        st.sampled_from(["", " 1:30", " 10:30:00", "x"]),
    ),
    st.sampled_from(["20240229", "20240229103000", "2011-10-30 01:30", "2011-03-27 01:30", ""]),
)  # fmt: skip


def columns_of(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[str | None]]:
    """Columns with empty cells in between."""
    return st.lists(st.none() | cells, max_size=12)


def _agree(
    column: CleanColumn, cells: list[str | None], plain: Callable[[str], Parsed[Any]]
) -> list[Any]:
    """Hold problems and changes of a column to the plain function; gives its values."""
    outcomes = [Parsed() if cell is None else plain(cell) for cell in cells]
    problems: dict[str, list[int]] = {}
    changes: Counter[str] = Counter()
    for row, outcome in enumerate(outcomes):
        if outcome.problem is not None:
            problems.setdefault(outcome.problem, []).append(row)
        changes.update(outcome.changes)
    assert {code: rows.tolist() for code, rows in column.problems.items()} == problems
    counted = Counter(column.changes)
    counted.pop("rounded", None)
    assert +counted == changes
    return [outcome.value for outcome in outcomes]


def _text(cells: list[str | None]) -> pa.Array:
    return pa.array(cells, pa.string())


@settings(max_examples=500, deadline=None)
@given(cells=columns_of(number_like), decimal_comma=st.booleans())
@example(cells=["99999999999999.99995", "9999999999999", "0.00005", None], decimal_comma=False)
def test_numbers(cells: list[str | None], decimal_comma: bool) -> None:
    column = clean_numbers(_text(cells), decimal_comma=decimal_comma)
    values = _agree(column, cells, lambda text: parse_decimal(text, decimal_comma=decimal_comma))
    kept = [None if value is None else quantize(value) for value in values]
    assert column.exact.to_pylist() == values
    assert column.values.to_pylist() == kept
    rounded = sum(value != stored for value, stored in zip(values, kept, strict=True))
    assert column.changes["rounded"] == rounded
    marks = [
        currency_mark(cell) if cell is not None and value is not None else None
        for cell, value in zip(cells, values, strict=True)
    ]
    found = [None] * len(cells) if column.marks is None else column.marks.to_pylist()
    assert [
        mark if value is not None else None for mark, value in zip(found, values, strict=True)
    ] == marks


@settings(max_examples=200, deadline=None)
@given(cells=columns_of(number_like | st.integers(0, 120).map("{}%".format)))
def test_shares(cells: list[str | None]) -> None:
    column = clean_shares(_text(cells))
    assert column.exact.to_pylist() == _agree(column, cells, parse_share)


@settings(max_examples=500, deadline=None)
@given(
    cells=columns_of(moment_like),
    zone=st.sampled_from([LONDON, HAVANA, ZoneInfo("Asia/Shanghai")]),
    day_order=st.sampled_from([None, "day_first", "month_first"]),
)
def test_timestamps(cells: list[str | None], zone: ZoneInfo, day_order: DayOrder | None) -> None:
    column = clean_timestamps(_text(cells), zone, day_order)
    moments = _agree(column, cells, lambda text: parse_timestamp(text, zone, day_order))
    assert column.values.to_pylist() == [moment and moment.at for moment in moments]
    assert column.days.to_pylist() == [moment and moment.on for moment in moments]
    if day_order is None:
        assert column.day_month.cells == len(column.problems.get("ambiguous_date", []))


@settings(deadline=None)
@given(
    moments=st.lists(
        st.integers(0, 2 * 365 * 48).map(lambda half: FIRST + timedelta(minutes=30 * half)),
        max_size=20,
    ),
    zone=st.sampled_from([LONDON, HAVANA]),
)
def test_every_hour_of_the_years_in_which_clocks_change(
    moments: list[datetime], zone: ZoneInfo
) -> None:
    texts: list[str | None] = [moment.isoformat(sep=" ") for moment in moments]
    column = clean_timestamps(_text(texts), zone)
    values = _agree(column, texts, lambda text: parse_timestamp(text, zone))
    assert column.values.to_pylist() == [moment.at for moment in values]
    assert column.days.to_pylist() == [moment.on for moment in values]


@settings(deadline=None)
@given(cells=columns_of(moment_like))
def test_dates(cells: list[str | None]) -> None:
    column = clean_dates(_text(cells), "day_first")
    values = _agree(column, cells, lambda text: parse_date(text, "day_first"))
    assert column.values.to_pylist() == values


@settings(max_examples=300, deadline=None)
@given(
    cells=columns_of(
        st.text(st.sampled_from(list("aZ1 \t\u3000\u00a0\u200b客Ａ１￥（")), max_size=6)
    )
)
@pytest.mark.parametrize("parse", [parse_code, parse_name])
def test_texts(parse: Callable[[str], Parsed[str]], cells: list[str | None]) -> None:
    column = clean_texts(_text(cells), parse, longest=100)
    assert column.values.to_pylist() == _agree(column, cells, parse)


@settings(deadline=None)
@given(cells=columns_of(st.sampled_from(["CNY", "cny ", "人民币", "ＵＳＤ", "XXX", "", "$", "元"])))
def test_currencies(cells: list[str | None]) -> None:
    column = clean_choices(_text(cells), parse_currency, pa.string())
    assert column.values.to_pylist() == _agree(column, cells, parse_currency)


def test_texts_beyond_the_longest_are_refused() -> None:
    column = clean_texts(_text(["客" * 5, "客" * 6, " " + "客" * 5 + " "]), parse_name, longest=5)
    assert column.values.to_pylist() == ["客" * 5, None, "客" * 5]
    assert {code: rows.tolist() for code, rows in column.problems.items()} == {"too_long": [1]}


def test_line_numbers_are_whole_and_not_negative() -> None:
    cells = ["1", "2.0", "2147483647", "2147483648", "0", "-1", "1.5", "x", ""]
    column = clean_places(_text(list(cells)))
    assert column.values.to_pylist() == [1, 2, 2147483647, None, 0, None, None, None, None]
    assert {code: rows.tolist() for code, rows in column.problems.items()} == {
        "not_a_number": [7],
        "not_a_whole_number": [6],
        "line_no_out_of_range": [3, 5],
    }


def test_numbers_of_parquet_are_read_by_their_shortest_decimal_form() -> None:
    floats = clean_numbers(pa.array([9.8, 1e-7, 0.1 + 0.2, float("nan"), float("inf"), 1e20, None]))
    assert floats.values.to_pylist()[:3] == [Decimal("9.8"), Decimal(0), Decimal("0.3")]
    assert floats.exact.to_pylist()[2] == Decimal("0.30000000000000004")
    assert {code: rows.tolist() for code, rows in floats.problems.items()} == {
        "not_a_number": [3, 4],
        "out_of_range": [5],
    }
    assert floats.changes["rounded"] == 2
    assert clean_numbers(pa.array([9.8], pa.float32())).values.to_pylist() == [Decimal("9.8")]
    assert clean_numbers(pa.array([5, -(10**15)])).values.to_pylist() == [Decimal(5), None]
    decimals = pa.array([Decimal("1.23455"), Decimal("0.00000001")], pa.decimal128(20, 8))
    assert clean_numbers(decimals).values.to_pylist() == [Decimal("1.2346"), Decimal("0.0000")]
    assert clean_numbers(pa.array([True, None])).problems["not_a_number"].tolist() == [0]


def test_times_of_parquet_are_read_like_texts() -> None:
    naive = datetime(2011, 6, 1, 0, 10)  # noqa: DTZ001
    for kind in ("s", "ms", "us", "ns"):
        local = clean_timestamps(pa.array([naive, None], pa.timestamp(kind)), LONDON)
        assert local.values.to_pylist() == [
            datetime(2011, 5, 31, 23, 10, tzinfo=ZoneInfo("UTC")),
            None,
        ]
        assert local.days.to_pylist() == [date(2011, 6, 1), None]
    zoned = clean_timestamps(pa.array([naive], pa.timestamp("ns", "Asia/Tokyo")), LONDON)
    assert zoned.values.to_pylist() == [datetime(2011, 6, 1, 0, 10, tzinfo=ZoneInfo("UTC"))]
    days = clean_timestamps(pa.array([date(2011, 6, 1)]), LONDON)
    assert days.days.to_pylist() == [date(2011, 6, 1)]
    cut = clean_timestamps(pa.array([1], pa.timestamp("ns")), LONDON)
    assert cut.changes["subsecond_cut"] == 1
    assert clean_timestamps(pa.array([20240229]), LONDON).problems["not_a_date"].tolist() == [0]


def test_a_parquet_timestamp_as_a_date_keeps_the_day_of_its_own_zone() -> None:
    evening = datetime(2011, 5, 31, 23, 30, tzinfo=ZoneInfo("UTC"))
    column = clean_dates(pa.array([evening], pa.timestamp("us", "Asia/Shanghai")))
    assert column.values.to_pylist() == [date(2011, 6, 1)]
    assert column.changes == {"time_left_out": 1}


def test_codes_of_parquet_become_text() -> None:
    floats = clean_texts(pa.array([17850.0, None, 1.5]), parse_code, 64)
    assert floats.values.to_pylist() == ["17850", None, "1.5"]
    assert clean_texts(pa.array([7]), parse_code, 64).values.to_pylist() == ["7"]
