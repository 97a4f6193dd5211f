"""How the ends of the jobs of imports and upkeep are told."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mainstay.apps.ledger import failure_wording, policies
from mainstay.apps.ledger.models import BatchState
from mainstay.apps.ledger.queries.batches import batch_of_job
from mainstay.apps.ledger.services import undoing
from mainstay.apps.ledger.services.importing import running
from mainstay.apps.ledger.services.keeping import compacting, expiring, tidying
from mainstay.apps.ledger.services.quality import checking
from mainstay.foundation.jobs.models import Job, JobError, JobState
from mainstay.foundation.jobs.outcomes import (
    Ending,
    Outcome,
    Severity,
    Words,
    cancelled_or_failed,
    plain_title,
    register_outcome,
)
from mainstay.shell.sentences import joined
from mainstay.shell.web import figures


def register() -> None:
    """Say how each kind is told."""
    for kind in (running.CHECK, running.COMMIT, undoing.UNDO):
        outcome = Outcome(policies.VIEW_IMPORTS, _of_import, _keep, _severity)
        register_outcome(kind, outcome)
    for kind in (compacting.COMPACT, tidying.TIDY, expiring.EXPIRE):
        register_outcome(kind, Outcome(policies.KEEP_TIDY, _of_upkeep))
    register_outcome(checking.CHECK, Outcome(policies.VIEW_QUALITY, _of_quality))


def _keep(job: Job) -> Mapping[str, Any]:
    """The file, how its import stands, and how many records came in and were rejected."""
    batch = batch_of_job(job)
    if batch is None:
        return {}
    report = batch.report if job.state == JobState.DONE else {}
    counts = {name: report.get(name, 0) for name in ("accepted", "rejected", "unchanged")}
    return {"batch": batch.pk, "file": batch.file_name, "state": batch.state, **counts}


def _severity(ending: Ending) -> Severity:
    refused = ending.figures.get("state") == BatchState.REFUSED
    rejected = ending.kind != undoing.UNDO and ending.figures.get("rejected", 0)
    return Severity.CAUTION if refused or rejected else Severity.GOOD


def _of_import(ending: Ending) -> Words:
    kept = ending.figures
    if not kept:
        return Words(plain_title(ending), cancelled_or_failed(ending, _failure))
    text = cancelled_or_failed(ending, _failure)
    if ending.state == JobState.DONE and ending.kind != undoing.UNDO:
        text = _counts(kept)
    title = _title(ending) % {"file": kept["file"]}
    return Words(title, text, reverse("ledger:batch", args=[kept["batch"]]))


def _title(ending: Ending) -> str:
    titles: dict[tuple[str, str], str] = {
        (running.CHECK, JobState.DONE): _("%(file)s has been checked"),
        (running.CHECK, JobState.FAILED): _("%(file)s could not be checked"),
        (running.CHECK, JobState.CANCELLED): _("The check of %(file)s was stopped"),
        (running.COMMIT, JobState.DONE): _("%(file)s has been imported"),
        (running.COMMIT, JobState.FAILED): _("%(file)s could not be imported"),
        (running.COMMIT, JobState.CANCELLED): _("The import of %(file)s was stopped"),
        (undoing.UNDO, JobState.DONE): _("The import of %(file)s has been undone"),
        (undoing.UNDO, JobState.FAILED): _("The import of %(file)s could not be undone"),
        (undoing.UNDO, JobState.CANCELLED): _("The undo of %(file)s was stopped"),
    }
    if ending.kind == running.COMMIT and ending.figures["state"] == BatchState.REFUSED:
        return _("%(file)s was not imported: too many records were rejected")
    return titles[ending.kind, ending.state]


def _counts(kept: Mapping[str, Any]) -> str:
    if not any(kept[name] for name in ("accepted", "rejected", "unchanged")):
        return _("There is no record in the file below its headings.")
    said = [
        _("Accepted: %(count)s.") % {"count": figures.full_number(kept["accepted"])},
        _("Rejected: %(count)s.") % {"count": figures.full_number(kept["rejected"])},
    ]
    if kept["unchanged"]:
        said.append(_("Unchanged: %(count)s.") % {"count": figures.full_number(kept["unchanged"])})
    return joined(said)


def _failure(ending: Ending) -> str:
    code, details = ending.error_code, dict(ending.error_details)
    if code == JobError.UNEXPECTED:
        details["error"] = details.get("type", "")
    return failure_wording.failure(code, details)


def _of_upkeep(ending: Ending) -> Words:
    text = cancelled_or_failed(ending, _failure)
    return Words(plain_title(ending), text, reverse("upkeep:upkeep"))


def _of_quality(ending: Ending) -> Words:
    text = cancelled_or_failed(ending, _failure)
    return Words(plain_title(ending), text, reverse("quality:quality"))
