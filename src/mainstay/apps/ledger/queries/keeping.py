"""Which files outside the database imports and the ledger keep."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from mainstay.apps.ledger.models import ImportBatch, LedgerFileEntry
from mainstay.apps.ledger.queries.folders import preview_path, reject_path, upload_path
from mainstay.foundation.keeping.kept_files import KeptFile

_WHY = "a backup holds everybody's files"


def kept_files(using: str) -> Iterator[KeptFile]:
    """The ledger files of every state, uploads, reject files and previews."""
    root: Path = settings.MAINSTAY_HOME.root
    ledger: Path = settings.MAINSTAY_HOME.ledger
    folder = ledger.relative_to(root).as_posix()
    files = LedgerFileEntry.objects.system(_WHY).using(using).filter(gone_at=None)
    for name, sha256 in files.order_by("pk").values_list("name", "sha256"):
        yield KeptFile(f"{folder}/{name}", sha256)
    for batch in ImportBatch.objects.system(_WHY).using(using).order_by("pk"):
        for path in _of_batch(batch):
            yield KeptFile(path.relative_to(root).as_posix())


def _of_batch(batch: ImportBatch) -> Iterator[Path]:
    if batch.upload_gone_at is None:
        yield upload_path(batch)
    if batch.reject_name and batch.rejects_gone_at is None:
        yield reject_path(batch)
    # Made anew by each check; a batch that was never checked has none.
    if preview_path(batch).is_file():
        yield preview_path(batch)
