from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

from mainstay.apps.ledger.cleaning.contacts import clean_contacts
from mainstay.apps.ledger.cleaning.customers import CustomerOptions, clean_customers
from mainstay.apps.ledger.cleaning.mapping import field_columns, guess_mapping
from mainstay.apps.ledger.cleaning.orders import OrderOptions, clean_orders
from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.sniffing import sniff
from mainstay.cli.demo.tests.conftest import Demo


def test_every_customer_is_read_as_it_stands(demo_folder: Path) -> None:
    path = demo_folder / "customers.csv"
    sniffed = sniff(path)
    columns = field_columns(
        guess_mapping(sniffed.headers, "customers"), sniffed.headers, "customers"
    )
    chunks = [
        clean_customers(chunk, columns, CustomerOptions()) for chunk in read_records(path, sniffed)
    ]
    assert sum(len(chunk.customers) for chunk in chunks) == 1_200
    assert not [chunk.rejects for chunk in chunks if chunk.rejects]
    assert not sum((chunk.changes for chunk in chunks), Counter())


def test_every_contact_is_read_as_it_stands(demo_folder: Path, demo: Demo) -> None:
    path = demo_folder / "contacts.csv"
    sniffed = sniff(path)
    columns = field_columns(guess_mapping(sniffed.headers, "contacts"), sniffed.headers, "contacts")
    chunks = [clean_contacts(chunk, columns) for chunk in read_records(path, sniffed)]
    assert sum(len(chunk.contacts) for chunk in chunks) == len(demo.contacts)
    assert not [chunk.rejects for chunk in chunks if chunk.rejects]
    assert not sum((chunk.changes for chunk in chunks), Counter())


def test_every_line_is_read_as_it_stands(demo_folder: Path, demo: Demo) -> None:
    path = demo_folder / "orders.parquet"
    sniffed = sniff(path)
    columns = field_columns(guess_mapping(sniffed.headers, "orders"), sniffed.headers, "orders")
    options = OrderOptions(ZoneInfo("Asia/Shanghai"), reporting_currency="CNY", currency="CNY")
    chunks = [clean_orders(chunk, columns, options) for chunk in read_records(path, sniffed)]
    assert sum(len(chunk.lines) for chunk in chunks) == len(demo.lines)
    assert not [chunk.rejects for chunk in chunks if chunk.rejects]
    assert not sum((chunk.changes for chunk in chunks), Counter())
    assert not sum((chunk.notes for chunk in chunks), Counter())
