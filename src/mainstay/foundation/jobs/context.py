"""What a job's function gets to work with."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any

from django.db import transaction

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs import leases
from mainstay.foundation.jobs.leases import JobCancelled, Lease, LeaseLost


class JobFailed(Exception):
    """The work cannot be done, and trying again would not help.

    `code` is put into words by the app that raises it, with `details` as its figures.
    """

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class JobPostponed(JobFailed):
    """What the work needs is away for now: it is tried again after a pause.

    Where the kind allows no further attempt the job fails with `code` and `details`.
    """


class WorkerStopping(Exception):
    """The worker is asked to stop: the job goes back into the queue."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: a phase, and how many of how many; `total` is None while unknown."""

    phase: str
    done: int = 0
    total: int | None = None


class Pulse:
    """What the running function and its heartbeat tell each other."""

    def __init__(self, stopping: Event) -> None:
        self.progress: Progress | None = None
        self.cancel_requested = Event()
        self.lost = Event()
        self.stopping = stopping


class JobContext:
    """One run of one job.

    `actor` is who started it, with no more rights than then and than now. `attempt` counts from 1.
    """

    def __init__(
        self,
        *,
        actor: Actor,
        parameters: Mapping[str, Any],
        attempt: int,
        lease: Lease,
        pulse: Pulse,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self.actor = actor
        self.parameters = parameters
        self.attempt = attempt
        self.job_id = lease.job_id
        self.completed = False
        self._lease = lease
        self._pulse = pulse
        self._on_progress = on_progress

    def progress(self, phase: str, done: int = 0, total: int | None = None) -> None:
        """Say how far the work is; cheap, the database hears of it about once a second.

        Raises what `check_cancelled` raises.
        """
        self._pulse.progress = Progress(phase, done, total)
        if self._on_progress is not None:
            self._on_progress(self._pulse.progress)
        self.check_cancelled()

    def check_cancelled(self) -> None:
        """Raise when the run must end here: JobCancelled, LeaseLost or WorkerStopping.

        Call it often; it asks no database.
        """
        if self._pulse.lost.is_set():
            raise LeaseLost(self.job_id)
        if self._pulse.cancel_requested.is_set():
            raise JobCancelled
        if self._pulse.stopping.is_set():
            raise WorkerStopping

    @contextmanager
    def complete_in_transaction(self) -> Iterator[dict[str, Any]]:
        """One transaction for the work's final commit and the job's success.

        The block fills in the result it is given. When the lease has meanwhile gone to another
        worker, or somebody cancelled, leaving the block raises LeaseLost or JobCancelled and
        nothing of it takes effect. Nothing may follow the block.
        """
        self.check_cancelled()
        result: dict[str, Any] = {}
        with transaction.atomic():
            yield result
            leases.complete(self._lease, result)
        self.completed = True
