"""The interface for programs: work that is done in the background."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from mainstay.foundation.jobs import queries
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.policies import CANCEL, VIEW
from mainstay.foundation.jobs.services import cancel_job as cancel
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class JobOut(Schema):
    """One piece of work. `done` of `total` counts what the phase works on."""

    id: int
    kind: str
    label: str
    state: str
    by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int
    cancel_requested: bool
    phase: str
    done: int
    total: int | None
    result: dict[str, Any] | None
    error_code: str
    error_details: dict[str, Any]

    @staticmethod
    def resolve_label(job: Job) -> str:
        return str(queries.kind_label(job))

    @staticmethod
    def resolve_by(job: Job) -> str:
        return job.actor_name

    @staticmethod
    def resolve_done(job: Job) -> int:
        return job.progress_done

    @staticmethod
    def resolve_total(job: Job) -> int | None:
        return job.progress_total


@router.get("", response=PageOut[JobOut])
@requires(VIEW)
def list_jobs(
    request: HttpRequest, page: Query[PageIn], kind: str = "", unfinished: bool = False
) -> dict[str, Any]:
    """One's own jobs, everybody's for those who may see them, the newest first."""
    rows = queries.jobs(acting(request), kind=kind, unfinished=unfinished)
    return page_out(request, QuerySetRows(rows), ["-pk"], page)


@router.get("/{int:number}", response=JobOut)
@requires(VIEW)
def get_job(request: HttpRequest, number: int) -> Job:
    """One job."""
    return _found(request, number)


@router.post("/{int:number}/cancel", response=JobOut)
@requires(CANCEL)
def cancel_job(request: HttpRequest, number: int) -> Job:
    """Cancel a job: at once while it waits, at its next safe point while it runs."""
    _found(request, number)
    return cancel(acting(request), number)


def _found(request: HttpRequest, number: int) -> Job:
    job = queries.job(acting(request), number)
    if job is None:
        raise Http404
    return job
