"""Looking at a batch's file: once per process, however many steps ask how it is read."""

from functools import lru_cache
from pathlib import Path

from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries.folders import upload_path
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.sniffing import Sniffed, sniff


def look_at(batch: ImportBatch, encoding: str | None) -> Sniffed:
    """Say how the file of a batch is read. An upload is kept as it came and never changes.

    Raises FileRefused and EncodingUnknown.
    """
    if batch.upload_gone_at is not None:
        raise FileRefused("upload_gone")
    return _looked_at(upload_path(batch), batch.file_sha256, encoding)


@lru_cache(maxsize=32)
def _looked_at(path: Path, _sha256: str, encoding: str | None) -> Sniffed:
    return sniff(path, encoding)
