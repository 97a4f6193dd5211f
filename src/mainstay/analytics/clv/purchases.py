"""Purchase histories and payments out of the order roll-up, as Ibis expressions.

Definitions: docs/algorithms/clv.md.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from mainstay.analytics.clv.columns import numbers
from mainstay.analytics.clv.histories import AGE, FREQUENCY, RECENCY, Histories
from mainstay.analytics.measures import ORDER_COLUMNS, by_unit, require, within
from mainstay.kernel.periods import Period, last_12_months

if TYPE_CHECKING:
    from ibis.expr.types import Table

_DAYS_OF_WEEK = 7


def purchase_histories(orders: Table, *, as_of: date, units: Table | None = None) -> Table:
    """Express the history of each unit that has bought before a day.

    ``orders`` is the order roll-up of one ledger state; ``units`` has the columns ``customer``
    (unique) and ``unit``; a customer that it does not list is its own unit.

    The result has the key ``customer`` (that of the unit), ``frequency`` (purchase days after the
    first), ``recency`` and ``T`` in days, ``repeated`` (what came on other days than the first
    purchase day, net of returns), and of the last 12 months ``costed`` and ``cost``: amounts and
    costs of the lines whose cost is known. Raises ``MissingColumn``.
    """
    import ibis

    require(orders, "orders", ORDER_COLUMNS)
    days = _days(by_unit(orders.filter(orders.ordered_on < as_of), units))
    bought, recent = days.sale_lines > 0, within(days.ordered_on, last_12_months(as_of))
    seen = days.group_by("customer").aggregate(
        days=bought.cast("int64").sum(),
        first_day=days.ordered_on.min(where=bought),
        last_day=days.ordered_on.max(where=bought),
        total=days.amount.sum(),
        first_amount=days.amount.argmin(days.ordered_on, where=bought),
        costed=recent.ifelse(days.amount_with_cost, 0).sum(),
        cost=recent.ifelse(days.cost, 0).sum(),
    )
    buyers = seen.filter(seen.days > 0)
    return buyers.select(
        "customer",
        frequency=(buyers.days - 1).cast("int64"),
        recency=buyers.last_day.delta(buyers.first_day, unit="day").cast("int64"),
        T=ibis.literal(as_of).delta(buyers.first_day, unit="day").cast("int64"),
        repeated=(buyers.total - buyers.first_amount).cast("float64"),
        costed=buyers.costed.cast("float64"),
        cost=buyers.cost.cast("float64"),
    )


def weekly_histories(found: pa.Table) -> Histories:
    """Put together what ``purchase_histories`` gives, its days made weeks."""
    return Histories.of(
        numbers(found, FREQUENCY),
        numbers(found, RECENCY) / _DAYS_OF_WEEK,
        numbers(found, AGE) / _DAYS_OF_WEEK,
    )


def purchase_days(orders: Table, period: Period, *, units: Table | None = None) -> Table:
    """Express on how many days of a period each unit bought: ``customer`` and ``days``.

    Who bought on none is left out. Raises ``MissingColumn``.
    """
    require(orders, "orders", ORDER_COLUMNS)
    days = _days(by_unit(orders.filter(within(orders.ordered_on, period)), units))
    bought = days.filter(days.sale_lines > 0)
    return bought.group_by("customer").aggregate(days=bought.count())


def _days(orders: Table) -> Table:
    """What each unit did on each day."""
    return orders.group_by("customer", "ordered_on").aggregate(
        sale_lines=orders.sale_lines.sum(),
        amount=orders.amount.sum(),
        amount_with_cost=orders.amount_with_cost.sum(),
        cost=orders.cost.sum(),
    )
