"""Who sees and cancels jobs; which jobs start by themselves; which are removed."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from mainstay.foundation.access.actor import Actor, ActorKind, system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs import leases, queries, registry, schedules
from mainstay.foundation.jobs.models import Job, JobState, ScheduleState
from mainstay.foundation.jobs.registration import REMOVE_OLD, SEAL
from mainstay.foundation.jobs.registry import Schedule
from mainstay.foundation.jobs.services import cancel_job, enqueue, run_inline

pytestmark = pytest.mark.django_db

SYSTEM = system_actor("nightly")
CANCEL = frozenset({"jobs.job.cancel"})
TOM = Actor(kind=ActorKind.PERSON, name="Tom Becker", person_id=1, permissions=CANCEL)
ANA = Actor(kind=ActorKind.PERSON, name="Ana Silva", person_id=2, permissions=CANCEL)
ADMIN = Actor(
    kind=ActorKind.PERSON,
    name="Admin Wang",
    person_id=3,
    permissions=CANCEL | {"jobs.job.cancel_all", "jobs.job.view_all"},
)
GRACE = Actor(
    kind=ActorKind.PERSON,
    name="Grace Liu",
    person_id=4,
    permissions=CANCEL | {"jobs.job.view_all"},
)


def test_a_person_sees_their_own_jobs_and_who_may_sees_all() -> None:
    own, other, system = enqueue(TOM, SEAL), enqueue(ANA, SEAL), enqueue(SYSTEM, REMOVE_OLD)

    assert list(queries.jobs(TOM)) == [own]
    assert list(queries.jobs(ADMIN)) == [system, other, own]
    assert list(queries.jobs(ADMIN, kind=REMOVE_OLD)) == [system]
    assert queries.job(TOM, other.pk) is None
    assert queries.job(ADMIN, other.pk) == other
    assert str(queries.kind_label(own)) == "Seal the audit trail"


def test_unfinished_jobs_are_found() -> None:
    waiting = enqueue(TOM, SEAL)
    run_inline(TOM, SEAL)
    assert list(queries.jobs(TOM, unfinished=True)) == [waiting]


def test_the_longest_waiting_job_is_timed() -> None:
    assert queries.overdue_seconds() is None
    job = enqueue(TOM, SEAL)
    Job.objects.system("test").filter(pk=job.pk).update(
        available_at=timezone.now() - timedelta(minutes=5)
    )
    enqueue(ANA, SEAL)
    assert round(queries.overdue_seconds() or 0) == 300
    Job.objects.system("test").update(available_at=timezone.now() + timedelta(minutes=5))
    assert queries.overdue_seconds() is None


def test_the_kinds_that_wait_are_named_once_and_those_of_later_not() -> None:
    assert queries.due_kinds() == []
    for kind in (SEAL, REMOVE_OLD, SEAL):
        enqueue(TOM, kind)
    assert queries.due_kinds() == sorted([REMOVE_OLD, SEAL])
    Job.objects.system("test").filter(kind=SEAL).update(
        available_at=timezone.now() + timedelta(minutes=5)
    )
    assert queries.due_kinds() == [REMOVE_OLD]


def test_a_nameless_actor_sees_no_jobs() -> None:
    enqueue(SYSTEM, SEAL)
    assert list(queries.jobs(Actor(kind=ActorKind.PERSON, name="Nobody"))) == []


def test_a_kind_that_is_gone_is_named_by_its_code() -> None:
    assert queries.kind_label(Job(kind="test.gone")) == "test.gone"


def test_a_waiting_job_is_cancelled_at_once_and_never_runs() -> None:
    job = cancel_job(TOM, enqueue(TOM, SEAL).pk)

    assert (job.state, job.finished_at is not None) == (JobState.CANCELLED, True)
    assert leases.claim() is None
    [entry] = AuditEntry.objects.system("test").filter(action="jobs.job.cancelled")
    assert entry.actor_name == "Tom Becker"


def test_a_running_job_is_asked_to_stop() -> None:
    job = enqueue(TOM, SEAL)
    leases.claim()
    job = cancel_job(TOM, job.pk)
    assert (job.state, job.cancel_requested) == (JobState.RUNNING, True)


def test_a_job_whose_worker_died_after_the_request_is_not_run_again() -> None:
    job = enqueue(TOM, SEAL)
    leases.claim()
    cancel_job(TOM, job.pk)
    Job.objects.system("test").update(lease_until=timezone.now() - timedelta(minutes=1))
    assert leases.claim() is None
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_finished_job_stays_as_it_is() -> None:
    job = run_inline(TOM, SEAL)
    assert cancel_job(TOM, job.pk).state == JobState.DONE
    assert not AuditEntry.objects.system("test").filter(action="jobs.job.cancelled").exists()


def test_nobody_cancels_what_they_do_not_see_or_only_see() -> None:
    job = enqueue(TOM, SEAL)
    for stranger in (ANA, GRACE):
        with pytest.raises(AccessDenied):
            cancel_job(stranger, job.pk)
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert cancel_job(ADMIN, job.pk).state == JobState.CANCELLED


@pytest.fixture
def hourly(monkeypatch: pytest.MonkeyPatch) -> Schedule:
    schedule = Schedule("test.hourly", SEAL, every=timedelta(hours=1))
    monkeypatch.setattr(registry, "_schedules", {schedule.code: schedule})
    return schedule


def make_due() -> None:
    ScheduleState._base_manager.update(next_at=timezone.now() - timedelta(minutes=1))


def test_a_schedule_queues_its_job_when_due_and_not_before(hourly: Schedule) -> None:
    assert schedules.queue_due() == 0
    assert schedules.queue_due() == 0
    make_due()
    assert schedules.queue_due() == 1
    assert schedules.queue_due() == 0

    [job] = Job.objects.system("test")
    assert (job.kind, job.actor_kind, job.actor_name) == (SEAL, "system", "schedule test.hourly")
    state = ScheduleState._base_manager.get()
    assert timedelta(minutes=59) < state.next_at - timezone.now() <= timedelta(hours=1)


def test_a_schedule_waits_for_its_last_job(hourly: Schedule) -> None:
    schedules.queue_due()
    for _ in range(2):
        make_due()
        schedules.queue_due()
    assert Job.objects.system("test").count() == 1


def test_a_schedule_that_has_nothing_to_do_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = False
    schedule = Schedule("test.asked", SEAL, every=timedelta(hours=1), wanted=lambda: wanted)
    monkeypatch.setattr(registry, "_schedules", {schedule.code: schedule})
    schedules.queue_due()
    make_due()
    before = ScheduleState._base_manager.get().next_at
    assert schedules.queue_due() == 0
    assert ScheduleState._base_manager.get().next_at == before
    wanted = True
    assert schedules.queue_due() == 1


def test_a_daily_schedule_is_due_at_its_time_of_day() -> None:
    daily = Schedule("test.daily", SEAL, daily_at=time(3, 10))
    before, after = datetime(2026, 5, 1, 2, tzinfo=UTC), datetime(2026, 5, 1, 4, tzinfo=UTC)
    assert daily.next_after(before) == datetime(2026, 5, 1, 3, 10, tzinfo=UTC)
    assert daily.next_after(after) == datetime(2026, 5, 2, 3, 10, tzinfo=UTC)


def test_the_foundation_keeps_its_own_schedules() -> None:
    assert {schedule.code for schedule in registry.schedules()} >= {SEAL, REMOVE_OLD}


def test_old_jobs_are_removed_and_unfinished_ones_never() -> None:
    def ended(actor: Actor, days: int) -> Job:
        job = run_inline(actor, SEAL)
        Job.objects.system("test").filter(pk=job.pk).update(
            finished_at=timezone.now() - timedelta(days=days)
        )
        return job

    recent_routine, old_own = ended(SYSTEM, 6), ended(TOM, 80)
    ended(SYSTEM, 8)
    ended(TOM, 91)
    waiting = enqueue(TOM, SEAL)

    cleaned = run_inline(SYSTEM, REMOVE_OLD)

    assert cleaned.result == {"removed": 2}
    assert set(Job.objects.system("test")) == {recent_routine, old_own, waiting, cleaned}
