"""Batches whose job ended without a word can be started again."""

import pytest

from mainstay.apps.ledger.models import BatchState, ImportBatch
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.testing import (
    IMPORTING,
    csv_file,
    handed_in,
    lines_in_force,
)
from mainstay.foundation.audit.models import AuditEntry, AuditOutcome
from mainstay.foundation.jobs.models import Job, JobError, JobState
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture
def waiting() -> ImportBatch:
    """An import whose job waits."""
    batch = handed_in(csv_file("A,1,1,2024-03-01,10"))
    importing.start(IMPORTING, batch, commit=True)
    return batch


def end_job(batch: ImportBatch, **fields: object) -> None:
    """What the queue does to a job whose worker was lost, or whose person is gone."""
    Job.objects.system("test").filter(pk=batch.job_id or 0).update(**fields)


def test_a_job_cancelled_while_it_waited_frees_its_batch(waiting: ImportBatch) -> None:
    importing.cancel(IMPORTING, waiting)
    assert waiting.state == BatchState.CANCELLED
    importing.start(IMPORTING, waiting, commit=True)
    run_waiting_jobs()
    assert len(lines_in_force()) == 1


def test_a_lost_worker_is_told_and_the_batch_can_be_started_again(waiting: ImportBatch) -> None:
    end_job(waiting, state=JobState.FAILED, error_code=JobError.WORKER_LOST)
    importing.settle_ended()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.failure["code"]) == (BatchState.FAILED, "worker_lost")
    [entry] = AuditEntry.objects.system("test").filter(action="ledger.import.failed")
    assert entry.outcome == AuditOutcome.FAILED
    importing.run_now(IMPORTING, waiting, commit=True)
    assert waiting.state == BatchState.COMMITTED


def test_starting_again_needs_no_look_at_the_page_before(waiting: ImportBatch) -> None:
    end_job(waiting, state=JobState.FAILED, error_code=JobError.ACTOR_UNAVAILABLE)
    assert importing.start(IMPORTING, waiting, commit=True).pk == waiting.job_id


def test_a_job_that_is_not_there_any_more_counts_as_lost(waiting: ImportBatch) -> None:
    Job.objects.system("test").filter(pk=waiting.job_id or 0).delete()
    importing.settle_ended()
    waiting.refresh_from_db()
    assert waiting.failure == {"code": "worker_lost", "figures": {}}


def test_a_batch_whose_job_waits_is_left_alone(waiting: ImportBatch) -> None:
    importing.settle_ended()
    waiting.refresh_from_db()
    assert waiting.state == BatchState.RUNNING


def test_an_unexpected_error_is_tried_again_and_told_when_that_is_over(
    waiting: ImportBatch,
) -> None:
    ImportBatch.objects.system("test").update(options={"encoding": "klingon"})
    run_waiting_jobs()
    importing.settle_ended()
    waiting.refresh_from_db()
    assert waiting.state == BatchState.RUNNING  # the queue tries it again later
    end_job(
        waiting,
        state=JobState.FAILED,
        error_code=JobError.UNEXPECTED,
        error_details={"type": "OptionRefused"},
    )
    importing.settle_ended()
    waiting.refresh_from_db()
    assert waiting.failure == {"code": "unexpected", "figures": {"error": "OptionRefused"}}


def test_an_unexpected_error_frees_the_batch_where_nobody_tries_again() -> None:
    batch = handed_in(csv_file("A,1,1,2024-03-01,10"))
    ImportBatch.objects.system("test").update(options={"encoding": "klingon"})
    with pytest.raises(importing.OptionRefused):
        importing.run_now(IMPORTING, batch, commit=True)
    assert (batch.state, batch.failure["code"]) == (BatchState.FAILED, "unexpected")
