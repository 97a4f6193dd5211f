"""The interface for programs: evaluations."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries import evaluations as queries
from mainstay.apps.evaluation.services.evaluating import request_evaluation
from mainstay.foundation.jobs.models import Job
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class EvaluationIn(Schema):
    """What to evaluate. Without `unit` that of the scheme."""

    scheme: str
    as_of: date
    unit: Literal["customer", "group"] | None = None


class EvaluationJobOut(Schema):
    """How the job of an evaluation stands."""

    id: int
    state: str
    phase: str
    done: int
    total: int | None
    error: str


class EvaluationOut(Schema):
    """An evaluation; without `finished_at` it is still to be done, or failed as `job` says."""

    evaluation: int
    scheme: str
    version: int
    as_of: date
    unit: str
    by: str
    requested_at: datetime
    finished_at: datetime | None
    seconds: float | None
    state: int | None
    festival_days: int
    festival_days_before: int
    took_effect: bool
    while_frozen: bool = Field(description="Whether it only told what would change.")


class EvaluationDetailsOut(EvaluationOut):
    """An evaluation with what it found among the customers within reach."""

    customers: int | None
    grades: dict[str, int]
    withheld: int = Field(description="Of how many too little is known for a grade.")
    everybody: bool
    job: EvaluationJobOut | None


def _facts(row: Evaluation) -> dict[str, Any]:
    return {
        "evaluation": row.pk,
        "scheme": row.version.scheme.code,
        "version": row.version.number,
        "as_of": row.as_of,
        "unit": row.unit,
        "by": row.by_name,
        "requested_at": row.requested_at,
        "finished_at": row.finished_at,
        "seconds": row.seconds,
        "state": row.ledger_state,
        "festival_days": row.festival_days,
        "festival_days_before": row.festival_days_before,
        "took_effect": row.took_effect,
        "while_frozen": row.while_frozen,
    }


def _details(request: HttpRequest, number: int) -> dict[str, Any]:
    row, job = queries.evaluation_with_job(acting(request), number)
    found: dict[str, Any] = {"customers": None, "grades": {}, "withheld": 0, "everybody": False}
    if row.finished_at is not None:
        report = queries.report(acting(request), row)
        found = {
            "customers": report.customers,
            "grades": report.grades,
            "withheld": report.withheld,
            "everybody": report.everybody,
        }
    return {**_facts(row), **found, "job": job_told(job)}


def job_told(job: Job | None) -> dict[str, Any] | None:
    """How a job stands; nothing where there is none."""
    if job is None:
        return None
    return {
        "id": job.pk,
        "state": job.state,
        "phase": job.phase,
        "done": job.progress_done,
        "total": job.progress_total,
        "error": job.error_code,
    }


@router.get("", response=PageOut[EvaluationOut])
@requires(policies.VIEW_EVALUATIONS)
def list_evaluations(request: HttpRequest, page: Query[PageIn], scheme: str = "") -> dict[str, Any]:
    """Evaluations, newest first."""
    rows = queries.evaluations(acting(request), scheme)
    found = page_out(request, QuerySetRows(rows), ["-pk"], page)
    return {**found, "items": [_facts(row) for row in found["items"]]}


@router.post("", response={202: EvaluationDetailsOut})
@requires(policies.RUN)
def create_evaluation(request: HttpRequest, wanted: EvaluationIn) -> Status[dict[str, Any]]:
    """Ask for an evaluation; a worker does it. Ask for its number again to see how far it is."""
    actor = acting(request)
    row = request_evaluation(actor, wanted.scheme, wanted.as_of, wanted.unit)
    return Status(202, _details(request, row.pk))


@router.get("/{int:number}", response=EvaluationDetailsOut)
@requires(policies.VIEW_EVALUATIONS)
def get_evaluation(request: HttpRequest, number: int) -> dict[str, Any]:
    """One evaluation, counted among the customers within reach."""
    return _details(request, number)
