"""How much work customers make: orders and lines, counted in each of several periods.

What they cost is computed of it: docs/algorithms/cost-to-serve.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mainstay.analytics.measures import by_unit, within
from mainstay.kernel.periods import Period

if TYPE_CHECKING:
    from ibis.expr.types import Table


def order_counts(orders: Table, periods: Sequence[Period], units: Table | None = None) -> Table:
    """Express, for each unit, its orders with a sale line: a column for each period, by its place.

    ``orders`` is the roll-up of one ledger state; ``units`` is as in ``ledger_measures``.
    """
    unified = by_unit(orders, units)
    return _summed(unified, (unified.sale_lines > 0).cast("int64"), periods)


def line_counts(orders: Table, periods: Sequence[Period], units: Table | None = None) -> Table:
    """Express the same of the order lines, returns among them: each is handled."""
    unified = by_unit(orders, units)
    return _summed(unified, unified.lines, periods)


def _summed(unified: Table, counted: object, periods: Sequence[Period]) -> Table:
    columns = {
        str(place): within(unified.ordered_on, period).ifelse(counted, 0).sum().cast("int64")
        for place, period in enumerate(periods)
    }
    return unified.group_by("customer").aggregate(**columns)
