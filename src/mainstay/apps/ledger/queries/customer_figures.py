"""What the ledger says of one customer: its lines, a page at a time, and its months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from mainstay.apps.customers import queries as customers
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.contracts import VIEW_COSTS, VIEW_LINES
from mainstay.apps.ledger.queries.states import current_state, store
from mainstay.engine.customer_lines import LineCursor, read_customer_lines, read_customer_orders
from mainstay.engine.ledger_state import FileKind, LedgerState
from mainstay.engine.schemas import COST_COLUMNS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.kernel.clock import today_in
from mainstay.kernel.periods import month_of, shift_months
from mainstay.shell.paging import OrderKey, Position

NEWEST_FIRST = ("-ordered_at", "-source", "-order_no", "-line_no")
"""The one order in which lines can be paged; it tells all lines apart."""

MONTHS = 24
_EVERY_LINE = 2**31 - 1

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """A month's revenue, net of returns, and the margin of the lines whose cost is known.

    `margin` is a share of one, None where no cost is known or the revenue it belongs to is nil,
    and for who may not see it.
    """

    month: date
    revenue: Decimal
    margin: float | None


class CustomerLines:
    """A customer's lines in force as `paginate` reads them, in the order `NEWEST_FIRST`.

    Lines of customers that were merged into this one are among them; they have no costs for who
    may not see those. Raises AccessDenied and CustomerNotFound, and LedgerDamaged when read.
    """

    def __init__(self, actor: Actor, key: int) -> None:
        _require(actor, key)
        self._keys = keys_of(key)
        self._state = current_state()
        self._hidden = hidden_columns(actor)

    def after(
        self, order: Sequence[OrderKey], position: Position | None, limit: int
    ) -> Sequence[Line]:
        """The lines beyond a position; read backwards when the order is the reverse one."""
        if order[0].descending:
            before = None if position is None else LineCursor(*position)
            return self._read(limit, before)
        lines = self._read(_EVERY_LINE, None)
        newer = [line for line in lines if self.position(order, line) > (position or ())]
        return newer[::-1][:limit]

    def position(self, order: Sequence[OrderKey], row: Line) -> Position:
        return tuple(row[key.name] for key in order)

    def _read(self, limit: int, before: LineCursor | None) -> list[Line]:
        table = read_customer_lines(store(), self._state, self._keys, limit=limit, before=before)
        lines: list[Line] = table.drop_columns(sorted(self._hidden)).to_pylist()
        return lines


def months_of(actor: Actor, key: int) -> list[MonthFigures]:
    """Revenue and margin of the last months up to the newest line of the whole ledger.

    Months without orders are among them. Empty before the customer's first line. Raises
    AccessDenied, CustomerNotFound and LedgerDamaged.
    """
    _require(actor, key)
    state = current_state()
    orders = read_customer_orders(store(), state, keys_of(key)).to_pylist()
    if not orders:
        return []
    newest = _newest_day(state)
    sums = {shift_months(newest, -back): [Decimal(0)] * 3 for back in reversed(range(MONTHS))}
    for order in orders:
        month = sums.get(month_of(order["ordered_on"]))
        if month is not None:
            for place, name in enumerate(("amount", "amount_with_cost", "cost")):
                month[place] += order[name]
    sees_margin = actor.may(VIEW_COSTS)
    return [
        MonthFigures(month, amount, _margin(with_cost, cost) if sees_margin else None)
        for month, (amount, with_cost, cost) in sums.items()
    ]


def hidden_columns(actor: Actor) -> frozenset[str]:
    """What of a line the actor may not see."""
    return frozenset() if actor.may(VIEW_COSTS) else COST_COLUMNS


def has_lines(key: int) -> bool:
    """Whether a customer whom the reader sees has any order line. Raises LedgerDamaged."""
    return bool(read_customer_orders(store(), current_state(), keys_of(key)).num_rows)


def keys_of(key: int) -> frozenset[int]:
    """A customer's key and those of the customers merged into it."""
    _version, kept = customers.alias_map()
    return frozenset({key, *(old for old, new in kept.items() if new == key)})


def _require(actor: Actor, key: int) -> None:
    """Raise unless the actor may see lines, and this customer."""
    require(actor, VIEW_LINES)
    if not customers.visible(actor).filter(pk=key).exists():
        raise customers.CustomerNotFound(key)


def _newest_day(state: LedgerState) -> date:
    """The last day with lines, but no day that is still to come."""
    today = today_in(ZoneInfo(governance.installation().time_zone))
    days = [file.last_on for file in state.files_of(FileKind.LINES) if file.last_on is not None]
    return min(max(days, default=today), today)


def _margin(revenue: Decimal, cost: Decimal) -> float | None:
    return float((revenue - cost) / revenue) if revenue > 0 else None
