"""Making files to import."""

from pathlib import Path
from typing import Any

from benchmarks import companies, orders


def write_orders(path: str, trade: dict[str, int], line_numbers: bool) -> dict[str, Any]:
    """Make a CSV file of order lines."""
    orders.write_csv(Path(path), orders.Trade(**trade), line_numbers=line_numbers)
    return {"bytes": Path(path).stat().st_size}


def write_customers(path: str, customers: int) -> dict[str, Any]:
    """Make a CSV file of customers."""
    orders.write_customers_csv(Path(path), customers)
    return {"bytes": Path(path).stat().st_size}


def write_companies(
    customers_path: str, contacts_path: str, customers: int, owners: list[str]
) -> dict[str, Any]:
    """Make a CSV file of companies and one of their people."""
    companies.write_companies_csv(Path(customers_path), customers, owners)
    companies.write_contacts_csv(Path(contacts_path), customers)
    return {}
