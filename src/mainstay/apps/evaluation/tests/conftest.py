"""Companies for the tests of evaluation."""

import gzip
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db.models import Model
from django.test import Client

from mainstay.apps.customers.models import Counter, Customer
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.tests.scorecards import STEPPED, own_scheme
from mainstay.apps.evaluation.tests.trading import company, import_file, import_orders
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.models import (
    ImportBatch,
    LedgerFileEntry,
    LedgerHead,
    LedgerStateEntry,
)
from mainstay.foundation.access.actor import system_actor
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


@pytest.fixture
def trade(people: NamedPeople, home: Home) -> NamedPeople:
    """Three customers that bought in 2024, half of it profit; the small one is Tom's."""
    company()
    orders = [
        ("GIANT", "1", "2024-03-05", "800"),
        ("MIDDLE", "2", "2024-05-06", "150"),
        ("SMALL", "3", "2024-06-07", "50"),
    ]
    import_orders(home.root, orders, costs=True)
    small = Customer.objects.system("test").filter(code="SMALL")
    small.update(owner=people.tom_becker)
    return people


@pytest.fixture
def li_na(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """The analyst, who sees everything."""
    return signed_in(trade.li_na)


@pytest.fixture
def tom(trade: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """A key account manager, who sees the small customer only."""
    return signed_in(trade.tom_becker)


@pytest.fixture
def evaluation(trade: NamedPeople) -> Evaluation:
    """By the shares of 12-month revenue, as of the first day of 2025."""
    return evaluate(system_actor("test"), "abc", date(2025, 1, 1))


@pytest.fixture
def stepped(trade: NamedPeople, home: Home) -> Evaluation:
    """As of both days; in between the middle one bought more, and the giant nothing."""
    own_scheme(STEPPED)
    evaluate(system_actor("test"), "stepped", date(2025, 1, 1))
    orders = [
        ("MIDDLE", "4", "2025-03-05", "900"),
        ("SMALL", "6", "2025-06-07", "50"),
        ("SMALL", "7", "2025-07-07", "60"),
    ]
    import_orders(home.root, orders, costs=True)
    return evaluate(system_actor("test"), "stepped", date(2026, 1, 1))


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
