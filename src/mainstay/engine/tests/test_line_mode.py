"""Files with line numbers: each line is compared with what stands at its place."""

from decimal import Decimal

import pytest

from mainstay.engine.errors import IdentityModeConflict
from mainstay.engine.ledger_state import IdentityMode
from mainstay.engine.resolve import Outcome
from mainstay.engine.tests.working_ledger import WorkingLedger, line, rows_of


def test_lines_that_were_not_there_are_new(ledger: WorkingLedger) -> None:
    report = ledger.bring(1, [line(1, "A", "10", line_no=1), line(2, "A", "5", line_no=2)])
    assert report.accepted.lines == 2
    assert report.accepted.money == {"CNY": Decimal(15)}
    assert ledger.amounts() == {("A", 1): Decimal(10), ("A", 2): Decimal(5)}


def test_a_line_brought_again_is_unchanged_and_makes_a_new_state(ledger: WorkingLedger) -> None:
    lines = [line(1, "A", "10", line_no=1)]
    ledger.bring(1, lines)
    report = ledger.bring(2, lines)
    assert (report.accepted.lines, report.unchanged.lines) == (0, 1)
    assert ledger.state.number == 2
    assert [batch.number for batch in ledger.state.batches] == [1, 2]


def test_a_line_with_other_content_supersedes_and_reports_the_old_money(
    ledger: WorkingLedger,
) -> None:
    ledger.bring(1, [line(1, "A", "10", line_no=1)])
    report = ledger.bring(2, [line(1, "A", "12", line_no=1)])
    assert (report.accepted.lines, report.superseded.lines) == (1, 1)
    assert report.accepted.money == {"CNY": Decimal(12)}
    assert report.superseded.money == {"CNY": Decimal(10)}
    assert ledger.amounts() == {("A", 1): Decimal(12)}


def test_a_preview_shows_the_content_that_is_displaced_and_the_new_one(
    ledger: WorkingLedger,
) -> None:
    ledger.bring(1, [line(1, "A", "10", line_no=1, channel="shop")])
    lines = [line(1, "A", "12", line_no=1), line(2, "B", "1", line_no=1)]
    with ledger.resolving(2, lines) as resolution:
        [changed, new] = rows_of(resolution.outcomes())
        [sampled] = rows_of(resolution.sample(Outcome.SUPERSEDED, 5))
    assert changed["outcome"] == "superseded"
    assert changed["previous"]["amount_original"] == Decimal(10)
    assert changed["previous"]["channel"] == "shop"
    assert changed["current"]["amount_original"] == Decimal(12)
    assert sampled == changed
    assert (new["outcome"], new["previous"]) == ("new", None)


def test_outcomes_are_paged_by_record(ledger: WorkingLedger) -> None:
    lines = [line(number, "A", "1", line_no=number) for number in range(1, 8)]
    with ledger.resolving(1, lines) as resolution:
        page = rows_of(resolution.outcomes(after=3, limit=2))
    assert [row["record"] for row in page] == [4, 5]


def test_the_same_line_twice_in_a_file_counts_once(ledger: WorkingLedger) -> None:
    report = ledger.bring(1, [line(1, "A", "10", line_no=1), line(2, "A", "10", line_no=1)])
    assert (report.accepted.lines, report.unchanged.lines) == (1, 1)
    assert ledger.amounts() == {("A", 1): Decimal(10)}


def test_two_contents_for_one_line_reject_both(ledger: WorkingLedger) -> None:
    lines = [
        line(1, "A", "10", line_no=1),
        line(2, "A", "11", line_no=1),
        line(3, "A", "1", line_no=2),
    ]
    report = ledger.bring(1, lines)
    assert report.reasons == {"duplicate_in_file": 2}
    assert report.rejected.money == {"CNY": Decimal(21)}
    assert ledger.amounts() == {("A", 2): Decimal(1)}


def test_two_contents_for_a_known_line_leave_it_as_it_is(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "10", line_no=1)])
    ledger.bring(2, [line(1, "A", "10", line_no=1), line(2, "A", "11", line_no=1)])
    ledger.undo(1)
    assert ledger.amounts() == {}


def test_a_line_without_a_number_is_rejected(ledger: WorkingLedger) -> None:
    report = ledger.bring(1, [line(1, "A", "10", line_no=1), line(2, "A", "5")])
    assert report.reasons == {"line_no_missing": 1}


@pytest.mark.parametrize(
    "change",
    [
        {"customer": 2},
        {"product_code": None},
        {"product_name": "Rope"},
        {"quantity": None},
        {"unit_price": Decimal(1)},
        {"cost_original": Decimal(1)},
        {"currency": "USD"},
        {"salesperson": 7},
        {"channel": ""},
    ],
)
def test_any_field_that_a_person_can_bring_makes_a_difference(
    ledger: WorkingLedger, change: dict[str, object]
) -> None:
    ledger.bring(1, [line(1, "A", "10", line_no=1)])
    report = ledger.bring(2, [line(1, "A", "10", line_no=1) | change])
    assert report.superseded.lines == 1


def test_another_rate_makes_no_difference(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "10", line_no=1)])
    report = ledger.bring(2, [line(1, "A", "10", line_no=1) | {"amount": Decimal("71.5")}])
    assert report.unchanged.lines == 1
    assert ledger.amounts() == {("A", 1): Decimal(10)}


def test_sources_do_not_know_each_other(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "10", line_no=1)], source="erp")
    report = ledger.bring(2, [line(1, "A", "11", line_no=1)], source="it's a shop")
    assert report.superseded.lines == 0
    assert sorted(row["amount"] for row in ledger.in_force()) == [Decimal(10), Decimal(11)]


def test_a_source_keeps_the_mode_it_began_with(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "10", line_no=1)])
    with pytest.raises(IdentityModeConflict) as caught:
        ledger.bring(2, [line(1, "A", "10")], mode=IdentityMode.ORDER)
    assert (caught.value.began_with, caught.value.came_with) == ("line", "order")


def test_a_source_without_live_batches_may_begin_anew(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "10", line_no=1)])
    ledger.undo(1)
    report = ledger.bring(2, [line(1, "A", "10")], mode=IdentityMode.ORDER)
    assert report.accepted.lines == 1


def test_a_dry_run_leaves_the_ledger_as_it_is(ledger: WorkingLedger) -> None:
    with ledger.resolving(1, [line(1, "A", "10", line_no=1)]) as resolution:
        assert resolution.report.accepted.lines == 1
    assert ledger.state.number == 0
    assert not list(ledger.store.root.rglob("*.parquet"))


def test_an_import_names_the_customers_it_brought_lines_for(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "1", line_no=1, customer=5)])
    lines = [
        line(1, "A", "1", line_no=1, customer=5),
        line(2, "B", "1", line_no=1, customer=9),
        line(3, "B", "1", line_no=2, customer=9),
    ]
    with ledger.resolving(2, lines) as resolution:
        assert resolution.accepted_customers().to_pylist() == [9]
