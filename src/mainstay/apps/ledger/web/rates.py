"""Pages: exchange rates from a file."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mainstay.apps.ledger import wording
from mainstay.apps.ledger.cleaning.findings import Reject
from mainstay.apps.ledger.services.importing import ImportFailed, ImportOptions
from mainstay.apps.ledger.services.importing.rates import RatesFile, RatesReport, import_rates
from mainstay.apps.ledger.web.columns_form import DAY_ORDERS, DECIMAL_MARKS
from mainstay.apps.ledger.web.finding import reason_of
from mainstay.apps.ledger.web.shape_forms import ENCODINGS
from mainstay.apps.reference.contracts import CHANGE_RATES
from mainstay.shell.paging import Page
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.tables import Column, Kind, Table

SHOWN = 500
"""How many reasons the page names; the count is told of all."""


class RatesForm(forms.Form):
    """A file of rates, and what cannot be told from it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A workbook or CSV with a column for the date, the currency and the rate."
        ),
    )
    sheet = forms.CharField(
        label=gettext_lazy("Sheet"),
        required=False,
        help_text=gettext_lazy("Of a workbook, if more than one has content."),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        required=False,
        choices=[("", gettext_lazy("As the file says")), *ENCODINGS.items()],
    )
    day_order = forms.ChoiceField(
        label=gettext_lazy("Dates like 03/04/2024"), required=False, choices=DAY_ORDERS
    )
    decimal_comma = forms.ChoiceField(
        label=gettext_lazy("Decimal mark"), required=False, choices=DECIMAL_MARKS
    )
    check_only = forms.BooleanField(
        label=gettext_lazy("Check only"),
        required=False,
        help_text=gettext_lazy("Tells what would change and sets nothing."),
    )

    def order(self) -> RatesFile:
        """What was handed in."""
        said = self.cleaned_data
        mark = said["decimal_comma"]
        options = ImportOptions(
            encoding=said["encoding"] or None,
            sheet=said["sheet"],
            day_order=said["day_order"] or None,
            decimal_comma=mark == "comma" if mark else None,
        )
        return RatesFile(said["file"].name, said["file"].chunks(), options=options)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHANGE_RATES)
def import_page(request: HttpRequest) -> HttpResponse:
    """A file in, and below the form what became of it."""
    actor = acting(request)
    if request.method != "POST":
        return render(request, "ledger/rates.html", {"form": RatesForm()})
    form = RatesForm(request.POST, request.FILES)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        commit = not form.cleaned_data["check_only"]
        try:
            report = import_rates(actor, form.order(), commit=commit)
        except ImportFailed as failed:
            form.add_error("file", reason_of(failed))
        else:
            context |= _told(report, done=commit)
    return render(request, "ledger/rates.html", context)


def _told(report: RatesReport, *, done: bool) -> dict[str, Any]:
    """The report as the page shows it."""
    shares = [
        (_("In the file"), report.records),
        (_("New"), report.created),
        (_("Changed"), report.changed),
        (_("Unchanged, known already"), report.unchanged),
        (_("Rejected"), report.rejected),
        (_("Blank"), report.blank),
    ]
    rejects: Table[Reject] = Table(
        caption=_("Why records were rejected"),
        columns=[
            Column("line", gettext_lazy("Line"), lambda each: each.line, Kind.NUMBER),
            Column("field", gettext_lazy("Field"), lambda each: wording.field_label(each.field)),
            Column("value", gettext_lazy("Cell"), lambda each: each.value, wrap=True),
            Column(
                "reason",
                gettext_lazy("Reason"),
                lambda each: wording.reason(each.counted_as, each.value),
                wrap=True,
            ),
        ],
        page=Page(report.rejects[:SHOWN]),
    )
    return {
        "report": report,
        "done": done,
        "shares": shares,
        "rejects": rejects,
        "more": max(len(report.rejects) - SHOWN, 0),
    }
