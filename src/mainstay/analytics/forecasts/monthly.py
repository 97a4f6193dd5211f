"""Monthly figures of customers as an Ibis expression, and how far they reach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from mainstay.analytics.measures import ORDER_COLUMNS, by_unit, require
from mainstay.kernel.periods import month_of, shift_months

if TYPE_CHECKING:
    from ibis.expr.types import Table

_DAYS_LOOKED_BACK = 730


def order_days(orders: Table, as_of: date) -> Table:
    """Express the days before ``as_of`` with orders of anybody, each once, in ``ordered_on``.

    Raises ``MissingColumn``.
    """
    require(orders, "orders", ORDER_COLUMNS)
    return orders.filter(orders.ordered_on < as_of).select("ordered_on").distinct()


def complete_until(days: Iterable[date], as_of: date) -> date:
    """Give the first day that is in no complete month, always the first of a month.

    ``days`` are those of ``order_days``, in any order. The month of ``as_of`` is not over. Nor is
    one that the ledger does not reach: a ledger is taken to reach beyond its last order for as long
    as its longest silence was in the two years before.
    """
    until, ordered = month_of(as_of), sorted(days)
    if not ordered:
        return until
    last = ordered[-1]
    recent = [day for day in ordered if (last - day).days <= _DAYS_LOOKED_BACK]
    silence = max((later - earlier for earlier, later in pairwise(recent)), default=timedelta(1))
    return min(until, month_of(last + silence + timedelta(1)))


def monthly_figures(orders: Table, until: date, units: Table | None = None) -> Table:
    """Express each customer's figures of the months with orders before ``until``.

    ``orders`` is the order roll-up of one state, ``units`` as in ``ledger_measures``. The result
    has ``customer`` (that of the unit), ``month`` (its first day), ``revenue``, net of returns, and
    ``margin``: that of the lines whose cost is known, null where it is of none. Both are floats;
    the sums are exact before. Raises ``MissingColumn``.
    """
    import ibis

    require(orders, "orders", ORDER_COLUMNS)
    past = by_unit(orders.filter(orders.ordered_on < until), units)
    months = past.mutate(month=past.ordered_on.truncate("M").cast("date"))
    known = months.lines_with_cost.sum() > 0
    margin = months.amount_with_cost.sum() - months.cost.sum()
    return months.group_by("customer", "month").aggregate(
        revenue=months.amount.sum().cast("float64"),
        margin=known.ifelse(margin.cast("float64"), ibis.null()),
    )


def months_ahead(until: date, count: int) -> tuple[date, ...]:
    """The first days of the months that are told: the first one is that of ``until``."""
    return tuple(shift_months(until, number) for number in range(count))
