"""Handing out the files of imports; every hand-out is written down."""

from pathlib import Path

from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.policies import VIEW_FILES, require_content
from mainstay.apps.ledger.queries.folders import reject_path, upload_path
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit


class FileGone(LookupError):
    """The import has no such file, or no longer."""


@service(VIEW_FILES)
def reject_file(actor: Actor, batch: ImportBatch) -> Path:
    """Where the reject file of a batch lies. Raises FileGone."""
    path = reject_path(batch)
    if not batch.reject_name or batch.rejects_gone_at is not None:
        raise FileGone(batch.pk)
    return _handed_out(actor, batch, path, "ledger.reject_file.downloaded")


@service(VIEW_FILES)
def uploaded_file(actor: Actor, batch: ImportBatch) -> Path:
    """Where the file of a batch lies, as it was handed in. Raises FileGone."""
    return _handed_out(actor, batch, upload_path(batch), "ledger.upload.downloaded")


def _handed_out(actor: Actor, batch: ImportBatch, path: Path, action: str) -> Path:
    require(actor, VIEW_FILES, batch)
    require_content(actor, batch)
    if not path.is_file():
        raise FileGone(batch.pk)
    audit.record(actor, action, subject=batch, bytes=path.stat().st_size)
    return path
