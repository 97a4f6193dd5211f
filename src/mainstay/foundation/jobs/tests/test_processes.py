"""The queue among real processes: killed, frozen, stopped, several at once."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from mainstay.foundation.access.actor import Actor, ActorKind, system_actor
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.jobs.services import cancel_job, enqueue
from mainstay.foundation.jobs.tests.kinds import EFFECT, SLOW, register_kinds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

ACTOR = system_actor("test")
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture(autouse=True)
def _kinds() -> None:
    register_kinds()


@pytest.fixture
def start(process_environment: dict[str, str]) -> Iterator[Start]:
    """Start a process of `tests/process.py`; whatever is left is killed at the end."""
    started: list[subprocess.Popen[bytes]] = []

    def run(*arguments: str, **environment: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-m", "mainstay.foundation.jobs.tests.process", *arguments],
            env=process_environment | environment,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


def until(condition: Callable[[], object], seconds: float = 25) -> None:
    """Wait for a condition; fail when it does not come."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


def state_of(job: Job) -> str:
    return Job.objects.system("test").values_list("state", flat=True).get(pk=job.pk)


def effects() -> int:
    return AuditEntry.objects.system("test").filter(action=EFFECT).count()


def test_a_killed_workers_job_runs_again_once_in_effect(start: Start, tmp_path: Path) -> None:
    job = enqueue(ACTOR, SLOW, {"folder": str(tmp_path)})
    worker = start("worker")
    until((tmp_path / "started-1").exists)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    (tmp_path / "go").touch()
    assert state_of(job) == JobState.RUNNING

    start("worker")
    until(lambda: state_of(job) == JobState.DONE)

    job.refresh_from_db()
    assert (job.attempts, job.result, effects()) == (2, {"attempt": 2}, 1)


def test_a_frozen_worker_that_wakes_up_commits_nothing(start: Start, tmp_path: Path) -> None:
    job = enqueue(ACTOR, SLOW, {"folder": str(tmp_path), "deaf": True})
    frozen = start("worker")
    until((tmp_path / "started-1").exists)
    frozen.send_signal(signal.SIGSTOP)

    start("worker")
    until((tmp_path / "started-2").exists)
    (tmp_path / "go").touch()
    until(lambda: state_of(job) == JobState.DONE)
    frozen.send_signal(signal.SIGCONT)
    after = enqueue(ACTOR, "test.quick")
    until(lambda: state_of(after) == JobState.DONE)
    frozen.send_signal(signal.SIGTERM)
    assert frozen.wait(20) == 0

    job.refresh_from_db()
    assert (job.result, effects()) == ({"attempt": 2}, 2)  # the other effect is the quick job's


def test_a_stopped_worker_gives_its_job_back(start: Start, tmp_path: Path) -> None:
    job = enqueue(ACTOR, SLOW, {"folder": str(tmp_path)})
    worker = start("worker")
    until((tmp_path / "started-1").exists)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0

    job.refresh_from_db()
    assert (job.state, job.attempts, effects()) == (JobState.QUEUED, 0, 0)


def test_several_workers_share_the_jobs_and_run_each_once(start: Start) -> None:
    jobs = [enqueue(ACTOR, "test.quick", {"number": number}) for number in range(30)]
    for _ in range(3):
        start("worker")
    until(lambda: not Job.objects.system("test").filter(state__in=JobState.unfinished()).exists())

    rows = Job.objects.system("test").filter(pk__in=[job.pk for job in jobs])
    assert {row.attempts for row in rows} == {1}
    assert {row.state for row in rows} == {JobState.DONE}
    assert effects() == len(jobs)


def test_a_running_job_is_cancelled_from_another_process(start: Start, tmp_path: Path) -> None:
    tom = Actor(
        kind=ActorKind.PERSON,
        name="Tom Becker",
        person_id=1,
        permissions=frozenset({"jobs.job.cancel", "jobs.job.cancel_all", "jobs.job.view_all"}),
    )
    job = enqueue(ACTOR, SLOW, {"folder": str(tmp_path)})
    start("worker")
    until((tmp_path / "started-1").exists)
    assert cancel_job(tom, job.pk).cancel_requested
    until(lambda: state_of(job) == JobState.CANCELLED)
    assert effects() == 0


def test_a_job_run_on_the_command_line_is_taken_over_when_that_is_killed(
    start: Start, tmp_path: Path
) -> None:
    shell = start("inline", str(tmp_path))
    until((tmp_path / "started-1").exists)
    job = Job.objects.system("test").get()
    assert job.state == JobState.RUNNING
    until(lambda: Job.objects.system("test").get().phase == "working")
    shell.send_signal(signal.SIGKILL)
    shell.wait()
    (tmp_path / "go").touch()

    start("worker")
    until(lambda: state_of(job) == JobState.DONE)
    assert effects() == 1


def test_a_worker_outlives_a_database_that_stays_locked(start: Start) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one lock for all writes")
    job = enqueue(ACTOR, "test.quick")
    with transaction.atomic():
        worker = start("worker", LOCK_TIMEOUT="0.2")
        time.sleep(5)
        assert state_of(job) == JobState.QUEUED
    until(lambda: state_of(job) == JobState.DONE)
    assert worker.poll() is None
