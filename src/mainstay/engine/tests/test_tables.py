"""A state as Ibis tables and as totals."""

from datetime import date
from decimal import Decimal

import pyarrow as pa

from mainstay.engine.ledger_state import IdentityMode
from mainstay.engine.schemas import (
    CATEGORIES_SCHEMA,
    MONEY,
    ORDER_LINE_SCHEMA,
    ORDERS_SCHEMA,
    TOTAL,
)
from mainstay.engine.tables import open_tables
from mainstay.engine.tests.working_ledger import WorkingLedger, line
from mainstay.engine.totals import Totals, totals


def _fill(ledger: WorkingLedger) -> None:
    ledger.bring(
        1,
        [
            line(1, "A", "5", line_no=1),
            line(2, "B", "7", line_no=1, customer=2),
            line(3, "C", "-1", line_no=1, customer=2),
        ],
    )
    ledger.bring(2, [line(1, "A", "6", line_no=1)])


def test_tables_have_the_declared_columns_and_the_rows_in_force(ledger: WorkingLedger) -> None:
    _fill(ledger)
    with open_tables(ledger.engine, ledger.store, ledger.state) as tables:
        for table, schema, rows in (
            (tables.lines(), ORDER_LINE_SCHEMA, 3),
            (tables.orders(), ORDERS_SCHEMA, 3),
        ):
            assert list(table.columns) == schema.names
            read = table.to_pyarrow()
            narrow = [MONEY if kind == TOTAL else kind for kind in schema.types]
            assert read.schema.types in (schema.types, narrow)
            assert read.num_rows == rows
        assert tables.orders().amount.sum().to_pyarrow().as_py() == Decimal(12)
        assert tables.categories().sale_lines.sum().to_pyarrow().as_py() == 2


def test_totals_too_large_for_narrow_decimals_stand_beside_narrow_ones(
    ledger: WorkingLedger,
) -> None:
    large = "99999999999999.9999"
    order_mode = {"mode": IdentityMode.ORDER}
    ledger.bring(1, [line(1, "A", "5"), line(2, "B", "-7", customer=2)], **order_mode)
    _expect_orders(ledger, MONEY, {"A": Decimal(5), "B": Decimal(-7)})
    ledger.bring(2, [line(1, "C", large), line(2, "C", large)], **order_mode)
    ledger.bring(3, [line(1, "D", "3")], **order_mode)
    twice = 2 * Decimal(large)
    amounts = {"A": Decimal(5), "B": Decimal(-7), "C": twice, "D": Decimal(3)}
    _expect_orders(ledger, TOTAL, amounts)
    ledger.bring(4, [line(1, "E", f"-{large}"), line(2, "E", f"-{large}")], **order_mode)
    _expect_orders(ledger, TOTAL, amounts | {"E": -twice})


def _expect_orders(ledger: WorkingLedger, kind: pa.DataType, amounts: dict[str, Decimal]) -> None:
    with open_tables(ledger.engine, ledger.store, ledger.state) as tables:
        read = tables.orders().to_pyarrow()
    assert read.schema.field("amount").type == kind
    assert dict(zip(*read.select(["order_no", "amount"]).to_pydict().values(), strict=True)) == (
        amounts
    )


def test_an_empty_ledger_has_empty_tables_of_the_same_shape(ledger: WorkingLedger) -> None:
    with open_tables(ledger.engine, ledger.store, ledger.state) as tables:
        for table, schema in (
            (tables.lines(), ORDER_LINE_SCHEMA),
            (tables.orders(), ORDERS_SCHEMA),
            (tables.categories(), CATEGORIES_SCHEMA),
        ):
            read = table.to_pyarrow()
            assert (read.num_rows, read.schema.names) == (0, schema.names)


def test_totals_add_a_state_up(ledger: WorkingLedger) -> None:
    _fill(ledger)
    day = date(2024, 1, 5)
    assert totals(ledger.engine, ledger.store, ledger.state) == Totals(
        lines=3,
        orders=2,
        customers=2,
        amount=Decimal(12),
        first_on=day,
        last_on=day,
        lines_per_currency={"CNY": 3},
    )


def test_an_empty_ledger_has_empty_totals(ledger: WorkingLedger) -> None:
    assert totals(ledger.engine, ledger.store, ledger.state) == Totals()
