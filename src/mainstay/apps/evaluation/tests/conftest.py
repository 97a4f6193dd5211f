"""Companies for the tests of evaluation."""

import gzip
import shutil
from pathlib import Path

import pytest
from django.db.models import Model

from mainstay.apps.customers.models import Counter, Customer
from mainstay.apps.evaluation.tests.trading import company, import_file
from mainstay.apps.ledger.models import (
    ImportBatch,
    LedgerFileEntry,
    LedgerHead,
    LedgerStateEntry,
)
from mainstay.project.home import Home

KEPT: tuple[type[Model], ...] = (
    Counter,
    Customer,
    ImportBatch,
    LedgerHead,
    LedgerStateEntry,
    LedgerFileEntry,
)
MAPPING = {
    "customer": "CustomerID",
    "order_no": "InvoiceNo",
    "product_code": "StockCode",
    "product_name": "Description",
    "quantity": "Quantity",
    "unit_price": "UnitPrice",
    "ordered_at": "InvoiceDate",
}


class Kept:
    """An imported ledger: its files and the rows that know them."""

    def __init__(self, folder: Path) -> None:
        self.ledger = folder / "ledger"
        self.rows: dict[type[Model], list[Model]] = {}

    def take(self, home: Home) -> None:
        shutil.copytree(home.ledger, self.ledger)
        self.rows = {model: list(model._base_manager.all()) for model in KEPT}

    def put(self, home: Home) -> None:
        shutil.copytree(self.ledger, home.ledger, dirs_exist_ok=True)
        for model, rows in self.rows.items():
            model._base_manager.bulk_create(rows)


@pytest.fixture(scope="session")
def kept_retailer(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Where the first test that imports the retailer leaves it for the others."""
    return Kept(tmp_path_factory.mktemp("retailer"))


@pytest.fixture
def retailer(transactional_db: None, home: Home, shared_data: Path, kept_retailer: Kept) -> None:
    """The real retailer's lines, imported as its README says: 3,360 customers."""
    company("GBP", "Europe/London")
    if kept_retailer.rows:
        kept_retailer.put(home)
    else:
        packed = shared_data / "online_retail" / "online_retail_until_2011-08.csv.gz"
        plain = home.root / "online_retail.csv"
        with gzip.open(packed) as source, plain.open("wb") as target:
            shutil.copyfileobj(source, target)
        import_file(plain, mapping=MAPPING, reject_limit=40.0)
        kept_retailer.take(home)
