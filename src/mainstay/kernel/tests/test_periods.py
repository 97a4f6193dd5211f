"""Windows of whole months and of days end before the as-of day."""

from datetime import date

import pytest

from mainstay.kernel.periods import (
    Period,
    last_12_months,
    last_days,
    months_later,
    months_within,
    previous_12_months,
    shift_months,
)


@pytest.mark.parametrize("as_of", [date(2011, 9, 1), date(2011, 9, 15), date(2011, 9, 30)])
def test_twelve_months_are_the_calendar_months_that_are_over(as_of: date) -> None:
    assert last_12_months(as_of) == Period(date(2010, 9, 1), date(2011, 9, 1))


def test_the_previous_twelve_months_lie_just_before() -> None:
    assert previous_12_months(date(2011, 9, 15)) == Period(date(2009, 9, 1), date(2010, 9, 1))


def test_the_last_days_leave_the_as_of_day_out() -> None:
    window = last_days(date(2024, 3, 1), 90)
    assert window == Period(date(2023, 12, 2), date(2024, 3, 1))
    assert window.days == 90
    assert date(2024, 3, 1) not in window
    assert date(2024, 2, 29) in window


def test_days_can_be_counted_from_further_back() -> None:
    assert last_days(date(2024, 3, 1), 90, skip=90).end == last_days(date(2024, 3, 1), 90).start


def test_months_shift_over_the_turn_of_the_year_both_ways() -> None:
    assert shift_months(date(2024, 1, 31), -1) == date(2023, 12, 1)
    assert shift_months(date(2023, 12, 5), 1) == date(2024, 1, 1)
    assert shift_months(date(2024, 2, 29), -12) == date(2023, 2, 1)


def test_a_year_is_made_of_twelve_months() -> None:
    months = months_within(last_12_months(date(2024, 3, 1)))
    assert (months[0], months[-1], len(months)) == (date(2023, 3, 1), date(2024, 2, 1), 12)


def test_months_later_is_the_same_date_or_the_last_one_of_a_shorter_month() -> None:
    assert months_later(date(2011, 3, 1), 6) == date(2011, 9, 1)
    assert months_later(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert months_later(date(2024, 3, 31), -13) == date(2023, 2, 28)
