"""Pages: business calendars."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.reference import policies
from mainstay.apps.reference.models import BusinessCalendar
from mainstay.apps.reference.queries import calendars as queries
from mainstay.apps.reference.services import calendars as services
from mainstay.apps.reference.web.forms import CalendarForm
from mainstay.apps.reference.wording import COUNTRIES
from mainstay.shell.sentences import joined, listed
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.listing import Listing
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Badge, Column, Tone


@require_safe
@requires(policies.VIEW_CALENDARS)
def calendar_list(request: HttpRequest) -> HttpResponseBase:
    """The calendars, by name."""
    actor = acting(request)
    listing = Listing(
        _("Business calendars"),
        "calendars",
        _columns(),
        queries.calendars(actor),
        ["name", "pk"],
        action="reference.calendars.exported",
    )
    if file := listing.file(request):
        return file
    context = {"table": listing.table(request), "may_change": actor.may(policies.CHANGE_CALENDARS)}
    return render(request, "reference/calendars.html", context)


def _columns() -> list[Column[BusinessCalendar]]:
    return [
        Column(
            "name",
            gettext_lazy("Name"),
            lambda each: each.name,
            link=lambda each: reverse("reference:calendar", args=[each.pk]),
            wrap=True,
        ),
        Column("default", gettext_lazy("Default"), default_badge),
        Column("weekdays", gettext_lazy("Weekdays that are worked"), weekdays, wrap=True),
        Column(
            "country",
            gettext_lazy("Public holidays of"),
            lambda each: COUNTRIES[each.country],
            wrap=True,
        ),
    ]


def default_badge(calendar: BusinessCalendar) -> Badge | None:
    """Marks the company's calendar."""
    return Badge(_("Default"), Tone.INFO) if calendar.is_default else None


def weekdays(calendar: BusinessCalendar) -> str:
    """The weekdays that are worked, in words."""
    return listed([str(WEEKDAYS_ABBR[int(each) - 1]) for each in calendar.weekdays])


@writing
@requires(policies.CHANGE_CALENDARS)
def new_calendar(request: HttpRequest) -> HttpResponse:
    """A form for one more calendar."""
    actor = acting(request)
    initial = {"country": "CN", "weekdays": [1, 2, 3, 4, 5]}
    form = CalendarForm(request.POST or None, initial=initial)
    if submitted(request, form, lambda **facts: services.create_calendar(actor, **facts)):
        messages.success(request, _("The calendar has been created."))
        return redirect("reference:calendars")
    context = {"form": form, "title": _("New calendar"), "submit": _("Create calendar")}
    return render(request, "reference/calendar_form.html", context)


@writing
@requires(policies.CHANGE_CALENDARS)
def edit_calendar(request: HttpRequest, key: int) -> HttpResponse:
    """A form for one calendar."""
    actor = acting(request)
    found = queries.calendar_of(actor, key)
    present = {
        "name": found.name,
        "country": found.country,
        "weekdays": [int(each) for each in found.weekdays],
        "is_default": found.is_default,
    }
    form = CalendarForm(request.POST or None, initial=present)

    def change(**facts: Any) -> BusinessCalendar:
        return services.change_calendar(actor, key, **facts)

    if submitted(request, form, change):
        messages.success(request, _("The calendar has been changed."))
        return redirect("reference:calendar", key)
    context = {"form": form, "title": _("Edit calendar"), "submit": _("Save"), "calendar": found}
    return render(request, "reference/calendar_form.html", context)


@writing
@requires(policies.CHANGE_CALENDARS)
def remove(request: HttpRequest, key: int) -> HttpResponse:
    """Ask, then remove a calendar with its days."""
    actor = acting(request)
    found = queries.calendar_of(actor, key)
    question = Confirmation(
        title=_("Delete the calendar %(name)s?") % {"name": found.name},
        text=_("Its own days go with it. The default calendar can only be deleted as the last."),
        agree=_("Delete"),
        cancel_url=reverse("reference:calendar", args=[key]),
        tone=Tone.BAD,
    )
    if request.method != "POST":
        return ask(request, question)
    try:
        services.remove_calendar(actor, key)
    except ValidationError as error:
        messages.error(request, joined(error.messages))
        return on_to(request, question.cancel_url)
    messages.success(request, _("The calendar has been deleted."))
    return on_to(request, reverse("reference:calendars"))
