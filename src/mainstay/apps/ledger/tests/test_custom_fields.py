"""Custom fields in files of customers: found by their names, typed, refused by name, undone."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from mainstay.apps.customers.queries import customer_by_code
from mainstay.apps.customers.queries.custom_fields import custom_fields, custom_of
from mainstay.apps.customers.services import export
from mainstay.apps.customers.services.custom_fields import (
    archive_field,
    change_field,
    restore_field,
)
from mainstay.apps.customers.services.records import change_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named, field_defined
from mainstay.apps.ledger.cleaning.custom_fields import choice_reader
from mainstay.apps.ledger.cleaning.mapping import MappingRefused, guess_mapping
from mainstay.apps.ledger.services import undoing
from mainstay.apps.ledger.testing import (
    IMPORTING,
    checked,
    csv_file,
    handed_in,
    imported,
    preview_rows,
    report_of,
)
from mainstay.apps.ledger.wording import change, field_label
from mainstay.shell.exports import workbook

pytestmark = pytest.mark.usefixtures("shop")

TERMS: list[Any] = [
    {"code": "net30", "names": {"zh-hans": "月结30天", "en": "Net 30 days"}},
    {"code": "cash", "names": {"zh-hans": "款到发货", "en": "Cash"}},
    {"code": "old", "names": {"en": "Cash"}, "is_archived": True},
]
FULL: dict[str, Any] = {
    "note": "=1+1",
    "staff": 250,
    "volume": Decimal("1234567.8912"),
    "ends_on": date(2027, 12, 31),
    "listed": False,
    "terms": "net30",
}


@pytest.fixture(autouse=True)
def every_type(shop: Any) -> None:
    """A field of each type."""
    field_defined("note", longest=10, names={"zh-hans": "附注", "en": "Remark on it"})
    field_defined("staff", "whole", least="1", most="1000", names={"zh-hans": "员工人数"})
    field_defined("volume", "decimal", names={"zh-hans": "年采购额预估"})
    field_defined("ends_on", "date", names={"zh-hans": "合同到期日"})
    field_defined("listed", "yes_no", names={"zh-hans": "是否上市"})
    field_defined("terms", "choice", choices=TERMS, names={"zh-hans": "付款条件"})


def had(code: str) -> dict[str, Any]:
    return dict(custom_of(customer_by_code(IMPORTING, code)))


def test_headings_are_known_by_the_names_of_a_field_in_any_language_and_by_its_code() -> None:
    headers = ["客户编号", "付款条件", "Remark on it", "custom.staff", "ends-on", "规模"]
    assert guess_mapping(headers, "customers", custom_fields()) == {
        "code": "客户编号",
        "scale": "规模",
        "custom.note": "Remark on it",
        "custom.staff": "custom.staff",
        "custom.ends_on": "ends-on",
        "custom.terms": "付款条件",
    }


def test_a_column_with_the_very_name_of_a_field_is_that_field() -> None:
    for code in ("a_b", "ab"):
        field_defined(code)
    guessed = guess_mapping(["custom.ab", "custom.a_b"], "customers", custom_fields())
    assert guessed == {"custom.a_b": "custom.a_b", "custom.ab": "custom.ab"}


def test_a_column_of_a_field_that_is_no_more_is_not_taken_for_a_fact() -> None:
    headers = ["code", "custom.old_region", "custom.ab"]
    assert guess_mapping(headers, "customers", custom_fields()) == {"code": "code"}


def test_cells_are_read_by_the_rules_of_their_type() -> None:
    header = "客户编号,名称,附注,员工人数,年采购额预估,合同到期日,是否上市,付款条件"
    record = 'N,New, hello ,"1,000",¥1234.50,2027年12月31日,否,月结30天'
    report = report_of(imported(csv_file(record, header=header), "customers"))
    assert (report.created_customers, report.reasons) == (1, {})
    assert had("N") == {
        "note": "hello",
        "staff": 1000,
        "volume": Decimal("1234.5"),
        "ends_on": date(2027, 12, 31),
        "listed": False,
        "terms": "net30",
    }
    assert report.changes["custom.note.trimmed"] == 1


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        ("note", "much too long", "too_long"),
        ("staff", "2.5", "not_a_whole_number"),
        ("staff", "1001", "too_great"),
        ("staff", "many", "not_a_number"),
        ("volume", "100000000000", "out_of_range"),
        ("ends_on", "2026-02-30", "impossible_date"),
        ("listed", "perhaps", "unknown_choice"),
        ("terms", "net60", "unknown_choice"),
        ("terms", "Cash", "unknown_choice"),
        ("terms", "old", "unknown_choice"),
    ],
)
def test_a_bad_cell_rejects_its_record_and_names_the_field(
    field: str, cell: str, reason: str
) -> None:
    batch = imported(csv_file(f"A,{cell}", "B,", header=f"code,custom.{field}"), "customers")
    report = report_of(batch)
    assert (report.rejected, report.unchanged, report.reasons) == (1, 1, {reason: 1})
    [mark] = preview_rows(batch)[0]["marks"]
    assert (mark["field"], mark["code"]) == (f"custom.{field}", reason)
    assert had("A") == {}


def test_an_empty_cell_leaves_the_value_and_the_same_one_changes_nothing() -> None:
    customer_named("Hengda", "H", custom=FULL)
    file = csv_file("H,250,", header="code,custom.staff,custom.terms")
    report = report_of(imported(file, "customers"))
    assert (report.unchanged, had("H")) == (1, FULL)


def test_the_preview_shows_what_a_field_becomes() -> None:
    customer_named("Hengda", "H", custom={**FULL, "listed": True})
    batch = checked(csv_file("H,否,5", header="code,是否上市,员工人数"), "customers")
    [row] = preview_rows(batch)
    assert row["changes"] == {"custom.listed": ["yes", "no"], "custom.staff": ["250", "5"]}


def test_the_same_code_with_other_values_is_rejected_twice() -> None:
    file = csv_file("A,5", "A,6", header="code,custom.staff")
    assert report_of(imported(file, "customers")).reasons == {"duplicate_in_file": 2}


def as_csv() -> bytes:
    return b"".join(export.export_customers(IMPORTING).csv())


def as_workbook() -> bytes:
    with workbook(export.export_customers(IMPORTING)) as file:
        return file.read()


@pytest.mark.parametrize("write", [as_csv, as_workbook])
def test_an_export_is_found_again_unchanged(write: Callable[[], bytes]) -> None:
    hengda = customer_named("Hengda", "H", custom=FULL)
    customer_named("Yes", "Y", custom={"listed": True, "volume": -1, "staff": 1})
    [terms] = [field for field in custom_fields() if field.code == "terms"]
    put_away: Any = [{**each, "is_archived": True} for each in TERMS]
    change_field(SETTING_UP, terms.key, 1, choices=put_away)
    report = report_of(imported(write(), "customers"))
    assert (report.records, report.unchanged, report.reasons) == (5, 5, {})
    assert customer_by_code(IMPORTING, "H").version == hengda.version


def test_an_undo_puts_values_back_and_leaves_what_was_edited_since() -> None:
    hengda = customer_named("Hengda", "H", custom=FULL)
    file = csv_file(
        "H,5,2,2026-01-01,yes,cash,,other",
        "N,7,1,,,,New,",
        header="code,custom.staff,custom.volume,custom.ends_on,custom.listed,custom.terms,name,"
        "custom.note",
    )
    batch = imported(file, "customers")
    assert had("H")["terms"] == "cash"
    assert had("N") == {"staff": 7, "volume": Decimal(1)}
    change_customer(SETTING_UP, hengda.pk, 2, custom={"staff": 9})
    undoing.undo_now(IMPORTING, batch)
    assert had("H") == {**FULL, "staff": 9}


def test_an_undo_empties_what_was_empty_before() -> None:
    batch = imported(csv_file("A,5", header="code,custom.staff"), "customers")
    undoing.undo_now(IMPORTING, batch)
    assert had("A") == {}


def test_an_undo_puts_values_of_an_archived_field_back_too() -> None:
    customer_named("Hengda", "H", custom={"staff": 3})
    batch = imported(csv_file("H,5", header="code,custom.staff"), "customers")
    [staff] = [field for field in custom_fields() if field.code == "staff"]
    archive_field(SETTING_UP, staff.key)
    undoing.undo_now(IMPORTING, batch)
    assert had("H") == {}
    restore_field(SETTING_UP, staff.key)
    assert had("H") == {"staff": 3}


def test_undoing_both_of_two_imports_ends_at_the_first_value_in_either_order() -> None:
    customer_named("Hengda", "H", custom={"staff": 3})
    first = imported(csv_file("H,5", header="code,custom.staff"), "customers")
    second = imported(csv_file("H,6", header="code,custom.staff"), "customers")
    undoing.undo_now(IMPORTING, first)
    assert had("H") == {"staff": 6}
    undoing.undo_now(IMPORTING, second)
    assert had("H") == {"staff": 3}


def test_a_withdrawn_customer_comes_back_without_its_old_values() -> None:
    header = "code,name,custom.staff"
    batch = imported(csv_file("N,New,5", header=header), "customers")
    undoing.undo_now(IMPORTING, batch)
    imported(csv_file("N,New again", header="code,name"), "customers")
    assert had("N") == {}


def test_nor_when_a_person_or_an_order_file_brings_it_back() -> None:
    header = "code,name,custom.staff"
    batch = imported(csv_file("N,New,5", "M,More,6", header=header), "customers")
    undoing.undo_now(IMPORTING, batch)
    customer_named("New again", "N")
    imported(csv_file("M,1,1,2024-03-01,10"), "orders", unknown_customers="create")
    assert (had("N"), had("M")) == ({}, {})


def test_a_mapping_that_names_an_archived_field_is_refused() -> None:
    [note] = [field for field in custom_fields() if field.code == "note"]
    archive_field(SETTING_UP, note.key)
    with pytest.raises(MappingRefused) as refused:
        handed_in(b"code,x\nA,1\n", "customers", mapping={"code": "code", "custom.note": "x"})
    assert refused.value.check.unknown_fields == ("custom.note",)


def test_a_required_field_is_not_asked_of_files() -> None:
    field_defined("must", is_required=True)
    report = report_of(imported(csv_file("N,New", header="code,name"), "customers"))
    assert report.created_customers == 1


def test_choices_are_read_by_code_and_by_name_case_aside() -> None:
    [terms] = [field for field in custom_fields() if field.code == "terms"]
    read = choice_reader(terms)
    assert [read(text).value for text in ("net30", " NET 30 days ", "款到发货", "")] == [
        "net30",
        "net30",
        "cash",
        None,
    ]
    assert read("Cash").problem == "unknown_choice"


def test_reports_call_a_field_by_its_name() -> None:
    with translation.override("zh-hans"):
        assert field_label("custom.staff") == "员工人数"
        assert "员工人数" in change("custom.staff.trimmed")
