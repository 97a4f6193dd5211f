"""Looking at a batch's file: once per process, however many steps ask how it is read."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries.folders import upload_path
from mainstay.apps.ledger.reading.encoding import Reading
from mainstay.apps.ledger.reading.limits import GIGABYTE, Limits
from mainstay.apps.ledger.reading.sniffing import Sniffed, list_readings, list_sheets, sniff
from mainstay.apps.ledger.reading.xlsx_parts import Sheet
from mainstay.apps.ledger.services.importing.options import ImportOptions


def look_at(batch: ImportBatch, options: ImportOptions) -> Sniffed:
    """Say how the file of a batch is read. An upload is kept as it came and never changes.

    Raises FileRefused, EncodingUnknown and SheetUnknown.
    """
    asked = (upload_path(batch), batch.file_sha256, options.encoding, options.sheet, limits())
    found = _looked_at(*asked)
    if found.content is not None and not found.content.exists():
        _looked_at.cache_clear()
        found = _looked_at(*asked)
    return found


def sheets_in(batch: ImportBatch) -> list[Sheet]:
    """The sheets of a batch's workbook; none for another file. Raises FileRefused."""
    return list_sheets(upload_path(batch), limits())


def readings_of(batch: ImportBatch) -> tuple[Reading, ...]:
    """How a batch's text reads in each encoding; none for another file. Raises FileRefused."""
    return list_readings(upload_path(batch), limits())


def limits() -> Limits:
    """How much a file may hold, as the installation says."""
    return Limits(int(settings.IMPORT_UNPACKED_GIGABYTES * GIGABYTE), settings.IMPORT_CELLS)


def forget_content(batch: ImportBatch) -> None:
    """Remove what was made of a batch's file to read it; it is made again when it is needed."""
    upload = upload_path(batch)
    for made in upload.parent.glob(f"{upload.name}.*"):
        made.unlink(missing_ok=True)


@lru_cache(maxsize=32)
def _looked_at(
    path: Path, _sha256: str, encoding: str | None, sheet: str, limits: Limits
) -> Sniffed:
    return sniff(path, encoding, sheet=sheet, limits=limits)
