"""Forecasts of companies: good, the same again, adding up, and of histories of every kind."""

import json
import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from mainstay.analytics.forecasts.choices import Method
from mainstay.analytics.forecasts.forecasting import forecast, largest
from mainstay.analytics.forecasts.refusals import ForecastError
from mainstay.analytics.forecasts.spreads import POOLS, Pool
from mainstay.analytics.forecasts.tests.trading import (
    ANNA,
    BORIS,
    CHEN,
    company,
    passengers,
    seasonal,
    traded,
    until,
)
from mainstay.analytics.forecasts.told import Forecast, Told
from mainstay.analytics.libraries import LibraryMissing

SEASONAL_NAIVE_ERROR_OF_1960 = 47.83
NOBODY = np.zeros(0, np.int64)
GROUPS = pa.table({"customer": [1, 2, 9, 10, 11], "group": [100, 100, 100, 101, 102]})


def foretold(figures: Mapping[int, Sequence[float]], full: int = 0) -> Forecast:
    histories = traded(figures)
    return forecast(histories, until(histories), full=largest(histories, full))


def methods(told: Told) -> list[str]:
    names: list[str] = told.method_names().to_pylist()
    return names


@pytest.fixture(scope="module")
def of_company() -> Forecast:
    histories = traded(company())
    return forecast(histories, until(histories), full=largest(histories, 3), groups=GROUPS)


def test_the_airline_passengers_of_1960_are_told_better_than_by_the_year_before(
    shared_data: Path,
) -> None:
    known = passengers(shared_data)
    found = foretold({ANNA: known[:-12]}, full=1)
    told = found.customers.points[:12, 0] / 100
    assert np.abs(told - known[-12:]).mean() < 0.75 * SEASONAL_NAIVE_ERROR_OF_1960
    naive = np.abs(np.array(known[-24:-12]) - known[-12:]).mean()
    assert naive == pytest.approx(SEASONAL_NAIVE_ERROR_OF_1960, abs=0.005)
    assert methods(found.customers)[0] in {Method.AUTO_ETS, Method.AUTO_THETA}
    within = [
        low <= came * 100 <= high
        for came, low, high in zip(
            known[-12:],
            *(each[:12, 0] for each in found.monthly(found.customers).ends[95]),
            strict=True,
        )
    ]
    assert sum(within) >= 11


def test_customers_add_up_to_groups_and_to_the_total(of_company: Forecast) -> None:
    customers = of_company.customers
    assert of_company.total.points[:, 0].tolist() == customers.points.sum(axis=1).tolist()
    members = np.isin(customers.keys, [1, 2, 9])
    assert of_company.groups.keys.tolist() == [100]
    assert (
        of_company.groups.points[:, 0].tolist() == customers.points[:, members].sum(axis=1).tolist()
    )


def test_nobody_is_told_less_than_nothing(of_company: Forecast) -> None:
    assert of_company.customers.points.min() >= 0
    assert min(low.min() for low, _ in of_company.monthly(of_company.customers).ends.values()) >= 0


def test_wider_intervals_hold_narrower_ones_and_these_the_forecast(of_company: Forecast) -> None:
    for told in (of_company.customers, of_company.groups, of_company.total):
        for interval in (
            of_company.monthly(told),
            of_company.yearly(told),
            of_company.yearly(told, 1),
        ):
            (low_80, high_80), (low_95, high_95) = interval.ends[80], interval.ends[95]
            assert (low_95 <= low_80).all()
            assert (low_80 <= interval.points).all()
            assert (interval.points <= high_80).all()
            assert (high_80 <= high_95).all()


def test_only_whom_it_is_asked_for_and_sums_get_the_models_of_the_library(
    of_company: Forecast,
) -> None:
    library = {Method.AUTO_ETS, Method.AUTO_THETA}
    by_key = dict(
        zip(of_company.customers.keys.tolist(), methods(of_company.customers), strict=True)
    )
    assert {key for key, method in by_key.items() if method in library} <= {6, 7, 8}
    assert by_key[30] in {Method.TSB, Method.CROSTON_SBA, Method.SEASONAL_NAIVE}
    assert methods(of_company.total)[0] != Method.TSB


def test_only_so_many_groups_get_the_models_of_the_library_the_largest_first() -> None:
    figures = company(36, 4, 2)
    histories = traded(figures)
    groups = pa.table({"customer": [1, 2, 3, 4], "group": [100, 100, 200, 200]})
    found = forecast(
        histories, until(histories), full=NOBODY, groups=groups, full_groups=1, horizon=12
    )
    full, regular = POOLS.index(Pool.FULL), POOLS.index(Pool.REGULAR)
    assert found.groups.keys.tolist() == [100, 200]
    assert found.groups.pools.tolist() == [regular, full]


