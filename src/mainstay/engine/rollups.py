"""The roll-ups: orders and categories, kept true for the orders that a change touches."""

from collections.abc import Iterable

from mainstay.engine.dead_vectors import FileChanges, write_dead_vectors
from mainstay.engine.file_writer import FileWriter, writing
from mainstay.engine.ledger_state import FileKind, LedgerFile, LedgerState, StateChange
from mainstay.engine.progress import Progress
from mainstay.engine.schemas import (
    CATEGORIES_SCHEMA,
    MONEY,
    NARROW_ORDERS_SCHEMA,
    ORDER_LINE_SCHEMA,
    ORDERS_SCHEMA,
    TOTAL,
)
from mainstay.engine.session import Engine, Session
from mainstay.engine.sql import (
    cast_columns,
    files_in_force,
    rows_in_force,
)
from mainstay.engine.store import LedgerStore

# One row per order and currency, with the days of the part. Conditions inside a sum are faster than
# a filter on it.
_PARTS = (
    "SELECT customer, source, order_no, currency, min(ordered_on) AS ordered_on, "
    "max(ordered_on) AS last_on, count(*) AS lines, "
    "sum(CAST(kind = 'sale' AS INTEGER)) AS sale_lines, count(cost) AS lines_with_cost, "
    "coalesce(sum(quantity), 0) AS quantity, sum(amount) AS amount, "
    "coalesce(sum(CASE WHEN cost IS NOT NULL THEN amount END), 0) AS amount_with_cost, "
    "coalesce(sum(cost), 0) AS cost "
    "FROM {lines} GROUP BY customer, source, order_no, currency"
)

# Orders whose lines fall on different days, with their first day. Only orders with a part in
# another than the first currency can have several parts, so only those are grouped once more.
_LONG_ORDERS = (
    "WITH several AS (SELECT DISTINCT customer, source, order_no FROM parts "
    "WHERE currency <> (SELECT min(currency) FROM parts)) "
    "SELECT customer, source, order_no, ordered_on FROM parts "
    "ANTI JOIN several USING (customer, source, order_no) WHERE ordered_on <> last_on "
    "UNION ALL SELECT customer, source, order_no, min(ordered_on) FROM parts "
    "SEMI JOIN several USING (customer, source, order_no) "
    "GROUP BY customer, source, order_no HAVING min(ordered_on) <> max(last_on)"
)
_LONG_ORDERS_OF_LINES = (
    "SELECT customer, source, order_no, min(ordered_on) AS ordered_on FROM {lines} "
    "GROUP BY customer, source, order_no HAVING min(ordered_on) <> max(ordered_on)"
)


_NARROW_BELOW = 10 ** (MONEY.precision - MONEY.scale)


def write_rollups(
    writer: FileWriter,
    session: Session,
    store: LedgerStore,
    state: LedgerState,
    *,
    before: str,
    after: str,
    touched: str | None,
) -> FileChanges:
    """Bring the roll-ups from ``before`` to ``after``, the lines in force of the touched orders.

    ``touched`` is a relation with the columns ``source`` and ``order_no``, None if no order that
    has been there before is touched. ``before`` and ``after`` are relations of ledger lines.
    """
    session.table("parts", f"{_PARTS.format(lines=after)}")
    session.table("long_after", f"{_LONG_ORDERS}")
    session.table("long_before", f"{_LONG_ORDERS_OF_LINES.format(lines=before)}")
    changes = FileChanges(writer.write(FileKind.ORDERS, _orders(session)))
    session.run("DROP TABLE parts")
    changes += FileChanges(writer.write(FileKind.CATEGORIES, _category_changes(before, after)))
    if touched is None:
        return changes
    orders = rows_in_force(store, state, FileKind.ORDERS, ORDERS_SCHEMA, located=True)
    session.table(
        "killed_orders",
        "SELECT o.file, o.position "
        f"FROM ({orders}) AS o SEMI JOIN {touched} AS t "
        "ON t.source = o.source AND t.order_no = o.order_no",
    )
    return changes + write_dead_vectors(writer, session, store, state, killed="killed_orders")


