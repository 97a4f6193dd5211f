"""The indicators of the ledger, from the roll-ups: sums by Ibis, the rhythm in arrays.

Formulas, edge cases and sources: docs/algorithms/measures.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mainstay.analytics.indicators import LEDGER_INDICATORS
from mainstay.analytics.rhythm import measure_rhythm
from mainstay.analytics.spring_festival import SpringFestivalBreak
from mainstay.kernel.periods import Period, last_12_months, last_days, previous_12_months

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, NumericValue, Table, Value

ORDER_COLUMNS = (
    "customer",
    "ordered_on",
    "lines",
    "sale_lines",
    "lines_with_cost",
    "amount",
    "amount_with_cost",
    "cost",
)
CATEGORY_COLUMNS = ("customer", "category", "month", "sale_lines")

_RECENT_DAYS = 90


class MissingColumn(ValueError):
    """A table lacks a column that a measure needs."""

    def __init__(self, table: str, column: str) -> None:
        """Name the table and the column."""
        super().__init__(f"{table} has no column {column}")
        self.table = table
        self.column = column


@dataclass(frozen=True, slots=True)
class Windows:
    """The periods that measures look at, as of a day."""

    as_of: date
    year: Period
    previous_year: Period
    recent: Period
    recent_a_year_earlier: Period

    @classmethod
    def before(cls, as_of: date) -> Windows:
        """Give the periods that end on or before ``as_of``."""
        return cls(
            as_of,
            last_12_months(as_of),
            previous_12_months(as_of),
            last_days(as_of, _RECENT_DAYS),
            last_days(_a_year_earlier(as_of), _RECENT_DAYS),
        )


def ledger_measures(
    orders: Table,
    categories: Table,
    *,
    as_of: date,
    units: Table | None = None,
    festival: SpringFestivalBreak | None = None,
) -> Table:
    """Express every indicator of the ledger: one row per unit with a row before ``as_of``.

    The purchases' days are read at once, the rest when the expression is.

    ``orders`` and ``categories`` are the roll-ups of one ledger state. ``units`` has the columns
    ``customer`` (unique) and ``unit``; a customer that it does not list is its own unit. With
    ``festival`` growth, drop and intervals leave the Spring Festival out.

    The result has the key ``customer`` (that of the unit) and the codes of ``LEDGER_INDICATORS``:
    money in decimals, counts and days in integers (the median may end in .5), ratios in floats.
    Raises ``MissingColumn``.
    """
    require(orders, "orders", ORDER_COLUMNS)
    require(categories, "categories", CATEGORY_COLUMNS)
    windows = Windows.before(as_of)
    past = by_unit(orders.filter(orders.ordered_on < as_of), units)
    figures = (
        _totals(past, windows)
        .left_join(_rhythm(past, windows, festival), "customer")
        .drop("customer_right")
        .left_join(_assortment(by_unit(categories, units), windows.year), "customer")
        .drop("customer_right")
    )
    return _indicators(figures, windows, festival)


def require(table: Table, name: str, columns: tuple[str, ...]) -> None:
    """Refuse a table that lacks a column. Raises ``MissingColumn``."""
    for column in columns:
        if column not in table.columns:
            raise MissingColumn(name, column)


def _a_year_earlier(day: date) -> date:
    """Give the same date one year before; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=day.day - 1)


def by_unit(table: Table, units: Table | None) -> Table:
    """Put the unit's key into ``customer``."""
    if units is None:
        return table
    require(units, "units", ("customer", "unit"))
    joined = table.left_join(units.select("customer", "unit"), "customer")
    return joined.mutate(customer=joined.unit.coalesce(joined.customer)).drop(
        "customer_right", "unit"
    )


def within(day: Value, period: Period) -> BooleanValue:
    """Tell whether days lie in a period."""
    return (day >= period.start) & (day < period.end)


def _totals(past: Table, windows: Windows) -> Table:
    """Add up everything that is additive, in one pass."""

    def total(figure: Value, period: Period) -> NumericValue:
        # An explicit zero is faster than a filtered sum, and a sum is then never null.
        return within(past.ordered_on, period).ifelse(figure, 0).sum()

    counts = (past.sale_lines > 0).cast("int64")
    return past.group_by("customer").aggregate(
        revenue_12m=total(past.amount, windows.year),
        revenue_prev_12m=total(past.amount, windows.previous_year),
        revenue_recent=total(past.amount, windows.recent),
        revenue_recent_before=total(past.amount, windows.recent_a_year_earlier),
        amount_with_cost=total(past.amount_with_cost, windows.year),
        cost=total(past.cost, windows.year),
        lines=total(past.lines, windows.year),
        lines_with_cost=total(past.lines_with_cost, windows.year),
        orders_12m=total(counts, windows.year),
    )


