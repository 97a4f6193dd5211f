"""What stops an import as a whole, as a code with its figures."""

from typing import Any

from mainstay.apps.ledger.cleaning.mapping import MappingRefused
from mainstay.apps.ledger.models import BatchState
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.services.importing.options import OptionRefused
from mainstay.engine.errors import Cancelled, IdentityModeConflict, LedgerDamaged
from mainstay.foundation.jobs.context import JobFailed, WorkerStopping
from mainstay.foundation.jobs.leases import JobCancelled, LeaseLost


class ImportFailed(JobFailed):
    """The file cannot be imported as it is; `code` and `details` are words for a person."""


def failure_of(error: BaseException) -> tuple[BatchState | None, dict[str, Any]]:
    """The state an interrupted batch goes to, None where it stays as it is, and the reason."""
    if isinstance(error, (LeaseLost, WorkerStopping)):
        return None, {}
    if isinstance(error, (JobCancelled, Cancelled, KeyboardInterrupt)):
        return BatchState.CANCELLED, {}
    if isinstance(error, JobFailed):
        return BatchState.FAILED, {"code": error.code, "figures": error.details}
    if isinstance(error, OSError):
        return BatchState.FAILED, {
            "code": "disk",
            "figures": {"error": error.strerror or str(error)},
        }
    return BatchState.FAILED, {"code": "unexpected", "figures": {"error": type(error).__name__}}


def as_failure(error: Exception) -> ImportFailed | None:
    """The refusal of a lower room as this one's, None for what nobody foresaw."""
    if isinstance(error, FileRefused):
        return ImportFailed(error.code, **error.figures)
    if isinstance(error, MappingRefused):
        check = error.check
        return ImportFailed(
            "mapping",
            missing=list(check.missing),
            absent=list(check.absent_headers),
            repeated=list(check.repeated_headers),
            unknown=list(check.unknown_fields),
        )
    if isinstance(error, IdentityModeConflict):
        return ImportFailed(
            "identity_mode",
            source=error.source,
            began_with=error.began_with,
            came_with=error.came_with,
        )
    if isinstance(error, LedgerDamaged):
        return ImportFailed("ledger_damaged", file=error.name)
    if isinstance(error, OptionRefused):
        return ImportFailed("option", option=error.option, value=str(error.value))
    return None
