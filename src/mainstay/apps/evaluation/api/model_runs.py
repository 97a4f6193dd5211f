"""The interface for programs: model runs, for who sees all customers and all figures."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.api.evaluations import EvaluationJobOut, job_told
from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import ModelKind, ModelRun
from mainstay.apps.evaluation.queries import model_runs as queries
from mainstay.apps.evaluation.queries.table_rows import TableRows
from mainstay.apps.evaluation.services.model_runs import running
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class ModelRunIn(Schema):
    """What to run; parameters that are left out are the usual ones."""

    kind: ModelKind
    as_of: date
    parameters: dict[str, int | float] = Field(default_factory=dict)


class ModelRunOut(Schema):
    """A model run; without `finished_at` it is still to be done, or failed as `job` says."""

    model_run: int
    kind: ModelKind
    as_of: date
    parameters: dict[str, int | float]
    in_use: bool
    by: str
    requested_at: datetime
    finished_at: datetime | None
    seconds: float | None
    state: int | None
    customers: int | None


class ModelRunDetailsOut(ModelRunOut):
    """A model run with what it found of all customers together."""

    report: dict[str, Any]
    job: EvaluationJobOut | None


class RunCustomerOut(Schema):
    """What a run of lifecycle stages found of a customer."""

    customer: str
    name: str
    stage: str
    since: date
    before: str | None


@router.get("", response=PageOut[ModelRunOut])
@requires(policies.VIEW_EVALUATIONS)
def list_model_runs(
    request: HttpRequest, page: Query[PageIn], kind: ModelKind | None = None
) -> dict[str, Any]:
    """Model runs, newest first."""
    rows = queries.model_runs(acting(request), kind or "")
    found = page_out(request, QuerySetRows(rows), ["-pk"], page)
    return {**found, "items": [facts(row) for row in found["items"]]}


@router.post("", response={202: ModelRunDetailsOut})
@requires(policies.RUN)
def create_model_run(request: HttpRequest, asked: ModelRunIn) -> Status[dict[str, Any]]:
    """Ask for a model run; a worker does it. Ask for its number again to see how far it is."""
    row = running.request_model_run(acting(request), asked.kind, asked.as_of, asked.parameters)
    return Status(202, _details(request, row.pk))


@router.get("/{int:number}", response=ModelRunDetailsOut)
@requires(policies.VIEW_EVALUATIONS)
def get_model_run(request: HttpRequest, number: int) -> dict[str, Any]:
    """One model run."""
    return _details(request, number)


@router.post("/{int:number}/promote", response=ModelRunDetailsOut)
@requires(policies.RUN)
def promote_model_run(request: HttpRequest, number: int) -> dict[str, Any]:
    """Put a finished run to use in the place of the one of its kind that is."""
    running.promote(acting(request), number)
    return _details(request, number)


@router.get("/{int:number}/customers", response=PageOut[RunCustomerOut])
@requires(policies.VIEW_EVALUATIONS)
def list_customers_of_model_run(
    request: HttpRequest, number: int, page: Query[PageIn], stage: str = ""
) -> dict[str, Any]:
    """What a run found of each customer, by code."""
    import pyarrow.compute as pc

    actor = acting(request)
    run = queries.model_run(actor, number)
    if run.finished_at is None:
        raise running.RunUnfinished(number)
    table = queries.told_of_customers(actor, run)
    if stage:
        table = table.filter(pc.equal(table["stage"], stage))
    return page_out(request, TableRows(table), [CODE], page)


def facts(row: ModelRun) -> dict[str, Any]:
    """What a run is of."""
    return {
        "model_run": row.pk,
        "kind": row.kind,
        "as_of": row.as_of,
        "parameters": row.parameters,
        "in_use": row.in_use,
        "by": row.by_name,
        "requested_at": row.requested_at,
        "finished_at": row.finished_at,
        "seconds": row.seconds,
        "state": row.ledger_state,
        "customers": row.customers,
    }


def _details(request: HttpRequest, number: int) -> dict[str, Any]:
    row, job = queries.model_run_with_job(acting(request), number)
    return {**facts(row), "report": row.report, "job": job_told(job)}
