"""Backups: one archive of the database and every file that it names, and the way back."""

from mainstay.apps.governance.services.backing_up.archive import ArchiveUnusable
from mainstay.apps.governance.services.backing_up.making import (
    JOB,
    BackupImpossible,
    back_up,
    back_up_now,
)
from mainstay.apps.governance.services.backing_up.restoring import (
    Restored,
    TargetNotEmpty,
    restore,
)

__all__ = [
    "JOB",
    "ArchiveUnusable",
    "BackupImpossible",
    "Restored",
    "TargetNotEmpty",
    "back_up",
    "back_up_now",
    "restore",
]
