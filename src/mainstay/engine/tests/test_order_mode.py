"""Files without line numbers: the order is the unit, compared as a multiset of lines."""

from decimal import Decimal
from typing import Any

from mainstay.engine.ledger_state import IdentityMode
from mainstay.engine.resolve import Resolution
from mainstay.engine.tests.working_ledger import Line, WorkingLedger, line, reserved, rows_of

_ORDER: dict[str, Any] = {"mode": IdentityMode.ORDER}


def _lines(order_no: str, *amounts: str) -> list[Line]:
    return [line(record, order_no, amount) for record, amount in enumerate(amounts, start=1)]


def _places(resolution: Resolution) -> dict[int, int]:
    return {row["record"]: row["line_no"] for row in rows_of(resolution.reserved_places())}


def test_lines_are_numbered_as_they_stand(ledger: WorkingLedger) -> None:
    ledger.bring(1, _lines("A", "3", "1", "2"), **_ORDER)
    assert ledger.amounts() == {("A", 1): Decimal(3), ("A", 2): Decimal(1), ("A", 3): Decimal(2)}


def test_equal_lines_of_an_order_are_separate_lines(ledger: WorkingLedger) -> None:
    ledger.bring(1, _lines("A", "3", "3"), **_ORDER)
    assert ledger.amounts() == {("A", 1): Decimal(3), ("A", 2): Decimal(3)}


def test_an_order_scattered_over_the_file_is_one_order(ledger: WorkingLedger) -> None:
    lines = [line(1, "A", "1"), line(2, "B", "2"), line(3, "A", "3")]
    ledger.bring(1, lines, **_ORDER)
    assert ledger.amounts() == {("A", 1): 1, ("B", 1): 2, ("A", 2): 3}


def test_the_same_order_in_another_sequence_is_unchanged(ledger: WorkingLedger) -> None:
    ledger.bring(1, _lines("A", "3", "1", "3"), **_ORDER)
    report = ledger.bring(2, _lines("A", "3", "3", "1"), **_ORDER)
    assert report.unchanged.lines == 3


def test_a_changed_order_is_rejected_as_a_whole(ledger: WorkingLedger) -> None:
    ledger.bring(1, _lines("A", "3", "1"), **_ORDER)
    for amounts in (("3",), ("3", "1", "1"), ("3", "2"), ("3", "3")):
        report = ledger.bring(2, _lines("A", *amounts), **_ORDER)
        assert report.reasons == {"order_changed": len(amounts)}
        assert report.unchanged.lines == 0
        ledger.undo(2)
    assert ledger.amounts() == {("A", 1): Decimal(3), ("A", 2): Decimal(1)}


def test_lines_of_a_changed_order_keep_no_place(ledger: WorkingLedger) -> None:
    ledger.bring(1, _lines("A", "3", "1"), **_ORDER)
    with ledger.resolving(2, _lines("A", "3", "2"), **_ORDER) as resolution:
        rejects = rows_of(resolution.rejects())
    assert [(row["record"], row["line_no"]) for row in rejects] == [(1, None), (2, None)]


def test_replacing_confirms_what_matches_and_removes_what_is_gone(ledger: WorkingLedger) -> None:
    ledger.bring(1, _lines("A", "3", "1"), **_ORDER)
    report = ledger.bring(2, _lines("A", "3", "7", "8"), replace=True, **_ORDER)
    assert (report.accepted.lines, report.unchanged.lines, report.removed.lines) == (2, 1, 1)
    assert report.removed.money == {"CNY": Decimal(1)}
    assert ledger.amounts() == {("A", 1): Decimal(3), ("A", 3): Decimal(7), ("A", 4): Decimal(8)}


def test_replacing_tells_which_lines_go(ledger: WorkingLedger) -> None:
    ledger.bring(1, _lines("A", "3", "1"), **_ORDER)
    with ledger.resolving(2, _lines("A", "3"), replace=True, **_ORDER) as resolution:
        [gone] = rows_of(resolution.removed_lines())
    assert (gone["order_no"], gone["line_no"], gone["amount"]) == ("A", 2, Decimal(1))


