import pytest

from mainstay.apps.ledger.cleaning.fields import FIELDS, Kind, missing_fields
from mainstay.apps.ledger.cleaning.headings import HEADINGS, heading_form
from mainstay.apps.ledger.cleaning.mapping import (
    MappingRefused,
    check_mapping,
    contact_columns,
    field_columns,
    guess_mapping,
)


def test_chinese_headings_of_an_erp_are_found() -> None:
    headers = ["单据日期", "单据编号", "客户代码", "客户名称", "物料长代码", "物料名称",
               "实发数量", "含税单价", "价税合计", "成本", "币别", "业务员", "备注"]  # fmt: skip
    assert guess_mapping(headers, "orders") == {
        "customer": "客户代码",
        "order_no": "单据编号",
        "ordered_at": "单据日期",
        "product_code": "物料长代码",
        "product_name": "物料名称",
        "quantity": "实发数量",
        "unit_price": "含税单价",
        "amount": "价税合计",
        "cost": "成本",
        "currency": "币别",
        "salesperson": "业务员",
        "customer_name": "客户名称",
    }


def test_english_headings_are_found_whatever_their_case_and_punctuation() -> None:
    headers = ["INVOICE_NO", "Stock-Code", "description", "Qty.", "Invoice Date", "UnitPrice ",
               "Customer ID", "Country"]  # fmt: skip
    assert guess_mapping(headers, "orders") == {
        "customer": "Customer ID",
        "order_no": "INVOICE_NO",
        "ordered_at": "Invoice Date",
        "product_code": "Stock-Code",
        "product_name": "description",
        "quantity": "Qty.",
        "unit_price": "UnitPrice ",
        "customer_region": "Country",
    }


def test_full_width_headings_are_found() -> None:
    assert guess_mapping(["客户ＩＤ", "订单号（必填）"], "orders") == {
        "customer": "客户ＩＤ",
        "order_no": "订单号（必填）",
    }


def test_an_exact_heading_comes_before_one_that_contains_the_name() -> None:
    assert guess_mapping(["原始订单号码备注", "订单号"], "orders")["order_no"] == "订单号"
    assert guess_mapping(["折扣后金额", "金额"], "orders")["amount"] == "金额"


def test_of_the_names_that_a_heading_contains_the_longest_counts() -> None:
    assert guess_mapping(["主客户名称"], "orders") == {"customer_name": "主客户名称"}


def test_each_heading_is_used_once_and_repeated_ones_not_at_all() -> None:
    mapping = guess_mapping(["客户", "数量", "数量", "日期"], "orders")
    assert mapping == {"customer": "客户", "ordered_at": "日期"}


def test_the_columns_of_a_reject_file_are_not_guessed() -> None:
    assert guess_mapping(["_mainstay_line", "_mainstay_line_no"], "orders") == {}


def test_customer_headings_are_found() -> None:
    headers = [
        "客户编号",
        "客户名称",
        "统一社会信用代码",
        "所属行业",
        "地区",
        "成立日期",
        "客户经理",
    ]
    assert guess_mapping(headers, "customers") == {
        "code": "客户编号",
        "name": "客户名称",
        "registration_number": "统一社会信用代码",
        "industry": "所属行业",
        "region": "地区",
        "founded_on": "成立日期",
        "owner": "客户经理",
    }


@pytest.mark.parametrize("kind", ["orders", "customers", "rates", "days"])
def test_no_name_stands_for_two_fields(kind: Kind) -> None:
    seen: dict[str, str] = {}
    assert set(HEADINGS[kind]) == set(FIELDS[kind])
    for field, names in HEADINGS[kind].items():
        for form in {heading_form(field), *map(heading_form, names)}:
            assert seen.setdefault(form, field) == field, form


