"""All measures of a real retailer against an independent computation with pandas."""

from datetime import date
from decimal import Decimal
from functools import cache

import numpy as np
import pandas as pd
import pytest

from mainstay.analytics.indicators import LEDGER_INDICATORS
from mainstay.analytics.measures import ledger_measures
from mainstay.analytics.tests.online_retail import (
    lines,
    needs_online_retail,
    no_categories,
    order_rows,
    order_table,
)

pytestmark = needs_online_retail

AS_OF = pd.Timestamp("2011-09-01")
YEAR = (pd.Timestamp("2010-09-01"), AS_OF)


@cache
def measured() -> pd.DataFrame:
    table = ledger_measures(order_table(order_rows()), no_categories(), as_of=date(2011, 9, 1))
    frame: pd.DataFrame = table.to_pandas()
    return frame.set_index("customer").sort_index()


@cache
def expected() -> pd.DataFrame:
    """Work every figure out from the lines, customer by customer."""
    frame = lines()
    firsts = frame.groupby(["customer", "order_no"]).ordered_at.transform("min").dt.normalize()
    frame = frame.assign(day=firsts)
    rows = {key: figures_of(part) for key, part in frame.groupby("customer")}
    result = pd.DataFrame.from_dict(rows, orient="index")
    result["share_of_revenue"] = result.revenue_12m / result.revenue_12m.clip(lower=0).sum()
    return result.sort_index()


def figures_of(part: pd.DataFrame) -> dict[str, float]:
    def revenue(start: str | pd.Timestamp, end: str | pd.Timestamp) -> float:
        return float(part[(part.day >= start) & (part.day < end)].amount.sum())

    sold = part[part.groupby("order_no").sale.transform("any")]
    days = pd.Series(sorted(set(sold.day)), dtype="datetime64[ns]")
    gaps = pd.Series(np.diff(days.to_numpy()) / np.timedelta64(1, "D"))
    orders = sold.order_no.nunique()
    revenue_12m = revenue(*YEAR)
    earlier = revenue("2010-06-03", "2010-09-01")
    return {
        "revenue_12m": revenue_12m,
        "revenue_prev_12m": revenue("2009-09-01", "2010-09-01"),
        "orders_12m": orders,
        "average_order_value": revenue_12m / 1e4 / orders if orders else np.nan,
        "recency_days": (AS_OF - days.max()).days if orders else np.nan,
        "tenure_days": (AS_OF - days.min()).days if orders else np.nan,
        "active_months_12m": days.dt.to_period("M").nunique() if orders else 0,
        "repurchase_rate": 1 - 1 / len(days) if orders else np.nan,
        "interval_median_days": np.median(gaps) if len(gaps) else np.nan,
        "interval_cv": gaps.std(ddof=1) / gaps.mean() if len(gaps) > 1 else np.nan,
        "revenue_drop_90d": (
            1 - revenue("2011-06-03", "2011-09-01") / earlier if earlier > 0 else np.nan
        ),
    }


def test_every_customer_is_measured() -> None:
    assert len(measured()) == 3360
    assert list(measured().index) == list(expected().index)


@pytest.mark.parametrize("code", ["revenue_12m", "revenue_prev_12m"])
def test_money_is_exact(code: str) -> None:
    exact = [Decimal(int(figure)).scaleb(-4) for figure in expected()[code]]
    assert list(measured()[code]) == exact


@pytest.mark.parametrize("code", ["orders_12m", "recency_days", "tenure_days", "active_months_12m"])
def test_counts_and_days_are_equal(code: str) -> None:
    pd.testing.assert_series_equal(
        measured()[code], expected()[code], check_dtype=False, check_names=False, rtol=0
    )


@pytest.mark.parametrize(
    "code",
    [
        "average_order_value",
        "share_of_revenue",
        "repurchase_rate",
        "interval_median_days",
        "interval_cv",
    ],
)
def test_ratios_are_equal(code: str) -> None:
    pd.testing.assert_series_equal(
        measured()[code], expected()[code], check_dtype=False, check_names=False, rtol=1e-12
    )


def test_what_the_file_does_not_hold_is_unknown() -> None:
    unknown = ["gross_profit_12m", "gross_margin", "share_of_profit", "growth_yoy"]
    assert measured()[[*unknown, "revenue_drop_90d"]].isna().all().all()
    assert (measured().cost_coverage_12m == 0).all()
    assert (measured().category_count == 0).all()


def test_no_indicator_is_left_unchecked() -> None:
    unknown = {"gross_profit_12m", "gross_margin", "share_of_profit", "growth_yoy"}
    zero = {"cost_coverage_12m", "category_count"}
    checked = set(expected().columns) | unknown | zero
    assert checked == {indicator.code for indicator in LEDGER_INDICATORS}


def test_the_published_figures_come_out() -> None:
    revenue = measured().revenue_12m
    assert sum(revenue) == Decimal("4919107.732")
    assert sum(figure <= 0 for figure in revenue) == 56
    top = sorted(revenue.items(), key=lambda item: -item[1])[:5]
    assert [(key, str(round(figure, 2))) for key, figure in top] == [
        (14646, "175638.94"),
        (18102, "127318.42"),
        (12415, "98393.81"),
        (17450, "83899.86"),
        (14156, "81319.47"),
    ]
    assert revenue[12346] == 0
    assert (measured().orders_12m[12346], round(revenue[12748], 2)) == (1, Decimal("13101.77"))
