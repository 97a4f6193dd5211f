from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence
from mainstay.apps.ledger.cleaning.time_columns import clean_timestamps
from mainstay.apps.ledger.cleaning.times import parse_date, parse_timestamp

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONDON = ZoneInfo("Europe/London")


def _utc(text: str, zone: ZoneInfo = SHANGHAI) -> str | None:
    moment = parse_timestamp(text, zone).value
    return moment and moment.at.isoformat(sep=" ").removesuffix("+00:00")


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-29",
        "2024/2/29",
        "2024-2-29",
        "2024.2.29",
        "2024.02.29",
        "2024年2月29日",
        "2024年02月29日",
        "20240229",
        "２０２４－０２－２９",
        " 2024-02-29 ",
        "2024-02-29 00:00:00",
        "2024-02-29T00:00:00+08:00",
        "2024-02-28T16:00Z",
    ],
)
def test_dates_are_days_of_the_installations_zone(text: str) -> None:
    moment = parse_timestamp(text, SHANGHAI).value
    assert moment == (datetime(2024, 2, 28, 16, tzinfo=UTC), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-02-29 10:30", "2024-02-29 02:30:00"),
        ("2024-02-29T10:30:05", "2024-02-29 02:30:05"),
        ("2024-02-29 10:30:05.5", "2024-02-29 02:30:05.500000"),
        ("2024-02-29 10:30:05,123456", "2024-02-29 02:30:05.123456"),
        ("2024/2/9 8:05", "2024-02-09 00:05:00"),
        ("2024年2月9日8:05", "2024-02-09 00:05:00"),
        ("2024年2月9日 8时5分", "2024-02-09 00:05:00"),
        ("2024年2月9日 下午 3时05分06秒", "2024-02-09 07:05:06"),
        ("2024/2/9 3:05 PM", "2024-02-09 07:05:00"),
        ("2024/2/9 12:05 a.m.", "2024-02-08 16:05:00"),
        ("20240229 10:30", "2024-02-29 02:30:00"),
        ("20240229T103000", "2024-02-29 02:30:00"),
        ("20240229103000", "2024-02-29 02:30:00"),
        ("2024-02-29T10:30:00Z", "2024-02-29 10:30:00"),
        ("2024-02-29 10:30 UTC", "2024-02-29 10:30:00"),
        ("2024-02-29 10:30:00+0530", "2024-02-29 05:00:00"),
        ("2024-02-29 10:30:00-05", "2024-02-29 15:30:00"),
    ],
)
def test_times_with_and_without_zone_become_utc(text: str, utc: str) -> None:
    assert _utc(text) == utc


@pytest.mark.parametrize(
    "text",
    [
        "2024-02", "2024", "45351", "20241301", "20240132", "12345678", "2024-02-29 24:00",
        "2024-02-29 10:60", "2024-02-29 10", "2024-02-29X", "2024-02-2910:30", "202402291030",
        "2024-2/9", "2024-02-29 10:30+25:00", "29 Feb 2024", "13:00 PM", "2024-02-29 13:00 PM",
        "24-02-29", "1/2/24", "yesterday", "٢٠٢٤-٠٢-٢٩",
        "2024-02-29 10:30:00+08:00+08:00",
    ],
)  # fmt: skip
def test_what_is_not_clearly_a_date_is_refused(text: str) -> None:
    assert parse_timestamp(text, SHANGHAI, "day_first").problem == "not_a_date"


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-29", "2024-02-30", "2024/2/30 10:30", "2024.6.31", "2024年2月30日", "20230229",
        "2024-13-01", "2024-00-10", "30/02/2024", "2024-02-30T10:30:00Z",
    ],
)  # fmt: skip
def test_a_day_that_no_calendar_has_is_told_apart_from_what_is_no_date(text: str) -> None:
    assert parse_timestamp(text, SHANGHAI, "day_first").problem == "impossible_date"
    assert parse_date(text, "day_first").problem == "impossible_date"
    column = clean_timestamps(pa.array(["2024-02-29", text]), SHANGHAI, "day_first")
    assert {code: rows.tolist() for code, rows in column.problems.items()} == {
        "impossible_date": [1]
    }


