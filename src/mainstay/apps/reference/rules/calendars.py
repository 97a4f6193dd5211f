"""What a calendar and its own days must be, and how days are read from a list."""

import re
from collections.abc import Collection, Iterator
from datetime import date

from mainstay.apps.reference.rules.rates import FIRST_YEAR, LAST_YEAR, Problem
from mainstay.apps.reference.rules.workdays import CHINA
from mainstay.kernel.text import has_controls

NAME_LENGTH = 80
COUNTRIES = ("", CHINA)
WEEK = range(1, 8)
MOST_DAYS = 2_000
"""Own days that a list may bring at once."""

WORKDAY, HOLIDAY = "workday", "holiday"
_WORKED = """
    workday, work, working, working day, work day, business day, worked, exchanged workday,
    make-up workday, makeup workday, 工作日, 上班, 上班日, 班, 补班, 补班日, 调休上班, 調休上班,
    補班, 補班日
"""
_FREE = """
    holiday, off, day off, free, rest, rest day, public holiday, non-working day, nonworking day,
    休息, 休息日, 休, 休假, 假日, 节假日, 法定节假日, 公休日, 假期, 放假, 非工作日, 節假日,
    法定節假日, 國定假日, 例假日
"""
_KINDS = {
    word.strip(): works
    for words, works in ((_WORKED, True), (_FREE, False))
    for word in words.replace("\n", " ").split(",")
}
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_SEPARATOR = re.compile(r"[\t,;，；]")


def calendar_problems(country: str, weekdays: Collection[int]) -> Iterator[Problem]:
    """What is wrong with the facts of a calendar but for its name."""
    if country not in COUNTRIES:
        yield Problem("country", "unknown_country")
    if not weekdays:
        yield Problem("weekdays", "no_weekday")
    elif not set(weekdays) <= set(WEEK):
        yield Problem("weekdays", "unknown_weekday")


def day_problems(on: date, name: str) -> Iterator[Problem]:
    """What is wrong with an own day."""
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        yield Problem("on", "year_out_of_range")
    if len(name) > NAME_LENGTH:
        yield Problem("name", "too_long")
    elif has_controls(name):
        yield Problem("name", "control_characters")


def works_of(kind: str) -> bool | None:
    """Whether a day of this kind is worked, in words or codes; None for words of nothing."""
    return _KINDS.get(" ".join(kind.casefold().replace("_", " ").split()))


def kind_code(works: bool) -> str:
    """The code of a day's kind."""
    return WORKDAY if works else HOLIDAY


def read_day(line: str) -> tuple[date, bool, str] | Problem:
    """A day of a list: date, kind and name, separated by a tab, comma or semicolon."""
    cells = [cell.strip() for cell in _SEPARATOR.split(line, maxsplit=2)]
    found = _DATE.fullmatch(cells[0])
    if found is None:
        return Problem("on", "not_a_date")
    try:
        on = date(*map(int, found.groups()))
    except ValueError:
        return Problem("on", "impossible_date")
    works = works_of(cells[1]) if len(cells) > 1 else None
    if works is None:
        return Problem("works", "unknown_kind_of_day")
    name = cells[2] if len(cells) > 2 else ""  # noqa: PLR2004 - date, kind, name
    return next(day_problems(on, name), (on, works, name))
