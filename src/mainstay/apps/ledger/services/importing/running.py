"""Checking and committing batches as jobs, from wherever they are started."""

from collections.abc import Callable
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Exists, OuterRef

from mainstay.apps.ledger.contracts import ImportReport
from mainstay.apps.ledger.models import BatchState, ImportBatch, ImportKind
from mainstay.apps.ledger.policies import (
    RUN_IMPORTS,
    UNDO_IMPORTS,
    require_bringing,
    require_commit,
)
from mainstay.apps.ledger.services.importing.failures import (
    ImportFailed,
    as_failure,
    ending_of,
    failure_of,
)
from mainstay.apps.ledger.services.importing.looking import forget_content
from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.audit.models import AuditOutcome
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, JobFailed, Progress
from mainstay.foundation.jobs.leases import JobCancelled
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.jobs.policies import CANCEL

CHECK = "ledger.check"
COMMIT = "ledger.import"
_WHY = "the job acts for whoever started it; the service checked the permission"


class BatchBusy(Exception):
    """The batch is not in a state in which this can be done; `state` says which it is in."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


FREE = (
    BatchState.UPLOADED,
    BatchState.CHECKED,
    BatchState.REFUSED,
    BatchState.FAILED,
    BatchState.CANCELLED,
)
"""States in which a batch can be settled anew, started or discarded."""


@service(RUN_IMPORTS)
def start(actor: Actor, batch: ImportBatch, *, commit: bool) -> Job:
    """Queue the check of a batch, or its commit. Raises BatchBusy."""
    if commit:
        require_commit(actor)
    job = jobs.enqueue(actor, COMMIT if commit else CHECK, {"batch": batch.pk})
    _claim(actor, batch, job)
    return job


@service(RUN_IMPORTS, atomic=False)
def run_now(
    actor: Actor,
    batch: ImportBatch,
    *,
    commit: bool,
    on_progress: Callable[[Progress], None] | None = None,
) -> ImportBatch:
    """Check or commit a batch at once and give it back as it then stands.

    Raises BatchBusy, and what the run itself raises.
    """
    if commit:
        require_commit(actor)
    kind = COMMIT if commit else CHECK

    def claim(job: Job) -> None:
        _claim(actor, batch, job)

    try:
        jobs.run_inline(actor, kind, {"batch": batch.pk}, on_progress, on_created=claim)
    finally:
        settle_ended()
        batch.refresh_from_db()
    return batch


def _claim(actor: Actor, batch: ImportBatch, job: Job) -> None:
    """Make a batch the job's, in the transaction that makes the job: no other one gets it."""
    require(actor, RUN_IMPORTS, batch)
    require_bringing(actor, batch.kind)
    settle_ended()
    rows = ImportBatch.objects.system(_WHY).filter(pk=batch.pk, state__in=FREE)
    if rows.exclude(upload_gone_at=None).exists():
        raise ImportFailed("upload_gone")
    if not rows.update(
        state=BatchState.RUNNING,
        job_id=job.pk,
        failure={},
        rejects_dismissed_at=None,
        rejects_gone_at=None,
    ):
        batch.refresh_from_db()
        raise BatchBusy(batch.state)
    batch.refresh_from_db()


def right_to_cancel(batch: ImportBatch) -> str:
    """What it takes to stop the work on a batch: as much as to begin it."""
    return UNDO_IMPORTS if batch.state == BatchState.COMMITTED else RUN_IMPORTS


@service(CANCEL)
def cancel(actor: Actor, batch: ImportBatch) -> None:
    """Stop the check, import or undo that is under way; the ledger stays as it was.

    At once while it waits, at its next safe point while it runs. Nothing happens to a batch
    without a job. Raises AccessDenied for a job that the actor does not see.
    """
    require(actor, right_to_cancel(batch), batch)
    if batch.job_id is not None:
        jobs.cancel_job(actor, batch.job_id)
        settle_ended()
        batch.refresh_from_db()


def settle_ended() -> None:
    """Free the batches whose job ended without a word: cancelled while it waited, worker lost."""
    unfinished = Job.objects.system(_WHY).filter(
        pk=OuterRef("job_id"), state__in=JobState.unfinished()
    )
    running = ImportBatch.objects.system(_WHY).filter(state=BatchState.RUNNING)
    for batch in running.filter(~Exists(unfinished)):
        job = Job.objects.system(_WHY).filter(pk=batch.job_id or 0).first()
        state, failure = ending_of(job)
        _write_down(system_actor("imports"), batch, state, failure)


class Run(Protocol):
    """One run over a batch's file: `orders.run`, `customers.run` and `contacts.run`."""

    def __call__(
        self, batch: ImportBatch, context: JobContext, *, commit: bool
    ) -> ImportReport: ...


def check(context: JobContext) -> dict[str, Any]:
    """The job that reads a whole file against the ledger and commits nothing."""
    return _run(context, commit=False)


def commit(context: JobContext) -> dict[str, Any]:
    """The job that imports a file."""
    return _run(context, commit=True)


def _run(context: JobContext, *, commit: bool) -> dict[str, Any]:
    from mainstay.apps.ledger.services.importing import contacts, customers, orders

    batch = ImportBatch.objects.system(_WHY).get(pk=context.parameters["batch"])
    if batch.state in {BatchState.COMMITTED, BatchState.UNDONE}:
        return dict(batch.report)
    runs: dict[str, Run] = {
        ImportKind.ORDERS: orders.run,
        ImportKind.CUSTOMERS: customers.run,
        ImportKind.CONTACTS: contacts.run,
    }
    run = runs[batch.kind]
    try:
        try:
            report = run(batch, context, commit=commit).as_json()
        except (OSError, MemoryError) as error:
            raise as_failure(error) or error from error
        if batch.state == BatchState.COMMITTED:
            forget_content(batch)
        return report
    except (JobFailed, JobCancelled, KeyboardInterrupt) as error:
        # Anything else may be tried again; settle_ended frees the batch when that is over.
        _write_down(context.actor, batch, *failure_of(error))
        raise


_ENDINGS = {
    BatchState.FAILED: "ledger.import.failed",
    BatchState.CANCELLED: "ledger.import.cancelled",
}


def _write_down(
    actor: Actor, batch: ImportBatch, state: BatchState, failure: dict[str, Any]
) -> None:
    """Put the batch back where somebody can start it again, and say why it stopped."""
    with transaction.atomic():
        rows = ImportBatch.objects.system(_WHY).filter(
            pk=batch.pk, job_id=batch.job_id, state=BatchState.RUNNING
        )
        if rows.update(state=state, failure=failure):
            outcome = AuditOutcome.FAILED if state == BatchState.FAILED else AuditOutcome.DONE
            audit.record(actor, _ENDINGS[state], subject=batch, outcome=outcome, **failure)
