"""Monthly figures of customers as an Ibis expression, and how far they reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from mainstay.analytics.measures import ORDER_COLUMNS, by_unit, require, within
from mainstay.kernel.periods import Period, month_of, shift_months

if TYPE_CHECKING:
    from ibis.expr.types import Table

_DAYS_LOOKED_BACK = 730


def order_days(orders: Table, as_of: date) -> Table:
    """Express the days before ``as_of`` with orders of anybody, each once, in ``ordered_on``.

    Raises ``MissingColumn``.
    """
    require(orders, "orders", ORDER_COLUMNS)
    return orders.filter(orders.ordered_on < as_of).select("ordered_on").distinct()


def complete_months(days: Iterable[date], as_of: date) -> Period:
    """Give the whole months that the ledger has: from the first day of one up to that of another.

    ``days`` are those of ``order_days``, in any order. The month of ``as_of`` is not over. Nor is
    one complete that the ledger does not reach: it is taken to reach beyond its first and its last
    order for as long as its longest silence was in the two years next to it. The period is empty
    where no month is complete.
    """
    until, ordered = month_of(as_of), sorted(days)
    if not ordered:
        return Period(until, until)
    first = ordered[0]
    end = min(until, month_of(known_until(ordered)))
    start = month_of(first)
    if start < first - _silence(ordered, first):
        start = shift_months(start, 1)
    return Period(min(start, end), end)


def known_until(ordered: Sequence[date]) -> date:
    """Give the day up to which the ledger is taken to reach, by its days with orders, in order.

    It reaches beyond its last order for as long as its longest silence was in the two years before.
    """
    return ordered[-1] + _silence(ordered, ordered[-1]) + timedelta(1)


def _silence(days: Sequence[date], end: date) -> timedelta:
    """The longest time between orders in the two years next to an end of the ledger."""
    near = [day for day in days if abs((end - day).days) <= _DAYS_LOOKED_BACK]
    return max((later - earlier for earlier, later in pairwise(near)), default=timedelta(1))


def monthly_figures(orders: Table, months: Period, units: Table | None = None) -> Table:
    """Express each customer's figures of the months of a period that have orders.

    ``orders`` is the order roll-up of one state, ``units`` as in ``ledger_measures``. The result
    has ``customer`` (that of the unit), ``month`` (its first day), ``revenue``, net of returns, and
    ``margin``: that of the lines whose cost is known, null where it is of none. Both are floats;
    the sums are exact before. Raises ``MissingColumn``.
    """
    import ibis

    require(orders, "orders", ORDER_COLUMNS)
    past = by_unit(orders.filter(within(orders.ordered_on, months)), units)
    dated = past.mutate(month=past.ordered_on.truncate("M").cast("date"))
    known = dated.lines_with_cost.sum() > 0
    margin = dated.amount_with_cost.sum() - dated.cost.sum()
    return dated.group_by("customer", "month").aggregate(
        revenue=dated.amount.sum().cast("float64"),
        margin=known.ifelse(margin.cast("float64"), ibis.null()),
    )


def months_ahead(until: date, count: int) -> tuple[date, ...]:
    """The first days of the months that are told: the first one is that of ``until``."""
    return tuple(shift_months(until, number) for number in range(count))