def _orders(session: Session) -> str:
    """Write the query for the order roll-up, with narrow totals if all of them fit."""
    totals = [field.name for field in ORDERS_SCHEMA if field.type == TOTAL]
    largest = ", ".join(f"max({name}), -min({name})" for name in totals)
    fit = session.value(f"SELECT coalesce(greatest({largest}), 0) < {_NARROW_BELOW} FROM parts")
    schema = NARROW_ORDERS_SCHEMA if fit else ORDERS_SCHEMA
    return (
        f"SELECT {cast_columns(schema)} FROM (SELECT part.* "
        "REPLACE (coalesce(long.ordered_on, part.ordered_on) AS ordered_on) "
        "FROM parts AS part LEFT JOIN long_after AS long "
        "USING (customer, source, order_no)) ORDER BY customer, ordered_on"
    )


def _category_changes(before: str, after: str) -> str:
    """Write the query for the differences that the category roll-up takes."""
    counted = (
        f"{_category_lines(after, 'long_after', 1)} UNION ALL "
        f"{_category_lines(before, 'long_before', -1)}"
    )
    return (
        f"SELECT {cast_columns(CATEGORIES_SCHEMA)} FROM (SELECT customer, category, month, "
        f"sum(sign) AS sale_lines FROM ({counted}) GROUP BY ALL HAVING sum(sign) <> 0) "
        "ORDER BY customer"
    )


def _category_lines(lines: str, long_orders: str, sign: int) -> str:
    """List the sale lines with the month of their order, which is mostly their own."""
    return (
        "SELECT line.customer, line.category, CAST(date_trunc('month', "
        "coalesce(long.ordered_on, line.ordered_on)) AS DATE) AS month, "
        f"{sign} AS sign FROM {lines} AS line LEFT JOIN {long_orders} AS long "
        "USING (customer, source, order_no) "
        "WHERE line.kind = 'sale' AND line.category IS NOT NULL"
    )


def rebuild_rollups(
    engine: Engine, store: LedgerStore, state: LedgerState, *, progress: Progress | None = None
) -> StateChange:
    """Write all roll-ups anew from the lines in force; the result says the same as the old ones.

    Customers are taken in portions, so that memory does not grow with the ledger. Raises
    ``LedgerDamaged`` and ``Cancelled``.
    """
    files = files_in_force(state, FileKind.LINES)
    engine.verified.require(store, files)
    lines = rows_in_force(store, state, FileKind.LINES, ORDER_LINE_SCHEMA)
    data = {
        file.name
        for kind in (FileKind.ORDERS, FileKind.CATEGORIES)
        for file in state.files_of(kind)
    }
    changes = FileChanges()
    with (
        engine.session(store.root, progress=progress or Progress()) as session,
        writing(store, session, None) as writer,
    ):
        for portion in _customer_portions(files, engine.config.rows_at_once):
            changes += write_rollups(
                writer,
                session,
                store,
                state,
                before=f"(SELECT * FROM ({lines}) WHERE false)",
                after=f"(SELECT * FROM ({lines}) WHERE {portion})",
                touched=None,
            )
    old = tuple(file.name for file in state.files if file.name in data or file.covers in data)
    return StateChange(base=state.number, added=changes.added, removed=old)


def _customer_portions(files: Iterable[LedgerFile], rows_at_once: int) -> list[str]:
    """Write conditions that cut the customers into portions of roughly so many lines.

    The manifest knows the last customer of each row group; a portion ends there.
    """
    ends = sorted(
        (group.high, file.rows // len(file.ranges[1:-1]))
        for file in files
        for group in file.ranges[1:-1]
        if file.kind is FileKind.LINES and group.high is not None
    )
    borders, rows = [], 0
    for customer, size in ends:
        rows += size
        if rows >= rows_at_once:
            borders.append(customer)
            rows = 0
    above = ["true", *(f"customer > {border}" for border in borders)]
    upto = [*(f"customer <= {border}" for border in borders), "true"]
    return [f"{low} AND {high}" for low, high in zip(above, upto, strict=True)]
