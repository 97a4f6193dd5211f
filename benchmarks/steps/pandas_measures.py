"""The indicators of the ledger with pandas, the way an analyst would write them.

Formulas: docs/algorithms/measures.md. Money is in floats: with decimals pandas takes several times
as long.
"""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mainstay.kernel.periods import Period, last_12_months, last_days, previous_12_months

_COLUMNS = ["customer", "order_no", "ordered_on", "category", "amount", "cost", "kind"]


def indicators(files: list[str], as_of: date) -> pd.DataFrame:
    """Read the lines and give a row per customer, with the codes of `LEDGER_INDICATORS`."""
    lines = _read(files)
    orders = _orders(lines)
    past = orders[orders["day"] < pd.Timestamp(as_of)]
    figures = _totals(past, as_of).join(_rhythm(past, as_of))
    figures["category_count"] = _assortment(lines, orders, last_12_months(as_of))
    return _ratios(figures, as_of)


def _read(files: list[str]) -> pd.DataFrame:
    table = pa.concat_tables([pq.read_table(file, columns=_COLUMNS) for file in files])
    columns = {}
    for name in ("order_no", "category", "kind"):
        encoded = table[name].combine_chunks().dictionary_encode()
        columns[name] = encoded.indices.to_numpy()
        if name == "kind":
            columns["sale"] = columns.pop(name) == encoded.dictionary.index("sale").as_py()
    for name in ("amount", "cost"):
        columns[name] = table[name].cast(pa.float64()).to_numpy()
    columns["day"] = table["ordered_on"].cast(pa.timestamp("s")).to_numpy()
    columns["customer"] = table["customer"].to_numpy()
    return pd.DataFrame(columns)


def _orders(lines: pd.DataFrame) -> pd.DataFrame:
    known = lines["cost"].notna()
    lines = lines.assign(with_cost=known, amount_with_cost=lines["amount"].where(known, 0.0))
    return lines.groupby(["customer", "order_no"], sort=False, as_index=False).agg(
        day=("day", "min"),
        lines=("sale", "size"),
        sale_lines=("sale", "sum"),
        with_cost=("with_cost", "sum"),
        amount=("amount", "sum"),
        amount_with_cost=("amount_with_cost", "sum"),
        cost=("cost", "sum"),
    )


def _within(day: "pd.Series[pd.Timestamp]", period: Period) -> "pd.Series[bool]":
    return (day >= pd.Timestamp(period.start)) & (day < pd.Timestamp(period.end))


def _totals(past: pd.DataFrame, as_of: date) -> pd.DataFrame:
    year = past[_within(past["day"], last_12_months(as_of))]
    by_customer = year.groupby("customer")
    recent = last_days(as_of, 90)
    earlier = last_days(as_of.replace(year=as_of.year - 1), 90)
    figures = pd.DataFrame(index=pd.Index(past["customer"].unique(), name="customer"))
    for name in ("lines", "with_cost", "amount_with_cost", "cost"):
        figures[name] = by_customer[name].sum()
    figures["orders_12m"] = year[year["sale_lines"] > 0].groupby("customer").size()
    periods = {
        "revenue_12m": last_12_months(as_of),
        "revenue_prev_12m": previous_12_months(as_of),
        "revenue_recent": recent,
        "revenue_recent_before": earlier,
    }
    for name, period in periods.items():
        inside = past[_within(past["day"], period)]
        figures[name] = inside.groupby("customer")["amount"].sum()
    return figures.fillna(0)


def _rhythm(past: pd.DataFrame, as_of: date) -> pd.DataFrame:
    purchases = past.loc[past["sale_lines"] > 0, ["customer", "day"]].drop_duplicates()
    purchases = purchases.sort_values(["customer", "day"])
    same = purchases["customer"].eq(purchases["customer"].shift())
    purchases["gap"] = (purchases["day"] - purchases["day"].shift()).dt.days.where(same)
    by_customer = purchases.groupby("customer")
    gaps = by_customer["gap"]
    year = purchases[_within(purchases["day"], last_12_months(as_of))]
    months = year.assign(month=year["day"].dt.year * 12 + year["day"].dt.month)
    figures = pd.DataFrame(
        {
            "recency_days": (pd.Timestamp(as_of) - by_customer["day"].max()).dt.days,
            "tenure_days": (pd.Timestamp(as_of) - by_customer["day"].min()).dt.days,
            "interval_median_days": gaps.median(),
            "interval_cv": gaps.std() / gaps.mean(),
        }
    )
    figures["days"] = year.groupby("customer").size()
    figures["active_months_12m"] = months.groupby("customer")["month"].nunique()
    return figures.fillna({"days": 0, "active_months_12m": 0})


def _assortment(lines: pd.DataFrame, orders: pd.DataFrame, year: Period) -> "pd.Series[int]":
    """Count the categories of the sale lines whose order falls into the year."""
    days = lines.loc[lines["sale"], ["customer", "order_no", "category"]].merge(
        orders[["customer", "order_no", "day"]], on=["customer", "order_no"]
    )
    bought = days.loc[_within(days["day"], year), ["customer", "category"]].drop_duplicates()
    return bought.groupby("customer").size()


def _ratios(figures: pd.DataFrame, as_of: date) -> pd.DataFrame:
    def ratio(above: "pd.Series[float]", below: "pd.Series[float]") -> "pd.Series[float]":
        return above / below.where(below > 0)

    revenue = figures["revenue_12m"]
    profit = (figures["amount_with_cost"] - figures["cost"]).where(figures["with_cost"] > 0)
    return figures.fillna({"category_count": 0, "active_months_12m": 0}).assign(
        gross_profit_12m=profit,
        gross_margin=ratio(profit, figures["amount_with_cost"]),
        cost_coverage_12m=ratio(figures["with_cost"], figures["lines"]),
        average_order_value=ratio(revenue, figures["orders_12m"]),
        share_of_revenue=revenue / np.maximum(revenue, 0).sum(),
        share_of_profit=profit / np.maximum(profit, 0).sum(),
        repurchase_rate=ratio(figures["days"] - 1, figures["days"]),
        growth_yoy=ratio(revenue, figures["revenue_prev_12m"]) - 1,
        revenue_drop_90d=1 - ratio(figures["revenue_recent"], figures["revenue_recent_before"]),
    )
