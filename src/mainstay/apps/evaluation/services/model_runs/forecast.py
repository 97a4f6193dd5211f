"""Revenue and margin by month of customers, groups and the total, up to two years ahead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mainstay.analytics.forecasts.choices import Method
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.queries.forecast_runs import GROUPS, MONTHS, key_accounts
from mainstay.apps.evaluation.queries.measures import Pinned, read_ledger
from mainstay.apps.evaluation.services.model_runs import forecast_check
from mainstay.apps.evaluation.services.model_runs.forecast_tables import (
    figures_of,
    groups_table,
    months_table,
    report_of,
)
from mainstay.apps.evaluation.services.model_runs.kind import (
    Figure,
    FigureType,
    Found,
    Kind,
    Metric,
    Parameter,
    Parameters,
    Tell,
)
from mainstay.apps.evaluation.services.model_runs.named import named
from mainstay.foundation.jobs.context import JobFailed

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from mainstay.analytics.forecasts.histories import Histories
    from mainstay.analytics.forecasts.told import Forecast

AHEAD, FULL, FULL_GROUPS = "months", "full", "full_groups"
_STEPS = 100


@dataclass(frozen=True)
class Asked:
    """What is forecast: figures up to a month, how far, for how many with full models."""

    months: "pa.Table"
    until: date
    ahead: int
    full: int
    full_groups: int


def run(pin: Pinned, as_of: date, parameters: Parameters, tell: Tell) -> Found:
    """What each customer will bring in the months to come, with intervals.

    Raises LedgerDamaged, and JobFailed with `no_complete_month`.
    """
    asked = _asked(pin, as_of, parameters)
    revenue = _histories(asked, "revenue")
    if revenue is None:
        raise JobFailed("no_complete_month")
    groups, full = _groups(revenue), _full(revenue, asked.full)
    margin = _histories(asked, "margin")
    parts = 1 if margin is None else 2
    told = _forecast(asked, revenue, groups, full, _part(tell, 0, parts), revenue=True)
    margins = None
    if margin is not None:
        of_margin = _forecast(asked, margin, groups, full, _part(tell, 1, parts), revenue=False)
        margins = (margin, of_margin)
    of_groups = groups_table(revenue, told, groups)
    months = named(revenue.keys, months_table(revenue, told, margins))
    return Found(
        named(revenue.keys, figures_of(revenue, told, margins)),
        report_of(revenue, told, margins, of_groups, full=len(full)),
        {MONTHS: months, GROUPS: of_groups},
    )


def _asked(pin: Pinned, as_of: date, parameters: Parameters) -> Asked:
    from mainstay.analytics.forecasts.monthly import complete_months, monthly_figures, order_days

    days = read_ledger(
        pin.ledger_state, pin.units, lambda tables, _units: order_days(tables.orders(), as_of)
    )
    period = complete_months(days["ordered_on"].to_pylist(), as_of)
    months = read_ledger(
        pin.ledger_state,
        pin.units,
        lambda tables, units: monthly_figures(tables.orders(), period, units),
    )
    ahead, full, full_groups = (int(parameters[name]) for name in (AHEAD, FULL, FULL_GROUPS))
    return Asked(months, period.end, ahead, full, full_groups)


def _histories(asked: Asked, figure: str) -> "Histories | None":
    """The histories of a figure, None where no month is known."""
    from mainstay.analytics.forecasts.histories import Histories
    from mainstay.analytics.forecasts.refusals import ForecastError

    try:
        return Histories.of(asked.months, figure, asked.until)
    except ForecastError as error:
        if error.problem != "no_history":
            raise
        return None


def _groups(histories: "Histories") -> "pa.Table":
    """The customer at the top of each one's group."""
    import pyarrow as pa

    roots = customers.group_roots()
    tops = [roots.get(key, key) for key in histories.keys.tolist()]
    return pa.table({"customer": histories.keys, "group": pa.array(tops, pa.int64())})


def _full(histories: "Histories", count: int) -> "np.ndarray[Any, Any]":
    from mainstay.analytics.forecasts.forecasting import largest

    return largest(histories, count, first=key_accounts())


def _forecast(
    asked: Asked,
    histories: "Histories",
    groups: "pa.Table",
    full: "np.ndarray[Any, Any]",
    progress: Callable[[int, int], None],
    *,
    revenue: bool,
) -> "Forecast":
    from mainstay.analytics.forecasts.forecasting import forecast

    return forecast(
        histories,
        asked.until,
        horizon=asked.ahead,
        full=full,
        groups=groups,
        full_groups=asked.full_groups,
        at_least_zero=revenue,
        progress=progress,
    )


def _part(tell: Tell, part: int, parts: int) -> Callable[[int, int], None]:
    """Progress of one of equal parts, told in hundredths of it as it grows."""
    last = -1

    def progress(done: int, total: int) -> None:
        nonlocal last
        now = part * _STEPS + _STEPS * done // max(total, 1)
        if now > last:
            last = now
            tell(now, parts * _STEPS)

    return progress


KIND = Kind(
    parameters={
        AHEAD: Parameter(24, least=12, most=24),
        FULL: Parameter(50, least=0, most=1000),
        FULL_GROUPS: Parameter(50, least=0, most=1000),
    },
    figures={
        "forecast_12m": Figure(FigureType.MONEY),
        "low_80": Figure(FigureType.MONEY),
        "high_80": Figure(FigureType.MONEY),
        "last_12m": Figure(FigureType.MONEY),
        "second_12m": Figure(FigureType.MONEY),
        "margin_12m": Figure(FigureType.MONEY),
        "method": Figure(FigureType.LABEL, choices=tuple(each.value for each in Method)),
    },
    order="-forecast_12m",
    run=run,
    back_test=forecast_check.back_test,
    require_back_test=forecast_check.require,
    metrics={
        "forecast_12m": Metric(FigureType.MONEY, ("total", "years", 0, "forecast")),
        "wape_of_total": Metric(FigureType.SHARE, ("accuracy", "total", "chosen", "wape")),
        "wape_of_customers": Metric(FigureType.SHARE, ("accuracy", "customers", "chosen", "wape")),
    },
    library="statsforecast",
)
