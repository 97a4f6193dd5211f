"""Starting and cancelling jobs."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs import endings, leases, registry
from mainstay.foundation.jobs.context import Progress
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.jobs.policies import CANCEL
from mainstay.foundation.jobs.running import run_here


def enqueue(actor: Actor, kind: str, parameters: Mapping[str, Any] | None = None) -> Job:
    """Queue a job; a worker sees it once the current transaction commits.

    Called by services, which have checked that the actor may do it. `parameters` is plain JSON.
    Raises UnknownJobKind.
    """
    registry.kind(kind)
    return Job.objects.create(kind=kind, parameters=dict(parameters or {}), **_named(actor))


def run_inline(
    actor: Actor,
    kind: str,
    parameters: Mapping[str, Any] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    on_created: Callable[[Job], None] | None = None,
) -> Job:
    """Run a job at once, for a caller who waits for it, as the command line does.

    It has a row and a lease like any other: others see it, can cancel it, and a worker takes it
    over should this process die. `on_created` shares the transaction that makes the row: what it
    writes and raises decides whether there is a job at all. Returns the finished job. Raises what
    the job's function raises, JobCancelled and LeaseLost included; there are no retries.
    """
    seconds = registry.kind(kind).lease_seconds
    lease_fields = leases.new_lease_fields(seconds)
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            parameters=dict(parameters or {}),
            attempts=1,
            started_at=Now(),
            **_named(actor),
            **lease_fields,
        )
        if on_created is not None:
            on_created(job)
    lease = leases.Lease(job.pk, lease_fields["lease_token"], seconds, attended=True)
    run_here(job, lease, actor, on_progress)
    job.refresh_from_db()
    return job


def _named(actor: Actor) -> dict[str, Any]:
    return {
        "actor_kind": actor.kind.value,
        "actor_person_id": actor.person_id,
        "actor_name": actor.name[:200],
        "actor_origin": actor.origin[:64],
        "actor_permissions": sorted(actor.permissions),
    }


@service(CANCEL)
def cancel_job(actor: Actor, number: int) -> Job:
    """Cancel a job: at once while it waits, at its next safe point while it runs.

    A finished job stays as it is. Raises AccessDenied for a job the actor does not see.
    """
    job = Job.objects.visible_to(actor).filter(pk=number).first()
    if job is None:
        raise AccessDenied(CANCEL, f"{Job._meta.label_lower}:{number}")
    require(actor, CANCEL, job)
    rows = Job.objects.system("found on the actor's behalf").filter(pk=number)
    waits = Q(state=JobState.QUEUED)
    stopped = rows.filter(state__in=JobState.unfinished()).update(
        cancel_requested=True,
        cancelled_by_id=actor.person_id,
        cancelled_by_name=actor.name[:200] if actor.person_id is not None else "",
        state=Case(When(waits, then=Value(JobState.CANCELLED)), default=F("state")),
        finished_at=Case(When(waits, then=Now()), default=None),
    )
    if stopped:
        audit.record(actor, "jobs.job.cancelled", subject=job)
    job.refresh_from_db()
    if stopped and job.is_finished:
        endings.tell(job.pk)
    return job
