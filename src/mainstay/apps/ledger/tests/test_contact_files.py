"""Contacts from files: matched, changed, refused, undone, and exported to come back unchanged."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.queries import ContactFilter, contacts
from mainstay.apps.customers.services import export
from mainstay.apps.customers.services.contacts import (
    archive_contact,
    change_contact,
    create_contact,
)
from mainstay.apps.customers.services.keys import codes_to_keys
from mainstay.apps.customers.services.records import archive_customer
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries.folders import preview_path, reject_path
from mainstay.apps.ledger.reading.own_exports import CONTACT_HEADINGS
from mainstay.apps.ledger.services import importing, undoing
from mainstay.apps.ledger.testing import (
    IMPORTING,
    checked,
    csv_file,
    handed_in,
    imported,
    report_of,
)
from mainstay.apps.ledger.tests.test_exporting_customers import HOSTILE
from mainstay.foundation.access.actor import RowScope
from mainstay.shell.exports import workbook

pytestmark = pytest.mark.usefixtures("shop")

HEADER = "客户编号,联系人编号,联系人,职务,手机,邮箱,微信,主要联系人"


def contact_file(*records: str, header: str = HEADER) -> bytes:
    return csv_file(*records, header=header)


def bring(*records: str, header: str = HEADER, source: str | None = None) -> ImportBatch:
    return imported(
        contact_file(*records, header=header), "contacts", reject_limit=100, source=source
    )


def known(name: str) -> Contact:
    return contacts(IMPORTING, ContactFilter(archived=True)).get(name=name)


def customer(code: str) -> Customer:
    return Customer.objects.system("test").get(code=code)


def names() -> list[str]:
    return sorted(contacts(IMPORTING).values_list("name", flat=True))


def facts(batch: ImportBatch) -> tuple[int, int, int, int]:
    """Created, changed, unchanged, rejected."""
    report = report_of(batch)
    return report.created_contacts, report.superseded, report.unchanged, report.rejected


def test_a_file_with_chinese_headings_brings_contacts() -> None:
    batch = bring("A,P1,王小明,采购经理,１３８００１３８０００,wang@a.example,wx-wang,是")
    assert facts(batch) == (1, 0, 0, 0)
    wang = known("王小明")
    assert (wang.customer.code, wang.code, wang.source) == ("A", "P1", "default")
    assert (wang.position, wang.mobile, wang.email) == ("采购经理", "13800138000", "wang@a.example")
    assert (wang.wechat, wang.is_main) == ("wx-wang", True)


def test_the_same_file_again_changes_nothing() -> None:
    record = "A,P1,王小明,采购经理,138,wang@a.example,wx,是"
    bring(record)
    assert facts(bring(record)) == (0, 0, 1, 0)
    assert known("王小明").version == 1


def test_a_code_finds_the_contact_under_another_name() -> None:
    bring("A,P1,Wang,,,,,", source="ERP")
    assert facts(bring("A,P1,Wang Xiaoming,,,,,", source="ERP")) == (0, 1, 0, 0)
    assert names() == ["Wang Xiaoming"]


def test_the_code_of_another_system_is_another_contact() -> None:
    bring("A,P1,Wang,,,,,", source="ERP")
    assert facts(bring("A,P1,Li,,,,,", source="CRM")) == (1, 0, 0, 0)
    assert names() == ["Li", "Wang"]


def test_a_contact_without_code_gets_the_one_that_a_file_brings() -> None:
    create_contact(IMPORTING, customer_named("D", "D").key, name="Wang")
    assert facts(bring("D,P1,Wang,,,,,")) == (0, 1, 0, 0)
    assert known("Wang").code == "P1"


def test_without_code_customer_and_name_find_the_contact() -> None:
    bring("A,,Wang,,138,,,")
    assert facts(bring("A,,wang,,139,,,")) == (0, 1, 0, 0)
    assert known("wang").mobile == "139"
    assert facts(bring("B,,wang,,139,,,")) == (1, 0, 0, 0)


def test_an_empty_cell_leaves_what_is_known() -> None:
    bring("A,P1,Wang,Buyer,138,,,")
    assert facts(bring("A,P1,Wang,,,,,")) == (0, 0, 1, 0)
    assert known("Wang").position == "Buyer"


def test_a_number_tells_two_of_the_same_name_apart() -> None:
    bring("A,,张伟,Buyer,138-0013-8000,,,", "A,,张伟,Engineer,139,,,")
    assert facts(bring("A,,张伟,Head buyer,13800138000,,,")) == (0, 1, 0, 0)
    positions = contacts(IMPORTING).values_list("position", flat=True)
    assert sorted(positions) == ["Engineer", "Head buyer"]


def test_two_who_cannot_be_told_apart_are_refused() -> None:
    bring("A,,张伟,Buyer,138,,,", "A,,张伟,Engineer,139,,,")
    batch = bring("A,,张伟,Director,,,,")
    assert report_of(batch).reasons == {"ambiguous_contact": 1}


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("Z,,Wang,,,,,", "unknown_customer"),
        (",,Wang,,,,,", "missing_customer"),
        ("A,,,,,,,", "missing_contact_name"),
        ("A,,Wang,,,no address,,", "not_an_email"),
        ("A,,Wang,,,,,perhaps", "unknown_choice"),
    ],
)
def test_a_record_that_cannot_count_is_refused_with_its_reason(record: str, reason: str) -> None:
    batch = bring(record, "A,,Li,,,,,")
    assert report_of(batch).reasons == {reason: 1}
    assert names() == ["Li"]


def test_a_code_that_belongs_to_another_customers_contact_is_refused() -> None:
    bring("A,P1,Wang,,,,,")
    assert report_of(bring("B,P1,Wang,,,,,")).reasons == {"contact_of_other_customer": 1}


def test_the_same_contact_with_other_content_falls_whole() -> None:
    batch = bring("A,P1,Wang,Buyer,,,,", "A,P1,Wang,Engineer,,,,", "A,P1,Wang,Buyer,,,,")
    assert report_of(batch).reasons == {"contact_twice_in_file": 3}


def test_the_same_contact_twice_counts_once() -> None:
    assert facts(bring("A,P1,Wang,,,,,", "A,P1,Wang,,,,,")) == (1, 0, 1, 0)


def test_customers_are_found_by_name_where_a_list_has_no_codes() -> None:
    customer_named("恒达电梯", "D1")
    header = "客户名称,联系人,联系电话"
    assert facts(bring("恒达电梯,王小明,0755-1", header=header)) == (1, 0, 0, 0)
    customer_named("恒达电梯", "D2")
    batch = bring("恒达电梯,李雷,1", "不存在,李雷,1", header=header)
    assert report_of(batch).reasons == {"ambiguous_customer": 1, "unknown_customer_name": 1}


def test_a_sheet_of_customers_and_their_contacts_is_read_as_either() -> None:
    sheet = csv_file(
        "N,恒达电梯,华南,王小明,0755-1",
        "N,恒达电梯,华南,李雷,0755-2",
        "M,Lotus,华东,王小明,021-1",
        header="客户编号,客户名称,地区,联系人,联系电话",
    )
    customers = report_of(imported(sheet, "customers"))
    assert (customers.created_customers, customers.unchanged, customers.rejected) == (2, 1, 0)
    assert facts(imported(sheet, "contacts")) == (3, 0, 0, 0)
    assert known("李雷").customer.name == "恒达电梯"
    assert [report_of(imported(sheet, kind)).unchanged for kind in ("customers", "contacts")] == [
        3,
        3,
    ]


def test_archived_contacts_and_customers_are_left_alone() -> None:
    bring("A,P1,Wang,,,,,", "B,P2,Li,,,,,")
    archive_contact(IMPORTING, known("Wang").pk)
    archive_customer(IMPORTING, known("Li").customer_id)
    batch = bring("A,P1,Wang,Buyer,,,,", "B,P2,Li,Buyer,,,,", "B,P9,New,,,,,")
    assert report_of(batch).reasons == {"contact_archived": 1, "customer_archived": 2}
    assert facts(bring("A,P1,Wang,,,,,", "B,P2,Li,,,,,")) == (0, 0, 2, 0)


def test_a_check_writes_nothing_and_shows_what_would_change() -> None:
    bring("A,P1,Wang,Buyer,,,,")
    batch = checked(contact_file("A,P1,Wang,Director,,,,"), "contacts")
    assert facts(batch) == (0, 1, 0, 0)
    assert known("Wang").position == "Buyer"
    assert '"position": ["Buyer", "Director"]' in preview_path(batch).read_text("utf-8")


def test_a_mended_reject_file_keeps_its_source() -> None:
    batch = bring("Z,P1,Wang,,,,,", source="ERP")
    mended = reject_path(batch).read_text("utf-8-sig").replace("Z,P1", "A,P1")
    again = imported(mended.encode(), "contacts")
    assert facts(again) == (1, 0, 0, 0)
    assert known("Wang").source == "ERP"


def test_an_undo_takes_out_what_came_and_puts_back_what_changed() -> None:
    first = bring("A,P1,Wang,Buyer,,,,")
    second = bring("A,P1,Wang,Director,,,,", "A,P2,Li,,,,,")
    told = undoing.preview(IMPORTING, second)
    assert (told.contacts_removed, told.contacts_restored) == (1, 1)
    undoing.undo_now(IMPORTING, second)
    assert names() == ["Wang"]
    assert known("Wang").position == "Buyer"
    undoing.undo_now(IMPORTING, first)
    assert names() == []
    assert facts(bring("A,P1,Wang,,,,,")) == (1, 0, 0, 0)


def test_undoing_both_in_the_order_of_import_ends_at_the_beginning() -> None:
    key = customer_named("D", "D").key
    create_contact(IMPORTING, key, name="Wang", position="Clerk")
    first, second = bring("D,,Wang,Buyer,,,,"), bring("D,,Wang,Director,,,,")
    undoing.undo_now(IMPORTING, first)
    assert known("Wang").position == "Director"
    undoing.undo_now(IMPORTING, second)
    assert known("Wang").position == "Clerk"


def test_what_a_person_wrote_since_outlives_the_undo() -> None:
    batch = bring("A,P1,Wang,Buyer,,,,", "A,P2,Li,,,,,")
    wang = known("Wang")
    change_contact(IMPORTING, wang.pk, wang.version, notes="Likes tea")
    told = undoing.preview(IMPORTING, batch)
    assert (told.contacts_removed, told.contacts_kept_edited) == (1, 1)
    undoing.undo_now(IMPORTING, batch)
    assert names() == ["Wang"]


def test_a_customer_stays_while_another_file_brings_its_contact() -> None:
    customers = imported(csv_file("N,New Ltd", header="code,name"), "customers")
    batch = bring("N,P1,Wang,,,,,")
    undoing.undo_now(IMPORTING, customers)
    assert names() == ["Wang"]
    undoing.undo_now(IMPORTING, batch)
    assert report_of(bring("N,P1,Wang,,,,,")).reasons == {"unknown_customer": 1}


def as_csv() -> bytes:
    return b"".join(export.export_contacts(IMPORTING).csv())


def as_workbook() -> bytes:
    with workbook(export.export_contacts(IMPORTING)) as file:
        return file.read()


@pytest.mark.parametrize("write", [as_csv, as_workbook])
def test_an_export_is_found_again_unchanged(write: Callable[[], bytes]) -> None:
    key = customer_named("Odd", "-1").key
    for text in HOSTILE:
        create_contact(IMPORTING, key, name=text, position=text, phone="+86 755 1", notes=text)
    create_contact(IMPORTING, key, name="Twin", mobile="1")
    create_contact(IMPORTING, key, name="Twin")
    create_contact(IMPORTING, key, name="Twin", mobile="1", is_main=True)
    bring("A,P1,王小明,采购经理,13800138000,wang@a.example,wx,是", source="ERP")
    report = report_of(imported(write(), "contacts"))
    assert (report.records, report.unchanged) == (len(HOSTILE) + 4, len(HOSTILE) + 4)
    assert report.reasons == {}


def test_the_headings_that_an_import_knows_are_those_of_the_export() -> None:
    assert tuple(export.CONTACT_FIELDS) == CONTACT_HEADINGS


NAMED = "customer,customer_name,contact_code,contact_name"


def brought(*records: str) -> ImportBatch:
    """A file of contacts that creates the customers nobody knows."""
    content = contact_file(*records, header=NAMED)
    return imported(content, "contacts", reject_limit=100, unknown_customers="create")


def test_customers_nobody_knows_are_created_where_a_person_says_so() -> None:
    batch = brought("N,Nord Ltd,P1,Wang", "N,,P2,Li", "Q,,P3,Sun", "A,,P4,Wu")
    report = report_of(batch)
    assert (report.created_contacts, report.created_customers, report.rejected) == (4, 2, 0)
    nord, coded = customer("N"), customer("Q")
    assert (nord.name, nord.status, nord.to_be_completed) == ("Nord Ltd", "prospect", True)
    assert coded.name == "Q"
    assert known("Li").customer == nord
    assert facts(brought("N,Nord Ltd,P1,Wang")) == (0, 0, 1, 0)


def test_a_check_tells_how_many_customers_would_be_created_and_creates_none() -> None:
    content = contact_file("N,Nord Ltd,P1,Wang", "Q,,P2,Li", header=NAMED)
    report = report_of(checked(content, "contacts", unknown_customers="create"))
    assert (report.created_contacts, report.created_customers) == (2, 2)
    assert codes_to_keys(["N", "Q"]) == {}


def test_a_rejected_contact_creates_no_customer() -> None:
    brought("A,,P1,Wang")
    batch = brought("N,Nord,P1,Wang", "Q,,P2,Li", "Q,,P2,Lin", f"{'C' * 65},,P3,Wu", ",Süd,P4,Xu")
    report = report_of(batch)
    assert report.created_customers == 0
    assert report.reasons == {
        "contact_twice_in_file": 2,
        "contact_of_other_customer": 1,
        "too_long": 1,
        "unknown_customer_name": 1,
    }
    assert codes_to_keys(["N", "Q"]) == {}


def test_created_customers_go_with_the_undo_and_come_back_with_the_file() -> None:
    batch = brought("N,Nord Ltd,P1,Wang")
    first = customer("N").key
    undoing.undo_now(IMPORTING, batch)
    assert codes_to_keys(["N"]) == {}
    brought("N,Nord AG,P1,Wang")
    assert (customer("N").key, customer("N").name) == (first, "Nord AG")


def test_who_sees_a_part_owns_what_the_file_creates(people: NamedPeople) -> None:
    tom = replace(IMPORTING, person_id=people.tom_becker.pk, scope=RowScope.OWN)
    content = contact_file("N,Nord Ltd,P1,Wang", "A,,P2,Li", header=NAMED)
    batch = handed_in(content, "contacts", actor=tom, reject_limit=100, unknown_customers="create")
    report = report_of(importing.run_now(tom, batch, commit=True))
    assert report.reasons == {"code_taken": 1}
    assert customer("N").owner_id == people.tom_becker.pk
