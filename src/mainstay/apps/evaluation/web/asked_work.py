"""Pages of work that somebody asked for: how far it is, how it ended, stopping it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.queries.asked_work import Asked
from mainstay.apps.evaluation.wording.failures import failure, phase
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.shell.web.access import acting
from mainstay.shell.web.job_progress import JobProgress, progress_over, progress_part


@dataclass(frozen=True, slots=True)
class AskedWork:
    """One sort of work: the name of its page, and how a row of it is found with its job.

    The part of the page that asks for itself again is named like the page, with `_progress`.
    """

    page: str
    find: Callable[[Actor, int], tuple[Any, Job | None]]

    def told(self, actor: Actor, row: Asked, job: Job | None) -> dict[str, Any]:
        """What a page says of work: how far it is, why it ended without a result, who may what."""
        work = self._work(row, job)
        failed = job is not None and bool(job.error_code)
        return {
            "work": work,
            "stopped": job is not None and job.state == JobState.CANCELLED,
            "failure": failure(job.error_code, job.error_details) if job and failed else "",
            "may_run": actor.may(policies.RUN),
            "may_cancel": work is not None
            and row.by_id is not None
            and row.by_id == actor.person_id,
        }

    def progress(self, request: HttpRequest, number: int) -> HttpResponse:
        """The part of the page that tells how far it is; it asks again by itself."""
        actor = acting(request)
        row, job = self.find(actor, number)
        work = self._work(row, job)
        if work is None:
            return progress_over(request, actor, job, reverse(self.page, args=[number]))
        return progress_part(request, work)

    def cancel(self, request: HttpRequest, number: int) -> HttpResponse:
        """Stop what is not finished."""
        actor = acting(request)
        _row, job = self.find(actor, number)
        if job is not None:
            jobs.cancel_job(actor, job.pk)
        return redirect(self.page, number)

    def _work(self, row: Asked, job: Job | None) -> JobProgress | None:
        """How far the job of an unfinished row is, None where it has ended."""
        if row.finished_at is not None or job is None or job.is_finished:
            return None
        return JobProgress(
            job=job,
            part=reverse(f"{self.page}_progress", args=[row.pk]),
            page=reverse(self.page, args=[row.pk]),
            phase=phase(job.phase),
        )
