"""Pages: days of a business calendar from a file."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mainstay.apps.ledger.services.importing.calendar_days import import_days
from mainstay.apps.ledger.services.importing.reference_files import (
    ReferenceFile,
    ReferenceReport,
)
from mainstay.apps.ledger.web.reference_files import FilePage, ReferenceFileForm, file_page
from mainstay.apps.reference.contracts import CHANGE_CALENDARS
from mainstay.apps.reference.queries.calendars import calendar_of
from mainstay.shell.web.access import acting, requires


class DaysForm(ReferenceFileForm):
    """A file of days, and what cannot be told from it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A workbook or CSV with a column for the date, one for the kind (workday or holiday) "
            "and, if wanted, one for the name."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["keep_as"]  # a profile does not say whose days they are


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHANGE_CALENDARS)
def import_page(request: HttpRequest, key: int) -> HttpResponse:
    """A file in, and below the form what became of it."""
    actor = acting(request)
    calendar = calendar_of(actor, key)

    def take(file: ReferenceFile, commit: bool) -> ReferenceReport:
        return import_days(actor, key, file, commit=commit)

    page = FilePage(
        title=gettext_lazy("Import days"),
        about=gettext_lazy(
            "A day on which the calendar has its own word becomes what the file says. Days that "
            "the file does not name stay as they are."
        ),
        done=gettext_lazy("The days have been imported"),
        label=calendar.name,
        url=reverse("reference:calendar", args=[key]),
        icon="calendar",
        above=(gettext_lazy("Business calendars"), reverse("reference:calendars")),
    )
    return file_page(request, DaysForm, take, page)
