"""Codes of the ledger's upkeep in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FAILURES: dict[str, Promise] = {
    "upload_gone": _(
        "The file is no longer kept: it was removed after the time that the installation's "
        "settings allow. Hand it in again to import it."
    ),
    "before_images_gone": _(
        "This import can no longer be undone: what customers were like before it was removed "
        "after the time that the installation's settings allow."
    ),
    "backup_running": _("A backup is being made; wait until it is done."),
}

ACTIONS: dict[str, Promise] = {
    "ledger.leftovers.removed": _("Forgotten files removed"),
    "ledger.old_files.removed": _("Files of earlier ledger states removed"),
    "ledger.uploads.removed": _("Uploaded files removed after their time"),
    "ledger.reject_files.removed": _("Reject files removed after their time"),
    "ledger.before_images.removed": _("What customers were like before imports removed"),
    "ledger.files.compacted": _("Small ledger files merged"),
}

DETAILS: dict[str, Promise] = {
    "count": _("Number"),
    "files": _("Files"),
    "names": _("Names"),
    "batches": _("Imports"),
}

PHASES: dict[str, Promise] = {
    "remove": _("Removing files"),
    "snapshot": _("Noting the database"),
    "copy": _("Copying (MB)"),
    "finish": _("Completing"),
}
