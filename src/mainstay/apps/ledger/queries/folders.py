"""Where a batch's files lie: the upload, the reject file, the preview."""

import shutil
from pathlib import Path, PurePosixPath

from django.conf import settings

from mainstay.apps.ledger.models import ImportBatch

_LONGEST_STEM = 60
"""A file system takes names of 255 bytes; a character has up to four."""


def folder_of(batch: ImportBatch) -> Path:
    """The batch's own folder below the uploads."""
    return _folder(batch.pk)


def upload_path(batch: ImportBatch) -> Path:
    """The file as it was handed in."""
    return folder_of(batch) / batch.upload_name


def reject_path(batch: ImportBatch) -> Path:
    """The reject file; it exists when `reject_name` is set."""
    return folder_of(batch) / (batch.reject_name or "rejects.csv")


def lasting_reject_path(batch: ImportBatch) -> Path:
    """Where the reject file goes when the batch itself is not kept."""
    name = f"{PurePosixPath(batch.file_name).stem[:_LONGEST_STEM]}-{batch.pk}.csv"
    return Path(settings.MAINSTAY_HOME.rejects) / name


def preview_path(batch: ImportBatch) -> Path:
    """The sample of outcomes that the last check or run left."""
    return folder_of(batch) / "preview.jsonl"


def remove_folder(number: int) -> None:
    """Remove the files of the batch with this number; a missing folder is fine."""
    shutil.rmtree(_folder(number), ignore_errors=True)


def _folder(number: int) -> Path:
    return Path(settings.MAINSTAY_HOME.uploads) / str(number)
