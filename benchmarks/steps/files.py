"""Making files to import."""

from pathlib import Path
from typing import Any

from benchmarks import orders


def write_orders(path: str, trade: dict[str, int], line_numbers: bool) -> dict[str, Any]:
    """Make a CSV file of order lines."""
    orders.write_csv(Path(path), orders.Trade(**trade), line_numbers=line_numbers)
    return {"bytes": Path(path).stat().st_size}


def write_customers(path: str, customers: int) -> dict[str, Any]:
    """Make a CSV file of customers."""
    orders.write_customers_csv(Path(path), customers)
    return {"bytes": Path(path).stat().st_size}
