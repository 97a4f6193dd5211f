"""Small files are merged; everything that counts, and every later undo, stays as it was."""

from decimal import Decimal
from pathlib import Path

import pytest

from mainstay.engine.compaction import compact, foresee, rebase
from mainstay.engine.compaction_choice import CompactionRules
from mainstay.engine.errors import LedgerDamaged
from mainstay.engine.ledger_state import FileKind, IdentityMode
from mainstay.engine.tests.working_ledger import WorkingLedger, line
from mainstay.engine.totals import totals
from mainstay.engine.verified_files import verify


@pytest.fixture
def ledger(tmp_path: Path) -> WorkingLedger:
    """Six batches: new lines, a correction, a confirmation, a removal, and one that is undone."""
    ledger = WorkingLedger(tmp_path)
    ledger.bring(1, [line(1, "A", "10", line_no=1), line(2, "B", "20", line_no=1)])
    ledger.bring(2, [line(1, "A", "12", line_no=1)])
    ledger.bring(3, [line(1, "A", "12", line_no=1)])
    order = {"source": "shop", "mode": IdentityMode.ORDER}
    ledger.bring(4, [line(1, "S", "1"), line(2, "S", "2")], **order)
    ledger.bring(5, [line(1, "S", "1")], replace=True, **order)
    ledger.bring(6, [line(1, "C", "99", line_no=1)])
    ledger.undo(6)
    return ledger


def test_each_kind_becomes_one_file(ledger: WorkingLedger) -> None:
    amounts, categories = ledger.amounts(), ledger.categories()
    figures = totals(ledger.engine, ledger.store, ledger.state)

    report = ledger.compact()

    kinds = [file.kind for file in ledger.state.files]
    assert sorted(kinds) == sorted(
        [
            FileKind.LINES,
            FileKind.DEAD,
            FileKind.ORDERS,
            FileKind.CATEGORIES,
            FileKind.CONFIRMATIONS,
            FileKind.REMOVALS,
        ]
    )
    assert (report.files_after, report.dropped_rows) == (6, 1)
    assert ledger.amounts() == amounts
    assert ledger.categories() == categories
    assert totals(ledger.engine, ledger.store, ledger.state) == figures
    assert verify(ledger.store, ledger.state.files) == ()


def test_an_undo_afterwards_brings_back_what_it_would_have_brought_back(
    ledger: WorkingLedger,
) -> None:
    ledger.compact()
    ledger.undo(2)
    assert ledger.amounts()["A", 1] == Decimal(12), "batch 3 still confirms it"
    ledger.undo(3)
    assert ledger.amounts()["A", 1] == Decimal(10)
    report = ledger.undo(5)
    assert report.restored.lines == 1
    assert ledger.amounts()["S", 2] == Decimal(2)


def test_a_row_of_an_undone_batch_stays_while_a_later_one_confirms_it(
    ledger: WorkingLedger,
) -> None:
    ledger.undo(2)
    ledger.compact()
    assert ledger.amounts()["A", 1] == Decimal(12)
    ledger.undo(3)
    assert ledger.amounts()["A", 1] == Decimal(10)


def test_rows_that_no_live_event_names_are_dropped(ledger: WorkingLedger) -> None:
    ledger.compact()
    [lines] = ledger.state.files_of(FileKind.LINES)
    assert lines.rows == 5
    ledger.undo(1)
    ledger.undo(2)
    report = ledger.compact(small_rows=0)
    assert report.dropped_rows == 0, "less than half of the file is in nobody's need"
    ledger.undo(3)
    assert ledger.compact(small_rows=0).dropped_rows == 3


def test_a_second_compaction_finds_nothing_to_do(ledger: WorkingLedger) -> None:
    ledger.compact()
    number = ledger.state.number
    assert foresee(ledger.engine, ledger.store, ledger.state).files == 0
    ledger.compact()
    assert ledger.state.number == number


def test_what_is_foreseen_is_what_is_done(ledger: WorkingLedger) -> None:
    before = list(ledger.store.root.rglob("*"))
    foreseen = foresee(ledger.engine, ledger.store, ledger.state)
    assert list(ledger.store.root.rglob("*")) == before
    merged = dict(ledger.compact().merged)
    del merged["dead"]
    assert foreseen.merged == merged
    assert foreseen.files == sum(merged.values())


def test_few_small_files_are_left_alone_when_more_are_asked_for(ledger: WorkingLedger) -> None:
    report = ledger.compact(least_files=100)
    assert set(report.merged) <= {"lines", "orders", "dead"}, "but those of an undone batch go"
    assert report.dropped_rows == 1


def test_a_compaction_fits_after_an_import_of_other_orders(ledger: WorkingLedger) -> None:
    done = compact(ledger.engine, ledger.store, ledger.state)
    assert done.change is not None
    ledger.bring(7, [line(1, "N", "5", line_no=1)])
    expected = ledger.amounts()

    moved = rebase(done.change, ledger.state)

    assert moved is not None
    ledger.manifest.apply(moved)
    assert ledger.amounts() == expected
    ledger.undo(7)
    assert ("N", 1) not in ledger.amounts()


def test_a_compaction_does_not_fit_after_one_of_its_files_changed(ledger: WorkingLedger) -> None:
    done = compact(ledger.engine, ledger.store, ledger.state)
    assert done.change is not None
    ledger.bring(7, [line(1, "B", "21", line_no=1)])
    assert rebase(done.change, ledger.state) is None


def test_a_damaged_file_stops_a_compaction(ledger: WorkingLedger) -> None:
    name = ledger.state.files_of(FileKind.CONFIRMATIONS)[0].name
    path = ledger.store.path(name)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    fresh = WorkingLedger(path.parent.parent.parent)
    there = list(ledger.store.root.rglob("*.parquet"))
    with pytest.raises(LedgerDamaged):
        compact(fresh.engine, ledger.store, ledger.state, CompactionRules())
    assert list(ledger.store.root.rglob("*.parquet")) == there
