"""Pages: handing a file in."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mainstay.apps.ledger import policies, wording
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries.batches import profiles
from mainstay.apps.ledger.reading.errors import EncodingUnknown, FileRefused
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.web.forms import UploadForm
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.access import acting, requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires(policies.RUN_IMPORTS)
def upload(request: HttpRequest) -> HttpResponse:
    """A file, what it brings, and how to read it."""
    actor = acting(request)
    known = list(profiles(actor))
    if request.method != "POST":
        form = UploadForm(known, initial={"kind": request.GET.get("kind", "orders")})
        return render(request, "ledger/upload.html", {"form": form})
    form = UploadForm(known, request.POST, request.FILES)
    if form.is_valid():
        try:
            return redirect("ledger:columns", _take(actor, form.cleaned_data).pk)
        except FileRefused as refused:
            form.add_error("file", wording.failure(refused.code, refused.figures))
    return render(request, "ledger/upload.html", {"form": form})


def _take(actor: Actor, said: dict[str, Any]) -> ImportBatch:
    """Keep the file and guess how to read it. Raises FileRefused, and then keeps nothing."""
    file: UploadedFile = said["file"]
    batch = importing.take_file(
        actor, kind=said["kind"], file_name=file.name or "", blocks=file.chunks()
    )
    try:
        importing.configure(actor, batch, profile=said.get("profile"))
    except EncodingUnknown:
        pass  # the next page asks for it
    except FileRefused:
        importing.discard(actor, batch)
        raise
    return batch
