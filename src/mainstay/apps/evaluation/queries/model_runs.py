"""Reads of model runs, and of what they tell of customers."""

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import ModelRun, ModelSchedule
from mainstay.apps.evaluation.queries.asked_work import with_job
from mainstay.apps.evaluation.queries.files import read, read_row
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.columns import read_columns
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.kept import kept

if TYPE_CHECKING:
    import pyarrow as pa

FIGURES = "figures.parquet"
"""The file of what a run found of each customer."""


class ModelRunNotFound(LookupError):
    """There is no such model run, or none that the actor may see."""


class RunUnfinished(Exception):
    """The run has not come to an end, so there is nothing to use or to compare."""


def model_runs(actor: Actor, kind: str = "") -> QuerySet[ModelRun]:
    """Model runs, newest first."""
    rows = ModelRun.objects.visible_to(actor).order_by("-pk")
    return rows.filter(kind=kind) if kind else rows


def model_runs_with_ends(actor: Actor) -> QuerySet[ModelRun]:
    """Model runs, newest first, each with how its job ended, for lists.

    `job_state` is None where there is no job any more; `error_code` and `error_details` tell why a
    run found nothing.
    """
    jobs = Job.objects.system("shown with what it does, which is visible")
    own = jobs.filter(pk=OuterRef("job_id"))
    return model_runs(actor).annotate(
        job_state=Subquery(own.values("state")[:1]),
        error_code=Subquery(own.values("error_code")[:1]),
        error_details=Subquery(own.values("error_details")[:1]),
    )


def model_run(actor: Actor, number: int) -> ModelRun:
    """One model run. Raises ModelRunNotFound."""
    found = model_runs(actor).filter(pk=number).first()
    if found is None:
        raise ModelRunNotFound(number)
    return found


def model_run_with_job(actor: Actor, number: int) -> tuple[ModelRun, Job | None]:
    """One model run and how far it is. Raises ModelRunNotFound."""
    return with_job(lambda: model_run(actor, number))


def ended_run(actor: Actor, number: int) -> ModelRun:
    """One model run that has come to an end. Raises ModelRunNotFound and RunUnfinished."""
    run = model_run(actor, number)
    if run.finished_at is None:
        raise RunUnfinished(number)
    return run


def others_of_kind(actor: Actor, run: ModelRun) -> QuerySet[ModelRun]:
    """The other runs of its kind that have ended: the one in use first, then the newest."""
    rows = model_runs(actor, run.kind).exclude(pk=run.pk).exclude(finished_at=None)
    return rows.order_by("-in_use", "-pk")


def schedules(actor: Actor) -> dict[str, ModelSchedule]:
    """When which kind of model is run by itself; kinds that never were are left out."""
    return {row.kind: row for row in ModelSchedule.objects.visible_to(actor)}


def model_run_of_job(job: Job) -> ModelRun | None:
    """The model run that a job does, to tell whoever started the job how it ended."""
    rows = ModelRun.objects.system("the job names it, and its end is told to its own person")
    return rows.filter(pk=job.parameters.get("model_run", 0)).first()


IN_USE = "evaluation.runs_in_use"


def run_in_use(kind: str) -> ModelRun | None:
    """The run of a kind that tells of customers, for what is shown with a visible customer.

    Those of all kinds are read together, once within a request.
    """
    return kept(IN_USE, _runs_in_use).get(kind)


def _runs_in_use() -> dict[str, ModelRun]:
    rows = ModelRun.objects.system("shown with a customer who is visible").filter(in_use=True)
    return {row.kind: row for row in rows.order_by()}


def told_of(run: ModelRun, key: int) -> dict[str, Any] | None:
    """What a run found of a customer who is visible; None where it found nothing.

    Raises EvaluationDamaged.
    """
    return read_row(run, FIGURES, key)


def narrowed(table: "pa.Table", name: str, label: str) -> "pa.Table":
    """The rows with a label."""
    import pyarrow.compute as pc

    return table.filter(pc.equal(table[name], label))


def finished_run(actor: Actor, number: int, kind: str) -> ModelRun:
    """A run of a kind that has come to an end. Raises ModelRunNotFound."""
    run = model_run(actor, number)
    if run.kind != kind or run.finished_at is None:
        raise ModelRunNotFound(number)
    return run


def told_of_customers(actor: Actor, run: ModelRun) -> "pa.Table":
    """What a run found of the customers that the actor sees, by code, with their names.

    Raises EvaluationDamaged.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    table = read(run, FIGURES)
    schema = pa.schema([("pk", pa.int64()), ("name", pa.string())])
    seen = read_columns(customers.visible(actor).select_related(None).order_by(), schema)
    places = pc.index_in(table[KEY], value_set=seen["pk"].combine_chunks())
    named = table.append_column("name", seen["name"].take(places))
    return named.filter(pc.is_valid(places))
