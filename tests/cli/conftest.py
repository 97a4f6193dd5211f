"""A small installation that has gone through the main job on the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation, new_installation

ORDERS = """order_no,line_no,customer,customer_name,ordered_at,product_code,quantity,amount,cost
A1,1,K01,Alpha Lifts,2024-02-03,P1,2,900.00,400.00
A1,2,K01,Alpha Lifts,2024-02-03,P2,1,100.005,60.00
B1,1,K02,Beta Towers,2024-05-06,P1,1,150.00,80.00
B2,1,K02,Beta Towers,2024-06-07,P3,1,-30.00,-10.00
C1,1,K03,Gamma Homes,2024-07-08,P2,3,40.00,15.00
"""
AS_OF = ("--as-of", "2025-01-01")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cli")


@pytest.fixture(scope="session")
def orders(folder: Path) -> Path:
    file = folder / "orders.csv"
    file.write_text(ORDERS)
    return file


@pytest.fixture(scope="session")
def empty(folder: Path) -> Iterator[Installation]:
    """An installation right after `mainstay init`; tests leave it as it is."""
    installation = new_installation(folder / "empty")
    yield installation
    installation.remove()


@pytest.fixture(scope="session")
def graded(empty: Installation, folder: Path, orders: Path) -> Iterator[Installation]:
    """One with orders and grades; tests leave it as it is."""
    installation = empty.copy(folder / "graded")
    installation.json("import", "orders", orders, "--unknown-customers", "create")
    for scheme in ("abc", "tiers", "rfm"):
        installation.json("evaluate", "--scheme", scheme, *AS_OF)
    yield installation
    installation.remove()


@pytest.fixture
def installation(graded: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A copy of the graded one, to work on."""
    copy = graded.copy(tmp_path / "home")
    yield copy
    copy.remove()
