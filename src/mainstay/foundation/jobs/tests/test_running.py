"""How one job ends, and what is written about it."""

import errno
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from mainstay.foundation.access.actor import Actor, ActorKind, system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.jobs import leases, registry
from mainstay.foundation.jobs.context import JobContext, JobFailed, Progress
from mainstay.foundation.jobs.leases import JobCancelled, LeaseLost
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.jobs.registry import JobKind, UnknownJobKind
from mainstay.foundation.jobs.running import run_claimed
from mainstay.foundation.jobs.services import enqueue, run_inline
from mainstay.foundation.jobs.worker import run_next, run_worker

pytestmark = pytest.mark.django_db

SYSTEM = system_actor("nightly")
TOM = Actor(
    kind=ActorKind.TOKEN,
    name="Tom Becker, sync",
    person_id=1,
    permissions=frozenset({"a.read", "a.write"}),
    origin="192.0.2.1",
)
Define = Callable[..., str]


@pytest.fixture
def define(monkeypatch: pytest.MonkeyPatch) -> Define:
    """Register a kind for one test; its code comes back."""
    monkeypatch.setattr(registry, "_kinds", {})

    def add(function: Callable[[JobContext], Any], **options: Any) -> str:
        registry.register(JobKind("test.kind", "Kind", function, **options))
        return "test.kind"

    return add


def run_one() -> bool:
    return run_next(threading.Event())


def make_due(job: Job) -> None:
    Job.objects.system("test").filter(pk=job.pk).update(
        available_at=timezone.now() - timedelta(hours=1)
    )


def test_a_job_runs_with_its_parameters_and_keeps_its_result(define: Define) -> None:
    job = enqueue(SYSTEM, define(lambda context: {"twice": context.parameters["n"] * 2}), {"n": 4})
    assert run_one()

    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == (JobState.DONE, {"twice": 8}, 1)
    assert job.started_at is not None
    assert job.finished_at is not None
    assert (job.lease_token, job.lease_until) == ("", None)
    assert run_one() is False


def test_an_unknown_kind_is_not_queued(define: Define) -> None:
    with pytest.raises(UnknownJobKind):
        enqueue(SYSTEM, "test.unknown")


def test_jobs_of_a_kind_that_is_gone_are_left_alone(define: Define) -> None:
    job = enqueue(SYSTEM, define(lambda context: None))
    Job.objects.system("test").update(kind="test.gone")
    assert run_one() is False
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_a_refusal_by_name_is_final(define: Define) -> None:
    def refuse(context: JobContext) -> None:
        raise JobFailed("reject_limit", percent=27)

    job = enqueue(SYSTEM, define(refuse))
    run_one()
    job.refresh_from_db()
    assert (job.state, job.error_code) == (JobState.FAILED, "reject_limit")
    assert job.error_details == {"percent": 27}


def test_a_missing_right_is_final(define: Define) -> None:
    def refuse(context: JobContext) -> None:
        raise AccessDenied("a.write")

    job = enqueue(SYSTEM, define(refuse))
    run_one()
    job.refresh_from_db()
    assert (job.state, job.error_code) == (JobState.FAILED, "access_denied")
    assert job.error_details == {"permission": "a.write"}


