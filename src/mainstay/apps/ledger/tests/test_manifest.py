"""The manifest: states follow each other without a gap, wholly or not at all."""

from dataclasses import replace

import pytest
from django.db import transaction

from mainstay.apps.ledger.models import LedgerFileEntry, LedgerStateEntry
from mainstay.apps.ledger.queries.states import current_number, current_state, state_at
from mainstay.apps.ledger.services import manifest, undoing
from mainstay.apps.ledger.testing import IMPORTING, csv_file, imported
from mainstay.engine.errors import StateMoved
from mainstay.engine.ledger_state import ByteRange, FileKind, LedgerFile, StateChange

pytestmark = pytest.mark.usefixtures("shop")

FILE = LedgerFile(FileKind.LINES, "lines/a.parquet", "0" * 64, 10, 1, (ByteRange(0, 10, "0" * 64),))


def test_each_change_is_the_next_number() -> None:
    assert manifest.apply(StateChange(base=0, added=(FILE,))) == 1
    assert manifest.apply(StateChange(base=1, removed=(FILE.name,))) == 2
    numbers = LedgerStateEntry.objects.system("test").order_by("number")
    assert list(numbers.values_list("number", "action")) == [(1, "rebuild"), (2, "rebuild")]


def test_a_change_worked_out_against_an_older_state_is_refused() -> None:
    manifest.apply(StateChange(base=0, added=(FILE,)))
    with pytest.raises(StateMoved):
        manifest.apply(StateChange(base=0, added=(replace(FILE, name="lines/b.parquet"),)))
    assert current_number() == 1
    assert LedgerFileEntry.objects.system("test").count() == 1


def test_a_file_cannot_be_removed_twice() -> None:
    manifest.apply(StateChange(base=0, added=(FILE,)))
    manifest.apply(StateChange(base=1, removed=(FILE.name,)))
    with pytest.raises(StateMoved):
        manifest.apply(StateChange(base=2, removed=(FILE.name,)))
    assert current_number() == 2


def test_a_change_whose_transaction_ends_badly_never_was() -> None:
    change = StateChange(base=0, added=(FILE,))
    with transaction.atomic():
        manifest.apply(change)
        assert manifest.has_taken(change)
        transaction.set_rollback(True)
    assert not manifest.has_taken(change)
    assert current_number() == 0


def test_what_is_read_is_what_was_written() -> None:
    manifest.apply(StateChange(base=0, added=(FILE,)))
    assert current_state().files == (FILE,)


def test_every_state_that_was_can_be_read_again() -> None:
    first = imported(csv_file("A,1,1,2024-03-01,10"))
    second = imported(csv_file("A,1,1,2024-03-01,11"))
    undoing.undo_now(IMPORTING, first)
    assert [batch.number for batch in state_at(1).batches] == [first.pk]
    assert [batch.number for batch in state_at(2).batches] == [first.pk, second.pk]
    assert [batch.number for batch in state_at(3).batches] == [second.pk]
    assert state_at(0).files == ()