def test_a_rejected_record_keeps_its_place(ledger: WorkingLedger) -> None:
    lines = [line(1, "A", "1"), line(3, "A", "3")]
    with ledger.resolving(1, lines, rejected=[reserved(2, "A")], **_ORDER) as resolution:
        assert _places(resolution) == {2: 2}
    ledger.bring(1, lines, rejected=[reserved(2, "A")], **_ORDER)
    assert ledger.amounts() == {("A", 1): Decimal(1), ("A", 3): Decimal(3)}
    assert {row["order_size"] for row in ledger.in_force()} == {3}


def test_the_mended_file_completes_the_order(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "1"), line(3, "A", "3")], rejected=[reserved(2, "A")], **_ORDER)
    report = ledger.bring(2, _lines("A", "1", "2", "3"), **_ORDER)
    assert (report.accepted.lines, report.unchanged.lines) == (1, 2)
    assert ledger.amounts() == {("A", 1): Decimal(1), ("A", 2): Decimal(2), ("A", 3): Decimal(3)}


def test_the_mended_reject_file_completes_the_order_too(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "1"), line(3, "A", "3")], rejected=[reserved(2, "A")], **_ORDER)
    report = ledger.bring(2, [line(1, "A", "2", kept_line_no=2)], **_ORDER)
    assert (report.accepted.lines, report.reasons) == (1, {})
    again = ledger.bring(3, _lines("A", "1", "2", "3"), **_ORDER)
    assert again.unchanged.lines == 3


def test_a_reject_file_may_hold_a_whole_order(ledger: WorkingLedger) -> None:
    nothing: list[Line] = []
    ledger.bring(1, nothing, rejected=[reserved(1, "A"), reserved(2, "A")], **_ORDER)
    mended = [line(1, "A", "1", kept_line_no=1), line(2, "A", "2", kept_line_no=2)]
    ledger.bring(2, mended, **_ORDER)
    assert ledger.bring(3, _lines("A", "1", "2"), **_ORDER).unchanged.lines == 2


def test_an_additional_line_prefers_its_own_number(ledger: WorkingLedger) -> None:
    places = [reserved(2, "A"), reserved(4, "A")]
    ledger.bring(1, [line(1, "A", "1"), line(3, "A", "3")], rejected=places, **_ORDER)
    mended = [line(1, "A", "1"), line(3, "A", "3"), line(4, "A", "4")]
    ledger.bring(2, mended, rejected=[reserved(2, "A")], **_ORDER)
    assert ledger.amounts() == {("A", 1): Decimal(1), ("A", 3): Decimal(3), ("A", 4): Decimal(4)}


def test_more_lines_than_open_places_change_the_order(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "1")], rejected=[reserved(2, "A")], **_ORDER)
    report = ledger.bring(2, _lines("A", "1", "2", "3"), **_ORDER)
    assert report.reasons == {"order_changed": 3}


def test_the_place_of_a_removed_line_is_not_open(ledger: WorkingLedger) -> None:
    ledger.bring(1, _lines("A", "1", "2"), **_ORDER)
    ledger.bring(2, _lines("A", "1"), replace=True, **_ORDER)
    report = ledger.bring(3, _lines("A", "1", "9"), **_ORDER)
    assert report.reasons == {"order_changed": 2}


def test_lines_with_and_without_a_kept_number_do_not_mix(ledger: WorkingLedger) -> None:
    report = ledger.bring(1, [line(1, "A", "1", kept_line_no=1), line(2, "A", "2")], **_ORDER)
    assert report.reasons == {"order_changed": 1}
    assert ledger.amounts() == {("A", 1): Decimal(1)}


def test_an_order_of_two_customers_is_one_order(ledger: WorkingLedger) -> None:
    lines = [line(1, "A", "1", customer=1), line(2, "A", "2", customer=2)]
    ledger.bring(1, lines, **_ORDER)
    assert ledger.bring(2, lines, **_ORDER).unchanged.lines == 2
    assert ledger.bring(3, lines[:1], **_ORDER).reasons == {"order_changed": 1}
