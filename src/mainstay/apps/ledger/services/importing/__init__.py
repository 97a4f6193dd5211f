"""Imports: taking a file in, settling how it is read, checking and committing it."""

from mainstay.apps.ledger.cleaning.mapping import MappingRefused
from mainstay.apps.ledger.services.importing.at_once import (
    FileImport,
    ProfileRefused,
    import_at_once,
)
from mainstay.apps.ledger.services.importing.describing import (
    Description,
    configure,
    describe,
    readings,
    sheets,
)
from mainstay.apps.ledger.services.importing.failures import ImportFailed, as_failure, failure_of
from mainstay.apps.ledger.services.importing.options import (
    ImportOptions,
    OptionRefused,
    OptionUnfit,
)
from mainstay.apps.ledger.services.importing.profiles import (
    may_save_profiles,
    remove_profile,
    rename_profile,
    renew_profile,
    save_profile,
)
from mainstay.apps.ledger.services.importing.rejects import dismiss_rejects, recall_rejects
from mainstay.apps.ledger.services.importing.running import (
    FREE,
    BatchBusy,
    cancel,
    right_to_cancel,
    run_now,
    settle_ended,
    start,
)
from mainstay.apps.ledger.services.importing.same_file import (
    NoContacts,
    may_take_contacts,
    take_contacts,
)
from mainstay.apps.ledger.services.importing.uploading import (
    discard,
    file_blocks,
    keep_rejects,
    take_file,
)

__all__ = [
    "FREE",
    "BatchBusy",
    "Description",
    "FileImport",
    "ImportFailed",
    "ImportOptions",
    "MappingRefused",
    "NoContacts",
    "OptionRefused",
    "OptionUnfit",
    "ProfileRefused",
    "as_failure",
    "cancel",
    "configure",
    "describe",
    "discard",
    "dismiss_rejects",
    "failure_of",
    "file_blocks",
    "import_at_once",
    "keep_rejects",
    "may_save_profiles",
    "may_take_contacts",
    "readings",
    "recall_rejects",
    "remove_profile",
    "rename_profile",
    "renew_profile",
    "right_to_cancel",
    "run_now",
    "save_profile",
    "settle_ended",
    "sheets",
    "start",
    "take_contacts",
    "take_file",
]