@pytest.mark.parametrize("text", ["1899-12-31", "2201-01-01", "99991231", "0000-01-01"])
def test_years_that_no_order_has_are_out_of_range(text: str) -> None:
    assert parse_timestamp(text, SHANGHAI).problem == "year_out_of_range"


def test_the_first_and_the_last_year_are_read() -> None:
    assert _utc("1900-01-01 12:00:00+00:00") == "1900-01-01 12:00:00"
    assert _utc("2200-12-31 23:59") == "2200-12-31 15:59:00"


def test_day_and_month_need_an_answer() -> None:
    assert parse_timestamp("03/04/2024", SHANGHAI).problem == "ambiguous_date"
    assert parse_timestamp("13/04/2024 10:00", SHANGHAI).problem == "ambiguous_date"
    day_first = parse_timestamp("3.4.2024 10:00", SHANGHAI, "day_first").value
    month_first = parse_timestamp("03/04/2024", SHANGHAI, "month_first").value
    assert day_first is not None
    assert month_first is not None
    assert (day_first.on, month_first.on) == (date(2024, 4, 3), date(2024, 3, 4))
    assert parse_timestamp("13/04/2024", SHANGHAI, "month_first").problem == "impossible_date"


def test_evidence_for_the_order_of_day_and_month_adds_up() -> None:
    evidence, more = DayMonthEvidence(), DayMonthEvidence()
    evidence.note("03/04/2024", 5)
    evidence.note("13/04/2024", 2)
    more.note("04/13/2024 10:00", 1)
    more.note("13/13/2024", 1)
    more.note("04/04/2024", 1)
    evidence.add(more)
    assert (evidence.cells, evidence.day_first, evidence.month_first) == (10, 2, 1)
    assert (evidence.ambiguous, evidence.examples) == (5, ["03/04/2024"])


def test_a_time_that_the_clocks_skip_moves_behind_the_gap() -> None:
    parsed = parse_timestamp("2011-03-27 01:30", LONDON)
    assert parsed.value is not None
    assert parsed.value.at == datetime(2011, 3, 27, 1, 30, tzinfo=UTC)
    assert parsed.value.at.astimezone(LONDON).hour == 2
    assert parsed.changes == ("local_time_skipped",)


def test_of_a_time_that_occurs_twice_the_first_is_meant() -> None:
    parsed = parse_timestamp("2011-10-30 01:30", LONDON)
    assert parsed.value is not None
    assert parsed.value.at == datetime(2011, 10, 30, 0, 30, tzinfo=UTC)
    assert parsed.changes == ("local_time_twice",)


def test_a_time_with_an_offset_is_never_doubtful() -> None:
    assert parse_timestamp("2011-10-30 01:30+00:00", LONDON).changes == ()


def test_parts_of_a_microsecond_are_cut_and_counted() -> None:
    assert _utc("2024-02-29 10:30:05.1234569Z") == "2024-02-29 10:30:05.123456"
    parsed = parse_timestamp("2024-02-29 10:30:05.1234569Z", SHANGHAI)
    assert parsed.changes == ("subsecond_cut",)
    assert parse_timestamp("2024-02-29 10:30:05.123456000Z", SHANGHAI).changes == ()


def test_the_time_behind_a_mere_date_is_left_out_and_counted() -> None:
    assert parse_date("1998年5月20日").value == date(1998, 5, 20)
    assert parse_date("1998-05-20 00:00:00").changes == ()
    parsed = parse_date("1998-05-20 10:30+08:00")
    assert (parsed.value, parsed.changes) == (date(1998, 5, 20), ("time_left_out",))
    assert parse_date("1998-05-32").problem == "impossible_date"
    assert parse_date("5/6/1998").problem == "ambiguous_date"


@pytest.mark.parametrize("text", ["1900-01-01T00:00+14:00", "2200-12-31T23:00-12:00"])
def test_a_day_that_the_zone_moves_out_of_the_years_is_refused(text: str) -> None:
    assert parse_timestamp(text, SHANGHAI).problem == "year_out_of_range"
    column = clean_timestamps(pa.array([text]), SHANGHAI)
    assert (column.values.to_pylist(), list(column.problems)) == ([None], ["year_out_of_range"])
