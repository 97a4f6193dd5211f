"""The real retailer's lines, loaded with pandas, for tests."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import ibis
import pandas as pd
import pytest
from ibis.expr.types import Table

PROJECT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
FILE = PROJECT.parent / "shared/data/online_retail/online_retail_until_2011-08.csv.gz"

needs_online_retail = pytest.mark.skipif(
    not FILE.exists(), reason="the online_retail data is not beside the project"
)

ORDERS_SCHEMA = {
    "customer": "int64",
    "source": "string",
    "order_no": "string",
    "currency": "string",
    "ordered_on": "date",
    "lines": "int32",
    "sale_lines": "int32",
    "lines_with_cost": "int32",
    "amount": "decimal(38, 4)",
    "amount_with_cost": "decimal(38, 4)",
    "cost": "decimal(38, 4)",
}
CATEGORIES_SCHEMA = {
    "customer": "int64",
    "category": "string",
    "month": "date",
    "sale_lines": "int64",
}


@cache
def lines() -> pd.DataFrame:
    """Load the lines that have a customer; ``amount`` counts ten-thousandths of a pound."""
    frame = pd.read_csv(
        FILE,
        dtype={"InvoiceNo": str, "StockCode": str, "CustomerID": "float64", "UnitPrice": str},
        usecols=["InvoiceNo", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"],
        parse_dates=["InvoiceDate"],
    )
    frame = frame[frame.CustomerID.notna()]
    price = frame.UnitPrice.map(lambda text: int(Decimal(text).scaleb(4)))
    return pd.DataFrame(
        {
            "customer": frame.CustomerID.astype("int64"),
            "order_no": frame.InvoiceNo,
            "ordered_at": frame.InvoiceDate,
            "amount": frame.Quantity * price,
            "sale": frame.Quantity > 0,
        }
    )


@cache
def order_rows() -> pd.DataFrame:
    """Give one row per order, in the shape of the roll-up; the file knows no cost."""
    grouped = lines().groupby(["customer", "order_no"], as_index=False, sort=False)
    orders = grouped.agg(
        ordered_at=("ordered_at", "min"),
        lines=("amount", "size"),
        sale_lines=("sale", "sum"),
        amount=("amount", "sum"),
    )
    orders["ordered_on"] = orders.ordered_at.dt.date
    orders["amount"] = pd.Series(
        [Decimal(int(amount)).scaleb(-4) for amount in orders.amount], dtype="object"
    )
    return orders.assign(
        source="default",
        currency="GBP",
        lines_with_cost=0,
        amount_with_cost=0,
        cost=0,
    )[list(ORDERS_SCHEMA)]


def order_table(rows: pd.DataFrame) -> Table:
    """Make the roll-up of order rows."""
    return ibis.memtable(rows, schema=ORDERS_SCHEMA)


def no_categories() -> Table:
    """Make the category roll-up of lines without a category."""
    return ibis.memtable([], schema=CATEGORIES_SCHEMA)