@pytest.mark.parametrize(
    "headers",
    [
        ["Date", "Kind of day", "Holiday name"],
        ["日期", "日期类型", "节假日名称"],
        ["西元日期", "狀態", "說明"],
        ["on", "works", "name"],
    ],
)
def test_headings_of_days_are_found(headers: list[str]) -> None:
    assert guess_mapping(headers, "days") == dict(
        zip(("on", "works", "name"), headers, strict=True)
    )


def test_what_a_file_lacks_is_listed() -> None:
    assert missing_fields({"on"}, "days") == ("works",)
    assert missing_fields({"on"}, "rates") == ("currency", "rate")
    assert missing_fields(set(), "customers") == ("code",)
    assert missing_fields(set(), "orders") == ("customer", "order_no", "ordered_at", "amount")
    full = {"customer", "order_no", "ordered_at"}
    assert missing_fields(full | {"quantity"}, "orders") == ("amount",)
    assert missing_fields(full | {"quantity", "unit_price"}, "orders") == ()
    assert missing_fields(full | {"amount"}, "orders") == ()


def test_a_mapping_is_checked_against_the_file() -> None:
    headers = ["c", "o", "d", "a", "a", "x", "", "_mainstay_line"]
    check = check_mapping(
        {"customer": "c", "order_no": "gone", "ordered_at": "d", "amount": "a", "colour": "o"},
        headers,
        "orders",
    )
    assert check.unknown_fields == ("colour",)
    assert check.absent_headers == ("gone",)
    assert check.repeated_headers == ("a",)
    assert check.missing == ()
    assert check.unmapped == ("x",)
    assert not check.usable
    with pytest.raises(MappingRefused) as refused:
        field_columns({"code": "gone"}, headers, "customers")
    assert refused.value.check.absent_headers == ("gone",)


def test_columns_are_found_with_what_a_reject_file_kept() -> None:
    headers = ["_mainstay_line_no", "_mainstay_source", "c", "o", "d", "a"]
    mapping = {"customer": "c", "order_no": "o", "ordered_at": "d", "amount": "a"}
    assert field_columns(mapping, headers, "orders") == {
        "customer": 2,
        "order_no": 3,
        "ordered_at": 4,
        "amount": 5,
        "kept_line_no": 0,
        "kept_source": 1,
    }


def test_headings_as_taiwan_and_hong_kong_write_them_are_found() -> None:
    headers = [
        "客戶編號",
        "聯絡人",
        "頭銜",
        "部門",
        "電子郵件",
        "聯繫電話",
        "手機",
        "微信號",
        "聯絡人備註",
    ]
    assert list(guess_mapping(headers, "contacts")) == [
        "customer",
        "contact_name",
        "position",
        "department",
        "email",
        "phone",
        "mobile",
        "wechat",
        "notes",
    ]


@pytest.mark.parametrize("name", ["姓名", "联系人", "Name"])
def test_the_main_contact_is_a_mark_where_names_have_a_column_of_their_own(name: str) -> None:
    mapping = guess_mapping(["客户编码", "主要联系人", name], "contacts")
    assert (mapping["contact_name"], mapping["is_main"]) == (name, "主要联系人")
    assert guess_mapping(["客户编码", "主要联系人"], "contacts")["contact_name"] == "主要联系人"


def test_the_columns_of_contacts_in_a_file_of_customers_are_named() -> None:
    headers = ["客户编号", "客户名称", "手机", "邮箱", "行业", "联系人"]
    mapping = guess_mapping(headers, "customers")
    assert contact_columns(mapping, headers) == ["手机", "邮箱", "联系人"]


def test_without_names_of_contacts_or_a_shared_customer_there_are_none() -> None:
    headers = ["客户编号", "客户名称", "电话", "联系人"]
    mapping = guess_mapping(headers, "customers")
    assert contact_columns(mapping, headers[:3]) == []
    assert contact_columns({"code": "电话"}, headers) == []
    assert contact_columns({**mapping, "short_name": "联系人"}, headers) == []
