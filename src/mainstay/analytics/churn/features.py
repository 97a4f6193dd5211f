"""What is known of customers before a day: features from the order roll-ups, on any engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mainstay.analytics.measures import by_unit, ledger_measures, within
from mainstay.analytics.spring_festival import SpringFestivalBreak
from mainstay.kernel.periods import Period, last_days, month_of

if TYPE_CHECKING:
    from ibis.expr.types import NumericValue, Table, Value

_YEAR_DAYS = 365
_SEASON_DAYS = 90

_MEASURED = (
    "recency_days",
    "interval_median_days",
    "interval_cv",
    "orders_12m",
    "active_months_12m",
    "revenue_12m",
    "average_order_value",
    "category_count",
    "growth_yoy",
    "revenue_drop_90d",
)
_COUNTED = (
    "days_of_first_year",
    "purchase_days",
    "overdue_gaps",
    "orders_30d",
    "orders_90d",
    "orders_90d_before",
    "orders_same_season",
    "revenue_90d",
    "return_share_12m",
)
FEATURES = _MEASURED + _COUNTED
"""The first ones are indicators of the ledger (`docs/algorithms/measures.md`).

None is made of costs: a reason would tell a margin to people who may see the customer but no costs.
"""


@dataclass(frozen=True, eq=False)
class Trade:
    """The roll-ups of one ledger state, which customers are one, and the break that is left out.

    ``units`` has the columns ``customer`` (unique) and ``unit``; a customer that it does not list
    is its own unit.
    """

    orders: Table
    categories: Table
    units: Table | None = None
    festival: SpringFestivalBreak | None = None

    def before(self, day: date) -> Trade:
        """The trade without what came on a day or later; months count once they are over."""
        return Trade(
            self.orders.filter(self.orders.ordered_on < day),
            self.categories.filter(self.categories.month < month_of(day)),
            self.units,
            self.festival,
        )


def churn_features(trade: Trade, cutoff: date) -> Table:
    """Express the features of each unit that bought before a day: ``customer`` and ``FEATURES``.

    They are floats, null where a figure has no value. Raises ``MissingColumn``.
    """
    import ibis

    measures = ledger_measures(
        trade.orders,
        trade.categories,
        as_of=cutoff,
        units=trade.units,
        festival=trade.festival,
    )
    past = by_unit(trade.orders.filter(trade.orders.ordered_on < cutoff), trade.units)
    figures = measures.left_join(_counts(past, cutoff), "customer").drop("customer_right")
    bought = figures.filter(figures.recency_days.notnull())
    values = bought.mutate(
        days_of_first_year=ibis.least(bought.tenure_days, _YEAR_DAYS),
        overdue_gaps=_ratio(bought.recency_days, bought.interval_median_days),
        return_share_12m=_ratio(bought.returned, bought.lines),
    )
    return values.select("customer", **{name: values[name].cast("float64") for name in FEATURES})


def _counts(past: Table, cutoff: date) -> Table:
    """Add up what the indicators of the ledger do not have, in one pass."""

    def total(figure: Value, period: Period) -> NumericValue:
        return within(past.ordered_on, period).ifelse(figure, 0).sum()

    is_purchase = past.sale_lines > 0
    orders, recent = is_purchase.cast("int64"), last_days(cutoff, _SEASON_DAYS)
    year, a_year_ago = last_days(cutoff, _YEAR_DAYS), cutoff - timedelta(days=_YEAR_DAYS)
    season = Period(a_year_ago, a_year_ago + timedelta(days=_SEASON_DAYS))
    return past.group_by("customer").aggregate(
        purchase_days=past.ordered_on.nunique(where=is_purchase),
        orders_30d=total(orders, last_days(cutoff, 30)),
        orders_90d=total(orders, recent),
        orders_90d_before=total(orders, last_days(cutoff, _SEASON_DAYS, skip=_SEASON_DAYS)),
        orders_same_season=total(orders, season),
        revenue_90d=total(past.amount, recent),
        lines=total(past.lines, year),
        returned=total(past.lines - past.sale_lines, year),
    )


def _ratio(numerator: NumericValue, denominator: NumericValue) -> NumericValue:
    """Divide as floats where the denominator is positive; elsewhere null."""
    import ibis

    quotient = numerator.cast("float64") / denominator.cast("float64")
    return ibis.cases((denominator > 0, quotient))
