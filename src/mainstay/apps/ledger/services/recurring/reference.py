"""Taking a file of reference data: at once, in the look itself, since it becomes no batch."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from mainstay.apps.ledger import wording
from mainstay.apps.ledger.models import RecurringImport, RecurringRun
from mainstay.apps.ledger.recurrence import RunOutcome
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.services.importing.catalogue import import_branches, import_products
from mainstay.apps.ledger.services.importing.options import ImportOptions
from mainstay.apps.ledger.services.importing.rates import import_rates
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile, ReferenceReport
from mainstay.apps.notifications.services.telling import notify
from mainstay.apps.reference.contracts import FileKind
from mainstay.apps.reference.queries.branches import INDUSTRIES, PRODUCT_LINES, REGIONS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Severity

TOOK_FILE = "ledger.recurring.taken"
"""The kind of message about a file of reference data that was taken in."""
ALL_REJECTED = "all_rejected"
_TREES = {kind.code: kind for kind in (PRODUCT_LINES, REGIONS, INDUSTRIES)}
_IMPORTERS: dict[str, Callable[[Actor, ReferenceFile], ReferenceReport]] = {
    FileKind.RATES: import_rates,
    FileKind.PRODUCTS: import_products,
}


def take_reference(
    actor: Actor, recurring: RecurringImport, rows: QuerySet[RecurringRun], path: Path, name: str
) -> None:
    """Import a file and write down what became of it on the run, in one transaction.

    A file of which nothing can be taken failed, so that it is put beside its reasons.
    """
    profile = recurring.profile
    options = ImportOptions.from_json({**profile.options, **recurring.options})
    file = ReferenceFile(name, importing.file_blocks(path), profile.mapping, options)
    try:
        with wording.language_of(recurring.by_id), transaction.atomic():
            report = _import(actor, profile.kind, file)
            rows.update(taken=report.number, **_outcome(report))
            _tell(recurring, name, report)
    except importing.ImportFailed as failed:
        reason = {"code": failed.code, "figures": failed.details}
        rows.update(outcome=RunOutcome.FAILED, reason=reason)


def _import(actor: Actor, kind: str, file: ReferenceFile) -> ReferenceReport:
    if kind in _TREES:
        return import_branches(actor, _TREES[kind], file)
    return _IMPORTERS[kind](actor, file)


def _outcome(report: ReferenceReport) -> dict[str, Any]:
    if report.rejected and not _taken(report):
        figures = {"rejected": report.rejected}
        return {"outcome": RunOutcome.FAILED, "reason": {"code": ALL_REJECTED, "figures": figures}}
    return {"outcome": RunOutcome.IMPORTED}


def _taken(report: ReferenceReport) -> int:
    return report.created + report.changed + report.unchanged


def _tell(recurring: RecurringImport, name: str, report: ReferenceReport) -> None:
    """Tell the person behind it what was taken; of a file that failed the run tells."""
    if report.rejected and not _taken(report):
        return
    counts = ("created", "changed", "unchanged", "rejected")
    notify(
        [recurring.by_id] if recurring.by_id else [],
        TOOK_FILE,
        severity=Severity.CAUTION if report.rejected else Severity.GOOD,
        figures={
            "number": report.number,
            "file": name,
            **{count: getattr(report, count) for count in counts},
        },
        occasion=f"{TOOK_FILE}:{report.number}",
    )
