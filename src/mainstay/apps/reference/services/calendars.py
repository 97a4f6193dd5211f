"""Creating, changing and removing business calendars and their own days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.reference.contracts import REASONS
from mainstay.apps.reference.models import BusinessCalendar, CalendarDay
from mainstay.apps.reference.policies import CHANGE_CALENDARS
from mainstay.apps.reference.queries.calendars import CalendarNotFound, own_days
from mainstay.apps.reference.rules.calendars import (
    MOST_DAYS,
    calendar_problems,
    day_problems,
    read_day,
)
from mainstay.apps.reference.rules.rates import Problem
from mainstay.apps.reference.rules.workdays import OwnDay
from mainstay.apps.reference.services.refusals import refused
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.names import checked_name


class CalendarFacts(TypedDict, total=False):
    """What may be said of a calendar; what is left out stays."""

    name: str
    country: str
    weekdays: Collection[int]
    is_default: bool


@service(CHANGE_CALENDARS)
def create_calendar(actor: Actor, **facts: Unpack[CalendarFacts]) -> BusinessCalendar:
    """Create a calendar; the first one is the default. Raises ValidationError."""
    row = BusinessCalendar(weekdays="12345")
    _assign(row, {"name": "", **facts})
    row.is_default = row.is_default or not _all().filter(is_default=True).exists()
    _save(row)
    changes = {name: [None, value] for name, value in _told(row).items()}
    audit.record(actor, "reference.calendar.created", subject=row, changes=changes)
    return row


@service(CHANGE_CALENDARS)
def change_calendar(actor: Actor, key: int, **facts: Unpack[CalendarFacts]) -> BusinessCalendar:
    """Change what `facts` names. Raises CalendarNotFound and ValidationError."""
    row = _locked(actor, key)
    before = _told(row)
    if row.is_default and facts.get("is_default") is False:
        raise refused([Problem("is_default", "default_stays")])
    _assign(row, facts)
    _save(row)
    after = _told(row)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        audit.record(actor, "reference.calendar.changed", subject=row, changes=changes)
    return row


@service(CHANGE_CALENDARS)
def remove_calendar(actor: Actor, key: int) -> None:
    """Remove a calendar with its days; the default one only as the last of all.

    Raises CalendarNotFound and ValidationError.
    """
    row = _locked(actor, key)
    if row.is_default and _all().exclude(pk=row.pk).exists():
        raise refused([Problem("is_default", "default_stays")])
    changes = {name: [value, None] for name, value in _told(row).items()}
    audit.record(actor, "reference.calendar.removed", subject=row, changes=changes)
    row.delete()


@service(CHANGE_CALENDARS)
def set_day(actor: Actor, key: int, on: date, day: OwnDay | None) -> None:
    """Say what a day is, or with None let country and weekday say it again.

    Raises CalendarNotFound and ValidationError.
    """
    row = _locked(actor, key)
    problems = list(day_problems(on, day.name if day else ""))
    if problems:
        raise refused(problems)
    _write(actor, row, {on: day})


@dataclass(frozen=True, slots=True)
class TakenDays:
    """How many days of a list were new or other than known, and known as they are."""

    changed: int
    unchanged: int


@service(CHANGE_CALENDARS)
def take_days(actor: Actor, key: int, text: str) -> TakenDays:
    """Set the days of a list, one a line: date, `workday` or `holiday`, and a name if wanted.

    All of them or, where a line is wrong, none: ValidationError then names each such line, its
    field and the reason. Raises CalendarNotFound.
    """
    row = _locked(actor, key)
    return _write(actor, row, _read_list(text.splitlines()))


def _read_list(lines: Sequence[str]) -> dict[date, OwnDay | None]:
    found: dict[date, OwnDay | None] = {}
    errors = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        read = read_day(line)
        if not isinstance(read, Problem):
            on, works, name = read
            if on not in found:
                found[on] = OwnDay(works, name)
                continue
            read = Problem("on", "day_twice")
        errors.append(_wrong_line(number, read))
    if len(found) > MOST_DAYS:
        raise refused([Problem("text", "too_many_days")])
    if errors:
        raise ValidationError({"text": errors})
    return found


def _wrong_line(number: int, problem: Problem) -> ValidationError:
    fields = {"on": _("Day"), "works": _("Kind"), "name": _("Name")}
    message = _("Line %(line)d, %(field)s: %(reason)s") % {
        "line": number,
        "field": fields[problem.field],
        "reason": REASONS[problem.code],
    }
    return ValidationError(message, code=problem.code)


def _write(actor: Actor, row: BusinessCalendar, days: Mapping[date, OwnDay | None]) -> TakenDays:
    known = {each.on: each for each in own_days(row)}
    told: dict[str, list[Any]] = {}
    for on, day in days.items():
        before = known.get(on)
        was = None if before is None else OwnDay(before.works, before.name)
        if was != day:
            told[on.isoformat()] = [_day_told(was), _day_told(day)]
            if before is not None:
                before.delete()
            if day is not None:
                CalendarDay.objects.create(calendar=row, on=on, works=day.works, name=day.name)
    if told:
        audit.record(actor, "reference.calendar_days.changed", subject=row, changes=told)
    return TakenDays(len(told), len(days) - len(told))


def _day_told(day: OwnDay | None) -> str | None:
    if day is None:
        return None
    return " ".join(filter(None, ("workday" if day.works else "holiday", day.name)))


def _all() -> Any:
    return BusinessCalendar.objects.system("names and the default are one for everybody")


def _locked(actor: Actor, key: int) -> BusinessCalendar:
    row: BusinessCalendar | None = _all().select_for_update().filter(pk=key).first()
    if row is None:
        raise CalendarNotFound(key)
    require(actor, CHANGE_CALENDARS, row)
    return row


def _assign(row: BusinessCalendar, facts: CalendarFacts) -> None:
    """Check the facts and put them on the calendar, unsaved."""
    if "name" in facts:
        row.name = checked_name(BusinessCalendar, "name", facts["name"])
        if _all().filter(name=row.name).exclude(pk=row.pk).exists():
            raise refused([Problem("name", "calendar_taken")])
    weekdays = facts.get("weekdays", [int(each) for each in row.weekdays])
    country = facts.get("country", row.country)
    problems = list(calendar_problems(country, weekdays))
    if problems:
        raise refused(problems)
    row.country = country
    row.weekdays = "".join(str(each) for each in sorted(set(weekdays)))
    row.is_default = facts.get("is_default", row.is_default)


def _save(row: BusinessCalendar) -> None:
    if row.is_default:
        _all().filter(is_default=True).exclude(pk=row.pk).update(is_default=False)
    row.save()


def _told(row: BusinessCalendar) -> dict[str, Any]:
    return {
        "name": row.name,
        "country": row.country,
        "weekdays": row.weekdays,
        "is_default": row.is_default,
    }
