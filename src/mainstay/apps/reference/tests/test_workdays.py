"""Workdays: China's holidays with exchanged workdays, own days, and counting."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.apps.reference.rules import china
from mainstay.apps.reference.rules.workdays import (
    CHINA,
    Because,
    NoWorkday,
    OwnDay,
    WorkCalendar,
    add_workdays,
    day_of,
    is_covered,
    is_workday,
    workdays_between,
)
from mainstay.apps.reference.wording import HOLIDAYS

WEEK = frozenset(range(1, 6))
CHINESE = WorkCalendar(WEEK, CHINA)
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


def off_between(first: str, last: str) -> list[bool]:
    """Whether each day of a span is free, both ends told."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    days = (start + timedelta(days=n) for n in range((end - start).days + 1))
    return [not is_workday(CHINESE, each) for each in days]


def test_the_spring_festival_of_2026_is_as_the_state_council_announced_it() -> None:
    assert all(off_between("2026-02-15", "2026-02-23"))
    for exchanged in ("2026-02-14", "2026-02-28"):
        day = day_of(CHINESE, date.fromisoformat(exchanged))
        assert (day.works, day.because, day.name) == (True, Because.EXCHANGED, "Spring Festival")


def test_the_other_holidays_of_2026_are_as_announced() -> None:
    for first, last in (
        ("2026-01-01", "2026-01-03"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
        ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    ):
        assert all(off_between(first, last)), first
    for exchanged in ("2026-01-04", "2026-05-09", "2026-09-20", "2026-10-10"):
        assert is_workday(CHINESE, date.fromisoformat(exchanged)), exchanged


def test_2026_has_248_workdays() -> None:
    assert workdays_between(CHINESE, date(2026, 1, 1), date(2027, 1, 1)) == 248


def test_years_that_nobody_has_announced_are_told_and_follow_the_weekdays() -> None:
    unknown = china.LAST_YEAR + 1
    assert is_covered(CHINESE, china.LAST_YEAR)
    assert not is_covered(CHINESE, unknown)
    assert is_covered(WorkCalendar(WEEK), unknown)
    day = day_of(CHINESE, date(unknown, 10, 1))
    assert (day.works, day.because) == (date(unknown, 10, 1).isoweekday() in WEEK, Because.WEEKDAY)


def test_every_holiday_of_the_library_has_words() -> None:
    assert set(china.NAMES) == set(HOLIDAYS)


def test_the_calendars_own_word_comes_first() -> None:
    own = {
        date(2026, 2, 16): OwnDay(True, "Stocktaking"),
        date(2026, 2, 14): OwnDay(False, "Company outing"),
    }
    calendar = WorkCalendar(WEEK, CHINA, own)
    assert day_of(calendar, date(2026, 2, 16)).because is Because.OWN
    assert is_workday(calendar, date(2026, 2, 16))
    assert not is_workday(calendar, date(2026, 2, 14))


def test_a_holiday_is_free_also_in_a_week_of_six_days() -> None:
    calendar = WorkCalendar(frozenset(range(1, 7)), CHINA)
    assert is_workday(calendar, date(2026, 3, 7))
    assert not is_workday(calendar, date(2026, 2, 21))


def test_workdays_are_added_over_the_festival() -> None:
    assert add_workdays(CHINESE, date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert add_workdays(CHINESE, date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert add_workdays(CHINESE, date(2026, 2, 24), -2) == date(2026, 2, 13)
    assert add_workdays(CHINESE, date(2026, 2, 17), 0) == date(2026, 2, 24)
    assert add_workdays(CHINESE, date(2026, 2, 13), 0) == date(2026, 2, 13)


def test_a_calendar_without_workdays_says_so() -> None:
    with pytest.raises(NoWorkday):
        add_workdays(WorkCalendar(frozenset()), date(2026, 1, 1), 1)
    with pytest.raises(NoWorkday):
        add_workdays(WorkCalendar(frozenset()), date.max, 1)


@settings(deadline=None)
@given(DAYS, st.integers(1, 40))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    end = add_workdays(CHINESE, start, count)
    assert is_workday(CHINESE, end)
    worked = is_workday(CHINESE, start)
    assert workdays_between(CHINESE, start, end) == count - 1 + worked
    assert workdays_between(CHINESE, end, start) == -(count - 1 + worked)
    if worked:
        assert add_workdays(CHINESE, end, -count) == start


@settings(deadline=None)
@given(DAYS, DAYS, DAYS)
def test_spans_add_up(one: date, two: date, three: date) -> None:
    parts = workdays_between(CHINESE, one, two) + workdays_between(CHINESE, two, three)
    assert parts == workdays_between(CHINESE, one, three)
