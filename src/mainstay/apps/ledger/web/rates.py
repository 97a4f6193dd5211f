"""Pages: exchange rates from a file."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mainstay.apps.ledger.services.importing.rates import import_rates
from mainstay.apps.ledger.services.importing.reference_files import (
    ReferenceFile,
    ReferenceReport,
)
from mainstay.apps.ledger.web.columns_form import DECIMAL_MARKS
from mainstay.apps.ledger.web.reference_files import FilePage, ReferenceFileForm, file_page
from mainstay.apps.reference.contracts import CHANGE_RATES
from mainstay.shell.web.access import acting, requires


class RatesForm(ReferenceFileForm):
    """A file of rates, and what cannot be told from it."""

    field_order = (
        "file",
        "sheet",
        "encoding",
        "day_order",
        "decimal_comma",
        "keep_as",
        "check_only",
    )

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A workbook or CSV with a column for the date, the currency and the rate."
        ),
    )
    decimal_comma = forms.ChoiceField(
        label=gettext_lazy("Decimal mark"), required=False, choices=DECIMAL_MARKS
    )

    def said(self) -> dict[str, Any]:
        """What was said about the file, by the names of the options."""
        mark = self.cleaned_data["decimal_comma"]
        return {**super().said(), "decimal_comma": mark == "comma" if mark else None}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHANGE_RATES)
def import_page(request: HttpRequest) -> HttpResponse:
    """A file in, and below the form what became of it."""
    actor = acting(request)

    def take(file: ReferenceFile, commit: bool) -> ReferenceReport:
        return import_rates(actor, file, commit=commit)

    return file_page(request, RatesForm, take, _PAGE)


_PAGE = FilePage(
    title=gettext_lazy("Import exchange rates"),
    about=gettext_lazy(
        "A rate of a day that is known already becomes what the file says. Amounts that have been "
        "imported stay as they are."
    ),
    done=gettext_lazy("The exchange rates have been imported"),
    label=gettext_lazy("Exchange rates"),
    url=reverse_lazy("reference:rates"),
    icon="coin",
)
