"""Pages: one import, from its first check to its undo."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mainstay.apps.ledger import failure_wording, policies, wording
from mainstay.apps.ledger.contracts import ImportReport, UndoReport
from mainstay.apps.ledger.models import BatchState, ImportBatch, ImportKind
from mainstay.apps.ledger.queries.batches import given_back, job_of
from mainstay.apps.ledger.services import importing, undoing
from mainstay.apps.ledger.services.importing import FREE, ImportOptions
from mainstay.apps.ledger.services.importing.failures import ending_of
from mainstay.apps.ledger.web.decisions import decisions_of
from mainstay.apps.ledger.web.finding import found_batch
from mainstay.apps.ledger.web.report import view_of
from mainstay.apps.ledger.web.sample import sample_of
from mainstay.apps.ledger.web.tables import QUESTIONS, state_badge
from mainstay.apps.ledger.web.undoing import facts_of
from mainstay.apps.ledger.web.work import work_on
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.models import JobState
from mainstay.shell.sentences import listed
from mainstay.shell.web.access import acting, requires


@require_safe
@requires(policies.VIEW_IMPORTS)
def batch_page(request: HttpRequest, number: int) -> HttpResponse:
    """Where an import stands, what it did or would do, and what can be done now."""
    actor = acting(request)
    importing.settle_ended()
    batch = found_batch(actor, number)
    work = work_on(actor, batch)
    if work is None and batch.state == BatchState.RUNNING:
        batch = found_batch(actor, number)  # it has ended between the two reads
    context: dict[str, Any] = {
        "batch": batch,
        "state": batch.state,
        "badge": state_badge(batch),
        "work": work,
        "free": batch.state in FREE,
        "may_run": policies.may_run(actor, batch.kind),
        "may_commit": policies.may_commit(actor, batch.kind),
        "may_undo": policies.may_undo(actor),
        "may_view_files": policies.may_view_file(actor, batch),
        "hidden_content": actor.may(policies.VIEW_FILES)
        and not policies.sees_content(actor, batch),
    }
    if work is None:
        context |= _outcome(actor, batch, request.GET)
    return render(request, "ledger/batch.html", context)


def _outcome(actor: Actor, batch: ImportBatch, asked: QueryDict) -> dict[str, Any]:
    """What the last run left to be seen."""
    failure = batch.failure if batch.state == BatchState.FAILED else _failed_undo(batch)
    found: dict[str, Any] = {
        "report": view_of(batch),
        "decisions": decisions_of(actor, batch),
        "no_records": wording.no_records(batch.mapping),
        "counts": ImportReport.from_json(batch.report) if batch.report else None,
        "contact_columns": _contact_columns(actor, batch),
        "limit": ImportOptions.from_json(batch.options).reject_limit / 100,
        "failure": failure_wording.failure(failure["code"], failure["figures"]) if failure else "",
        "failure_code": failure.get("code", ""),
        "asks": failure.get("code", "") in QUESTIONS,
        "failure_figures": failure.get("figures", {}),
        "undone_facts": _undone_facts(batch),
        "given_back": given_back(batch) if batch.reject_name else 0,
    }
    if policies.may_view_file(actor, batch) and batch.report and batch.state != BatchState.FAILED:
        found["sample"] = sample_of(actor, batch, asked.get("show", ""), asked.get("cursor"))
    return found


def _contact_columns(actor: Actor, batch: ImportBatch) -> str:
    """The headings over the contacts that can follow these customers, for who may import them."""
    may_run = policies.may_run(actor, ImportKind.CONTACTS)
    if not may_run or not importing.may_take_contacts(batch):
        return ""
    return listed(batch.report["contact_columns"])


def _failed_undo(batch: ImportBatch) -> dict[str, Any]:
    """Why the last undo of an import that still counts did not come to its end."""
    job = job_of(batch) if batch.state == BatchState.COMMITTED else None
    if job is None or job.kind != undoing.UNDO or job.state != JobState.FAILED:
        return {}
    _state, failure = ending_of(job)
    return failure


def _undone_facts(batch: ImportBatch) -> list[tuple[str, str]]:
    """What the undo took out and brought back, as long as its job is kept."""
    job = job_of(batch) if batch.state == BatchState.UNDONE else None
    result = job.result or {} if job is not None and job.kind == undoing.UNDO else {}
    return facts_of(batch, UndoReport.from_json(result)) if "removed" in result else []
