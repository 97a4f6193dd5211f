"""A customer's page: newest first, page by page, reading little."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from mainstay.engine.customer_lines import LineCursor, read_customer_lines, read_customer_orders
from mainstay.engine.ledger_state import FileKind
from mainstay.engine.tests.working_ledger import Line, WorkingLedger, line
from mainstay.engine.verified_row_groups import read_row_groups

_START = datetime(2024, 1, 1, tzinfo=UTC)


def _day(number: int) -> datetime:
    return _START + timedelta(days=number)


def _page(ledger: WorkingLedger, *keys: int, limit: int = 100) -> list[Line]:
    rows: list[Line] = read_customer_lines(
        ledger.store, ledger.state, keys, limit=limit
    ).to_pylist()
    return rows


def test_lines_come_newest_first(ledger: WorkingLedger) -> None:
    days = (3, 1, 2)
    ledger.bring(
        1, [line(at, f"O{d}", "1", line_no=1, ordered_at=_day(d)) for at, d in enumerate(days, 1)]
    )
    assert [row["order_no"] for row in _page(ledger, 1)] == ["O3", "O2", "O1"]


def test_pages_follow_each_other_without_gap_or_overlap(ledger: WorkingLedger) -> None:
    ledger.bring(
        1,
        [line(at, f"O{at % 5}", "1", line_no=at, ordered_at=_day(at // 7)) for at in range(1, 40)],
    )
    everything = _page(ledger, 1)
    pages: list[Line] = []
    cursor = None
    while len(pages) < len(everything):
        page = read_customer_lines(
            ledger.store, ledger.state, [1], limit=4, before=cursor
        ).to_pylist()
        pages += page
        last = page[-1]
        cursor = LineCursor(last["ordered_at"], last["source"], last["order_no"], last["line_no"])
    assert pages == everything
    assert len({(row["order_no"], row["line_no"]) for row in pages}) == 39


def test_only_the_wanted_customers_lines_in_force_are_given(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(at, f"O{at}", "1", line_no=1, customer=at % 3) for at in range(1, 31)])
    ledger.bring(2, [line(1, "O3", "7", line_no=1, customer=0)])
    mine = _page(ledger, 0)
    assert {row["customer"] for row in mine} == {0}
    assert len(mine) == 10
    assert sum(row["amount"] for row in mine) == Decimal(16)
    assert {row["customer"] for row in _page(ledger, 0, 2)} == {0, 2}


def test_a_customer_without_lines_has_an_empty_page(ledger: WorkingLedger) -> None:
    assert _page(ledger, 4) == []
    ledger.bring(1, [line(1, "A", "1", line_no=1)])
    assert _page(ledger, 4) == []


def test_an_undone_file_is_not_even_opened(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "1", line_no=1)])
    ledger.undo(1)
    for file in ledger.state.files:
        ledger.store.path(file.name).unlink()
    assert _page(ledger, 1) == []


def test_orders_of_a_customer_come_oldest_first(ledger: WorkingLedger) -> None:
    ledger.bring(
        1, [line(at, f"O{at}", "1", line_no=1, ordered_at=_day(9 - at)) for at in range(1, 4)]
    )
    orders = read_customer_orders(ledger.store, ledger.state, [1]).to_pylist()
    assert [row["order_no"] for row in orders] == ["O3", "O2", "O1"]


def test_row_groups_are_bounded_so_that_most_are_skipped(ledger: WorkingLedger) -> None:
    lines = [line(at, f"O{at}", "1", line_no=1, customer=at % 5) for at in range(1, 101)]
    ledger.bring(1, lines)
    [file] = ledger.state.files_of(FileKind.LINES)
    [group] = file.ranges[1:-1]
    assert (group.low, group.high) == (0, 4)
    assert list(read_row_groups(ledger.store, file, [5, 77], ["customer"])) == []
    [found] = read_row_groups(ledger.store, file, [77, 3], ["customer"])
    assert found.rows["customer"].to_pylist() == sorted(at % 5 for at in range(1, 101))
