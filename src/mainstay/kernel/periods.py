"""The windows of days that measures look at, as of a day.

A window is half-open and ends on or before the as-of day: that day itself is never inside. Windows
in months are whole calendar months that are over, so the month of the as-of day is left out.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` up to, not including, ``end``."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def days(self) -> int:
        """The number of days in the period."""
        return (self.end - self.start).days


def month_of(day: date) -> date:
    """Give the first day of the month of a day."""
    return day.replace(day=1)


def shift_months(month: date, by: int) -> date:
    """Go ``by`` months on (back when negative) from the month of a day, to its first day.

    Raises ``ValueError`` outside the years 1 to 9999.
    """
    years, zero_based = divmod(month.year * _MONTHS_IN_YEAR + month.month - 1 + by, _MONTHS_IN_YEAR)
    return date(years, zero_based + 1, 1)


def months_later(day: date, count: int) -> date:
    """Go ``count`` months on from a day: the same date, or the last one of a shorter month.

    Raises ``ValueError`` outside the years 1 to 9999.
    """
    month = shift_months(day, count)
    return month.replace(day=min(day.day, monthrange(month.year, month.month)[1]))


def whole_months(as_of: date, count: int, *, skip: int = 0) -> Period:
    """Give the last ``count`` whole calendar months before ``as_of``, leaving ``skip`` out.

    As of 2011-09-01 and as of 2011-09-15 the last twelve months are 2010-09-01 up to 2011-09-01.
    """
    end = shift_months(as_of, -skip)
    return Period(shift_months(end, -count), end)


def last_12_months(as_of: date) -> Period:
    """Give the twelve whole calendar months that ended before ``as_of``."""
    return whole_months(as_of, _MONTHS_IN_YEAR)


def previous_12_months(as_of: date) -> Period:
    """Give the twelve whole calendar months before those of ``last_12_months``."""
    return whole_months(as_of, _MONTHS_IN_YEAR, skip=_MONTHS_IN_YEAR)


def months_within(period: Period) -> tuple[date, ...]:
    """List the first days of the months that a period of whole months is made of."""
    months = []
    month = month_of(period.start)
    while month < period.end:
        months.append(month)
        month = shift_months(month, 1)
    return tuple(months)


def last_days(as_of: date, count: int, *, skip: int = 0) -> Period:
    """Give the last ``count`` days before ``as_of``, leaving the nearest ``skip`` days out."""
    end = as_of - timedelta(days=skip)
    return Period(end - timedelta(days=count), end)
