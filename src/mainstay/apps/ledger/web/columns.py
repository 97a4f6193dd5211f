"""Pages: what the columns of a file mean."""

from dataclasses import dataclass

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mainstay.apps.ledger import failure_wording, policies, wording
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.reading.errors import EncodingUnknown, FileRefused, SheetUnknown
from mainstay.apps.ledger.reading.reject_columns import REJECT_COLUMNS
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.services.importing import FREE, Description
from mainstay.apps.ledger.web.columns_form import ColumnsForm
from mainstay.apps.ledger.web.finding import REFUSALS, found_batch, reason_of, to_batch
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.access import acting, requires


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the file: its heading, its first cells, the choice what it means."""

    heading: str
    samples: list[str]
    choice: BoundField | None


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.RUN_IMPORTS)
def choose_columns(request: HttpRequest, number: int) -> HttpResponse:
    """Say what each column holds, and how cells are to be read; then the file is checked."""
    actor = acting(request)
    batch = found_batch(actor, number)
    if batch.state not in FREE:
        return to_batch(number)
    try:
        found = importing.describe(actor, batch)
    except EncodingUnknown:
        return redirect("ledger:encoding", number)
    except SheetUnknown:
        return redirect("ledger:sheet", number)
    except FileRefused as refused:
        context = {"batch": batch, "reason": reason_of(refused)}
        return render(request, "ledger/unreadable.html", context)
    form = ColumnsForm(batch, found, request.POST or None)
    if request.method == "POST" and form.is_valid() and _settle(actor, batch, form):
        return to_batch(number)
    repeated = found.sniffed.repeated_headers
    context = {
        "batch": batch,
        "form": form,
        "columns": _columns(form, found),
        "found": found,
        "repeated": failure_wording.repeated_headings(repeated) if repeated else "",
        "missing": [wording.field_label(name) for name in found.check.missing],
    }
    return render(request, "ledger/columns.html", context)


def _settle(actor: Actor, batch: ImportBatch, form: ColumnsForm) -> bool:
    """Write the decisions down and begin the check; whether nobody had anything against it."""
    try:
        importing.configure(
            actor, batch, mapping=form.mapping(), options=form.options(), source=form.source_name()
        )
        if form.cleaned_data["keep"]:
            importing.save_profile(actor, batch, form.source_name())
        importing.start(actor, batch, commit=False)
    except REFUSALS as refusal:
        form.add_error(None, reason_of(refusal))
        return False
    return True


def _columns(form: ColumnsForm, found: Description) -> list[FileColumn]:
    return [
        FileColumn(
            heading,
            [row.cells[place] if place < len(row.cells) else "" for row in found.samples],
            form.column_field(place),
        )
        for place, heading in enumerate(found.sniffed.headers)
        if heading not in REJECT_COLUMNS
    ]
