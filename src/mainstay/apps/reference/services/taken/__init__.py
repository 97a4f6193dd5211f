"""Files of reference data that were taken in: noted, handed back, undone."""

from mainstay.apps.reference.services.taken.noting import note_file
from mainstay.apps.reference.services.taken.rejects import (
    forget_rejects,
    reject_file,
    rejects_to_forget,
)
from mainstay.apps.reference.services.taken.undoing import FileUndone, may_undo, preview, undo

__all__ = [
    "FileUndone",
    "forget_rejects",
    "may_undo",
    "note_file",
    "preview",
    "reject_file",
    "rejects_to_forget",
    "undo",
]
