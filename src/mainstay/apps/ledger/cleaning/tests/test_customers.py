from datetime import date

import pytest

from mainstay.apps.ledger.cleaning.customers import (
    CLEAN_CUSTOMER_SCHEMA,
    CustomerOptions,
    clean_customers,
    parse_kind,
    parse_registration_number,
    parse_tags,
)
from mainstay.apps.ledger.cleaning.tests.conftest import Chunked


def test_a_customer_gets_its_types(chunked: Chunked) -> None:
    chunk, columns = chunked(
        "code,name,short_name,kind,registration_number,industry,region,scale,founded_on,parent,"
        "owner,tags\n"
        "Ｃ１,腾讯（深圳）有限公司 ,腾讯,企业,9144030071526726xg,互联网,华南,大型,"
        "1998年11月11日,C0,王经理,战略；直销、华南\n"
        "C2,,,,,,,,,,,\n",
        "customers",
    )
    result = clean_customers(chunk, columns, CustomerOptions())
    assert result.customers.schema == CLEAN_CUSTOMER_SCHEMA
    first, second = result.customers.to_pylist()
    assert first == {
        "record": 1,
        "line": 2,
        "code": "C1",
        "name": "腾讯（深圳）有限公司",
        "short_name": "腾讯",
        "kind": "organisation",
        "registration_number": "9144030071526726XG",
        "industry": "互联网",
        "region": "华南",
        "scale": "大型",
        "founded_on": date(1998, 11, 11),
        "parent": "C0",
        "owner": "王经理",
        "tags": ["战略", "直销", "华南"],
    }
    assert {name for name, value in second.items() if value is not None} == {
        "record",
        "line",
        "code",
    }
    assert result.changes == {
        ("code", "full_width"): 1,
        ("name", "trimmed"): 1,
        ("registration_number", "rewritten"): 1,
    }


def test_faults_are_named_and_everything_adds_up(chunked: Chunked) -> None:
    chunk, columns = chunked(
        "code,kind,registration_number,founded_on\n"
        ",企业,,\n"
        "a,robot,,\n"
        "b,,91350100M000100Y4Z,\n"
        "c,,,1/2/1998\n"
        "d,,,,x\n"
        "\n"
        "e,个人,HRB 12345,\n",
        "customers",
    )
    result = clean_customers(chunk, columns, CustomerOptions())
    assert [(entry.record, entry.field, entry.code) for entry in result.rejects] == [
        (1, "code", "missing"),
        (2, "kind", "unknown_kind"),
        (3, "registration_number", "bad_check_digit"),
        (4, "founded_on", "ambiguous_date"),
        (5, "", "too_many_fields"),
    ]
    assert (result.records, result.customers.num_rows, result.rejected, result.blank) == (
        7,
        1,
        5,
        1,
    )
    assert result.day_month.cells == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("企业", "organisation"),
        ("Company", "organisation"),
        ("个人", "person"),
        ("PERSON", "person"),
    ],
)
def test_kinds_are_known_by_their_usual_words(text: str, kind: str) -> None:
    assert parse_kind(text).value == kind


def test_numbers_of_another_length_are_taken_as_they_stand() -> None:
    assert parse_registration_number("DE 811-907-980").value == "DE 811-907-980"
    assert parse_registration_number("440301103453632").value == "440301103453632"
    assert parse_registration_number("9144 0300 7152 6726 XG").value == "9144030071526726XG"
    assert parse_registration_number("x" * 65).problem == "too_long"


def test_tags_come_apart_at_every_usual_separator() -> None:
    assert parse_tags("a,b;c、d，e；f|g, a ,").value == list("abcdefg")
    assert parse_tags(" , ").value is None
    assert parse_tags("x" * 65).problem == "too_long"
