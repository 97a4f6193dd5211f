"""Undoing an import: the ledger and the customer master go back as if it had not been."""

from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from mainstay.apps.customers.services import importing as customers
from mainstay.apps.ledger.contracts import ImportSettled, LedgerChanged, UndoReport
from mainstay.apps.ledger.models import BatchState, ImportBatch, ImportKind
from mainstay.apps.ledger.policies import IMPORT_CUSTOMERS, UNDO_IMPORTS
from mainstay.apps.ledger.queries.states import (
    current_number,
    current_state,
    customers_with_lines,
    engine,
    store,
)
from mainstay.apps.ledger.services import manifest
from mainstay.apps.ledger.services.importing.failures import ImportFailed, as_failure
from mainstay.apps.ledger.services.importing.running import BatchBusy
from mainstay.apps.ledger.services.progress import engine_progress
from mainstay.engine.errors import LedgerError, StateMoved
from mainstay.engine.file_writer import discard_change
from mainstay.engine.undo import UndoPlan, plan_undo
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.events import publish
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, Progress
from mainstay.foundation.jobs.models import Job, JobState

UNDO = "ledger.undo"
_ATTEMPTS = 20
_WHY = "the job acts for whoever started it; the service checked the permission"


@service(UNDO_IMPORTS, atomic=False)
def preview(actor: Actor, batch: ImportBatch) -> UndoReport:
    """What undoing a batch would do now. Raises BatchBusy unless it is committed."""
    _check(actor, batch)
    if batch.kind != ImportKind.ORDERS:
        return _of_customers(batch, customers.preview_undo(actor, batch.pk, in_ledger), None)
    try:
        with plan_undo(engine(), store(), current_state(), batch.pk) as plan:
            return _of_lines(plan, None)
    except LedgerError as error:
        raise as_failure(error) or error from error


@service(UNDO_IMPORTS)
def start(actor: Actor, batch: ImportBatch) -> Job:
    """Queue the undo of a batch. Raises BatchBusy."""
    require(actor, IMPORT_CUSTOMERS)
    _check(actor, batch)
    job = jobs.enqueue(actor, UNDO, {"batch": batch.pk})
    _note_job(batch, job)
    return job


@service(UNDO_IMPORTS, atomic=False)
def undo_now(
    actor: Actor, batch: ImportBatch, on_progress: Callable[[Progress], None] | None = None
) -> dict[str, Any]:
    """Undo a batch at once; gives the report as JSON. Raises BatchBusy and what the run raises."""
    require(actor, IMPORT_CUSTOMERS)
    _check(actor, batch)
    job = jobs.run_inline(
        actor,
        UNDO,
        {"batch": batch.pk},
        on_progress,
        on_created=lambda job: _note_job(batch, job),
    )
    batch.refresh_from_db()
    return dict(job.result or {})


def _check(actor: Actor, batch: ImportBatch) -> None:
    require(actor, UNDO_IMPORTS, batch)
    if batch.state != BatchState.COMMITTED:
        raise BatchBusy(batch.state)
    if batch.before_images_gone_at is not None:
        raise ImportFailed("before_images_gone")


def _note_job(batch: ImportBatch, job: Job) -> None:
    """Make the job the one that the batch shows. Raises BatchBusy where another undo goes on."""
    committed = ImportBatch.objects.system(_WHY).filter(pk=batch.pk, state=BatchState.COMMITTED)
    others = Job.objects.system(_WHY).filter(
        kind=UNDO, state__in=JobState.unfinished(), pk=OuterRef("job_id")
    )
    if not committed.filter(~Exists(others)).update(job_id=job.pk):
        raise BatchBusy(BatchState.RUNNING)
    batch.job_id = job.pk


def undo(context: JobContext) -> dict[str, Any]:
    """The job that undoes a batch; one that is undone already stays so."""
    batch = ImportBatch.objects.system(_WHY).get(pk=context.parameters["batch"])
    if batch.state == BatchState.UNDONE:
        return {"batch": batch.pk, "state": batch.undone_in}
    if batch.kind != ImportKind.ORDERS:
        return _undo_customers(batch, context).as_json()
    for _ in range(_ATTEMPTS):
        try:
            return _undo_lines(batch, context).as_json()
        except StateMoved:
            continue
        except LedgerError as error:
            raise as_failure(error) or error from error
    raise ImportFailed("too_busy")


def _undo_lines(batch: ImportBatch, context: JobContext) -> UndoReport:
    state = current_state()
    with plan_undo(engine(), store(), state, batch.pk, progress=engine_progress(context)) as plan:
        change = plan.write_change()
        after = change.apply_to(state)

        def in_use(keys: Collection[int]) -> Collection[int]:
            return customers_with_lines(after, keys)

        try:
            with context.complete_in_transaction() as result:
                number = manifest.apply(change)
                customers.undo(context.actor, batch.pk, in_use)
                report = _of_lines(plan, number)
                result.update(report.as_json())
                _note(context.actor, batch, report)
                publish(LedgerChanged(number))
        except BaseException:
            in_transaction = transaction.get_connection().in_atomic_block
            if not in_transaction and not manifest.has_taken(change):
                discard_change(store(), change)
            raise
    return report


def _undo_customers(batch: ImportBatch, context: JobContext) -> UndoReport:
    with context.complete_in_transaction() as result:
        done = customers.undo(context.actor, batch.pk, in_ledger)
        report = _of_customers(batch, done, current_number())
        rows = ImportBatch.objects.system(_WHY).filter(pk=batch.pk, state=BatchState.COMMITTED)
        rows.update(state=BatchState.UNDONE, undone_at=timezone.now())
        result.update(report.as_json())
        _note(context.actor, batch, report)
    return report


def in_ledger(keys: Collection[int]) -> Collection[int]:
    """Which of these customers have order lines now."""
    return customers_with_lines(current_state(), keys)


def _of_lines(plan: UndoPlan, state: int | None) -> UndoReport:
    found = plan.report
    return UndoReport(
        batch=plan.batch,
        state=state,
        removed=found.removed.lines,
        restored=found.restored.lines,
        kept_confirmed=found.kept_confirmed.lines,
        money_removed=dict(found.removed.money),
        money_restored=dict(found.restored.money),
    )


def _of_customers(
    batch: ImportBatch, done: customers.CustomerUndo, state: int | None
) -> UndoReport:
    return UndoReport(
        batch=batch.pk,
        state=state,
        removed=done.withdrawn,
        restored=done.restored_customers,
        kept_confirmed=done.kept_confirmed,
        money_removed={},
        money_restored={},
        kept_with_orders=done.kept_with_orders,
        kept_as_parents=done.kept_as_parents,
        kept_edited=done.kept_edited,
        left_fields=done.left_fields,
        contacts_removed=done.contacts.withdrawn,
        contacts_restored=done.contacts.restored,
        contacts_kept_confirmed=done.contacts.kept_confirmed,
        contacts_kept_edited=done.contacts.kept_edited,
        contacts_left_fields=done.contacts.left_fields,
    )


def _note(actor: Actor, batch: ImportBatch, report: UndoReport) -> None:
    audit.record(actor, "ledger.import.undone", subject=batch, report=report.as_json())
    publish(ImportSettled(batch.pk, batch.kind, undone=True))
