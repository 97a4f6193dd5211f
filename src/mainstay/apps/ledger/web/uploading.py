"""Pages: handing a file in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mainstay.apps.ledger import policies
from mainstay.apps.ledger.models import ImportBatch, ImportKind
from mainstay.apps.ledger.queries.profiles import profiles
from mainstay.apps.ledger.reading.errors import EncodingUnknown, FileRefused, SheetUnknown
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.web.finding import reason_of, to_batch
from mainstay.apps.ledger.web.forms import UploadForm
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.access import acting, requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.RUN_IMPORTS)
def upload(request: HttpRequest, kind: str = ImportKind.ORDERS) -> HttpResponse:
    """A file, what it brings, and how to read it.

    A file that its profile fits is checked at once; of any other the columns are asked.
    """
    actor = acting(request)
    known = [profile for profile in profiles(actor) if not profile.is_of_reference]
    if request.method != "POST":
        form = UploadForm(actor, known, initial={"kind": kind})
        return render(request, "ledger/upload.html", {"form": form})
    form = UploadForm(actor, known, request.POST, request.FILES)
    if form.is_valid():
        try:
            batch, ready = _take(actor, form.cleaned_data)
        except FileRefused as refused:
            form.add_error("file", reason_of(refused))
        else:
            return to_batch(batch.pk) if ready else redirect("ledger:columns", batch.pk)
    return render(request, "ledger/upload.html", {"form": form})


def _take(actor: Actor, said: dict[str, Any]) -> tuple[ImportBatch, bool]:
    """Keep the file and settle how to read it, as far as that is known; whether its check began.

    Raises FileRefused, and then keeps nothing.
    """
    file, profile = said["file"], said.get("profile")
    batch = importing.take_file(actor, kind=said["kind"], file_name=file.name, blocks=file.chunks())
    try:
        importing.configure(actor, batch, profile=profile)
        if profile is None or not importing.describe(actor, batch).check.usable:
            return batch, False
        importing.start(actor, batch, commit=False)
    except (EncodingUnknown, SheetUnknown):
        return batch, False  # the next page asks for it
    except FileRefused:
        importing.discard(actor, batch)
        raise
    return batch, True
