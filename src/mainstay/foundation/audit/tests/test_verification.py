"""Tampering with the tables behind the triggers' back shows."""

from typing import Any

import pytest
from django.db import connection

from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.audit import triggers, verification
from mainstay.foundation.audit.chain import entry_hash
from mainstay.foundation.audit.models import AuditEntry, AuditHead
from mainstay.foundation.audit.services import BrokenChain, record, seal
from mainstay.foundation.audit.verification import Break, BreakKind, verify

pytestmark = pytest.mark.django_db

ACTOR = system_actor("test")
ENTRIES = 7


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "CHUNK", 3)


@pytest.fixture
def rows() -> Any:
    """Seven sealed entries in a database whose triggers somebody has taken away."""
    for number in range(ENTRIES):
        record(ACTOR, "test.kept", number=number)
    seal()
    triggers.remove(connection)
    return AuditEntry.objects.system("test")


def rehash(entry: AuditEntry) -> None:
    """What a forger who knows the format does: give the altered entry a hash that fits it."""
    entry.entry_hash = entry.computed_hash()
    entry.save()


def test_an_untouched_chain_is_intact(rows: Any) -> None:
    checked = verify()
    assert (checked.entries, checked.sealed, checked.broken) == (ENTRIES, ENTRIES, [])
    assert checked.intact
    assert checked.head == rows.get(sequence=ENTRIES).entry_hash


def test_an_empty_trail_is_intact() -> None:
    assert verify().broken == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01T00:00:00Z"),
        ("actor_name", "Somebody else"),
        ("actor_id", 5),
        ("action", "test.other"),
        ("outcome", "failed"),
        ("origin", "192.0.2.9"),
        ("subject_type", "x"),
        ("subject_id", "x"),
        ("subject_label", "x"),
        ("details", {"number": 99}),
        ("previous_hash", "1" * 64),
        ("entry_hash", "1" * 64),
    ],
)
@pytest.mark.parametrize("sequence", [1, 4, ENTRIES])
def test_an_altered_entry_is_named(rows: Any, sequence: int, column: str, value: object) -> None:
    rows.filter(sequence=sequence).update(**{column: value})
    assert verify().broken == [Break(BreakKind.ALTERED, sequence)]


@pytest.mark.parametrize("sequence", [1, 4, ENTRIES])
def test_an_entry_replaced_by_a_well_formed_one_is_named(rows: Any, sequence: int) -> None:
    entry = rows.get(sequence=sequence)
    entry.details = {"number": 99}
    rehash(entry)
    assert verify().broken == [Break(BreakKind.REPLACED, sequence)]


@pytest.mark.parametrize(("first", "last"), [(1, 1), (3, 5), (ENTRIES, ENTRIES), (1, ENTRIES)])
def test_removed_entries_are_counted_and_named(rows: Any, first: int, last: int) -> None:
    rows.filter(sequence__gte=first, sequence__lte=last).delete()
    assert verify().broken == [Break(BreakKind.REMOVED, first, last - first + 1)]


def test_an_entry_put_after_the_end_is_named(rows: Any) -> None:
    last = rows.get(sequence=ENTRIES)
    forged = rows.get(sequence=ENTRIES)
    forged.pk, forged.sequence, forged.previous_hash = None, ENTRIES + 1, last.entry_hash
    forged.save()
    rehash(forged)
    assert verify().broken == [Break(BreakKind.INSERTED, ENTRIES + 1)]


def test_an_entry_put_before_the_beginning_is_named(rows: Any) -> None:
    forged = rows.get(sequence=1)
    forged.pk, forged.sequence = None, 0
    forged.save()
    assert verify().broken == [Break(BreakKind.INSERTED, 0)]


def test_entries_that_changed_places_are_named(rows: Any) -> None:
    rows.filter(sequence=3).update(sequence=100)
    rows.filter(sequence=4).update(sequence=3)
    rows.filter(sequence=100).update(sequence=4)
    assert verify().broken == [Break(BreakKind.ALTERED, 3), Break(BreakKind.ALTERED, 4)]


def test_removing_the_head_shows_and_stops_sealing(rows: Any) -> None:
    AuditHead._base_manager.all().delete()
    record(ACTOR, "test.kept")
    with pytest.raises(BrokenChain):
        seal()
    assert verify().broken == [Break(BreakKind.HEAD_REMOVED, ENTRIES)]


def test_several_breaks_are_all_named(rows: Any) -> None:
    rows.filter(sequence=2).update(action="test.other")
    rows.filter(sequence=5).delete()
    assert verify().broken == [Break(BreakKind.ALTERED, 2), Break(BreakKind.REMOVED, 5)]


def test_the_hash_is_the_documented_one() -> None:
    assert (
        entry_hash({"action": "测试", "id": 1}, 1, "0" * 64)
        == "6a5ffa27c932f3fe87a3c674b94374edba6b8078027f25ec1eddd2a538125535"
    )


def test_triggers_come_back_after_migrating() -> None:
    triggers.remove(connection)
    triggers.install_after_migrating()
    entry = record(ACTOR, "test.kept")
    with pytest.raises(Exception, match="append-only"):
        AuditEntry.objects.system("test").filter(pk=entry.pk).delete()


@pytest.mark.usefixtures("rows")
def test_what_cannot_be_sealed_now_is_said_in_a_line(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    AuditHead._base_manager.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        record(ACTOR, "test.kept")
    (said,) = caplog.records
    assert "could not be sealed now" in said.getMessage()
    assert said.exc_info is None
