"""What stops an import as a whole, as a code with its figures."""

from collections.abc import Callable
from typing import Any

from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence, DayOrder
from mainstay.apps.ledger.cleaning.decimal_marks import CommaEvidence
from mainstay.apps.ledger.cleaning.mapping import MappingCheck, MappingRefused
from mainstay.apps.ledger.models import BatchState
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.services.importing.options import OptionRefused, OptionUnfit
from mainstay.engine.errors import Cancelled, IdentityModeConflict, LedgerDamaged
from mainstay.foundation.jobs.context import JobFailed
from mainstay.foundation.jobs.leases import JobCancelled
from mainstay.foundation.jobs.models import Job, JobError, JobState


class ImportFailed(JobFailed):
    """The file cannot be imported as it is; `code` and `details` are words for a person."""


def ask_about_dates(found: DayMonthEvidence, answer: DayOrder | None) -> None:
    """Stop and ask what comes first in dates like 03/04/2024; the profile keeps the answer."""
    if found.cells and answer is None:
        raise ImportFailed(
            "ambiguous_dates",
            cells=found.ambiguous,
            day_first=found.day_first,
            month_first=found.month_first,
            examples=found.examples,
        )


def ask_about_commas(found: CommaEvidence, answer: bool | None) -> None:
    """Stop and ask for the decimal mark where some numbers only have a reading with a comma."""
    if found.cells and answer is None:
        raise ImportFailed("decimal_comma", cells=found.cells, examples=found.examples)


def failure_of(error: BaseException) -> tuple[BatchState, dict[str, Any]]:
    """The state that an interrupted batch goes to, and the reason."""
    if isinstance(error, (JobCancelled, Cancelled, KeyboardInterrupt)):
        return BatchState.CANCELLED, {}
    if isinstance(error, JobFailed):
        return _failed(error.code, error.details)
    return _failed(JobError.UNEXPECTED, {"error": type(error).__name__})


def ending_of(job: Job | None) -> tuple[BatchState, dict[str, Any]]:
    """The same for a batch whose job ended without a word, or is not there any more."""
    if job is None or job.state == JobState.DONE:
        return _failed(JobError.WORKER_LOST, {})
    if job.state == JobState.CANCELLED:
        return BatchState.CANCELLED, {}
    if job.error_code == JobError.UNEXPECTED:
        return _failed(job.error_code, {"error": job.error_details.get("type", "")})
    return _failed(job.error_code, job.error_details)


def _failed(code: str, figures: dict[str, Any]) -> tuple[BatchState, dict[str, Any]]:
    return BatchState.FAILED, {"code": str(code), "figures": figures}


def as_failure(error: Exception) -> ImportFailed | None:
    """The refusal of a lower room as this one's, None for what nobody foresaw."""
    if isinstance(error, MappingRefused):
        return _mapping(error.check, error.encoding)
    if isinstance(error, FileRefused):
        return ImportFailed(error.code, **error.figures)
    if isinstance(error, OSError):
        return ImportFailed("disk", error=error.strerror or str(error))
    if isinstance(error, MemoryError):
        return ImportFailed("memory")
    return next(
        (
            ImportFailed(code, **figures(error))
            for kind, code, figures in _KNOWN
            if isinstance(error, kind)
        ),
        None,
    )


_KNOWN: tuple[tuple[type[Exception], str, Callable[[Any], dict[str, Any]]], ...] = (
    (IdentityModeConflict, "identity_mode", vars),
    (LedgerDamaged, "ledger_damaged", lambda error: {"file": error.name}),
    (OptionUnfit, "option_unfit", lambda error: {"option": error.option}),
    (OptionRefused, "option", lambda error: {"option": error.option, "value": str(error.value)}),
)


def _mapping(check: MappingCheck, encoding: str) -> ImportFailed:
    return ImportFailed(
        "mapping",
        missing=list(check.missing),
        absent=list(check.absent_headers),
        repeated=list(check.repeated_headers),
        unknown=list(check.unknown_fields),
        encoding=encoding,
    )
