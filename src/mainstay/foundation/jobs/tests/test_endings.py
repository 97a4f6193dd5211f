"""Who hears of a job's end, and what is kept of it for readers of several languages."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone, translation

from mainstay.foundation.access.actor import Actor, ActorKind, system_actor
from mainstay.foundation.jobs import endings, outcomes, registry
from mainstay.foundation.jobs.context import JobContext, JobFailed, JobPostponed
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.jobs.outcomes import Ending, Outcome, Severity, Words, words_for
from mainstay.foundation.jobs.registry import JobKind
from mainstay.foundation.jobs.services import cancel_job, enqueue, run_inline
from mainstay.foundation.jobs.worker import run_next

pytestmark = pytest.mark.django_db

TOM = Actor(kind=ActorKind.PERSON, name="Tom Becker", person_id=1)
MEI = Actor(
    kind=ActorKind.PERSON,
    name="Mei Lin",
    person_id=2,
    permissions=frozenset({"jobs.job.cancel", "jobs.job.cancel_all", "jobs.job.view_all"}),
)
KIND = "test.told"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs whose end was told."""
    told: list[Job] = []
    monkeypatch.setattr(endings, "_listeners", [])
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(registry, "_resolvers", [lambda _person: TOM])
    monkeypatch.setattr(outcomes, "_outcomes", {})
    endings.on_ending(told.append)
    return told


def define(function: Any, **options: Any) -> None:
    registry.register(JobKind(KIND, "Count the stars", function, **options))


def run_one() -> None:
    assert run_next(threading.Event())


def in_one_transaction(context: JobContext) -> None:
    with context.complete_in_transaction() as result:
        result["stars"] = 7


def refuse(_context: JobContext) -> None:
    raise JobFailed("cloudy", cover=8)


def wait(_context: JobContext) -> None:
    raise JobPostponed("daylight", until="20:00")


@pytest.mark.parametrize(
    ("function", "state"),
    [
        (lambda _context: {"stars": 7}, JobState.DONE),
        (in_one_transaction, JobState.DONE),
        (refuse, JobState.FAILED),
    ],
)
def test_the_end_of_a_job_that_a_worker_ran_is_told_once(
    function: Any, state: JobState, heard: list[Job]
) -> None:
    define(function)
    job = enqueue(TOM, KIND)
    run_one()
    assert [(each.pk, each.state) for each in heard] == [(job.pk, state)]
    assert heard[0].finished_at is not None


