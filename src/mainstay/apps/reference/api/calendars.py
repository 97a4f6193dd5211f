"""The interface for programs: business calendars."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.reference import policies, wording
from mainstay.apps.reference.models import BusinessCalendar, CalendarDay
from mainstay.apps.reference.queries import calendars as queries
from mainstay.apps.reference.rules.workdays import OwnDay
from mainstay.apps.reference.services import calendars as services
from mainstay.apps.reference.services import days as own_days
from mainstay.shell.api.files import FormatIn
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.exports import file_response
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()

LONGEST = 3_660
"""Days that are told at once, and workdays that are counted on."""


class CalendarOut(Schema):
    """A calendar: which weekdays are worked (1 is Monday), and whose public holidays it keeps."""

    id: int
    name: str
    country: str
    weekdays: list[int]
    is_default: bool

    @staticmethod
    def resolve_weekdays(calendar: BusinessCalendar) -> list[int]:
        """The weekdays as numbers."""
        return [int(each) for each in calendar.weekdays]


class CalendarIn(Schema):
    """A calendar to create."""

    name: str
    country: str = Field("", description="`CN` or empty.")
    weekdays: list[int] = Field([1, 2, 3, 4, 5], description="1 is Monday.")
    is_default: bool = False


class CalendarChange(Schema):
    """What to change of a calendar; what is left out stays."""

    name: str = ""
    country: str = ""
    weekdays: list[int] = Field([])
    is_default: bool = False


class OwnDayOut(Schema):
    """A day on which the calendar has its own word."""

    on: date
    works: bool
    name: str


class OwnDayIn(Schema):
    """What a day is."""

    works: bool
    name: str = ""


class DayListIn(Schema):
    """Days to set, one a line: date, `workday` or `holiday`, and a name if wanted."""

    text: str


class TakenOut(Schema):
    """How many days are other than before."""

    changed: int
    unchanged: int


class DayOut(Schema):
    """What a day is, and why: `weekday`, `public_holiday`, `exchanged` or `own`."""

    on: date
    works: bool
    because: str
    name: str
    known: bool = Field(description="False where the public holidays of the year are not known.")


class SpanIn(Schema):
    """From a day to a day, both told."""

    since: date
    until: date


class WorkdayCountOut(Schema):
    """Workdays from the first day on, the last one not counted."""

    workdays: int


class StepIn(Schema):
    """So many workdays after a day; before it where the number is negative."""

    start: date
    count: int = Field(ge=-LONGEST, le=LONGEST)


class StepOut(Schema):
    """The workday that was reached."""

    on: date


@router.get("", response=PageOut[CalendarOut])
@requires(policies.VIEW_CALENDARS)
def list_calendars(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """The calendars, by name."""
    rows = queries.calendars(acting(request))
    return page_out(request, QuerySetRows(rows), ["name", "pk"], page)


@router.post("", response={201: CalendarOut})
@requires(policies.CHANGE_CALENDARS)
def create_calendar(request: HttpRequest, calendar: CalendarIn) -> Status[BusinessCalendar]:
    """Create a calendar; the first one is the default."""
    return Status(201, services.create_calendar(acting(request), **calendar.dict()))


@router.get("/{int:key}", response=CalendarOut)
@requires(policies.VIEW_CALENDARS)
def get_calendar(request: HttpRequest, key: int) -> BusinessCalendar:
    """One calendar."""
    return queries.calendar_of(acting(request), key)


@router.patch("/{int:key}", response=CalendarOut)
@requires(policies.CHANGE_CALENDARS)
def change_calendar(request: HttpRequest, key: int, change: CalendarChange) -> BusinessCalendar:
    """Change a calendar; `is_default` makes it the company's."""
    return services.change_calendar(acting(request), key, **change.dict(exclude_unset=True))


@router.delete("/{int:key}", response={204: None})
@requires(policies.CHANGE_CALENDARS)
def remove_calendar(request: HttpRequest, key: int) -> Status[None]:
    """Remove a calendar with its days; the default one only as the last of all."""
    services.remove_calendar(acting(request), key)
    return Status(204, None)


@router.get("/{int:key}/own-days", response=list[OwnDayOut])
@requires(policies.VIEW_CALENDARS)
def list_own_days(request: HttpRequest, key: int) -> list[CalendarDay]:
    """The days on which the calendar has its own word."""
    return list(queries.own_days(queries.calendar_of(acting(request), key)))


@router.post("/{int:key}/own-days", response=TakenOut)
@requires(policies.CHANGE_CALENDARS)
def take_days(request: HttpRequest, key: int, days: DayListIn) -> own_days.TakenDays:
    """Set the days of a list, all of them or none."""
    return own_days.take_days(acting(request), key, days.text)


@router.get("/{int:key}/own-days/export", response={200: bytes})
@requires(policies.VIEW_CALENDARS)
def export_days(request: HttpRequest, key: int, asked: Query[FormatIn]) -> HttpResponseBase:
    """The calendar's own days as a file, which an import reads again; audited."""
    return file_response(own_days.export_days(acting(request), key), asked.format)


@router.put("/{int:key}/own-days/{on}", response={204: None})
@requires(policies.CHANGE_CALENDARS)
def set_day(request: HttpRequest, key: int, on: date, day: OwnDayIn) -> Status[None]:
    """Say what a day is."""
    own_days.set_day(acting(request), key, on, OwnDay(day.works, day.name.strip()))
    return Status(204, None)


@router.delete("/{int:key}/own-days/{on}", response={204: None})
@requires(policies.CHANGE_CALENDARS)
def clear_day(request: HttpRequest, key: int, on: date) -> Status[None]:
    """Let country and weekday say again what the day is."""
    own_days.set_day(acting(request), key, on, None)
    return Status(204, None)


@router.get("/{int:key}/days", response=list[DayOut])
@requires(policies.VIEW_CALENDARS)
def list_days(request: HttpRequest, key: int, span: Query[SpanIn]) -> list[dict[str, Any]]:
    """What each day of a span is, 3,660 days at most."""
    calendar = queries.working(queries.calendar_of(acting(request), key))
    _check(span)
    days = range((span.until - span.since).days + 1)
    return [_shown(calendar, span.since + timedelta(days=each)) for each in days]


@router.get("/{int:key}/workdays", response=WorkdayCountOut)
@requires(policies.VIEW_CALENDARS)
def count_workdays(request: HttpRequest, key: int, span: Query[SpanIn]) -> dict[str, int]:
    """How many workdays lie in a span, its last day not counted; 3,660 days at most."""
    calendar = queries.working(queries.calendar_of(acting(request), key))
    _check(span)
    return {"workdays": queries.workdays_between(calendar, span.since, span.until)}


@router.get("/{int:key}/add-workdays", response=StepOut)
@requires(policies.VIEW_CALENDARS)
def add_workdays(request: HttpRequest, key: int, step: Query[StepIn]) -> dict[str, date]:
    """The day that is so many workdays away."""
    calendar = queries.working(queries.calendar_of(acting(request), key))
    return {"on": queries.add_workdays(calendar, step.start, step.count)}


def _check(span: SpanIn) -> None:
    if not 0 <= (span.until - span.since).days <= LONGEST:
        raise BadRequest("until")


def _shown(calendar: queries.WorkCalendar, on: date) -> dict[str, Any]:
    day = queries.day_of(calendar, on)
    return {
        "on": day.on,
        "works": day.works,
        "because": day.because.value,
        "name": wording.day_name(day.name),
        "known": queries.is_covered(calendar, on.year),
    }
