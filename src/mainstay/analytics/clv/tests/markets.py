"""Histories for tests: the published ones of CDNOW, a wholesaler's, and made-up ones."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv

from mainstay.analytics.clv.columns import Floats
from mainstay.analytics.clv.histories import Histories


def cdnow(shared_data: Path) -> pa.Table:
    """The 2,357 customers of the sample in weeks, with the mean of their repeat purchases."""
    file = shared_data / "cdnow" / "cdnow_customers_summary_with_transactions.csv"
    return csv.read_csv(file).rename_columns(["id", "frequency", "recency", "T", "monetary"])


def wholesaler(shared_data: Path) -> pa.Table:
    """The customers of Online Retail in days as of the last one, purchases of a day as one."""
    lines = pd.read_csv(
        shared_data / "online_retail" / "online_retail_until_2011-08.csv.gz",
        usecols=["Quantity", "InvoiceDate", "CustomerID"],
        parse_dates=["InvoiceDate"],
    )
    bought = lines[lines.CustomerID.notna() & (lines.Quantity > 0)]
    day = bought.InvoiceDate.dt.normalize()
    days = bought.assign(day=day).drop_duplicates(["CustomerID", "day"])
    of_customers = days.groupby("CustomerID").day.agg(["min", "max", "size"])
    return pa.table(
        {
            "frequency": (of_customers["size"] - 1).to_numpy(),
            "recency": (of_customers["max"] - of_customers["min"]).dt.days.to_numpy(),
            "T": (day.max() - of_customers["min"]).dt.days.to_numpy(),
        }
    )


def made_up(
    customers: int,
    *,
    seed: int = 20261130,
    leaving: tuple[float, float] | None = (1.2, 4.0),
    at_birth: bool = False,
) -> pa.Table:
    """Customers of two years in whole days who buy and leave as BG/NBD says.

    With r = 0.6 and alpha = 40; ``leaving`` are a and b, without which nobody leaves. Customers may
    leave ``at_birth`` too, as MBG/NBD has it.
    """
    chance = np.random.default_rng(seed)
    age = chance.integers(30, 730, customers).astype(np.float64)
    rate = chance.gamma(0.6, 1 / 40.0, customers)
    share = chance.beta(*leaving, customers) if leaving else np.zeros(customers)
    frequency, recency, moment = np.zeros((3, customers))
    active = chance.random(customers) >= (share if at_birth else 0)
    while active.any():
        moment[active] += chance.exponential(1 / rate[active])
        active &= moment < age
        frequency[active] += 1
        recency[active] = moment[active]
        active &= chance.random(customers) >= share
    return pa.table({"frequency": frequency, "recency": np.floor(recency), "T": age})


def histories(*rows: tuple[float, float, float]) -> Histories:
    """The histories of these customers: frequency, recency, T."""
    columns: list[Floats] = [
        np.array(column, dtype=np.float64) for column in zip(*rows, strict=True)
    ]
    return Histories.of(*columns)
