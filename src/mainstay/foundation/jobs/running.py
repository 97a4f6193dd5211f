"""Running one job under its lease and writing down how it ended."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Event
from typing import Any

from django.db import InterfaceError, OperationalError, connection

from mainstay.foundation.access.actor import Actor, ActorKind, system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.jobs import leases, registry
from mainstay.foundation.jobs.context import (
    JobContext,
    JobFailed,
    JobPostponed,
    Progress,
    Pulse,
    WorkerStopping,
)
from mainstay.foundation.jobs.heartbeat import beating
from mainstay.foundation.jobs.leases import JobCancelled, Lease, LeaseLost
from mainstay.foundation.jobs.models import Job, JobError, JobState
from mainstay.foundation.jobs.registry import JobKind
from mainstay.kernel.disk import refused_by_disk

logger = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 300
_MOST_DOUBLINGS = 10
LOCK_PAUSES_SECONDS = (0.2, 1.0, 5.0)


def run_claimed(job: Job, lease: Lease, stopping: Event) -> None:
    """Run a job that a worker has claimed. Every way it can end is written down, none is raised."""
    kind = registry.kind(job.kind)
    actor = _actor_now(job)
    pulse = Pulse(stopping)
    with beating(lease, pulse):
        if actor is None:
            _fail(lease, JobError.ACTOR_UNAVAILABLE)
            return
        context = _context(job, lease, pulse, actor)
        try:
            _run(kind, context, lease)
        except WorkerStopping:
            _patiently(lambda: leases.give_back(lease, after_seconds=0, counts=False))
        except LeaseLost:
            logger.warning("Job %s was taken over by another worker", job.pk)
        except JobCancelled:
            _settle(lease, JobState.CANCELLED)
        except JobPostponed as reason:
            logger.warning("Job %s (%s) is put off: %s", job.pk, job.kind, reason.code)
            _try_again_or_fail(job, lease, kind, *_named(reason))
        except (JobFailed, AccessDenied) as refusal:
            _fail(lease, *_named(refusal))
        except Exception as error:
            logger.exception("Job %s (%s), attempt %s, failed", job.pk, job.kind, job.attempts)
            _try_again_or_fail(job, lease, kind, *_named(_refusal_of_machine(error) or error))


def run_here(
    job: Job, lease: Lease, actor: Actor, on_progress: Callable[[Progress], None] | None
) -> None:
    """Run a job for a caller who waits. How it ended is written down and raised."""
    pulse = Pulse(stopping=Event())
    with beating(lease, pulse):
        context = _context(job, lease, pulse, actor, on_progress)
        try:
            _run(registry.kind(job.kind), context, lease)
        except (JobCancelled, KeyboardInterrupt):
            _settle(lease, JobState.CANCELLED)
            raise
        except (JobFailed, AccessDenied) as refusal:
            _fail(lease, *_named(refusal))
            raise
        except Exception as error:
            of_machine = _refusal_of_machine(error)
            _fail(lease, *_named(of_machine or error))
            if of_machine is not None:
                raise of_machine from error
            raise


def _context(
    job: Job,
    lease: Lease,
    pulse: Pulse,
    actor: Actor,
    on_progress: Callable[[Progress], None] | None = None,
) -> JobContext:
    return JobContext(
        actor=actor,
        parameters=job.parameters,
        attempt=job.attempts,
        lease=lease,
        pulse=pulse,
        on_progress=on_progress,
    )


def _run(kind: JobKind, context: JobContext, lease: Lease) -> None:
    result: Mapping[str, Any] | None = kind.function(context)
    if not context.completed and not _settle(lease, JobState.DONE, result=dict(result or {})):
        raise LeaseLost(lease.job_id)


def _actor_now(job: Job) -> Actor | None:
    """Who started the job, with the rights that they had then and still have."""
    if job.actor_kind == ActorKind.SYSTEM:
        return replace(system_actor(job.actor_name), origin=job.actor_origin)
    actor = None if job.actor_person_id is None else registry.resolve_person(job.actor_person_id)
    if actor is None:
        return None
    return replace(
        actor,
        kind=ActorKind(job.actor_kind),
        name=job.actor_name,
        origin=job.actor_origin,
        permissions=actor.permissions & frozenset(job.actor_permissions),
    )


def _named(error: Exception) -> tuple[str, dict[str, Any]]:
    if isinstance(error, JobFailed):
        return error.code, error.details
    if isinstance(error, AccessDenied):
        return JobError.ACCESS_DENIED, {"permission": error.permission}
    return JobError.UNEXPECTED, {"type": type(error).__name__}


def _refusal_of_machine(error: Exception) -> JobFailed | None:
    """A full disk and too little memory, as reasons that somebody can do something about."""
    if isinstance(error, MemoryError):
        return JobFailed(JobError.MEMORY)
    if isinstance(error, OSError) and refused_by_disk(error):
        return JobFailed(JobError.DISK, error=error.strerror)
    return None


def _try_again_or_fail(
    job: Job, lease: Lease, kind: JobKind, code: str, details: Mapping[str, Any]
) -> None:
    if job.attempts < kind.attempts:
        doubled = min(job.attempts - 1, _MOST_DOUBLINGS)
        pause = min(FIRST_PAUSE_SECONDS * 2**doubled, LONGEST_PAUSE_SECONDS)
        _patiently(lambda: leases.give_back(lease, after_seconds=pause, counts=True))
    else:
        _fail(lease, code, details)


def _fail(lease: Lease, code: str, details: Mapping[str, Any] | None = None) -> None:
    _settle(lease, JobState.FAILED, error_code=code, error_details=dict(details or {}))


def _settle(lease: Lease, state: JobState, **fields: Any) -> bool:
    return _patiently(lambda: leases.settle(lease, state, **fields))


def _patiently(write: Callable[[], bool]) -> bool:
    """Write how a run ended, waiting out another process that holds the database's write lock.

    Where even that fails the lease runs out and the job runs again.
    """
    for pause in LOCK_PAUSES_SECONDS:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
            Event().wait(pause)
    return write()
