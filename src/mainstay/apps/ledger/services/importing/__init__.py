"""Imports: taking a file in, settling how it is read, checking and committing it."""

from mainstay.apps.ledger.services.importing.describing import (
    Description,
    configure,
    describe,
    save_profile,
)
from mainstay.apps.ledger.services.importing.failures import ImportFailed
from mainstay.apps.ledger.services.importing.options import ImportOptions, OptionRefused
from mainstay.apps.ledger.services.importing.running import BatchBusy, run_now, start
from mainstay.apps.ledger.services.importing.uploading import discard, file_blocks, take_file

__all__ = [
    "BatchBusy",
    "Description",
    "ImportFailed",
    "ImportOptions",
    "OptionRefused",
    "configure",
    "describe",
    "discard",
    "file_blocks",
    "run_now",
    "save_profile",
    "start",
    "take_file",
]
