"""What kinds of jobs there are, when some of them run by themselves, and who people are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from mainstay.foundation.access.actor import Actor

if TYPE_CHECKING:
    from mainstay.foundation.jobs.context import JobContext

JobFunction = Callable[["JobContext"], Mapping[str, Any] | None]
ActorResolver = Callable[[int], Actor | None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of job.

    `function` must be idempotent: it may run again after any part of a first run. What it returns
    is kept as the job's result. `retries` counts the runs after a first one that ended in an
    unexpected error or with its process; a `JobFailed` is final. Another worker takes the job over
    when it has not been heard of for `lease_seconds`. Nobody is told that a `minor` one was done.
    """

    code: str
    label: str | Promise
    function: JobFunction
    retries: int = 3
    lease_seconds: int = 30
    minor: bool = False

    @property
    def attempts(self) -> int:
        """How often the job may be started."""
        return 1 + self.retries


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that the system starts by itself, `every` so often or daily at a time of day (UTC).

    It is left out while its last one is still unfinished. `wanted` is asked when it is due: as
    long as it says no, nothing is queued and nothing written.
    """

    code: str
    kind: str
    every: timedelta = timedelta(days=1)
    daily_at: time | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    wanted: Callable[[], bool] = field(default=lambda: True)

    def next_after(self, now: datetime) -> datetime:
        """The first due time after `now`."""
        if self.daily_at is None:
            return now + self.every
        today = datetime.combine(now.date(), self.daily_at, tzinfo=now.tzinfo)
        return today if today > now else today + timedelta(days=1)


class UnknownJobKind(LookupError):
    """A kind that no app has registered."""


_kinds: dict[str, JobKind] = {}
_schedules: dict[str, Schedule] = {}
_resolvers: list[ActorResolver] = []


def register(job_kind: JobKind) -> None:
    """Add a kind; called from an app's registration. Raises ValueError when the code is taken."""
    if _kinds.setdefault(job_kind.code, job_kind) != job_kind:
        raise ValueError(f"the job kind {job_kind.code} is registered twice")


def kind(code: str) -> JobKind:
    """The kind with this code. Raises UnknownJobKind."""
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownJobKind(code) from None


def is_minor(code: str) -> bool:
    """Whether nobody has to hear that a job of this kind was done."""
    return code in _kinds and _kinds[code].minor


def kind_codes() -> list[str]:
    """The codes that this installation can run."""
    return sorted(_kinds)


def register_schedule(schedule: Schedule) -> None:
    """Add a schedule. Raises ValueError when the code is taken."""
    if _schedules.setdefault(schedule.code, schedule) != schedule:
        raise ValueError(f"the schedule {schedule.code} is registered twice")


def schedules() -> list[Schedule]:
    """Every registered schedule."""
    return list(_schedules.values())


def register_actor_resolver(resolver: ActorResolver) -> None:
    """Say how a person's id becomes an actor again; None for somebody who may no longer act."""
    _resolvers[:] = [resolver]


def resolve_person(person_id: int) -> Actor | None:
    """The person as they may act now, or None."""
    return _resolvers[0](person_id) if _resolvers else None
