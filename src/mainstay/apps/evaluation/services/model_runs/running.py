"""Asking for a model run, doing it as a job, and saying which one is in use."""

from collections.abc import Callable, Mapping
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from mainstay.apps.evaluation.models import EvaluationUnit, ModelRun, ModelSchedule
from mainstay.apps.evaluation.policies import RUN, tells_everything
from mainstay.apps.evaluation.queries.files import digest
from mainstay.apps.evaluation.queries.measures import Pinned, pinned, require_measurable
from mainstay.apps.evaluation.queries.model_runs import (
    FIGURES,
    IN_USE,
    ModelRunNotFound,
    RunUnfinished,
)
from mainstay.apps.evaluation.services.files import fresh_folder, remove_other_runs, write
from mainstay.apps.evaluation.services.ledger_refusals import ledger_refusals
from mainstay.apps.evaluation.services.model_runs.back_test import (
    Past,
    back_tested,
    require_back_test,
)
from mainstay.apps.evaluation.services.model_runs.kinds import kind_of
from mainstay.apps.evaluation.services.model_runs.telling import tell_of_scheduled_run
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, Progress
from mainstay.foundation.kept import forget

if TYPE_CHECKING:
    from mainstay.apps.evaluation.services.model_runs.kind import Found

RUN_MODEL = "evaluation.run_model"
BACK_TEST = "back_test"
"""Where the report of a run has how it did against what came since."""
_WHY = "a model run is found by its job"


@service(RUN)
def request_model_run(
    actor: Actor,
    kind: str,
    as_of: date,
    parameters: Mapping[str, Any] | None = None,
    *,
    back_test_months: int | None = None,
) -> ModelRun:
    """Queue a run of a kind of model over all customers, as of a day.

    With `back_test_months` what it finds is held against so many months from the day on. Raises
    ValidationError, and AccessDenied for who does not see everything that it tells.
    """
    row = _requested(actor, kind, as_of, parameters or {}, back_test_months)
    job = jobs.enqueue(actor, RUN_MODEL, {"model_run": row.pk})
    _unfinished(row.pk).update(job_id=job.pk)
    row.job_id = job.pk
    return row


def request_scheduled_run(
    actor: Actor, kind: str, as_of: date, parameters: Mapping[str, Any]
) -> ModelRun:
    """Queue a run that a schedule asks for. Raises what `request_model_run` does."""
    row = request_model_run(actor, kind, as_of, parameters)
    _unfinished(row.pk).update(scheduled=True)
    return row


@service(RUN, atomic=False)
def run_model(
    actor: Actor,
    kind: str,
    as_of: date,
    parameters: Mapping[str, Any] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    *,
    back_test_months: int | None = None,
) -> ModelRun:
    """Run a model at once, for a caller who waits.

    Raises what `request_model_run` does, JobFailed with the codes of `run`, JobCancelled.
    """
    with transaction.atomic():
        row = _requested(actor, kind, as_of, parameters or {}, back_test_months)
    jobs.run_inline(actor, RUN_MODEL, {"model_run": row.pk}, on_progress)
    row.refresh_from_db()
    return row


def _requested(
    actor: Actor, kind: str, as_of: date, said: Mapping[str, Any], back_test_months: int | None
) -> ModelRun:
    if not tells_everything(actor):
        raise AccessDenied(RUN)
    require_measurable(as_of)
    parameters = kind_of(kind).checked(said)
    if back_test_months is not None:
        require_back_test(kind_of(kind), parameters, as_of, back_test_months)
    row = ModelRun.objects.create(
        kind=kind,
        parameters=parameters,
        as_of=as_of,
        back_test_months=back_test_months,
        by_id=actor.person_id,
        by_name=actor.name[:200],
    )
    audit.record(
        actor,
        "evaluation.model_run.requested",
        subject=row,
        kind=kind,
        as_of=as_of,
        parameters=row.parameters,
        back_test_months=back_test_months,
    )
    return row


