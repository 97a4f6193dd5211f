"""Reject files opened in a spreadsheet, mended in part and given back, until nothing is left."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.ledger.models import ImportBatch, ImportKind
from mainstay.apps.ledger.queries.batches import with_rejects_to_mend
from mainstay.apps.ledger.queries.folders import reject_path
from mainstay.apps.ledger.testing import IMPORTING, csv_file, imported, lines_in_force, report_of
from mainstay.apps.ledger.tests.spreadsheets import SAVINGS, Cell, Saving, Sheet, opened

pytestmark = pytest.mark.usefixtures("shop")

ORDERS_HEADER = "customer,order_no,ordered_at,product_code,product_name,quantity,amount"
# Without line numbers: the places in the order are what a reject file has to keep.
ORDERS = (
    "A,202403010000123456,2024-03-01,00123,Cabin,2,10.50",
    "A,202403010000123456,2024-03-01,00123,Cabin,2,abc",
    "007,0042,2024-02-30,12E3,Door,1,20",
    "007,0042,2024-03-02 10:30,3-1,=Door,1,-5.25",
    "007,0042,first of March,3-1,Door,1,7",
    "B,5/6,2024-03-03,,“x”,x,30.01",
    "Z,2024-03,2024-03-03,,'00123,1,30",
)
MENDED_ORDERS: tuple[Mapping[str, Cell], ...] = (
    {"abc": 1000.5},
    {"2024-02-30": "2024-03-02", "first of March": "2024/3/2"},
)
LAST_ORDERS: Mapping[str, Cell] = {"x": 1, "Z": "B"}
MONEY = Decimal("10.50") + Decimal("1000.5") + 20 - Decimal("5.25") + 7 + Decimal("30.01") + 30
LINES = {
    ("ERP", "202403010000123456", 1): "10.50",
    ("ERP", "202403010000123456", 2): "1000.50",
    ("ERP", "0042", 1): "20",
    ("ERP", "0042", 2): "-5.25",
    ("ERP", "0042", 3): "7",
    ("ERP", "5/6", 1): "30.01",
    ("ERP", "2024-03", 1): "30",
}

CUSTOMERS_HEADER = "code,name,kind,founded on,region"
CUSTOMERS = (
    "001,Good Ltd,organisation,2001-02-03,East",
    "002,Late Ltd,organisation,yesterday,East",
    "003,+Odd Ltd,thing,2001-02-03,0571",
    "1E5,Long Ltd,organisation,2001-02-30,East",
    "202403010000123456,Much Ltd,organisation,2300-01-01,12-1",
)
MENDED_CUSTOMERS: tuple[Mapping[str, Cell], ...] = (
    {"yesterday": "2001-01-01"},
    {"thing": "person"},
)
LAST_CUSTOMERS: Mapping[str, Cell] = {"2001-02-30": "2001-02-28", "2300-01-01": "2000-01-01"}

CONTACTS_HEADER = "客户编号,联系人编号,联系人,职务,手机,邮箱,微信,主要联系人"
CONTACTS = (
    "007,0042,王小明,采购经理,13800138000,wang@seven.example,00123,是",
    "007,0043,李雷,=工程师,0571-88001234,li at seven,12E3,否",
    "Z,5/6,韩梅梅,,+8613900139000,han@b.example,3-1,",
    "A,202403010000123456,Ann,Buyer,010,ann at a,,perhaps",
    "B,1E5,Tom,Buyer,010,tom@b.example,'007,maybe",
)
MENDED_CONTACTS: tuple[Mapping[str, Cell], ...] = (
    {"li at seven": "li@seven.example"},
    {"Z": "B", "perhaps": "是"},
)
LAST_CONTACTS: Mapping[str, Cell] = {"ann at a": "ann@a.example", "maybe": "否"}


def mended(batch: ImportBatch, changes: Mapping[str, Cell]) -> Sheet:
    """The rejected records of an import as a spreadsheet shows them, with these cells changed."""
    sheet = opened(reject_path(batch).read_bytes())
    given = {opened(str(old).encode())[0][0]: new for old, new in changes.items()}
    return [[given.get(cell, cell) for cell in row] for row in sheet]


def given_back(file: bytes, kind: str) -> ImportBatch:
    return imported(file, kind, name="rejects.xlsx", reject_limit=100)


def rounds(first: ImportBatch, kind: str, save: Saving, *changes: Mapping[str, Cell]) -> int:
    """Mend and give back until nothing is left; gives how many records were taken in all."""
    accepted, batch = report_of(first).accepted, first
    for change in changes:
        assert [each.pk for each in with_rejects_to_mend(IMPORTING)] == [batch.pk]
        file = save(mended(batch, change))
        again = given_back(file, kind)
        assert report_of(again).records == report_of(batch).rejected
        accepted += report_of(again).accepted
        before = standing(kind)
        repeated = given_back(file, kind)
        report = report_of(repeated)
        assert report.accepted == report.superseded == report.removed == 0
        assert report.unchanged == report_of(again).accepted
        assert report.rejected == report_of(again).rejected
        assert standing(kind) == before
        batch = repeated if report.rejected else again
    assert not list(with_rejects_to_mend(IMPORTING))
    return accepted


def standing(kind: str) -> object:
    if kind == ImportKind.ORDERS:
        return lines_in_force()
    model = Contact if kind == ImportKind.CONTACTS else Customer
    return list(model.objects.system("test").order_by("code").values())


@pytest.mark.parametrize("save", SAVINGS)
def test_orders_mended_in_a_spreadsheet_complete_the_file_in_three_rounds(save: Saving) -> None:
    customer_named("Seven", "007")
    whole = csv_file(*ORDERS, header=ORDERS_HEADER)
    first = imported(whole, source="ERP", reject_limit=100)
    found = rounds(first, ImportKind.ORDERS, save, *MENDED_ORDERS, LAST_ORDERS)
    assert found == len(ORDERS)
    lines = lines_in_force()
    assert lines == {key: Decimal(amount) for key, amount in LINES.items()}
    assert sum(lines.values()) == MONEY


@pytest.mark.parametrize("save", SAVINGS)
def test_customers_mended_in_a_spreadsheet_complete_the_file_in_three_rounds(save: Saving) -> None:
    known = Customer.objects.system("test").count()
    whole = csv_file(*CUSTOMERS, header=CUSTOMERS_HEADER)
    first = imported(whole, ImportKind.CUSTOMERS, reject_limit=100)
    found = rounds(first, ImportKind.CUSTOMERS, save, *MENDED_CUSTOMERS, LAST_CUSTOMERS)
    assert found == len(CUSTOMERS)
    rows = Customer.objects.system("test")
    assert rows.count() == known + len(CUSTOMERS)
    codes = [line.partition(",")[0] for line in CUSTOMERS]
    names = dict(rows.filter(code__in=codes).values_list("code", "name"))
    assert names == {line.split(",")[0]: line.split(",")[1] for line in CUSTOMERS}
    assert rows.get(code="003").region == "0571"


@pytest.mark.parametrize("save", SAVINGS)
def test_contacts_mended_in_a_spreadsheet_complete_the_file_in_three_rounds(save: Saving) -> None:
    customer_named("Seven", "007")
    whole = csv_file(*CONTACTS, header=CONTACTS_HEADER)
    first = imported(whole, ImportKind.CONTACTS, reject_limit=100)
    found = rounds(first, ImportKind.CONTACTS, save, *MENDED_CONTACTS, LAST_CONTACTS)
    assert found == len(CONTACTS)
    rows = Contact.objects.system("test")
    wanted = ("customer__code", "code", "name", "position", "mobile", "email", "wechat")
    assert list(rows.order_by("code").values_list(*wanted)) == [
        ("007", "0042", "王小明", "采购经理", "13800138000", "wang@seven.example", "00123"),
        ("007", "0043", "李雷", "=工程师", "0571-88001234", "li@seven.example", "12E3"),
        ("B", "1E5", "Tom", "Buyer", "010", "tom@b.example", "'007"),
        ("A", "202403010000123456", "Ann", "Buyer", "010", "ann@a.example", ""),
        ("B", "5/6", "韩梅梅", "", "+8613900139000", "han@b.example", "3-1"),
    ]
