"""An import in portions: orders are independent, so each portion holds some of them whole.

Comparing with the ledger takes memory for every known line. A portion has so few of them that the
work stays in memory, however large the file and the ledger are. While a portion is open the session
holds:

- ``arrivals``, ``numbered``: its incoming lines, and its records with their places;
- ``standing_orders``, ``standing``: its orders that have lines in force, and those lines.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mainstay.engine.ledger_state import FileKind, IdentityMode, LedgerState
from mainstay.engine.progress import Phase
from mainstay.engine.schemas import ORDER_LINE_SCHEMA, ORDERS_SCHEMA
from mainstay.engine.session import Engine, Session
from mainstay.engine.sql import files_in_force, parquet, portion, quote, rows_in_force
from mainstay.engine.staged_import import StagedImport
from mainstay.engine.store import LedgerStore


def open_staged(session: Session, staged: StagedImport, mode: IdentityMode) -> None:
    """Open the staged lines and give each record its place in its order.

    Records without a place of their own are numbered within their order as they stand, those
    rejected before included.
    """
    session.view("staged", f"SELECT * FROM {parquet([staged.lines])}")
    session.view("reserved", f"SELECT * FROM {parquet([staged.reserved])}")
    counted = (
        "row_number() OVER (PARTITION BY order_no ORDER BY place IS NOT NULL, record)",
        "count(*) FILTER (place IS NULL) OVER (PARTITION BY order_no)",
        "max(place) OVER (PARTITION BY order_no)",
    )
    number, size, top_place = counted if mode is IdentityMode.ORDER else ("NULL",) * 3
    session.table(
        "all_numbered",
        "SELECT *, "
        f"CAST({number} AS INTEGER) AS number, CAST({size} AS INTEGER) AS size, "
        f"CAST({top_place} AS INTEGER) AS top_place FROM ("
        "SELECT record, order_no, coalesce(line_no, kept_line_no) AS place, false AS rejected "
        "FROM staged UNION ALL "
        "SELECT record, order_no, kept_line_no AS place, true AS rejected FROM reserved)",
        phase=Phase.RESOLVE,
        records=staged.rows,
    )


@dataclass(frozen=True, slots=True)
class KnownOrders:
    """The lines in force of the incoming orders, how many, and how many portions they make."""

    lines: str
    count: int
    portions: int


def find_known_orders(
    engine: Engine, store: LedgerStore, state: LedgerState, session: Session, source: str
) -> KnownOrders:
    """Look the incoming orders up in the order roll-up, which serves as their index."""
    engine.verified.require(store, files_in_force(state, FileKind.ORDERS))
    orders = rows_in_force(store, state, FileKind.ORDERS, ORDERS_SCHEMA)
    session.table(
        "known_orders",
        "SELECT customer, order_no, sum(lines) AS lines "
        f"FROM ({orders}) WHERE source = {quote(source)} "
        "AND order_no IN (SELECT order_no FROM all_numbered) GROUP BY customer, order_no",
    )
    known = int(session.value("SELECT coalesce(sum(lines), 0) FROM known_orders"))
    if known:
        engine.verified.require(store, files_in_force(state, FileKind.LINES))
    visible = state if known else LedgerState()
    lines = rows_in_force(store, visible, FileKind.LINES, ORDER_LINE_SCHEMA, located=True)
    return KnownOrders(
        f"SELECT * FROM ({lines}) WHERE source = {quote(source)}",
        known,
        1 + known // engine.config.rows_at_once,
    )


def each_portion(session: Session, known: KnownOrders) -> Iterator[None]:
    """Open one portion after the other."""
    for index in range(known.portions):
        mine = portion("order_no", index, known.portions)
        for view, whole in (
            ("arrivals", "staged"),
            ("numbered", "all_numbered"),
            ("standing_orders", "known_orders"),
        ):
            session.view(f"{view}", f"SELECT * FROM {whole} WHERE {mine}")
        session.table(
            "standing",
            f"SELECT line.* FROM ({known.lines}) AS line "
            "SEMI JOIN standing_orders AS known "
            "ON known.customer = line.customer AND known.order_no = line.order_no "
            f"WHERE {mine}",
        )
        yield
