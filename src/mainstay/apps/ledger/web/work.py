"""The work that is under way on an import, as its page shows it."""

from django.urls import reverse

from mainstay.apps.ledger import policies, wording
from mainstay.apps.ledger.models import BatchState, ImportBatch
from mainstay.apps.ledger.queries.batches import job_of
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs import queries as jobs
from mainstay.foundation.jobs.models import Job
from mainstay.shell.web.job_progress import JobProgress


def work_on(actor: Actor, batch: ImportBatch) -> JobProgress | None:
    """The work under way on an import, None where there is none."""
    job = job_of(batch)
    if job is None or job.is_finished:
        return None
    return JobProgress(
        job=job,
        part=reverse("ledger:progress", args=[batch.pk]),
        page=reverse("ledger:batch", args=[batch.pk]),
        phase=str(wording.phase(job.phase)),
        title=str(wording.title(job.kind)),
        stop=reverse("ledger:cancel", args=[batch.pk]) if _may_stop(actor, batch, job) else "",
    )


def _may_stop(actor: Actor, batch: ImportBatch, job: Job) -> bool:
    undoes = batch.state == BatchState.COMMITTED
    permission = policies.UNDO_IMPORTS if undoes else policies.RUN_IMPORTS
    return actor.may(permission) and jobs.job(actor, job.pk) is not None
