"""What a state amounts to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from mainstay.engine.ledger_state import FileKind, LedgerState
from mainstay.engine.schemas import ORDERS_SCHEMA
from mainstay.engine.session import Engine
from mainstay.engine.sql import files_in_force, rows_in_force
from mainstay.engine.store import LedgerStore


@dataclass(frozen=True, slots=True)
class Totals:
    """Figures of all lines in force. ``amount`` is in the reporting currency, net of returns.

    ``lines_per_currency`` counts lines by original currency. ``orders`` counts orders that have a
    sale line, an order of two customers once for each.
    """

    lines: int = 0
    orders: int = 0
    customers: int = 0
    amount: Decimal = Decimal(0)
    first_on: date | None = None
    last_on: date | None = None
    lines_per_currency: Mapping[str, int] = field(default_factory=dict)


def totals(engine: Engine, store: LedgerStore, state: LedgerState) -> Totals:
    """Add a state up. Raises ``LedgerDamaged``."""
    engine.verified.require(store, files_in_force(state, FileKind.ORDERS))
    orders = rows_in_force(store, state, FileKind.ORDERS, ORDERS_SCHEMA)
    with engine.session(store.root) as session:
        session.view("orders", f"{orders}")
        [(lines, customers, amount, first_on, last_on)] = session.rows(
            "SELECT coalesce(sum(lines), 0), count(DISTINCT customer), coalesce(sum(amount), 0), "
            "min(ordered_on), max(ordered_on) FROM orders"
        )
        counted = session.value(
            "SELECT count(*) FROM (SELECT customer, source, order_no FROM orders "
            "GROUP BY ALL HAVING sum(sale_lines) > 0)"
        )
        per_currency = session.rows(
            "SELECT currency, sum(lines) FROM orders GROUP BY currency ORDER BY currency"
        )
    return Totals(lines, counted, customers, amount, first_on, last_on, dict(per_currency))