def run(context: JobContext) -> dict[str, Any]:
    """The job: find, write down. Running it again changes nothing.

    The first run of a kind that comes to an end is in use at once, but for one that is held
    against what came since: it was made to be judged. One that a schedule started is too where the
    schedule says so, and who runs models is told of it. Raises JobFailed with
    `ledger_damaged`, or with what keeps the kind from finding anything, and JobPostponed with
    `engine_unavailable`.
    """
    row = ModelRun.objects.system(_WHY).get(pk=context.parameters["model_run"])
    if row.finished_at is not None:
        return {"model_run": row.pk}
    _unfinished(row.pk).update(job_id=context.job_id)
    started, pin = perf_counter(), pinned(EvaluationUnit.CUSTOMER)

    def tell(done: int, total: int) -> None:
        context.progress("model", done, total)

    with ledger_refusals():
        found = kind_of(row.kind).run(pin, row.as_of, row.parameters, tell)
        if row.back_test_months:
            past = Past(pin, row.as_of, row.back_test_months, row.parameters, found)
            found.report[BACK_TEST] = back_tested(kind_of(row.kind), past)
    _complete(context, row, pin, found, started)
    remove_other_runs(_own(row.pk), row.folder)
    return {"model_run": row.pk}


def _own(number: int) -> str:
    return f"model-{number}"


def _complete(
    context: JobContext, row: ModelRun, pin: Pinned, found: "Found", started: float
) -> None:
    """Write down what was found, once."""
    name = _own(row.pk) if context.attempt == 1 else f"{_own(row.pk)}-{context.attempt}"
    folder = fresh_folder(name)
    tables = {FIGURES: found.table, **found.files}
    for each, table in tables.items():
        write(folder / each, table)
    with context.complete_in_transaction() as result:
        row.refresh_from_db()
        row.finished_at = timezone.now()
        row.seconds = round(perf_counter() - started, 3)
        row.ledger_state, row.alias_version = pin.ledger_state, pin.alias_version
        row.customers = found.table.num_rows
        row.report = found.report
        row.folder, row.files = name, {each: digest(folder / each) for each in tables}
        before = ModelRun.objects.system(_WHY).filter(kind=row.kind, in_use=True).first()
        if _is_put_to_use(row, before):
            _replace(row, context.actor)
        row.save()
        audit.record(
            context.actor,
            "evaluation.model_run.finished",
            subject=row,
            kind=row.kind,
            as_of=row.as_of,
            ledger_state=row.ledger_state,
            customers=row.customers,
        )
        if row.scheduled:
            tell_of_scheduled_run(row, before)
        result["model_run"] = row.pk


@service(RUN)
def promote(actor: Actor, number: int) -> ModelRun:
    """Put a finished run to use in the place of the one of its kind that is.

    Raises ModelRunNotFound, RunUnfinished, and AccessDenied for who does not see everything.
    """
    if not tells_everything(actor):
        raise AccessDenied(RUN)
    rows = ModelRun.objects.system(_WHY).select_for_update()
    row = rows.filter(pk=number).first()
    if row is None:
        raise ModelRunNotFound(number)
    if row.finished_at is None:
        raise RunUnfinished(number)
    if not row.in_use:
        _replace(row, actor)
        row.save(update_fields=["in_use", "decided_by_name", "decided_at"])
        forget(IN_USE)
        audit.record(
            actor, "evaluation.model_run.promoted", subject=row, kind=row.kind, as_of=row.as_of
        )
    return row


def _is_put_to_use(row: ModelRun, before: ModelRun | None) -> bool:
    """Whether a run is in use as soon as it has come to an end; `before` is the one that is."""
    if row.back_test_months:
        return False
    schedules = ModelSchedule.objects.system(_WHY).filter(kind=row.kind, promotes=True)
    return before is None or (row.scheduled and schedules.exists())


def _replace(row: ModelRun, actor: Actor) -> None:
    """Put a run to use in the place of the one that is; the caller saves it."""
    others = ModelRun.objects.system(_WHY).filter(kind=row.kind, in_use=True)
    others.update(in_use=False)
    row.in_use = True
    row.decided_by_name, row.decided_at = actor.name[:200], timezone.now()


def _unfinished(number: int) -> Any:
    return ModelRun.objects.system(_WHY).filter(pk=number, finished_at=None)
