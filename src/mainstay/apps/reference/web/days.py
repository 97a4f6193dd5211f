"""Pages: the days of a calendar, a month at a time."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import register_converter, reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mainstay.apps.governance import queries as governance
from mainstay.apps.reference import policies, wording
from mainstay.apps.reference.contracts import Place, page_actions
from mainstay.apps.reference.models import BusinessCalendar
from mainstay.apps.reference.queries import calendars as queries
from mainstay.apps.reference.queries.calendars import Because, Day, WorkCalendar
from mainstay.apps.reference.rules.calendars import kind_code
from mainstay.apps.reference.rules.rates import FIRST_YEAR, LAST_YEAR
from mainstay.apps.reference.services import days as services
from mainstay.apps.reference.web.calendars import default_badge, weekdays
from mainstay.apps.reference.web.forms import DayForm, DayListForm
from mainstay.shell.exports import FileFormat
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download
from mainstay.shell.web.submission import submitted, writing

_DECEMBER = 12


class IsoDate:
    """A day in an address, as 2026-02-14."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(IsoDate, "isodate")


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of the month as the page shows it."""

    on: date
    works: bool
    own: bool
    text: str
    """The holiday, or that it is worked in exchange."""
    spoken: str
    today: bool


@require_safe
@requires(policies.VIEW_CALENDARS)
def month_page(request: HttpRequest, key: int) -> HttpResponse:
    """A month of a calendar: which days are worked, and why not."""
    actor = acting(request)
    found = queries.calendar_of(actor, key)
    calendar = queries.working(found)
    first = _month_of(request.GET.get("month", ""))
    weeks = [
        [_cell(calendar, day) if day.month == first.month else None for day in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    count = sum(cell.works for week in weeks for cell in week if cell)
    context = {
        "calendar": found,
        "default": default_badge(found),
        "weekdays": weekdays(found),
        "country": wording.COUNTRIES[found.country],
        "title": date_format(first, "YEAR_MONTH_FORMAT"),
        "weeks": weeks,
        "heads": [(WEEKDAYS_ABBR[each], WEEKDAYS[each]) for each in range(7)],
        "workdays": ngettext("%(count)d workday", "%(count)d workdays", count) % {"count": count},
        "before": _shifted(first, -1),
        "after": _shifted(first, 1),
        "month": first,
        "covered": queries.is_covered(calendar, first.year),
        "has_own_days": bool(calendar.own),
        "may_change": actor.may(policies.CHANGE_CALENDARS),
        "actions": page_actions(actor, Place.CALENDAR),
    }
    return render(request, "reference/calendar.html", context)


@require_safe
@requires(policies.VIEW_CALENDARS)
def export(request: HttpRequest, key: int) -> HttpResponseBase:
    """The calendar's own days as a file."""
    exported = services.export_days(acting(request), key)
    kind = asked_format(request) or FileFormat.CSV
    return download(request, exported, kind, reverse("reference:calendar", args=[key]))


def _month_of(asked: str) -> date:
    """The first day of the month that the address asks for; of this month for anything else."""
    try:
        first = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return governance.today().replace(day=1)
    within = FIRST_YEAR <= first.year <= LAST_YEAR
    return first if within else governance.today().replace(day=1)


def _shifted(first: date, months: int) -> str:
    """Another month as the address says it; empty beyond the years that can be kept."""
    year, month = divmod(first.year * _DECEMBER + first.month - 1 + months, _DECEMBER)
    return f"{year:04}-{month + 1:02}" if FIRST_YEAR <= year <= LAST_YEAR else ""


def _cell(calendar: WorkCalendar, on: date) -> DayCell:
    day = queries.day_of(calendar, on)
    text = _text(day)
    kind = _("workday") if day.works else _("day off")
    spoken = ", ".join(filter(None, (date_format(on, "DATE_FORMAT"), kind, text)))
    return DayCell(
        on, day.works, day.because is Because.OWN, text, spoken, on == governance.today()
    )


def _text(day: Day) -> str:
    name = wording.day_name(day.name)
    if day.because is Because.EXCHANGED:
        return _("worked for %(holiday)s") % {"holiday": name}
    if day.because is Because.OWN and not name:
        return _("workday") if day.works else _("day off")
    return name


@writing
@requires(policies.CHANGE_CALENDARS)
def edit_day(request: HttpRequest, key: int, on: date) -> HttpResponse:
    """A form for one day."""
    actor = acting(request)
    found = queries.calendar_of(actor, key)
    own = queries.own_days(found, on, on).first()
    present = {"kind": "", "name": ""}
    if own is not None:
        present = {"kind": kind_code(own.works), "name": own.name}
    form = DayForm(request.POST or None, initial=present)

    def set_to(**_said: object) -> bool:
        services.set_day(actor, key, on, form.day)
        return True

    if submitted(request, form, set_to):
        messages.success(request, _("The day has been changed."))
        return redirect(_month_url(found, on))
    context = {
        "form": form,
        "calendar": found,
        "title": date_format(on, "DATE_FORMAT"),
        "submit": _("Save"),
        "cancel": _month_url(found, on),
    }
    return render(request, "reference/calendar_day.html", context)


@writing
@requires(policies.CHANGE_CALENDARS)
def list_days(request: HttpRequest, key: int) -> HttpResponse:
    """A form for a list of days."""
    actor = acting(request)
    found = queries.calendar_of(actor, key)
    form = DayListForm(request.POST or None)
    taken = submitted(request, form, lambda text: services.take_days(actor, key, text))
    if taken is not None:
        words = ngettext(
            "%(changed)d day has been changed, %(unchanged)d were known.",
            "%(changed)d days have been changed, %(unchanged)d were known.",
            taken.changed,
        )
        counts = {"changed": taken.changed, "unchanged": taken.unchanged}
        messages.success(request, words % counts)
        return redirect("reference:calendar", key)
    context = {
        "form": form,
        "calendar": found,
        "title": _("Set several days"),
        "submit": _("Set days"),
        "cancel": reverse("reference:calendar", args=[key]),
    }
    return render(request, "reference/calendar_day.html", context)


def _month_url(calendar: BusinessCalendar, on: date) -> str:
    return f"{reverse('reference:calendar', args=[calendar.pk])}?month={on:%Y-%m}"
