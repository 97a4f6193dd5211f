"""Reading the queue."""

from django.db.models import Min, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import Promise

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs import registry
from mainstay.foundation.jobs.models import Job, JobState


def jobs(actor: Actor, *, kind: str = "", unfinished: bool = False) -> QuerySet[Job]:
    """Jobs the actor may see, the newest first: ordered by `-pk`, which suits keyset paging."""
    rows: QuerySet[Job] = Job.objects.visible_to(actor).order_by("-pk")
    if kind:
        rows = rows.filter(kind=kind)
    if unfinished:
        rows = rows.filter(state__in=JobState.unfinished())
    return rows


def job(actor: Actor, number: int) -> Job | None:
    """One job by its key, if the actor may see it."""
    rows: QuerySet[Job] = Job.objects.visible_to(actor)
    return rows.filter(pk=number).first()


def kind_label(row: Job) -> str | Promise:
    """What kind of job this is, in the reader's words; the bare code of a kind that is gone."""
    return label_of(row.kind)


def label_of(kind: str) -> str | Promise:
    """The same of a kind of jobs."""
    try:
        return registry.kind(kind).label
    except registry.UnknownJobKind:
        return kind


def overdue_seconds() -> float | None:
    """How long the job that has waited longest could have run already; None when none waits."""
    since = _due().aggregate(since=Min("available_at"))["since"]
    return None if since is None else (timezone.now() - since).total_seconds()


def due_kinds() -> list[str]:
    """The kinds of the jobs that could run now and wait for a worker."""
    return sorted(set(_due().values_list("kind", flat=True)))


def _due() -> QuerySet[Job]:
    waiting = Job.objects.system("whether a worker runs concerns everybody")
    return waiting.filter(state=JobState.QUEUED, available_at__lte=Now())
