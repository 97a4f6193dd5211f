"""Checking and committing batches as jobs, from wherever they are started."""

from collections.abc import Callable
from typing import Any, Protocol

from django.db import transaction

from mainstay.apps.ledger.contracts import ImportReport
from mainstay.apps.ledger.models import BatchState, ImportBatch, ImportKind
from mainstay.apps.ledger.policies import RUN_IMPORTS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, Progress
from mainstay.foundation.jobs.models import Job

CHECK = "ledger.check"
COMMIT = "ledger.import"
_WHY = "the job acts for whoever started it; the service checked the permission"


class BatchBusy(Exception):
    """The batch is not in a state in which this can be done; `state` says which it is in."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


_STARTABLE = (
    BatchState.UPLOADED,
    BatchState.CHECKED,
    BatchState.REFUSED,
    BatchState.FAILED,
    BatchState.CANCELLED,
)


@service(RUN_IMPORTS)
def start(actor: Actor, batch: ImportBatch, *, commit: bool) -> Job:
    """Queue the check of a batch, or its commit. Raises BatchBusy."""
    _claim(actor, batch)
    job = jobs.enqueue(actor, COMMIT if commit else CHECK, {"batch": batch.pk})
    ImportBatch.objects.system(_WHY).filter(pk=batch.pk).update(job_id=job.pk)
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
    with transaction.atomic():
        _claim(actor, batch)
    kind = COMMIT if commit else CHECK
    jobs.run_inline(actor, kind, {"batch": batch.pk}, on_progress)
    batch.refresh_from_db()
    return batch


def _claim(actor: Actor, batch: ImportBatch) -> None:
    require(actor, RUN_IMPORTS, batch)
    rows = ImportBatch.objects.system(_WHY).filter(pk=batch.pk, state__in=_STARTABLE)
    if not rows.update(state=BatchState.RUNNING, failure={}):
        batch.refresh_from_db()
        raise BatchBusy(batch.state)
    batch.state = BatchState.RUNNING


class Run(Protocol):
    """One run over a batch's file: `orders.run` and `customers.run`."""

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
    from mainstay.apps.ledger.services.importing import customers, orders

    batch = ImportBatch.objects.system(_WHY).get(pk=context.parameters["batch"])
    if batch.state in {BatchState.COMMITTED, BatchState.UNDONE}:
        return batch.report
    run: Run = orders.run if batch.kind == ImportKind.ORDERS else customers.run
    try:
        report = run(batch, context, commit=commit)
    except BaseException as error:
        _write_down_failure(context.actor, batch, error)
        raise
    return report.as_json()


def _write_down_failure(actor: Actor, batch: ImportBatch, error: BaseException) -> None:
    """Put the batch back where somebody can start it again, and say why it stopped."""
    from mainstay.apps.ledger.services.importing.failures import failure_of

    state, failure = failure_of(error)
    if state is None:
        return  # another worker has it, or it goes on later
    with transaction.atomic():
        rows = ImportBatch.objects.system(_WHY).filter(pk=batch.pk, state=BatchState.RUNNING)
        if rows.update(state=state, failure=failure):
            audit.record(actor, f"ledger.import.{state}", subject=batch, **failure)
