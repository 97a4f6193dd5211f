"""Workdays: which days a calendar works, and counting by them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from mainstay.apps.reference.rules import china

CHINA = "CN"
ONE_DAY = timedelta(days=1)
LONGEST_REST = 3_660
"""How many days in a row without a workday are searched."""


class Because(StrEnum):
    """Why a day is worked or not."""

    WEEKDAY = "weekday"
    """As every week."""
    PUBLIC_HOLIDAY = "public_holiday"
    EXCHANGED = "exchanged"
    """Worked in exchange for a holiday (调休)."""
    OWN = "own"
    """The calendar has its own word on the day."""


@dataclass(frozen=True, slots=True)
class OwnDay:
    """What a calendar itself says of a day."""

    works: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days on which somebody works. `weekdays` are those of ISO 8601: 1 is Monday."""

    weekdays: frozenset[int]
    country: str = ""
    """Whose public holidays it keeps; empty for none."""
    own: Mapping[date, OwnDay] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as a calendar has it. `name` is the holiday's, as the calendar or its country says."""

    on: date
    works: bool
    because: Because
    name: str = ""


class NoWorkday(ValueError):
    """The calendar has no workday for ten years."""


def day_of(calendar: WorkCalendar, on: date) -> Day:
    """What a day is: the calendar's own word first, then its country's, then the weekday."""
    own = calendar.own.get(on)
    if own is not None:
        return Day(on, own.works, Because.OWN, own.name)
    if calendar.country == CHINA:
        if (name := china.holiday(on)) is not None:
            return Day(on, False, Because.PUBLIC_HOLIDAY, name)
        if (name := china.exchanged_workday(on)) is not None:
            return Day(on, True, Because.EXCHANGED, name)
    return Day(on, on.isoweekday() in calendar.weekdays, Because.WEEKDAY)


def is_workday(calendar: WorkCalendar, on: date) -> bool:
    """Whether the day is worked."""
    return day_of(calendar, on).works


def add_workdays(calendar: WorkCalendar, start: date, count: int) -> date:
    """The workday that is `count` workdays after the day, or before it for a negative count.

    With 0 it is the day itself if that is worked, else the next one that is. Raises NoWorkday.
    """
    if count == 0:
        return start if is_workday(calendar, start) else _next(calendar, start, ONE_DAY)
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        start = _next(calendar, start, step)
    return start


def workdays_between(calendar: WorkCalendar, start: date, end: date) -> int:
    """How many workdays lie between two days, the first one counted and the last one not.

    Negative where `end` is before `start`.
    """
    if end < start:
        return -workdays_between(calendar, end, start)
    days = (start + timedelta(days=n) for n in range((end - start).days))
    return sum(is_workday(calendar, each) for each in days)


def is_covered(calendar: WorkCalendar, year: int) -> bool:
    """Whether the public holidays of the year are known; without a country there are none."""
    return calendar.country != CHINA or china.FIRST_YEAR <= year <= china.LAST_YEAR


def _next(calendar: WorkCalendar, on: date, step: timedelta) -> date:
    for _ in range(LONGEST_REST):
        try:
            on += step
        except OverflowError:
            break
        if is_workday(calendar, on):
            return on
    raise NoWorkday(on.isoformat())
