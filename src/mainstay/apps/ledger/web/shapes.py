"""Pages: in which encoding a text is, and which sheet of a workbook holds the records."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainstay.apps.ledger import policies
from mainstay.apps.ledger.reading.errors import EncodingUnknown, FileRefused, SheetUnknown
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.web.finding import REFUSALS, found_batch, reason_of
from mainstay.apps.ledger.web.shape_forms import EncodingForm, SheetForm
from mainstay.shell.web.access import acting, requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.RUN_IMPORTS)
def choose_encoding(request: HttpRequest, number: int) -> HttpResponse:
    """Say in which encoding a file is, where it cannot be told or its characters look wrong."""
    actor = acting(request)
    batch = found_batch(actor, number)
    try:
        form = EncodingForm(importing.readings(actor, batch), request.POST or None)
    except FileRefused as refused:
        context = {"batch": batch, "reason": reason_of(refused)}
        return render(request, "ledger/unreadable.html", context)
    if request.method == "POST" and form.is_valid():
        try:
            importing.configure(actor, batch, options=form.options(batch))
        except EncodingUnknown:
            form.add_error("encoding", _("The file is not in this encoding."))
        except REFUSALS as refusal:
            form.add_error(None, reason_of(refusal))
        else:
            return redirect("ledger:columns", number)
    return render(request, "ledger/encoding.html", {"batch": batch, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.RUN_IMPORTS)
def choose_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Say which sheet of a workbook holds the records, where more than one has content."""
    actor = acting(request)
    batch = found_batch(actor, number)
    try:
        form = SheetForm(batch, importing.sheets(actor, batch), request.POST or None)
    except FileRefused as refused:
        context = {"batch": batch, "reason": reason_of(refused)}
        return render(request, "ledger/unreadable.html", context)
    if request.method == "POST" and form.is_valid():
        try:
            importing.configure(actor, batch, options=form.options(batch))
        except SheetUnknown:
            form.add_error("sheet", _("The workbook has no such sheet."))
        except REFUSALS as refusal:
            form.add_error(None, reason_of(refusal))
        else:
            return redirect("ledger:columns", number)
    return render(request, "ledger/sheet.html", {"batch": batch, "form": form})
