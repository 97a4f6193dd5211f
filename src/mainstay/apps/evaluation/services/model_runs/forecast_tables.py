"""What a run of forecasts writes down: a row for each customer, months as lists, and a report."""

from typing import TYPE_CHECKING, Any

from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.queries.forecast_runs import KNOWN, LEVELS, month_columns
from mainstay.apps.evaluation.services.model_runs.named import named

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from mainstay.analytics.forecasts.histories import Histories
    from mainstay.analytics.forecasts.told import Forecast, Interval, Told

YEAR = 12
MONTHS_KEPT = 36
"""So many months before the forecast are kept beside it."""
LARGEST_GROUPS = 50
"""So many groups stand in the report; all are in the file."""


def figures_of(
    revenue: "Histories", told: "Forecast", margins: "tuple[Histories, Forecast] | None"
) -> "dict[str, pa.Array]":
    """The columns of each customer with a history of revenue."""
    import pyarrow as pa

    year = told.yearly(told.customers)
    low, high = year.ends[80]
    return {
        "forecast_12m": _money(year.points),
        "low_80": _money(low),
        "high_80": _money(high),
        "last_12m": pa.array(revenue.last_sums(YEAR)),
        "second_12m": _second_year(told, told.customers),
        **_margin_figures(revenue, margins),
        "method": told.customers.method_names(),
    }


def _money(hundredths: "np.ndarray[Any, Any]") -> "pa.Array":
    import pyarrow as pa

    return pa.array(hundredths / 100)


def _second_year(forecast: "Forecast", told: "Told") -> "pa.Array":
    """Months 13 to 24, null where fewer are told."""
    import pyarrow as pa

    if forecast.horizon < 2 * YEAR:
        return pa.nulls(len(told.keys), pa.float64())
    return _money(forecast.yearly(told, 1).points)


def _margin_figures(
    revenue: "Histories", margins: "tuple[Histories, Forecast] | None"
) -> "dict[str, pa.Array]":
    """The margin of the next twelve months; null for whom no cost is known."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names = ("margin_12m", "margin_low_80", "margin_high_80")
    if margins is None:
        return dict.fromkeys(names, pa.nulls(revenue.size, pa.float64()))
    histories, forecast = margins
    year = forecast.yearly(forecast.customers)
    places = pc.index_in(pa.array(revenue.keys), value_set=pa.array(histories.keys))
    figures = (year.points, *year.ends[80])
    return {name: _money(each).take(places) for name, each in zip(names, figures, strict=True)}


def months_table(
    revenue: "Histories", told: "Forecast", margins: "tuple[Histories, Forecast] | None"
) -> "dict[str, pa.Array]":
    """Each customer's months as lists: known ones, revenue ahead, and margin ahead."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    last = min(MONTHS_KEPT, revenue.months)
    known = np.concatenate([block.values[-last:] for _where, block in revenue.blocks()], axis=1)
    columns = {KNOWN: _lists(known), **_ahead("revenue", told.monthly(told.customers))}
    if margins is None:
        return columns
    histories, forecast = margins
    places = pc.index_in(pa.array(revenue.keys), value_set=pa.array(histories.keys))
    ahead = _ahead("margin", forecast.monthly(forecast.customers))
    return columns | {name: each.take(places) for name, each in ahead.items()}


def _ahead(figure: str, months: "Interval") -> "dict[str, pa.Array]":
    ends = [months.ends[level][end] for level in LEVELS for end in (0, 1)]
    names = month_columns(figure)
    return {
        name: _lists(each / 100) for name, each in zip(names, (months.points, *ends), strict=True)
    }


def _lists(by_month: "np.ndarray[Any, Any]") -> "pa.Array":
    """A list for each column of an array by month."""
    import numpy as np
    import pyarrow as pa

    months, count = by_month.shape
    offsets = pa.array(np.arange(count + 1, dtype=np.int32) * months)
    return pa.ListArray.from_arrays(offsets, pa.array(by_month.T.ravel()))


def groups_table(revenue: "Histories", told: "Forecast", groups: "pa.Table") -> "pa.Table":
    """Each group with at least two customers: last year, the years ahead, and its months."""
    import numpy as np
    import pyarrow as pa

    keys = told.groups.keys
    tops = groups["group"].to_numpy()
    places = np.searchsorted(keys, tops) if len(keys) else np.zeros(len(tops), np.int64)
    inside = np.isin(tops, keys)
    into = np.where(inside, places, -1)
    block = revenue.added_up(into, len(keys))
    year = told.yearly(told.groups)
    low, high = year.ends[80]
    members = np.bincount(places[inside], minlength=len(keys))
    return named(
        keys,
        {
            "members": pa.array(members.astype(np.int64)),
            "last_12m": pa.array(block.values[-YEAR:].sum(axis=0)),
            "forecast_12m": _money(year.points),
            "low_80": _money(low),
            "high_80": _money(high),
            "second_12m": _second_year(told, told.groups),
            KNOWN: _lists(block.values[-MONTHS_KEPT:]),
            **_ahead("revenue", told.monthly(told.groups)),
        },
    )


def report_of(
    revenue: "Histories",
    told: "Forecast",
    margins: "tuple[Histories, Forecast] | None",
    groups: "pa.Table",
    full: int,
) -> dict[str, Any]:
    """What is told of all: the total by month, the largest groups, accuracy beside the naive."""
    shown = groups.sort_by([("forecast_12m", "descending"), (CODE, "ascending")])
    columns = (KEY, CODE, "members", "last_12m", "forecast_12m", "low_80", "high_80", "second_12m")
    return {
        **told.report,
        "full": full,
        "total": _total(revenue, told),
        "margin": None if margins is None else _margin_report(*margins),
        "groups": groups.num_rows,
        "largest_groups": shown.select(columns).slice(0, LARGEST_GROUPS).to_pylist(),
    }


def _total(revenue: "Histories", told: "Forecast") -> dict[str, Any]:
    import numpy as np

    from mainstay.kernel.periods import shift_months

    known = revenue.added_up(np.zeros(revenue.size, np.int64), 1).values[-MONTHS_KEPT:, 0]
    return {
        "method": told.total.method_names()[0].as_py(),
        "since": shift_months(told.until, -len(known)).isoformat(),
        KNOWN: known.tolist(),
        "last_12m": float(known[-YEAR:].sum()),
        "months": _plain(told.monthly(told.total)),
        "years": _years(told),
    }


def _margin_report(histories: "Histories", forecast: "Forecast") -> dict[str, Any]:
    return {
        "customers": histories.size,
        "last_12m": float(histories.last_sums(YEAR).sum()),
        "months": _plain(forecast.monthly(forecast.total)),
        "years": _years(forecast),
        "accuracy": forecast.report["accuracy"],
        "coverage": forecast.report["coverage"],
    }


def _years(forecast: "Forecast") -> list[dict[str, float]]:
    """The sums of the years that are told whole, with their intervals."""
    years = range(forecast.horizon // YEAR)
    told = [_plain(forecast.yearly(forecast.total, year)) for year in years]
    return [{name: figures[0] for name, figures in each.items()} for each in told]


def _plain(interval: "Interval") -> dict[str, list[float]]:
    """The figures of the total and their ends, named as in `month_columns`."""
    ends = {
        f"{name}_{level}": interval.ends[level][end]
        for level in LEVELS
        for end, name in enumerate(("low", "high"))
    }
    return {
        name: (each.ravel() / 100).tolist()
        for name, each in {"forecast": interval.points, **ends}.items()
    }
