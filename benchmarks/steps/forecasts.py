"""Forecasting: ours, and the models of StatsForecast for each customer."""

import time
import warnings
from datetime import date
from typing import Any

_MONTHS = 60
_START, _UNTIL = date(2021, 1, 1), date(2026, 1, 1)
_REGULAR = 10


def write(path: str, customers: int) -> dict[str, Any]:
    """Make five years of months up: every tenth customer buys monthly, the others now and then."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    chance = np.random.default_rng(20261130)
    months = np.arange(_MONTHS)
    season = 1 + 0.4 * np.sin(2 * np.pi * months / 12)
    level = chance.lognormal(6, 1.2, customers)[:, None]
    regular = (np.arange(customers) % _REGULAR == 0)[:, None]
    often = chance.uniform(0.1, 0.6, customers)[:, None]
    first = chance.integers(0, _MONTHS, customers)[:, None] * (chance.random((customers, 1)) < 0.4)
    last = first + chance.exponential(_MONTHS, (customers, 1)) + 1
    sold = (months >= first) & (months < last)
    sold &= regular | (chance.random((customers, _MONTHS)) < often)
    figures = np.round(level * season * chance.lognormal(0, 0.3, (customers, _MONTHS)), 2)
    customer, month = np.nonzero(sold)
    days = (np.datetime64(_START, "M") + month).astype("datetime64[D]")
    table = {"customer": customer, "month": pa.array(days), "revenue": figures[sold]}
    parquet.write_table(pa.table(table), path)
    return {"rows": len(customer)}


def forecast(path: str, full: int) -> dict[str, Any]:
    """Tell everybody's months, and how much better they were told than by the year before."""
    from pyarrow import parquet

    from mainstay.analytics.forecasts import forecasting
    from mainstay.analytics.forecasts.histories import Histories
    from mainstay.analytics.forecasts.library import require_library

    table = parquet.read_table(path)
    # The library is loaded on first use, which is no part of what is measured.
    require_library()
    began = time.perf_counter()
    histories = Histories.of(table, "revenue", _UNTIL)
    chosen = forecasting.largest(histories, full)
    found = forecasting.forecast(histories, _UNTIL, full=chosen)
    found.yearly(found.customers)
    seconds = time.perf_counter() - began
    accuracy = found.report["accuracy"]["customers"]
    better = 1 - accuracy["chosen"]["mae"] / accuracy["seasonal_naive"]["mae"]
    return {"seconds": seconds, "better": better, "coverage": found.report["coverage"]}


def library(path: str, customers: int) -> dict[str, Any]:
    """Run the models of StatsForecast from three origins and from the end, as their pages show."""
    warnings.simplefilter("ignore")
    from pyarrow import parquet
    from statsforecast import StatsForecast
    from statsforecast.models import AutoETS, AutoTheta, SeasonalNaive

    frame = parquet.read_table(path).to_pandas()
    frame = frame.rename(columns={"customer": "unique_id", "month": "ds", "revenue": "y"})
    lengths = frame.groupby("unique_id").y.transform("size")
    chosen = frame[lengths == _MONTHS].unique_id.unique()[:customers]
    frame = frame[frame.unique_id.isin(chosen)].astype({"ds": "datetime64[ns]"})
    models = [AutoETS(season_length=12), AutoTheta(season_length=12), SeasonalNaive(12)]
    began = time.perf_counter()
    forecaster = StatsForecast(models=models, freq="MS", n_jobs=1)
    forecaster.cross_validation(df=frame, h=12, step_size=6, n_windows=3)
    forecaster.forecast(df=frame, h=24, level=[80, 95])
    return {"seconds": time.perf_counter() - began, "customers": len(chosen)}