def test_an_unexpected_error_is_tried_again_after_a_growing_pause(
    define: Define, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(context: JobContext) -> None:
        raise ZeroDivisionError

    job = enqueue(SYSTEM, define(stumble, retries=2))
    pauses = []
    for _ in range(2):
        run_one()
        job.refresh_from_db()
        assert job.state == JobState.QUEUED
        pauses.append(round((job.available_at - timezone.now()).total_seconds()))
        assert run_one() is False
        make_due(job)
    run_one()

    job.refresh_from_db()
    assert pauses == [5, 10]
    assert (job.state, job.attempts, job.error_code) == (JobState.FAILED, 3, "unexpected")
    assert job.error_details == {"type": "ZeroDivisionError"}
    assert "ZeroDivisionError" in caplog.text


def test_a_second_try_that_succeeds_leaves_no_error(define: Define) -> None:
    def stumble_once(context: JobContext) -> dict[str, int]:
        if context.attempt == 1:
            raise ZeroDivisionError
        return {"attempt": context.attempt}

    job = enqueue(SYSTEM, define(stumble_once))
    run_one()
    make_due(job)
    run_one()
    job.refresh_from_db()
    assert (job.state, job.result, job.error_code) == (JobState.DONE, {"attempt": 2}, "")


def test_a_job_that_keeps_losing_its_worker_is_given_up(define: Define) -> None:
    job = enqueue(SYSTEM, define(lambda context: None, retries=1))
    for _ in range(2):
        assert leases.claim() is not None
        expire(job)
    assert leases.claim() is None
    job.refresh_from_db()
    assert (job.state, job.error_code) == (JobState.FAILED, "worker_lost")


def expire(job: Job) -> None:
    Job.objects.system("test").filter(pk=job.pk).update(
        lease_until=timezone.now() - timedelta(minutes=1)
    )


def test_a_job_is_claimed_once_until_its_lease_ends(define: Define) -> None:
    job = enqueue(SYSTEM, define(lambda context: None))
    first = leases.claim()
    assert first is not None
    assert leases.claim() is None
    expire(job)
    second = leases.claim()
    assert second is not None
    assert second[1].token != first[1].token


def test_a_run_that_lost_its_lease_writes_nothing(
    define: Define, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[str] = []

    def overtaken(context: JobContext) -> None:
        expire(job)
        assert leases.claim() is not None
        with pytest.raises(LeaseLost), context.complete_in_transaction():
            Job.objects.create(kind="test.effect")
        seen.append("end")
        raise LeaseLost

    job = enqueue(SYSTEM, define(overtaken))
    claimed = leases.claim()
    assert claimed is not None
    run_claimed(*claimed, threading.Event())

    job.refresh_from_db()
    assert seen == ["end"]
    assert (job.state, job.attempts) == (JobState.RUNNING, 2)
    assert not Job.objects.system("test").filter(kind="test.effect").exists()
    assert "taken over" in caplog.text


@pytest.mark.parametrize(
    "write",
    [
        lambda lease: leases.settle(lease, JobState.DONE),
        lambda lease: leases.give_back(lease, after_seconds=0, counts=True),
        lambda lease: not leases.renew(lease, {"phase": "x"}, extend=True).lost,
    ],
)
def test_every_write_of_a_lost_lease_is_void(
    define: Define, write: Callable[[leases.Lease], bool]
) -> None:
    job = enqueue(SYSTEM, define(lambda context: None))
    first = leases.claim()
    assert first is not None
    expire(job)
    second = leases.claim()
    assert second is not None

    assert write(first[1]) is False

    job.refresh_from_db()
    assert (job.lease_token, job.state, job.phase) == (second[1].token, JobState.RUNNING, "")


def test_cancelling_before_the_last_commit_rolls_it_back(define: Define) -> None:
    def work(context: JobContext) -> None:
        with context.complete_in_transaction():
            Job.objects.create(kind="test.effect")
            Job.objects.system("test").filter(pk=context.job_id).update(cancel_requested=True)

    job = enqueue(SYSTEM, define(work))
    run_one()
    job.refresh_from_db()
    # The request was part of the transaction and went with it, but the run has heard of it.
    assert job.state == JobState.CANCELLED
    assert not Job.objects.system("test").filter(kind="test.effect").exists()


def test_a_person_acts_with_the_rights_of_then_and_now(
    define: Define, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = Actor(
        kind=ActorKind.PERSON,
        name="Tom Becker",
        person_id=1,
        permissions=frozenset({"a.read", "a.new"}),
        team_ids=frozenset({3}),
    )
    monkeypatch.setattr(registry, "_resolvers", [lambda person_id: now])
    actors: list[Actor] = []
    enqueue(TOM, define(lambda context: actors.append(context.actor)))
    run_one()

    [actor] = actors
    assert actor.permissions == {"a.read"}
    assert (actor.kind, actor.name, actor.person_id) == (ActorKind.TOKEN, "Tom Becker, sync", 1)
    assert (actor.team_ids, actor.origin) == (frozenset({3}), "192.0.2.1")


def test_a_disabled_persons_job_does_not_run(
    define: Define, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_resolvers", [lambda person_id: None])
    ran: list[bool] = []
    job = enqueue(TOM, define(lambda context: ran.append(True)))
    run_one()
    job.refresh_from_db()
    assert (job.state, job.error_code, ran) == (JobState.FAILED, "actor_unavailable", [])


def test_the_system_acts_as_itself(define: Define) -> None:
    actors: list[Actor] = []
    enqueue(SYSTEM, define(lambda context: actors.append(context.actor)))
    run_one()
    assert actors == [SYSTEM]


def test_running_here_gives_the_finished_job_and_tells_progress(define: Define) -> None:
    def work(context: JobContext) -> dict[str, bool]:
        context.progress("reading", 1, 2)
        context.progress("writing", 2, 2)
        return {"ok": True}

    told: list[Progress] = []
    job = run_inline(TOM, define(work), {"n": 1}, told.append)
    assert (job.state, job.result, job.actor_person_id) == (JobState.DONE, {"ok": True}, 1)
    assert told == [Progress("reading", 1, 2), Progress("writing", 2, 2)]


@pytest.mark.parametrize(
    ("error", "state", "code"),
    [
        (JobFailed("reject_limit"), JobState.FAILED, "reject_limit"),
        (AccessDenied("a.write"), JobState.FAILED, "access_denied"),
        (ZeroDivisionError(), JobState.FAILED, "unexpected"),
        (JobCancelled(), JobState.CANCELLED, ""),
        (KeyboardInterrupt(), JobState.CANCELLED, ""),
    ],
)
def test_running_here_raises_what_the_job_raises_and_writes_it_down(
    define: Define, error: BaseException, state: str, code: str
) -> None:
    def fail(context: JobContext) -> None:
        raise error

    with pytest.raises(type(error)):
        run_inline(SYSTEM, define(fail))
    job = Job.objects.system("test").get()
    assert (job.state, job.error_code) == (state, code)


@pytest.mark.parametrize(
    ("error", "code"),
    [(OSError(errno.ENOSPC, "No space left on device"), "disk"), (MemoryError(), "memory")],
)
def test_what_the_machine_refuses_is_told_by_name(
    define: Define, error: Exception, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(context: JobContext) -> None:
        raise error

    kind = define(fail)
    with pytest.raises(JobFailed, match=code):
        run_inline(SYSTEM, kind)
    assert Job.objects.system("test").get().error_code == code

    queued = enqueue(SYSTEM, kind)
    for _attempt in range(registry.kind(kind).attempts):
        make_due(queued)
        run_one()
    queued.refresh_from_db()
    assert (queued.state, queued.error_code) == (JobState.FAILED, code)
    assert "failed" in caplog.text


def test_a_file_that_a_job_misses_is_not_taken_for_a_full_disk(define: Define) -> None:
    def fail(context: JobContext) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file")

    with pytest.raises(FileNotFoundError):
        run_inline(SYSTEM, define(fail))
    assert Job.objects.system("test").get().error_code == "unexpected"


def test_two_kinds_cannot_share_a_code(define: Define) -> None:
    define(lambda context: None)
    with pytest.raises(ValueError, match="registered twice"):
        define(lambda context: None, retries=0)


@pytest.fixture
def working(define: Define) -> Iterator[tuple[Job, threading.Event]]:
    """A job at work in a worker's thread until it is cancelled or told to end."""
    ends = threading.Event()

    def work(context: JobContext) -> None:
        while not ends.is_set():
            context.progress("counting", 3, 10)
            time.sleep(0.02)

    job = enqueue(SYSTEM, define(work, lease_seconds=3))
    stop = threading.Event()
    worker = threading.Thread(target=run_worker, args=(stop,))
    worker.start()
    yield job, ends
    ends.set()
    stop.set()
    worker.join()
    connection.close()


def wait_for(job: Job, **expected: object) -> None:
    ends = time.monotonic() + 15
    while not Job.objects.system("test").filter(pk=job.pk, **expected).exists():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_others_see_the_progress_and_the_lease_is_kept(
    working: tuple[Job, threading.Event],
) -> None:
    job, ends = working
    wait_for(job, phase="counting", progress_done=3, progress_total=10)
    job.refresh_from_db()
    first_end = job.lease_until
    wait_for(job, lease_until__gt=first_end)
    ends.set()
    wait_for(job, state=JobState.DONE, attempts=1)


@pytest.mark.django_db(transaction=True)
def test_a_running_job_hears_of_its_cancellation(working: tuple[Job, threading.Event]) -> None:
    job, _ = working
    wait_for(job, state=JobState.RUNNING)
    Job.objects.system("test").filter(pk=job.pk).update(cancel_requested=True)
    wait_for(job, state=JobState.CANCELLED)
