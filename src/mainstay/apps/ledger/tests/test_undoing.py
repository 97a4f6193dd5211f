"""Undoing imports: the ledger and the customers go back as if the file had not come."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mainstay.apps.customers.queries import all_names, customer_by_code
from mainstay.apps.ledger.models import BatchState, ImportBatch
from mainstay.apps.ledger.queries.states import current_number
from mainstay.apps.ledger.services import undoing
from mainstay.apps.ledger.services.importing import BatchBusy, cancel
from mainstay.apps.ledger.testing import (
    IMPORTING,
    csv_file,
    handed_in,
    imported,
    lines_in_force,
)
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.usefixtures("shop")

FIRST = csv_file("A,1,1,2024-03-01,10", "A,1,2,2024-03-01,20")
SECOND = csv_file("A,1,1,2024-03-01,11", "A,1,2,2024-03-01,20", "B,2,1,2024-03-01,5")


def codes() -> set[str]:
    return {each.code for each in all_names().values()}


def test_undoing_brings_the_older_version_back() -> None:
    imported(FIRST)
    second = imported(SECOND)
    planned = undoing.preview(IMPORTING, second)
    assert (planned.removed, planned.restored, planned.kept_confirmed) == (2, 1, 0)
    assert planned.money_removed == {"CNY": Decimal(16)}
    assert undoing.undo_now(IMPORTING, second) == replace(planned, state=3).as_json()
    assert (second.state, second.undone_in, current_number()) == (BatchState.UNDONE, 3, 3)
    assert sum(lines_in_force().values()) == Decimal(30)


def test_lines_that_a_later_import_confirmed_stay() -> None:
    first = imported(FIRST)
    imported(SECOND)
    planned = undoing.preview(IMPORTING, first)
    assert (planned.removed, planned.kept_confirmed) == (0, 1)
    undoing.undo_now(IMPORTING, first)
    assert sum(lines_in_force().values()) == Decimal(36)


def test_undoing_everything_leaves_nothing() -> None:
    for batch in [imported(FIRST), imported(SECOND)]:
        undoing.undo_now(IMPORTING, batch)
    assert lines_in_force() == {}


def test_customers_that_the_import_created_go_with_it() -> None:
    batch = imported(csv_file("new,1,1,2024-03-01,10"), unknown_customers="create")
    assert "new" in codes()
    undoing.undo_now(IMPORTING, batch)
    assert codes() == {"A", "B", "C"}


def test_created_customers_with_lines_of_another_import_stay() -> None:
    first = imported(csv_file("new,1,1,2024-03-01,10"), unknown_customers="create")
    imported(csv_file("new,2,1,2024-03-01,10"))
    undoing.undo_now(IMPORTING, first)
    assert "new" in codes()


def test_customers_come_back_with_the_key_they_had() -> None:
    content = csv_file("new,1,1,2024-03-01,10")
    batch = imported(content, unknown_customers="create")
    key = customer_by_code(IMPORTING, "new").key
    undoing.undo_now(IMPORTING, batch)
    imported(content, unknown_customers="create")
    assert customer_by_code(IMPORTING, "new").key == key


def test_a_customer_file_is_undone_field_by_field() -> None:
    batch = imported(csv_file("A,Alpha", "D,Delta", header="code,name"), "customers")
    assert customer_by_code(IMPORTING, "A").name == "Alpha"
    planned = undoing.preview(IMPORTING, batch)
    assert (planned.removed, planned.restored) == (1, 1)
    undoing.undo_now(IMPORTING, batch)
    assert customer_by_code(IMPORTING, "A").name == "Customer A"
    assert codes() == {"A", "B", "C"}


def test_an_undo_is_an_entry_of_the_trail() -> None:
    batch = imported(FIRST)
    undoing.undo_now(IMPORTING, batch)
    [entry] = AuditEntry.objects.system("test").filter(action="ledger.import.undone")
    assert entry.subject_id == str(batch.pk)
    assert entry.details["report"]["removed"] == 2


def test_only_a_committed_import_can_be_undone() -> None:
    batch = imported(FIRST)
    undoing.undo_now(IMPORTING, batch)
    for attempt in (undoing.preview, undoing.start, undoing.undo_now):
        with pytest.raises(BatchBusy):
            attempt(IMPORTING, batch)
    with pytest.raises(BatchBusy):
        undoing.start(IMPORTING, handed_in(SECOND))


def test_one_undo_at_a_time() -> None:
    batch = imported(FIRST)
    undoing.start(IMPORTING, batch)
    with pytest.raises(BatchBusy):
        undoing.start(IMPORTING, batch)
    run_waiting_jobs()
    assert ImportBatch.objects.system("test").get(pk=batch.pk).state == BatchState.UNDONE
    assert Job.objects.system("test").filter(kind=undoing.UNDO).count() == 1


def test_an_undo_that_still_waits_can_be_cancelled() -> None:
    batch = imported(FIRST)
    undoing.start(IMPORTING, batch)
    cancel(IMPORTING, batch)
    run_waiting_jobs()
    assert batch.state == BatchState.COMMITTED
    assert len(lines_in_force()) == 2
    assert undoing.start(IMPORTING, batch).pk == batch.job_id
