"""Creating, changing and removing business calendars."""

from collections.abc import Collection
from typing import Any, TypedDict, Unpack

from mainstay.apps.reference.models import BusinessCalendar
from mainstay.apps.reference.policies import CHANGE_CALENDARS
from mainstay.apps.reference.queries.calendars import CalendarNotFound
from mainstay.apps.reference.rules.calendars import calendar_problems
from mainstay.apps.reference.rules.rates import Problem
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
    row = locked(actor, key)
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
    row = locked(actor, key)
    if row.is_default and _all().exclude(pk=row.pk).exists():
        raise refused([Problem("is_default", "default_stays")])
    changes = {name: [value, None] for name, value in _told(row).items()}
    audit.record(actor, "reference.calendar.removed", subject=row, changes=changes)
    row.delete()


def _all() -> Any:
    return BusinessCalendar.objects.system("names and the default are one for everybody")


def locked(actor: Actor, key: int) -> BusinessCalendar:
    """The calendar, held until the transaction ends, for who may change it.

    Raises CalendarNotFound.
    """
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
