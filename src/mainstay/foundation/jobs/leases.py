"""Whose a running job is: taking it, keeping it, giving it back, ending it.

Everything is one guarded statement: it takes effect only while the token in the row is the caller's
own. A run whose lease went to somebody else therefore changes nothing any more.
"""

import os
import secrets
import socket
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Now

from mainstay.foundation.jobs import endings, registry
from mainstay.foundation.jobs.models import Job, JobError, JobState


class LeaseLost(Exception):
    """The job has been taken over by another worker: this run must end and write nothing."""


class JobCancelled(Exception):
    """Somebody asked for the job to be cancelled."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run a job and to write about it.

    `attended` says that somebody waits for the job where it runs.
    """

    job_id: int
    token: str
    seconds: int
    attended: bool = False

    def rows(self) -> QuerySet[Job]:
        """The job's row while it is still ours, none otherwise."""
        return Job._base_manager.filter(
            pk=self.job_id, lease_token=self.token, state=JobState.RUNNING
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """What a heartbeat learnt."""

    lost: bool
    cancel_requested: bool


def in_seconds(seconds: float) -> "ExpressionWrapper[CombinedExpression]":
    """A moment from now, by the database's clock."""
    return ExpressionWrapper(Now() + timedelta(seconds=seconds), output_field=DateTimeField())


def worker_name() -> str:
    """This thread, as a reader of the queue recognises it."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{threading.current_thread().name}"[:100]


def new_lease_fields(seconds: int) -> dict[str, Any]:
    """The columns of a lease that begins now."""
    return {
        "state": JobState.RUNNING,
        "lease_token": secrets.token_hex(16),
        "lease_until": in_seconds(seconds),
        "worker": worker_name(),
    }


def claim() -> tuple[Job, Lease] | None:
    """Take the next job that is due or whose worker was lost; None when there is none.

    An idle worker only reads. Two workers never take the same job: PostgreSQL locks the row and
    others skip it, SQLite lets one write at a time.
    """
    due = _due()
    if not due.exists():
        return None
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True).first()
        if job is None or _ends_here(job):
            return None
        seconds = registry.kind(job.kind).lease_seconds
        fields = new_lease_fields(seconds)
        Job._base_manager.filter(pk=job.pk).update(
            **fields,
            attempts=F("attempts") + 1,
            started_at=Coalesce(F("started_at"), Now()),
            phase="",
            progress_done=0,
            progress_total=None,
        )
        job.refresh_from_db()
    return job, Lease(job.pk, fields["lease_token"], seconds)


def _due() -> QuerySet[Job]:
    waiting = Q(state=JobState.QUEUED, available_at__lte=Now())
    abandoned = Q(state=JobState.RUNNING, lease_until__lt=Now())
    rows = Job._base_manager.filter(waiting | abandoned, kind__in=registry.kind_codes())
    return rows.order_by("available_at", "pk")


def _ends_here(job: Job) -> bool:
    """End an abandoned job that should not run again; whether it did."""
    ending: dict[str, str]
    if job.cancel_requested:
        ending = {"state": JobState.CANCELLED}
    elif job.attempts >= registry.kind(job.kind).attempts:
        ending = {"state": JobState.FAILED, "error_code": JobError.WORKER_LOST}
    else:
        return False
    Job._base_manager.filter(pk=job.pk).update(**ending, **_ended())
    endings.tell(job.pk)
    return True


def _ended() -> dict[str, Any]:
    return {"lease_token": "", "lease_until": None, "finished_at": Now()}


def renew(lease: Lease, progress: dict[str, Any] | None, *, extend: bool) -> Standing:
    """Write the progress, extend the lease if asked to, and look whether the job is still ours."""
    changes = dict(progress or {})
    if extend:
        changes["lease_until"] = in_seconds(lease.seconds)
    if changes:
        lease.rows().update(**changes)
    row = (
        Job._base_manager.filter(pk=lease.job_id)
        .values_list("lease_token", "cancel_requested")
        .first()
    )
    if row is None:  # Written in a transaction that this connection does not see yet.
        return Standing(lost=False, cancel_requested=False)
    return Standing(lost=row[0] != lease.token, cancel_requested=row[1])


def settle(lease: Lease, state: JobState, **fields: Any) -> bool:
    """End the run in `state`; False when the lease had been lost, and then nothing is written."""
    with transaction.atomic():
        if lease.rows().update(state=state, **_ended(), **fields) != 1:
            return False
        _tell(lease)
    return True


def _tell(lease: Lease) -> None:
    if not lease.attended:
        endings.tell(lease.job_id)


def give_back(lease: Lease, *, after_seconds: float, counts: bool) -> bool:
    """Queue the job again. `counts` says whether this run was an attempt."""
    return (
        lease.rows().update(
            state=JobState.QUEUED,
            lease_token="",
            lease_until=None,
            available_at=in_seconds(after_seconds),
            attempts=F("attempts") if counts else F("attempts") - 1,
        )
        == 1
    )


def complete(lease: Lease, result: dict[str, Any]) -> None:
    """End the run as done, in the caller's transaction, so that both take effect or neither.

    Raises LeaseLost or JobCancelled when the run may no longer take effect; the exception then
    rolls the caller's work back.
    """
    mine = lease.rows().filter(cancel_requested=False)
    if mine.update(state=JobState.DONE, result=result, **_ended()) == 1:
        _tell(lease)
        return
    if lease.rows().exists():
        raise JobCancelled
    raise LeaseLost(lease.job_id)