def test_the_report_tells_accuracy_beside_the_seasonal_naive_method(of_company: Forecast) -> None:
    report = of_company.report
    assert (report["origins"], report["months_ahead"], report["customers"]) == (3, 12, 30)
    for level in ("customers", "total"):
        accuracy = report["accuracy"][level]
        assert accuracy["chosen"]["mae"] <= accuracy["seasonal_naive"]["mae"]
    # Who buys nothing in most months is told a month without anything more often than that.
    assert 0.75 < report["coverage"]["80"]["months"] < 0.95
    assert report["coverage"]["80"]["together"] == pytest.approx(0.8, abs=0.1)
    assert report["coverage"]["95"]["months"] > report["coverage"]["80"]["months"]
    assert sum(report["methods"].values()) == 30
    assert json.loads(json.dumps(report)) == report


def test_what_was_told_is_read_again_from_a_file(of_company: Forecast) -> None:
    table = of_company.months_table(of_company.customers)
    assert table.num_rows == 30 * 24
    assert table["forecast"].type == pa.decimal128(18, 4)
    file = BytesIO()
    parquet.write_table(table, file)
    assert parquet.read_table(file) == table
    years = of_company.years_table(of_company.total)
    assert sum(table["forecast"].to_pylist()[:12]) <= years["forecast"][0].as_py()


def test_margins_may_be_below_nothing() -> None:
    chance = np.random.default_rng(4)
    losing = {ANNA: [-each for each in seasonal(chance, 40, 500.0)], BORIS: [100.0] * 40}
    histories = traded(losing)
    found = forecast(histories, until(histories), full=NOBODY, at_least_zero=False)
    assert found.customers.points[:, 0].max() < 0
    assert forecast(histories, until(histories), full=NOBODY).customers.points.min() >= 0


def test_months_of_returns_are_part_of_a_history() -> None:
    found = foretold({ANNA: [100.0, 120.0, -30.0] * 12, BORIS: [50.0] * 36})
    assert 30 < found.yearly(found.customers).points[0] / 12 / 100 < 100


@pytest.mark.parametrize("months", [1, 2, 11, 12, 13, 17, 18, 23, 24, 25])
def test_short_histories_are_told_too(months: int) -> None:
    found = foretold({ANNA: [100.0] * months, BORIS: ([60.0, 0.0] * months)[:months]}, full=1)
    year = found.yearly(found.customers)
    assert year.points[0] == pytest.approx(12 * 100 * 100, rel=0.25)
    assert year.ends[80][0][0] <= year.points[0] <= year.ends[80][1][0]
    assert (found.report["origins"] == 0) == (found.report["coverage"] == {})


def test_customers_who_never_brought_anything_are_told_nothing() -> None:
    found = foretold({ANNA: [0.0] * 30, BORIS: [0.0] * 30}, full=1)
    assert not found.customers.points.any()
    assert not found.total.points.any()
    assert methods(found.total) == [Method.NOTHING]


def test_who_is_gone_is_told_nothing_and_others_are() -> None:
    found = foretold(
        {ANNA: [100.0] * 12 + [0.0] * 28, BORIS: [80.0] * 40, CHEN: [0.0] * 36 + [10.0] * 4}
    )
    told = dict(zip(found.customers.keys.tolist(), found.customers.points[0].tolist(), strict=True))
    assert told[ANNA] == 0
    assert told[BORIS] > told[CHEN] > 0
    assert methods(found.customers)[::2] == [Method.NOTHING, Method.NEW]


def test_the_largest_are_who_is_named_and_then_by_the_last_year() -> None:
    histories = traded({ANNA: [9.0] * 12, BORIS: [5.0] * 12, CHEN: [9.0] * 12})
    assert largest(histories, 1).tolist() == [ANNA]
    assert largest(histories, 2).tolist() == [ANNA, CHEN]
    assert largest(histories, 2, first=[BORIS]).tolist() == [ANNA, BORIS]


@pytest.mark.parametrize("horizon", [0, 25])
def test_more_than_two_years_are_not_told(horizon: int) -> None:
    histories = traded({ANNA: [1.0] * 20})
    with pytest.raises(ForecastError, match="horizon"):
        forecast(histories, until(histories), horizon=horizon, full=NOBODY)


def test_a_customer_in_two_groups_is_refused() -> None:
    histories = traded({ANNA: [1.0] * 20, BORIS: [1.0] * 20})
    groups = pa.table({"customer": [ANNA, ANNA], "group": [7, 8]})
    with pytest.raises(ForecastError, match="twice: customer 1"):
        forecast(histories, until(histories), full=NOBODY, groups=groups)


def test_a_missing_library_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsforecast", None)
    with pytest.raises(LibraryMissing, match=r"mainstay\[models\]"):
        foretold({ANNA: [1.0] * 20})


def test_progress_comes_to_its_end_and_may_stop_the_work() -> None:
    histories, heard = traded(company(24, 2, 3)), []
    forecast(
        histories,
        until(histories),
        full=largest(histories, 1),
        progress=lambda done, total: heard.append((done, total)),
    )
    assert heard[-1][0] == heard[-1][1]
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
