"""The work that is under way on an import or on the whole ledger, as pages show it."""

from django.urls import reverse

from mainstay.apps.ledger import policies, wording
from mainstay.apps.ledger.models import BatchState, ImportBatch
from mainstay.apps.ledger.queries.batches import job_of
from mainstay.apps.ledger.queries.upkeep import newest_job
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
        phase=wording.phase(job.phase),
        title=wording.title(job.kind),
        stop=reverse("ledger:cancel", args=[batch.pk]) if _may_stop(actor, batch, job) else "",
    )


def work_of_kinds(*kinds: str, part: str, page: str, title: str = "") -> JobProgress | None:
    """The newest unfinished job of some kinds, None where there is none.

    `part` and `page` are names of addresses. Without a `title` it is called after its kind.
    """
    job = newest_job(*kinds, unfinished=True)
    if job is None:
        return None
    return JobProgress(
        job=job,
        part=reverse(part),
        page=reverse(page),
        phase=wording.phase(job.phase),
        title=title or str(jobs.kind_label(job)),
    )


def _may_stop(actor: Actor, batch: ImportBatch, job: Job) -> bool:
    undoes = batch.state == BatchState.COMMITTED
    permission = policies.UNDO_IMPORTS if undoes else policies.RUN_IMPORTS
    return actor.may(permission) and jobs.job(actor, job.pk) is not None