def test_what_is_told_is_written_with_the_end_or_not_at_all(
    heard: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[bool] = []
    endings.on_ending(lambda _job: inside.append(connection.in_atomic_block))
    define(lambda _context: None)
    enqueue(TOM, KIND)
    run_one()
    assert inside == [True]


def test_a_listener_that_fails_keeps_neither_the_job_from_ending_nor_others_from_hearing(
    heard: list[Job],
) -> None:
    def stumble(job: Job) -> None:
        Job._base_manager.filter(pk=job.pk).update(kind="spoilt")
        raise RuntimeError

    endings._listeners.insert(0, stumble)
    define(lambda _context: None)
    job = enqueue(TOM, KIND)
    run_one()
    job.refresh_from_db()
    assert (job.state, job.kind, len(heard)) == (JobState.DONE, KIND, 1)


def test_who_waits_for_a_job_is_not_told_of_its_end(heard: list[Job]) -> None:
    define(in_one_transaction)
    run_inline(TOM, KIND)
    registry.register(JobKind("test.refused", "Refuse", refuse))
    with pytest.raises(JobFailed):
        run_inline(TOM, "test.refused")
    assert heard == []


def test_the_end_of_a_job_whose_workers_were_lost_is_told(heard: list[Job]) -> None:
    define(lambda _context: None, retries=0)
    job = enqueue(TOM, KIND)
    long_ago = timezone.now() - timedelta(hours=1)
    Job.objects.system("test").filter(pk=job.pk).update(
        state=JobState.RUNNING, attempts=1, lease_token="x", lease_until=long_ago
    )
    run_next(threading.Event())
    assert [each.error_code for each in heard] == ["worker_lost"]


def test_cancelling_a_waiting_job_is_told_with_who_did_it(heard: list[Job]) -> None:
    define(lambda _context: None)
    job = enqueue(TOM, KIND)
    cancel_job(MEI, job.pk)
    cancel_job(MEI, job.pk)
    assert [(each.cancelled_by_id, each.cancelled_by_name) for each in heard] == [(2, "Mei Lin")]
    assert Job.objects.system("test").get().state == JobState.CANCELLED


def test_work_that_is_put_off_runs_again_and_fails_in_its_own_words(heard: list[Job]) -> None:
    define(wait, retries=1)
    job = enqueue(TOM, KIND)
    run_one()
    job.refresh_from_db()
    assert (job.state, job.attempts, heard) == (JobState.QUEUED, 1, [])
    assert job.available_at > timezone.now()

    Job.objects.system("test").update(available_at=job.created_at)
    run_one()
    job.refresh_from_db()
    assert (job.state, job.error_code, job.error_details) == (
        JobState.FAILED,
        "daylight",
        {"until": "20:00"},
    )
    assert len(heard) == 1


@pytest.fixture
def stars(heard: list[Job]) -> None:
    """A kind whose end tells of figures, to those who may look at stars."""
    define(lambda _context: None)

    def words(ending: Ending) -> Words:
        return Words(f"{ending.figures['stars']} stars", url="/sky/")

    def severity(ending: Ending) -> Severity:
        return Severity.GOOD if ending.figures["stars"] else Severity.CAUTION

    kept = Outcome("sky.star.view", words, lambda job: dict(job.result or {}), severity)
    outcomes.register_outcome(KIND, kept)


def ended(**fields: Any) -> Ending:
    return outcomes.ending_of(Job(kind=KIND, **fields))


def test_an_end_is_kept_as_figures_and_judged(stars: None) -> None:
    many = ended(state=JobState.DONE, result={"stars": 7})
    assert Ending(**many.as_json()) == many
    assert outcomes.severity_of(many) == Severity.GOOD
    none = ended(state=JobState.DONE, result={"stars": 0})
    assert outcomes.severity_of(none) == Severity.CAUTION
    assert outcomes.severity_of(ended(state=JobState.FAILED, error_code="x")) == Severity.BAD


def test_who_may_not_know_reads_only_how_it_ended(stars: None) -> None:
    ending = ended(state=JobState.DONE, result={"stars": 7})
    assert words_for(system_actor("test"), ending) == Words("7 stars", url="/sky/")
    assert words_for(TOM, ending) == Words("Count the stars: done")


def test_what_cannot_be_put_into_words_is_told_plainly(stars: None) -> None:
    broken = Ending(kind=KIND, state=JobState.DONE)
    assert words_for(system_actor("test"), broken) == Words("Count the stars: done")


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("en", "Remove old jobs: failed", "The process that ran it was lost several times."),
        ("zh-hans", "清理过期的后台任务：失败", None),
        ("zh-hant", "清理過期的背景工作：失敗", None),
    ],
)
def test_a_kind_without_words_of_its_own_is_told_in_the_readers_language(
    language: str, title: str, text: str | None
) -> None:
    ending = Ending(kind="jobs.remove_old", state=JobState.FAILED, error_code="worker_lost")
    with translation.override(language):
        words = words_for(TOM, ending)
    assert words.title == title
    assert text is None or words.text == text
    assert words.text.endswith((".", "。"))


def test_who_stopped_it_is_named() -> None:
    ending = Ending(kind="jobs.remove_old", state=JobState.CANCELLED, cancelled_by="Mei Lin")
    assert words_for(TOM, ending) == Words("Remove old jobs: stopped", "Mei Lin has stopped it.")
