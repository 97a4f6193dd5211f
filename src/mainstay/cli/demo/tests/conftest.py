from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from mainstay.cli.demo.generator import generate

END = date(2026, 7, 15)


@dataclass(frozen=True)
class Demo:
    """The generated company as data frames; `lines` has figures as floats and a `day`."""

    customers: pd.DataFrame
    contacts: pd.DataFrame
    lines: pd.DataFrame
    end: pd.Timestamp


def read_demo(folder: Path, end: date) -> Demo:
    customers, contacts = (
        pd.read_csv(folder / name, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        for name in ("customers.csv", "contacts.csv")
    )
    lines = pq.read_table(folder / "orders.parquet").to_pandas()
    figures = ["quantity", "unit_price", "amount", "cost"]
    lines[figures] = lines[figures].astype(float)
    lines["day"] = lines["ordered_at"].dt.normalize()
    return Demo(customers.set_index("code"), contacts, lines, pd.Timestamp(end))


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    generate(folder, end=END)
    return folder


@pytest.fixture(scope="session")
def demo(demo_folder: Path) -> Demo:
    return read_demo(demo_folder, END)
