"""Write the files of the demonstration company: customers, their people, their order lines."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from mainstay.analytics.spring_festival import FIRST_YEAR, LAST_YEAR
from mainstay.cli.demo.contact_file import write_contacts
from mainstay.cli.demo.courses import plan_demand
from mainstay.cli.demo.customer_file import write_customers
from mainstay.cli.demo.customers import build_accounts
from mainstay.cli.demo.lines import fill_orders, take_back
from mainstay.cli.demo.order_file import write_orders
from mainstay.cli.demo.orders import place_orders
from mainstay.cli.demo.workdays import Days

SEED = 20_260_101
YEARS = 3
EARLIEST_END = date(FIRST_YEAR + YEARS, 1, 1)
LATEST_END = date(LAST_YEAR, 12, 31)


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Where the files are: customers and contacts as CSV (UTF-8 with BOM), lines as Parquet."""

    customers: Path
    contacts: Path
    orders: Path


def generate(folder: Path, *, end: date, seed: int = SEED) -> DemoFiles:
    """Write ``customers.csv``, ``contacts.csv`` and ``orders.parquet`` into an existing folder.

    The orders cover the three years before `end`; the last ones are of the day before. The same
    `end` and `seed` give the same bytes. Raises ValueError when `end` is outside the years whose
    Spring Festivals are known (EARLIEST_END to LATEST_END).
    """
    if not EARLIEST_END <= end <= LATEST_END:
        raise ValueError(f"end must lie between {EARLIEST_END} and {LATEST_END}: {end}")
    days = _days_before(end)
    founders, sizes, times, goods, returns, people = np.random.default_rng(seed).spawn(6)
    accounts = build_accounts(founders, end)
    demand = plan_demand(sizes, accounts, len(days))
    orders = place_orders(times, accounts, demand, days)
    sold = fill_orders(goods, accounts, demand, orders)
    returned = take_back(returns, accounts, orders, sold, len(days))
    files = DemoFiles(folder / "customers.csv", folder / "contacts.csv", folder / "orders.parquet")
    write_customers(files.customers, accounts, demand, end, founders)
    write_contacts(files.contacts, accounts, demand, people)
    write_orders(files.orders, accounts, days, orders, sold=sold, returned=returned)
    return files


def _days_before(end: date) -> Days:
    leap_day = (end.month, end.day) == (2, 29)
    start = end.replace(year=end.year - YEARS, day=28 if leap_day else end.day)
    return np.arange(np.datetime64(start, "D"), np.datetime64(end, "D"))
