"""A company with customers and orders, brought in the way people do it."""

import csv
from collections.abc import Iterable
from pathlib import Path

from mainstay.apps.governance.services.installation import initialise
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.services.importing import (
    ImportOptions,
    configure,
    file_blocks,
    run_now,
    take_file,
)
from mainstay.foundation.access.actor import system_actor

IMPORTING = system_actor("test import")
Order = tuple[str, str, str, str]
"""Customer code, order number, day, amount."""


def company(currency: str = "CNY", zone: str = "Asia/Shanghai") -> None:
    """An installation."""
    initialise(
        email="first@mainstay.example",
        password="steady-rope-holds-the-mast",
        currency=currency,
        time_zone=zone,
    )


def import_file(
    path: Path, *, mapping: dict[str, str] | None = None, **options: object
) -> ImportBatch:
    """Import an order file; customers that nobody knows are created."""
    batch = take_file(IMPORTING, kind="orders", file_name=path.name, blocks=file_blocks(path))
    chosen = ImportOptions.from_json({"unknown_customers": "create", **options})
    configure(IMPORTING, batch, mapping=mapping, options=chosen)
    return run_now(IMPORTING, batch, commit=True)


def import_orders(folder: Path, orders: Iterable[Order], costs: bool = False) -> ImportBatch:
    """Import orders of one line each; with `costs` every line costs half its amount."""
    path = folder / "orders.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["customer", "order_no", "ordered_at", "amount", "cost"])
        for customer, number, day, amount in orders:
            cost = str(float(amount) / 2) if costs else ""
            writer.writerow([customer, number, day, amount, cost])
    return import_file(path)
