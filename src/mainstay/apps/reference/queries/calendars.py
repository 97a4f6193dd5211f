"""Reads of business calendars, and counting by workdays."""

from datetime import date

from django.db.models import QuerySet

from mainstay.apps.reference.models import BusinessCalendar, CalendarDay
from mainstay.apps.reference.rules.calendars import works_of
from mainstay.apps.reference.rules.workdays import (
    CHINA,
    Because,
    Day,
    NoWorkday,
    OwnDay,
    WorkCalendar,
    add_workdays,
    day_of,
    is_covered,
    is_workday,
    workdays_between,
)
from mainstay.foundation.access.actor import Actor

__all__ = [
    "USUAL",
    "Because",
    "CalendarNotFound",
    "Day",
    "NoWorkday",
    "WorkCalendar",
    "add_workdays",
    "calendar_named",
    "calendar_of",
    "calendars",
    "day_of",
    "default_calendar",
    "is_covered",
    "is_workday",
    "own_days",
    "workdays_between",
    "working",
    "works_of",
]

USUAL = WorkCalendar(frozenset(range(1, 6)), CHINA)
"""What holds until the company keeps a calendar: Monday to Friday, China's holidays."""


class CalendarNotFound(LookupError):
    """There is no such calendar."""


def calendars(actor: Actor) -> QuerySet[BusinessCalendar]:
    """The calendars, by name."""
    return BusinessCalendar.objects.visible_to(actor).order_by("name", "pk")


def calendar_of(actor: Actor, key: int) -> BusinessCalendar:
    """One calendar. Raises CalendarNotFound."""
    found = calendars(actor).filter(pk=key).first()
    if found is None:
        raise CalendarNotFound(key)
    return found


def calendar_named(actor: Actor, name: str) -> BusinessCalendar:
    """The calendar of this name, the company's for none. Raises CalendarNotFound."""
    rows = calendars(actor)
    found = rows.filter(name=name) if name else rows.filter(is_default=True)
    row = found.first()
    if row is None:
        raise CalendarNotFound(name)
    return row


def own_days(
    calendar: BusinessCalendar, since: date | None = None, until: date | None = None
) -> QuerySet[CalendarDay]:
    """The days on which a calendar that somebody sees has its own word."""
    rows = CalendarDay.objects.system("the calendar was seen").filter(calendar=calendar)
    if since:
        rows = rows.filter(on__gte=since)
    if until:
        rows = rows.filter(on__lte=until)
    return rows.order_by("on")


def working(calendar: BusinessCalendar) -> WorkCalendar:
    """The calendar for counting: no further read is needed."""
    own = {row.on: OwnDay(row.works, row.name) for row in own_days(calendar)}
    return WorkCalendar(frozenset(map(int, calendar.weekdays)), calendar.country, own)


def default_calendar() -> WorkCalendar:
    """The company's calendar; `USUAL` until it keeps one."""
    rows = BusinessCalendar.objects.system("the company's days are everybody's")
    row = rows.filter(is_default=True).first()
    return USUAL if row is None else working(row)
