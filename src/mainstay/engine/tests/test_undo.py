"""Undo: the newest event of the remaining batches decides, whatever the order of the undos."""

from decimal import Decimal
from itertools import permutations

import pytest

from mainstay.engine.errors import BatchNotLive
from mainstay.engine.ledger_state import FileKind, IdentityMode
from mainstay.engine.tests.working_ledger import WorkingLedger, line
from mainstay.engine.undo import plan_undo

_TEN, _TWELVE = Decimal(10), Decimal(12)


def _three_batches(ledger: WorkingLedger) -> None:
    """The example of the decision record: 10, then 12, then 12 again."""
    for batch, amount in enumerate(("10", "12", "12"), start=1):
        ledger.bring(batch, [line(1, "A", amount, line_no=1)])


@pytest.mark.parametrize(
    ("undone", "left"),
    [
        ((), _TWELVE),
        ((2,), _TWELVE),
        ((3,), _TWELVE),
        ((1,), _TWELVE),
        ((2, 3), _TEN),
        ((1, 2), _TWELVE),
        ((1, 2, 3), None),
    ],
)
def test_what_is_in_force_depends_on_the_live_batches_alone(
    ledger: WorkingLedger, undone: tuple[int, ...], left: Decimal | None
) -> None:
    _three_batches(ledger)
    start = ledger.state
    for sequence in permutations(undone):
        ledger.manifest = type(ledger.manifest)(start)
        for batch in sequence:
            ledger.undo(batch)
        assert ledger.amounts().get(("A", 1)) == left
        assert len(ledger.in_force(FileKind.ORDERS)) == (left is not None)


def test_undoing_a_first_import_keeps_what_a_later_one_confirmed(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "1", line_no=1), line(2, "B", "2", line_no=1)])
    ledger.bring(2, [line(1, "A", "1", line_no=1)])
    report = ledger.undo(1)
    assert (report.removed.lines, report.restored.lines) == (1, 0)
    assert report.removed.money == {"CNY": Decimal(2)}
    assert report.kept_confirmed.money == {"CNY": Decimal(1)}
    assert ledger.amounts() == {("A", 1): Decimal(1)}


def test_undoing_both_empties_the_ledger(ledger: WorkingLedger) -> None:
    lines = [line(1, "A", "1", line_no=1)]
    ledger.bring(1, lines)
    ledger.bring(2, lines)
    ledger.undo(1)
    assert ledger.undo(2).removed.lines == 1
    assert ledger.in_force() == []


def test_undoing_a_superseding_import_restores_the_older_version(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "10", line_no=1)])
    ledger.bring(2, [line(1, "A", "12", line_no=1)])
    report = ledger.undo(2)
    assert (report.removed.money, report.restored.money) == ({"CNY": _TWELVE}, {"CNY": _TEN})
    assert ledger.amounts() == {("A", 1): _TEN}


def test_undoing_a_replacement_brings_removed_lines_back(ledger: WorkingLedger) -> None:
    mode = IdentityMode.ORDER
    ledger.bring(1, [line(1, "A", "1"), line(2, "A", "2")], mode=mode)
    ledger.bring(2, [line(1, "A", "1"), line(2, "A", "9")], mode=mode, replace=True)
    ledger.undo(2)
    assert ledger.amounts() == {("A", 1): Decimal(1), ("A", 2): Decimal(2)}


def test_a_removal_outlives_the_batch_that_wrote_the_line(ledger: WorkingLedger) -> None:
    mode = IdentityMode.ORDER
    ledger.bring(1, [line(1, "A", "1"), line(2, "A", "2")], mode=mode)
    ledger.bring(2, [line(1, "A", "1")], mode=mode, replace=True)
    ledger.undo(1)
    assert ledger.amounts() == {("A", 1): Decimal(1)}


def test_a_plan_reports_what_the_undo_then_does_and_writes_nothing(ledger: WorkingLedger) -> None:
    _three_batches(ledger)
    files = sorted(ledger.store.root.rglob("*.parquet"))
    with plan_undo(ledger.engine, ledger.store, ledger.state, 3) as plan:
        planned = plan.report
    assert sorted(ledger.store.root.rglob("*.parquet")) == files
    assert ledger.undo(3) == planned


def test_undoing_twice_is_refused(ledger: WorkingLedger) -> None:
    _three_batches(ledger)
    ledger.undo(2)
    with pytest.raises(BatchNotLive) as caught:
        ledger.undo(2)
    assert caught.value.batch == 2


def test_an_import_after_an_undo_is_not_confused_by_dead_rows(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "10", line_no=1)])
    ledger.undo(1)
    report = ledger.bring(2, [line(1, "A", "10", line_no=1)])
    assert (report.accepted.lines, report.unchanged.lines) == (1, 0)
    assert ledger.amounts() == {("A", 1): _TEN}
