"""Writing the trail."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from threading import Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy

from mainstay.foundation.access.actor import Actor, ActorKind, system_actor
from mainstay.foundation.audit.models import AuditEntry, AuditHead, AuditOutcome
from mainstay.foundation.audit.queries import entries, entry
from mainstay.foundation.audit.services import Subject, record, seal
from mainstay.foundation.audit.verification import verify
from mainstay.foundation.jobs.services import enqueue

MEI = Actor(kind=ActorKind.PERSON, name="Mei Lin", person_id=7, origin="192.0.2.1")
GRACE = Actor(kind=ActorKind.PERSON, name="Grace Liu", permissions=frozenset({"audit.entry.view"}))


@pytest.mark.django_db
def test_an_entry_names_actor_and_subject_by_value() -> None:
    job = enqueue(MEI, "jobs.remove_old")
    written = record(MEI, "jobs.job.queued", subject=job, changes={"state": [None, "queued"]})

    read = AuditEntry.objects.system("test").get(pk=written.pk)
    assert (read.actor_kind, read.actor_id, read.actor_name) == ("person", 7, "Mei Lin")
    assert read.origin == "192.0.2.1"
    assert (read.subject_type, read.subject_id) == ("jobs.job", str(job.pk))
    assert read.subject_label == str(job)
    assert read.outcome == AuditOutcome.DONE
    assert read.details == {"changes": {"state": [None, "queued"]}}


@pytest.mark.django_db
def test_details_come_back_as_they_were_kept() -> None:
    written = record(
        MEI,
        "test.kept",
        subject=Subject("test.thing", "9" * 80, "x" * 300),
        amount=Decimal("12.3400"),
        day=date(2026, 2, 28),
        ratio=0.1,
        huge=1e22,
        label=gettext_lazy("done"),
        outcome=AuditOutcome.FAILED,
        odd={"nul\x00": "a\x00b", "half": "\ud800"},
        several={"b", "a"},
        number=2**70,
    )
    read = AuditEntry.objects.system("test").get(pk=written.pk)
    assert read.details == {
        "amount": "12.3400",
        "day": "2026-02-28",
        "ratio": "0.1",
        "huge": "1e+22",
        "label": "done",
        "odd": {"nul\ufffd": "a\ufffdb", "half": "?"},
        "several": ["a", "b"],
        "number": 2**70,
    }
    assert (len(read.subject_id), len(read.subject_label)) == (64, 200)
    assert read.outcome == AuditOutcome.FAILED


@pytest.mark.django_db
def test_a_detail_without_a_plain_form_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot keep a object"):
        record(MEI, "test.kept", thing=object())


@pytest.mark.django_db(transaction=True)
def test_entries_are_sealed_right_after_the_commit() -> None:
    with transaction.atomic():
        record(MEI, "test.kept")
        assert AuditEntry.objects.system("test").get().sequence is None
    written = AuditEntry.objects.system("test").get()
    assert written.sequence == 1
    assert written.entry_hash == written.computed_hash()


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_with_the_transaction_that_wrote_it() -> None:
    with transaction.atomic():
        record(MEI, "test.kept")
        transaction.set_rollback(True)
    assert verify().entries == 0


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_share_one_gapless_chain(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def write() -> None:
        for number in range(15):
            with transaction.atomic():
                record(MEI, "test.kept", number=number)
        connection.close()

    writers = [Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert caplog.text == ""
    checked = verify()
    assert (checked.entries, checked.sealed, checked.broken) == (60, 60, [])
    numbers = AuditEntry.objects.system("test").order_by("sequence")
    assert list(numbers.values_list("sequence", flat=True)) == list(range(1, 61))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.filter(sequence=1).update(actor_name="Somebody"),
        lambda rows: rows.filter(sequence=1).update(entry_hash="0" * 64),
        lambda rows: rows.filter(sequence=1).update(sequence=None),
        lambda rows: rows.filter(sequence__isnull=True).update(actor_name="Somebody"),
        lambda rows: rows.filter(sequence__isnull=True).update(sequence=2, action="x"),
        lambda rows: rows.filter(sequence=1).delete(),
        lambda rows: rows.filter(sequence__isnull=True).delete(),
        lambda rows: AuditHead._base_manager.update(sequence=0),
        lambda rows: AuditHead._base_manager.all().delete(),
    ],
)
def test_the_database_refuses_to_change_the_trail(change: Callable[..., object]) -> None:
    record(MEI, "test.kept")
    seal()
    record(MEI, "test.unsealed")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(AuditEntry.objects.system("test"))
    assert verify().broken == []


@pytest.mark.django_db
def test_the_database_refuses_to_empty_the_trail() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has TRUNCATE")
    for table in ("audit_auditentry", "audit_audithead"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(f"TRUNCATE {table}")


@pytest.mark.django_db
def test_entries_are_found_by_actor_action_subject_and_time() -> None:
    first = record(MEI, "customers.customer.created", subject=Subject("customers.customer", "1"))
    second = record(system_actor("nightly"), "customers.contact.created")
    third = record(MEI, "ledger.batch.committed", outcome=AuditOutcome.FAILED)

    assert list(entries(GRACE)) == [third, second, first]
    assert list(entries(GRACE, person_id=7)) == [third, first]
    assert list(entries(GRACE, action="customers.")) == [second, first]
    assert list(entries(GRACE, action="ledger.batch.committed")) == [third]
    assert list(entries(GRACE, outcome=AuditOutcome.FAILED)) == [third]
    assert list(entries(GRACE, subject_type="customers.customer", subject_id="1")) == [first]
    assert list(entries(GRACE, since=second.at)) == [third, second]
    assert list(entries(GRACE, before=second.at)) == [first]
    assert entry(GRACE, first.pk) == first


@pytest.mark.django_db
def test_who_may_not_read_the_trail_finds_nothing() -> None:
    written = record(MEI, "test.kept")
    assert list(entries(MEI)) == []
    assert entry(MEI, written.pk) is None
