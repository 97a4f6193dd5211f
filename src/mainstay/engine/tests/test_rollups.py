"""Roll-ups follow each change and say the same when they are built from nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from mainstay.engine.ledger_state import FileKind
from mainstay.engine.rollups import rebuild_rollups
from mainstay.engine.tests.working_ledger import WorkingLedger, line

_JANUARY = datetime(2024, 1, 31, 9, tzinfo=UTC)
_FEBRUARY = datetime(2024, 2, 1, 9, tzinfo=UTC)


def test_an_order_is_added_up_with_its_coverage(ledger: WorkingLedger) -> None:
    lines = [
        line(1, "A", "10", line_no=1, cost=Decimal(4)),
        line(2, "A", "-2", line_no=2),
        line(3, "A", "5", line_no=3, quantity=None),
    ]
    ledger.bring(1, lines)
    [order] = ledger.in_force(FileKind.ORDERS)
    assert order == {
        "customer": 1,
        "source": "erp",
        "order_no": "A",
        "currency": "CNY",
        "ordered_on": date(2024, 1, 5),
        "lines": 3,
        "sale_lines": 2,
        "lines_with_cost": 1,
        "quantity": Decimal(2),
        "amount": Decimal(13),
        "amount_with_cost": Decimal(10),
        "cost": Decimal(4),
    }


def test_an_order_has_the_day_of_its_first_line_in_every_currency(ledger: WorkingLedger) -> None:
    lines = [
        line(1, "A", "1", line_no=1, ordered_at=_FEBRUARY, currency="CNY"),
        line(2, "A", "1", line_no=2, ordered_at=_JANUARY, currency="USD"),
    ]
    ledger.bring(1, lines)
    orders = ledger.in_force(FileKind.ORDERS)
    assert {order["currency"] for order in orders} == {"CNY", "USD"}
    assert {order["ordered_on"] for order in orders} == {date(2024, 1, 31)}
    assert ledger.categories() == {(1, "guides", date(2024, 1, 1)): 2}


def test_an_earlier_line_moves_the_whole_order(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "1", line_no=1, ordered_at=_FEBRUARY)])
    assert ledger.categories() == {(1, "guides", date(2024, 2, 1)): 1}
    ledger.bring(2, [line(1, "A", "1", line_no=2, ordered_at=_JANUARY)])
    assert [order["ordered_on"] for order in ledger.in_force(FileKind.ORDERS)] == [_JANUARY.date()]
    assert ledger.categories() == {(1, "guides", date(2024, 1, 1)): 2}
    ledger.undo(2)
    assert ledger.categories() == {(1, "guides", date(2024, 2, 1)): 1}


def test_a_line_that_changes_its_customer_moves_to_the_other_one(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "1", line_no=1, customer=1)])
    ledger.bring(2, [line(1, "A", "1", line_no=1, customer=2)])
    assert [order["customer"] for order in ledger.in_force(FileKind.ORDERS)] == [2]
    assert [key[0] for key in ledger.categories()] == [2]


def test_orders_that_an_import_does_not_touch_are_left_alone(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "1", line_no=1), line(2, "B", "1", line_no=1)])
    ledger.bring(2, [line(1, "A", "2", line_no=1), line(2, "B", "1", line_no=1)])
    [vector] = [
        file
        for file in ledger.state.files_of(FileKind.DEAD)
        if file.covers and file.covers.startswith("orders/")
    ]
    assert vector.rows == 1


def test_a_rebuild_says_the_same_in_fewer_files(ledger: WorkingLedger) -> None:
    ledger.bring(1, [line(1, "A", "1", line_no=1), line(2, "B", "2", line_no=1)])
    ledger.bring(2, [line(1, "A", "3", line_no=1), line(2, "C", "2", line_no=1)])
    ledger.undo(1)
    key = ("customer", "source", "order_no", "currency")
    orders = sorted(ledger.in_force(FileKind.ORDERS), key=lambda row: [row[name] for name in key])
    categories = ledger.categories()
    ledger.manifest.apply(rebuild_rollups(ledger.engine, ledger.store, ledger.state))
    rebuilt = sorted(ledger.in_force(FileKind.ORDERS), key=lambda row: [row[name] for name in key])
    assert (rebuilt, ledger.categories()) == (orders, categories)
    assert len(ledger.state.files_of(FileKind.ORDERS)) == 1
    assert len(ledger.state.files_of(FileKind.CATEGORIES)) == 1
    assert all(
        file.covers in {f.name for f in ledger.state.files}
        for file in ledger.state.files_of(FileKind.DEAD)
    )


def test_a_rebuild_takes_customers_in_portions(tmp_path: Path) -> None:
    ledger = WorkingLedger(tmp_path, rows_at_once=4)
    for batch in (1, 2, 3):
        orders = [
            line(record, f"{batch}-{record}", "1", line_no=1, customer=batch + record)
            for record in (1, 2, 3)
        ]
        ledger.bring(batch, orders)
    before = _by_order(ledger)
    ledger.manifest.apply(rebuild_rollups(ledger.engine, ledger.store, ledger.state))
    assert _by_order(ledger) == before
    [file] = ledger.state.files_of(FileKind.ORDERS)
    assert [(group.low, group.high) for group in file.ranges[1:-1]] == [(2, 3), (4, 4), (5, 6)]


def _by_order(ledger: WorkingLedger) -> dict[str, dict[str, object]]:
    return {row["order_no"]: row for row in ledger.in_force(FileKind.ORDERS)}