def _rhythm(past: Table, windows: Windows, festival: SpringFestivalBreak | None) -> Table:
    """Look back from each purchase day to the one before: intervals, purchase days, months."""
    import ibis

    purchases = past.filter(past.sale_lines > 0)
    return ibis.memtable(measure_rhythm(purchases, windows.year, festival))


def _assortment(categories: Table, year: Period) -> Table:
    """Count the categories with sale lines in the year.

    The roll-up holds differences; what adds up to nothing was taken back.
    """
    bought = (
        categories.filter(within(categories.month, year))
        .group_by("customer", "category")
        .aggregate(sale_lines=lambda table: table.sale_lines.sum())
    )
    return (
        bought.filter(bought.sale_lines > 0)
        .group_by("customer")
        .aggregate(categories=lambda table: table.count())
    )


def _ratio(numerator: NumericValue, denominator: NumericValue) -> NumericValue:
    """Divide as floats where the denominator is positive; elsewhere null."""
    import ibis

    quotient = numerator.cast("float64") / denominator.cast("float64")
    return ibis.cases((denominator > 0, quotient))


def _share(figure: NumericValue) -> NumericValue:
    """Give the share in the total of the positive figures of all units."""
    import ibis

    positive = (figure > 0).ifelse(figure, 0)
    return _ratio(figure, positive.sum().over(ibis.window()))


def _indicators(figures: Table, windows: Windows, festival: SpringFestivalBreak | None) -> Table:
    import ibis

    def days_since(day: Value) -> NumericValue:
        return ibis.literal(windows.as_of).delta(day, unit="day").cast("int64")

    figures = figures.mutate(
        gross_profit_12m=(figures.lines_with_cost > 0).ifelse(
            figures.amount_with_cost - figures.cost, ibis.null()
        ),
    )
    values = {
        "gross_margin": _ratio(figures.gross_profit_12m, figures.amount_with_cost),
        "cost_coverage_12m": _ratio(figures.lines_with_cost, figures.lines),
        "average_order_value": _ratio(figures.revenue_12m, figures.orders_12m),
        "share_of_revenue": _share(figures.revenue_12m),
        "share_of_profit": _share(figures.gross_profit_12m),
        "recency_days": days_since(figures.last_day),
        "tenure_days": days_since(figures.first_day),
        "active_months_12m": figures.active_months_12m.coalesce(0),
        "repurchase_rate": _ratio(figures.purchase_days_12m - 1, figures.purchase_days_12m),
        "interval_cv": _variation(figures),
        "category_count": figures.categories.coalesce(0),
        **_changes(figures, windows, festival),
    }
    codes = [indicator.code for indicator in LEDGER_INDICATORS]
    return figures.mutate(**values).select("customer", *codes)


def _changes(
    figures: Table, windows: Windows, festival: SpringFestivalBreak | None
) -> dict[str, NumericValue]:
    """Compare the rates of a period and of the one before."""

    def change(now: Value, period: Period, then: Value, before: Period) -> NumericValue:
        change = _ratio(now, then)
        if festival is None:
            return change
        return change * (festival.trading_days(before) / festival.trading_days(period))

    year = change(
        figures.revenue_12m, windows.year, figures.revenue_prev_12m, windows.previous_year
    )
    recent = change(
        figures.revenue_recent,
        windows.recent,
        figures.revenue_recent_before,
        windows.recent_a_year_earlier,
    )
    return {"growth_yoy": year - 1, "revenue_drop_90d": 1 - recent}


def _variation(figures: Table) -> NumericValue:
    """Give the coefficient of variation of the intervals from their integer sums."""
    import ibis

    count, total, squares = (
        figures[name].cast("float64") for name in ("intervals", "interval_sum", "interval_squares")
    )
    spread = (count * (count * squares - total * total) / (count - 1)).sqrt()
    return ibis.cases((figures.intervals > 1, spread / total))
