"""Files of imports, handed out."""

from pathlib import Path, PurePosixPath

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_GET

from mainstay.apps.ledger import policies
from mainstay.apps.ledger.services import downloading
from mainstay.apps.ledger.web.finding import found_batch
from mainstay.shell.web.access import acting, requires


@require_GET
@requires(policies.VIEW_FILES)
def reject_file(request: HttpRequest, number: int) -> FileResponse:
    """The rejected records with their reasons, to be mended and imported again."""
    actor = acting(request)
    batch = found_batch(actor, number)
    name = f"{PurePosixPath(batch.file_name).stem.removesuffix('.csv')}-rejects.csv"
    return _attached(downloading.reject_file(actor, batch), name, "text/csv; charset=utf-8")


@require_GET
@requires(policies.VIEW_FILES)
def uploaded_file(request: HttpRequest, number: int) -> FileResponse:
    """The file as it was handed in."""
    actor = acting(request)
    batch = found_batch(actor, number)
    path = downloading.uploaded_file(actor, batch)
    return _attached(path, batch.file_name, "application/octet-stream")


def _attached(path: Path, name: str, content_type: str) -> FileResponse:
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type=content_type
    )
