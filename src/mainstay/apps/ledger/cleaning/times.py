"""Dates and times as people write them.

Read: ISO 8601 (a T or a space, seconds, fractions, Z or an offset), `2024/2/29`, `2024-2-9`,
`2024.2.9`, `2024年2月29日`, `20240229`, each with or without a time; and day and month before the
year, `03/04/2024`, once it is said which of the two comes first. Years 1900 to 2200.

A number of days, as which a workbook holds a day whose format was lost, is read as that day if it
lies far enough from years and codes: from 1927 on.

A time without a zone is a time of the installation's zone. Where the clock is put forward, a time
in the gap is read with the offset from before, which moves it behind the gap; where it is put back
and the time occurs twice, the first one is meant (`fold=0` of PEP 495). Both are counted.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mainstay.apps.ledger.cleaning.day_month import DAY_AND_MONTH, DayOrder
from mainstay.apps.ledger.cleaning.parsed import Parsed
from mainstay.apps.ledger.cleaning.width import tidied
from mainstay.apps.ledger.reading.cell_texts import LAST_DAY_NUMBER, Shown, day_text

NOT_A_DATE = "not_a_date"
IMPOSSIBLE_DATE = "impossible_date"
AMBIGUOUS_DATE = "ambiguous_date"
YEAR_OUT_OF_RANGE = "year_out_of_range"
TIME_TWICE = "local_time_twice"
TIME_SKIPPED = "local_time_skipped"
SUBSECOND_CUT = "subsecond_cut"

DAY_NUMBER = "day_number"

FIRST_YEAR, LAST_YEAR = 1900, 2200

# Eight digits are a year, a month and a day.
_DAY_NUMBER = re.compile(r"-?[0-9]{1,7}(?:\.[0-9]+)?")
_FIRST_DAY_NUMBER, _BEYOND_DAY_NUMBERS = 10_000, 109_940

# Behind a date stand a time or nothing, never further digits. Eight digits alone are a date only if
# they can be month and day; where signs stand between, what cannot be is a mistyped date.
_DATES = (
    re.compile(
        r"(?P<year>[0-9]{4})(?P<sep>[-/.])(?P<month>[0-9]{1,2})(?P=sep)(?P<day>[0-9]{1,2})"
        r"(?![0-9])"
    ),
    re.compile(r"(?P<year>[0-9]{4})年(?P<month>[0-9]{1,2})月(?P<day>[0-9]{1,2})(?:日|(?![0-9]))"),
    re.compile(
        r"(?P<year>[0-9]{4})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])"
        r"(?=[0-9]{6}(?![0-9])|(?![0-9]))"
    ),
)
_TIME = re.compile(
    r"""
    (?:T|\s*)
    (?:(?P<half>上午|下午)\s*)?
    (?:
        (?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})
        (?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,18}))?)?
      | (?P<hour_zh>[0-9]{1,2})[时点](?P<minute_zh>[0-9]{1,2})分(?:(?P<second_zh>[0-9]{1,2})秒)?
      | (?P<hour_4>[0-9]{2})(?P<minute_4>[0-9]{2})(?P<second_4>[0-9]{2})
    )
    (?:\s*(?P<half_en>[AaPp])\.?[Mm]\.?)?
    (?:\s*(?P<zone>Z|UTC|GMT
      | (?P<way>[+-])(?P<hours>[0-9]{2})(?::?(?P<minutes>[0-9]{2})(?::(?P<seconds>[0-9]{2}))?)?
    ))?
    """,
    re.VERBOSE,
)


class Moment(NamedTuple):
    """An instant, and the day it falls on in the installation's zone."""

    at: datetime
    on: date


def parse_timestamp(
    text: str, zone: ZoneInfo, day_order: DayOrder | None = None, date_system: int = 0
) -> Parsed[Moment]:
    """Read a date with or without a time; this function defines what a time is.

    Problems: `not_a_date`; `impossible_date` for a day that no calendar has, such as 2024-02-30;
    `ambiguous_date` where day and month come before the year, `day_order` is not given and at least
    one order gives a day; `year_out_of_range` where the day, as written or in `zone`, lies outside
    the years 1900 … 2200. Changes: `trimmed`, `full_width`, `local_time_twice`,
    `local_time_skipped`, `subsecond_cut`, `day_number`. Only with a `date_system`, the year with
    which a workbook counts its days, are numbers read as days.
    """
    read = _read(text, day_order, date_system)
    if read.value is None:
        return Parsed(problem=read.problem, changes=read.changes)
    local, changes = read.value, list(read.changes)
    if local.tzinfo is None:
        local = local.replace(tzinfo=zone)
        changes += _clock_changes(local)
    at = local.astimezone(UTC)
    on = at.astimezone(zone).date()
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        return Parsed(problem=YEAR_OUT_OF_RANGE)
    return Parsed(Moment(at, on), changes=tuple(changes))


