"""What customers brought in a period: what back-tests hold grades of an earlier day against.

Definitions: docs/algorithms/back-test.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.analytics.measures import ORDER_COLUMNS, by_unit, require, within
from mainstay.kernel.periods import Period

if TYPE_CHECKING:
    from ibis.expr.types import Table


def outcomes(orders: Table, period: Period, *, units: Table | None = None) -> Table:
    """Express revenue and gross profit of a period: one row per unit with a row in it.

    ``orders`` is the order roll-up of one ledger state; ``units`` has the columns ``customer``
    (unique) and ``unit``; a customer that it does not list is its own unit.

    The result has the key ``customer`` (that of the unit), ``revenue`` net of returns, ``profit``,
    which is of the lines whose cost is known and 0 without any, and the numbers of ``lines`` and
    ``lines_with_cost``. Raises ``MissingColumn``.
    """
    require(orders, "orders", ORDER_COLUMNS)
    then = by_unit(orders.filter(within(orders.ordered_on, period)), units)
    return then.group_by("customer").aggregate(
        revenue=then.amount.sum(),
        profit=(then.amount_with_cost - then.cost).sum(),
        lines=then.lines.sum(),
        lines_with_cost=then.lines_with_cost.sum(),
    )
