"""A calendar's own days: said one by one, taken from a list or a file, and handed out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.reference.contracts import REASONS, Change, Taken
from mainstay.apps.reference.models import BusinessCalendar, CalendarDay
from mainstay.apps.reference.policies import CHANGE_CALENDARS, VIEW_CALENDARS
from mainstay.apps.reference.queries.calendars import calendar_of, own_days
from mainstay.apps.reference.rules.calendars import (
    MOST_DAYS,
    day_problems,
    kind_code,
    read_day,
)
from mainstay.apps.reference.rules.rates import Problem
from mainstay.apps.reference.rules.workdays import OwnDay
from mainstay.apps.reference.services.calendars import locked
from mainstay.apps.reference.services.refusals import refused
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.shell.exports import ExportedList

FIELDS = ("date", "kind", "name")
"""The headings of an export, which an import knows too."""
_AT_ONCE = 1_000


@service(CHANGE_CALENDARS)
def set_day(actor: Actor, key: int, on: date, day: OwnDay | None) -> None:
    """Say what a day is, or with None let country and weekday say it again.

    Raises CalendarNotFound and ValidationError.
    """
    row = locked(actor, key)
    problems = list(day_problems(on, day.name if day else ""))
    if problems:
        raise refused(problems)
    _set(actor, row, {on: day})


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
    row = locked(actor, key)
    taken = _set(actor, row, _read_list(text.splitlines()))
    return TakenDays(taken.created + taken.changed, taken.unchanged)


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A day as a file brings it; it has been checked. `name` is None where it says nothing."""

    on: date
    works: bool
    name: str | None


@service(CHANGE_CALENDARS)
def take_file_days(
    actor: Actor, key: int, facts: Sequence[DayFacts], *, file_name: str, commit: bool = True
) -> Taken:
    """Set the days that a file brings, each once; the file's word wins.

    A day of which it says no name keeps its own as long as its kind stays. Without `commit` it
    only counts. Raises CalendarNotFound.
    """
    row = locked(actor, key)
    known = {each.on: each for each in own_days(row)}
    found = _compared(row, known, {each.on: _meant(each, known.get(each.on)) for each in facts})
    if commit and found.told:
        _write(found)
        audit.record(
            actor,
            "reference.calendar_days.imported",
            subject=row,
            file=file_name,
            **found.taken.counts,
            changes=found.told,
        )
    return found.taken


def problems_of(facts: DayFacts) -> list[Problem]:
    """What is wrong with a day that a file brings."""
    return list(day_problems(facts.on, facts.name or ""))


@service(VIEW_CALENDARS)
def export_days(actor: Actor, key: int) -> ExportedList:
    """The days of which a calendar has its own word; audited. Raises CalendarNotFound."""
    calendar = calendar_of(actor, key)
    rows = own_days(calendar)
    audit.record(actor, "reference.calendar_days.exported", subject=calendar, rows=rows.count())
    told = ((each.on, kind_code(each.works), each.name) for each in rows.iterator(_AT_ONCE))
    return ExportedList(f"calendar-days-{key}", FIELDS, told)


def _meant(facts: DayFacts, before: CalendarDay | None) -> OwnDay:
    name = facts.name
    if name is None and before is not None and before.works == facts.works:
        name = before.name
    return OwnDay(facts.works, name or "")


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


@dataclass(slots=True)
class _Compared:
    """What is other than known, and how much is not."""

    new: list[CalendarDay] = field(default_factory=list)
    other: list[CalendarDay] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    told: dict[str, list[str | None]] = field(default_factory=dict)
    """By day what it was and what it is, for the audit trail."""
    confirmed: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    """What an undo of a file needs; what is gone was no file's."""

    @property
    def taken(self) -> Taken:
        """The numbers; what is gone was changed."""
        return Taken(
            len(self.new),
            len(self.other) + len(self.gone),
            len(self.confirmed),
            changes=tuple(self.changes),
            confirmed=tuple(self.confirmed),
        )


def _set(actor: Actor, row: BusinessCalendar, days: Mapping[date, OwnDay | None]) -> Taken:
    found = _compared(row, {each.on: each for each in own_days(row)}, days)
    if found.told:
        _write(found)
        audit.record(actor, "reference.calendar_days.changed", subject=row, changes=found.told)
    return found.taken


def _compared(
    row: BusinessCalendar,
    known: Mapping[date, CalendarDay],
    days: Mapping[date, OwnDay | None],
) -> _Compared:
    found = _Compared()
    for on, day in days.items():
        before = known.get(on)
        was = None if before is None else OwnDay(before.works, before.name)
        if was == day:
            found.confirmed.append(day_key(row.pk, on))
            continue
        found.told[on.isoformat()] = [_day_told(was), _day_told(day)]
        if day is not None:
            kept = None if was is None else asdict(was)
            found.changes.append(Change(day_key(row.pk, on), kept, asdict(day)))
        if before is None and day is not None:
            found.new.append(CalendarDay(calendar=row, on=on, works=day.works, name=day.name))
        elif before is not None and day is not None:
            before.works, before.name = day.works, day.name
            found.other.append(before)
        elif before is not None:
            found.gone.append(before.pk)
    return found


def day_key(calendar: int, on: date) -> str:
    """What tells a day of a calendar from all others."""
    return f"{calendar} {on.isoformat()}"


def _write(found: _Compared) -> None:
    CalendarDay.objects.bulk_create(found.new, batch_size=_AT_ONCE)
    rows = CalendarDay.objects.system("the calendar is held for who may change it")
    rows.bulk_update(found.other, ["works", "name"], batch_size=_AT_ONCE)
    rows.filter(pk__in=found.gone).delete()


def _day_told(day: OwnDay | None) -> str | None:
    if day is None:
        return None
    return " ".join(filter(None, (kind_code(day.works), day.name)))
