"""A job under way, as the page that waits for it shows it.

The page holds a part that asks for itself again and again, until the job has ended and the part
leads to the page as it then is.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs import endings
from mainstay.foundation.jobs import queries as jobs
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.shell.web import figures
from mainstay.shell.web.partials import on_to

LATE_SECONDS = 10
"""A worker takes a waiting job within a second or two; after this, none is running."""


@dataclass(frozen=True, slots=True)
class JobProgress:
    """A job that is not finished: what it is doing, how far it is, whether it may be stopped.

    `part` is the address of this part, `page` that of the page around it, `stop` that of the
    question whether to stop, where that is offered.
    """

    job: Job
    part: str
    page: str
    phase: str
    title: str = ""
    stop: str = ""

    @property
    def done(self) -> int | None:
        """How far it is; None while nobody knows."""
        return self.job.progress_done if self.job.progress_total else None

    @property
    def total(self) -> int:
        return self.job.progress_total or 1

    @property
    def note(self) -> str:
        """The same in figures."""
        done = figures.full_number(self.job.progress_done)
        if not self.job.progress_total:
            return done if self.job.progress_done else ""
        return f"{done} / {figures.full_number(self.job.progress_total)}"

    @property
    def without_worker(self) -> bool:
        """Whether it waits and no worker seems to run."""
        if self.job.state != JobState.QUEUED:
            return False
        waited = jobs.overdue_seconds()
        return waited is not None and waited > LATE_SECONDS


def progress_part(request: HttpRequest, progress: JobProgress) -> HttpResponse:
    """The part once more."""
    return render(request, "components/job_progress.html", {"progress": progress})


def progress_over(request: HttpRequest, actor: Actor, job: Job | None, page: str) -> HttpResponse:
    """On to the page; who has waited there need not be told of the end as well."""
    if job is not None and request.method == "GET":
        endings.seen(actor, job.pk)
    return on_to(request, page)
