"""The work that is under way on an import, as its page shows it."""

from dataclasses import dataclass

from mainstay.apps.ledger import policies, wording
from mainstay.apps.ledger.models import BatchState, ImportBatch
from mainstay.apps.ledger.queries.batches import job_of
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs import queries as jobs
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.shell.web import figures

LATE_SECONDS = 10
"""A worker takes a waiting job within a second or two; after this, none is running."""


@dataclass(frozen=True, slots=True)
class Work:
    """A job that is not finished: what it is doing, how far it is, whether it may be stopped."""

    job: Job
    title: str
    phase: str
    note: str
    without_worker: bool
    may_cancel: bool

    @property
    def done(self) -> int | None:
        """How far it is; None while nobody knows."""
        return self.job.progress_done if self.job.progress_total else None

    @property
    def total(self) -> int:
        return self.job.progress_total or 1


def work_on(actor: Actor, batch: ImportBatch) -> Work | None:
    """The work under way on an import, None where there is none."""
    job = job_of(batch)
    if job is None or job.is_finished:
        return None
    waits = job.state == JobState.QUEUED
    late = jobs.overdue_seconds() if waits else None
    permission = (
        policies.UNDO_IMPORTS if batch.state == BatchState.COMMITTED else policies.RUN_IMPORTS
    )
    return Work(
        job=job,
        title=wording.title(job.kind),
        phase=wording.phase(job.phase),
        note=_note(job),
        without_worker=late is not None and late > LATE_SECONDS,
        may_cancel=(
            not job.cancel_requested
            and actor.may(permission)
            and jobs.job(actor, job.pk) is not None
        ),
    )


def _note(job: Job) -> str:
    done = figures.full_number(job.progress_done)
    if not job.progress_total:
        return done if job.progress_done else ""
    return f"{done} / {figures.full_number(job.progress_total)}"