def parse_date(text: str, day_order: DayOrder | None = None, date_system: int = 0) -> Parsed[date]:
    """Read a date; a time behind it is left out (change `time_left_out` unless it is midnight)."""
    read = _read(text, day_order, date_system)
    if read.value is None:
        return Parsed(problem=read.problem, changes=read.changes)
    moment = read.value
    midnight = moment.time().replace(tzinfo=None) == datetime.min.time()
    changes = read.changes if midnight else (*read.changes, "time_left_out")
    return Parsed(moment.date(), changes=changes)


def _read(text: str, day_order: DayOrder | None, date_system: int) -> Parsed[datetime]:
    """The time as written: with the zone it names or without one."""
    plain, changes = tidied(text)
    if not plain:
        return Parsed(changes=changes)
    if date_system and _DAY_NUMBER.fullmatch(plain):
        fault = _fault_of_day_number(float(plain))
        plain, changes = day_text(plain, date_system, Shown.DAY), (*changes, DAY_NUMBER)
        written: _Day | str = fault or _day(plain, day_order)
    else:
        written = _day(plain, day_order)
    if isinstance(written, str):
        return Parsed(problem=written)
    clock = _clock(plain[written.length :])
    if clock is None:
        return Parsed(problem=NOT_A_DATE)
    if not FIRST_YEAR <= written.year <= LAST_YEAR:
        return Parsed(problem=YEAR_OUT_OF_RANGE)
    try:
        midnight = datetime(written.year, written.month, written.day, tzinfo=clock.zone)
    except ValueError:
        return Parsed(problem=IMPOSSIBLE_DATE)
    changes = (*changes, SUBSECOND_CUT) if clock.cut else changes
    return Parsed(midnight + clock.since_midnight, changes=changes)


def _fault_of_day_number(number: float) -> str | None:
    """Why a number of days is none that can be kept."""
    if not _FIRST_DAY_NUMBER <= number <= LAST_DAY_NUMBER:
        return NOT_A_DATE
    return YEAR_OUT_OF_RANGE if number >= _BEYOND_DAY_NUMBERS else None


class _Day(NamedTuple):
    year: int
    month: int
    day: int
    length: int
    """How much of the text the date takes."""


def _day(text: str, day_order: DayOrder | None) -> _Day | str:
    """The date that a text begins with, or the problem with it."""
    for form in _DATES:
        if match := form.match(text):
            return _Day(int(match["year"]), int(match["month"]), int(match["day"]), match.end())
    match = DAY_AND_MONTH.match(text)
    if match is None:
        return NOT_A_DATE
    year, first, second = int(match["year"]), int(match["first"]), int(match["second"])
    if day_order is None:
        either = _exists(year, first, second) or _exists(year, second, first)
        return AMBIGUOUS_DATE if either else IMPOSSIBLE_DATE
    day, month = (first, second) if day_order == "day_first" else (second, first)
    return _Day(year, month, day, match.end())


def _exists(year: int, month: int, day: int) -> bool:
    """Whether a calendar has this day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


class _Clock(NamedTuple):
    since_midnight: timedelta
    zone: timezone | None = None
    cut: bool = False
    """The time had more than six places of a second."""


def _clock(text: str) -> _Clock | None:
    """The part behind the date; None if it is not a time."""
    if not text:
        return _Clock(timedelta())
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour = int(match["hour"] or match["hour_zh"] or match["hour_4"])
    minute = int(match["minute"] or match["minute_zh"] or match["minute_4"])
    second = int(match["second"] or match["second_zh"] or match["second_4"] or 0)
    half = match["half"] or (match["half_en"] or "").lower()
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004
            return None
        hour = hour % 12 + 12 * (half in ("下午", "p"))
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004
        return None
    fraction = match["fraction"] or ""
    zone = _zone(match)
    if match["zone"] and zone is None:
        return None
    return _Clock(
        timedelta(
            hours=hour,
            minutes=minute,
            seconds=second,
            microseconds=int(fraction[:6].ljust(6, "0")),
        ),
        zone,
        cut=bool(fraction[6:].strip("0")),
    )


def _zone(match: re.Match[str]) -> timezone | None:
    """The offset that a time names; None for none and for one of more than 23:59 hours.

    Before there were time zones, an offset had seconds: `1900-02-28T00:00+08:05:43` in Shanghai.
    """
    if match["way"] is None:
        return UTC if match["zone"] else None
    hours, minutes, seconds = (int(match[part] or 0) for part in ("hours", "minutes", "seconds"))
    if hours > 23 or minutes > 59 or seconds > 59:  # noqa: PLR2004
        return None
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(offset if match["way"] == "+" else -offset)


def _clock_changes(local: datetime) -> list[str]:
    """What a change of the clocks does to a local time (PEP 495)."""
    before, after = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    if before is None or after is None or before == after:
        return []
    return [TIME_TWICE if before > after else TIME_SKIPPED]
