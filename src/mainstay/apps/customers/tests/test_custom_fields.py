"""Defining custom fields: what makes sense, what stays once there are values, who may."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.customers.models import CustomerField
from mainstay.apps.customers.policies import DEFINE_FIELDS
from mainstay.apps.customers.queries.custom_fields import (
    FieldNotFound,
    custom_fields,
    definitions,
)
from mainstay.apps.customers.rules.custom_fields import FieldVersionConflict
from mainstay.apps.customers.services.custom_fields import (
    archive_field,
    change_field,
    create_field,
    delete_field,
    move_field,
    restore_field,
)
from mainstay.apps.customers.services.records import change_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named, field_defined
from mainstay.apps.governance.testing import NamedActors
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.kept import values_kept

pytestmark = pytest.mark.django_db

TERMS: list[Any] = [
    {"code": "net30", "names": {"zh-hans": "月结30天", "en": "Net 30 days"}},
    {"code": "cash", "names": {"zh-hans": "款到发货"}},
]


def reread(row: CustomerField) -> CustomerField:
    return CustomerField.objects.system("test").get(pk=row.pk)


def codes(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str | None]]:
    return {
        field: [each.code for each in errors] for field, errors in error.value.error_dict.items()
    }


def in_use() -> list[str]:
    return [field.code for field in custom_fields()]


def test_a_field_keeps_what_is_said_and_is_audited(acting: NamedActors) -> None:
    made = create_field(
        acting.admin_wang,
        code=" payment_terms ",
        names={"zh-hans": " 付款条件 ", "en": ""},
        helps={"en": "As agreed"},
        type="choice",
        is_required=True,
        choices=TERMS,
    )
    row = reread(made)
    assert (row.code, row.names, row.is_required) == (
        "payment_terms",
        {"zh-hans": "付款条件"},
        True,
    )
    assert [each["code"] for each in row.choices] == ["net30", "cash"]
    [field] = custom_fields()
    assert (field.name, field.offered[1]) == ("custom.payment_terms", ("cash", "款到发货"))
    entry = AuditEntry.objects.system("test").get(action="customers.custom_field.created")
    assert entry.actor_name == acting.admin_wang.name


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"code": ""}, {"code": ["missing"]}),
        ({"code": "Terms"}, {"code": ["field_code"]}),
        ({"code": "1st"}, {"code": ["field_code"]}),
        ({"code": "a" * 25}, {"code": ["too_long"]}),
        ({"names": {"en": " "}}, {"names": ["missing"]}),
        ({"names": {"en": "x" * 81}}, {"names": ["too_long"]}),
        ({"helps": {"en": "\x00"}}, {"helps": ["control_characters"]}),
        ({"type": "colour"}, {"type": ["unknown_choice"]}),
        ({"longest": 501}, {"longest": ["text_length"]}),
        ({"type": "whole", "least": "1.5"}, {"least": ["not_a_number"]}),
        ({"type": "date", "most": "31.1.2026"}, {"most": ["not_a_day"]}),
        ({"type": "decimal", "least": "2", "most": "1.5"}, {"most": ["bounds_swapped"]}),
        ({"type": "choice"}, {"choices": ["no_choices"]}),
        ({"type": "choice", "choices": [TERMS[0], TERMS[0]]}, {"choices": ["choice_twice"]}),
        (
            {"type": "choice", "choices": [{"code": "月", "names": {}}]},
            {"choices": ["choice_code"]},
        ),
        ({"type": "choice", "choices": [{"code": "a", "names": {}}]}, {"choices": ["choice_name"]}),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(said: Any, problem: Any) -> None:
    with pytest.raises(ValidationError) as error:
        field_defined("terms", **said) if "code" not in said else create_field(
            SETTING_UP, **{"type": "text", "names": {"en": "Terms"}, **said}
        )
    assert codes(error) == problem
    assert in_use() == []


def test_a_code_is_given_once_even_when_its_field_is_archived() -> None:
    archive_field(SETTING_UP, field_defined("terms").pk)
    with pytest.raises(ValidationError) as error:
        field_defined("terms")
    assert codes(error) == {"code": ["field_code_taken"]}


def test_what_does_not_belong_to_the_type_is_left_out() -> None:
    row = field_defined("volume", "decimal", least="0", longest=10, choices=TERMS)
    assert (row.least, row.longest, row.choices) == ("0", None, [])
    assert field_defined("note", least="5").least == ""


def test_code_and_type_change_while_nobody_has_a_value() -> None:
    row = field_defined("terms")
    changed = change_field(SETTING_UP, row.pk, 1, code="payment", type="whole")
    assert (changed.code, changed.type, changed.version) == ("payment", "whole", 2)


def test_code_and_type_stay_once_a_customer_has_a_value() -> None:
    row = field_defined("terms")
    customer_named("Hengda", custom={"terms": "cash"})
    with pytest.raises(ValidationError) as error:
        change_field(SETTING_UP, row.pk, 1, code="payment", type="whole")
    assert codes(error) == {"code": ["code_fixed"], "type": ["type_fixed"]}
    assert reread(row).version == 1
    assert change_field(SETTING_UP, row.pk, 1, names={"en": "Payment"}).version == 2


def test_a_choice_that_a_customer_has_is_archived_and_not_taken_away() -> None:
    row = field_defined("terms", "choice", choices=TERMS)
    put_away: Any = {**TERMS[1], "is_archived": True}
    hengda = customer_named("Hengda", custom={"terms": "cash"})
    with pytest.raises(ValidationError) as error:
        change_field(SETTING_UP, row.pk, 1, choices=TERMS[:1])
    assert codes(error) == {"choices": ["choice_used"]}
    change_field(SETTING_UP, row.pk, 1, choices=[TERMS[0], put_away])
    change_customer(SETTING_UP, hengda.pk, 1, short_name="HD", custom={"terms": "cash"})
    with pytest.raises(ValidationError):
        customer_named("Zhiyuan", custom={"terms": "cash"})


def test_who_was_overtaken_is_told() -> None:
    row = field_defined("terms")
    change_field(SETTING_UP, row.pk, 1, names={"en": "Payment"})
    with pytest.raises(FieldVersionConflict):
        change_field(SETTING_UP, row.pk, 1, names={"en": "Terms"})


def test_an_archived_field_is_not_in_use_and_comes_back_with_its_values() -> None:
    row = field_defined("terms")
    hengda = customer_named("Hengda", custom={"terms": "cash"})
    archive_field(SETTING_UP, row.pk)
    assert in_use() == []
    with pytest.raises(ValidationError) as error:
        change_customer(SETTING_UP, hengda.pk, 1, custom={"terms": "net30"})
    assert codes(error) == {"custom.terms": ["unknown_custom_field"]}
    restore_field(SETTING_UP, row.pk)
    assert change_customer(SETTING_UP, hengda.pk, 1, custom={"terms": "cash"}).version == 1


def test_a_field_with_values_is_not_deleted_and_one_without_is() -> None:
    row = field_defined("terms")
    hengda = customer_named("Hengda", custom={"terms": "cash"})
    with pytest.raises(ValidationError) as error:
        delete_field(SETTING_UP, row.pk)
    assert codes(error) == {"code": ["field_has_values"]}
    change_customer(SETTING_UP, hengda.pk, 1, custom={"terms": None})
    delete_field(SETTING_UP, row.pk)
    assert in_use() == []
    with pytest.raises(FieldNotFound):
        delete_field(SETTING_UP, row.pk)


def test_fields_stand_in_the_order_that_is_given_to_them() -> None:
    rows = [field_defined(code) for code in ("first", "second", "third")]
    move_field(SETTING_UP, rows[2].pk, up=True)
    move_field(SETTING_UP, rows[0].pk, up=True)
    assert in_use() == ["first", "third", "second"]
    move_field(SETTING_UP, rows[0].pk, up=False)
    assert in_use() == ["third", "first", "second"]


def test_fields_are_read_once_in_a_request_and_again_after_a_change() -> None:
    field_defined("first")
    with values_kept():
        assert in_use() == ["first"]
        second = field_defined("second")
        assert in_use() == ["first", "second"]
        move_field(SETTING_UP, second.pk, up=True)
        assert in_use() == ["second", "first"]
        delete_field(SETTING_UP, second.pk)
        assert in_use() == ["first"]


def test_an_administrator_who_sees_no_customers_defines_fields(acting: NamedActors) -> None:
    strict = replace(acting.admin_wang, permissions=frozenset({DEFINE_FIELDS}))
    row = create_field(strict, code="terms", names={"en": "Terms"}, type="text")
    assert change_field(strict, row.pk, 1, names={"en": "Payment"}).version == 2
    assert definitions(strict).count() == 1


def test_only_administrators_define_fields(acting: NamedActors) -> None:
    row = field_defined("terms")
    for actor in (acting.li_na, acting.mei_lin, acting.grace_liu):
        with pytest.raises(AccessDenied):
            create_field(actor, code="x", names={"en": "X"}, type="text")
        with pytest.raises(AccessDenied):
            change_field(actor, row.pk, 1, names={"en": "X"})
        with pytest.raises(AccessDenied):
            archive_field(actor, row.pk)
        with pytest.raises(AccessDenied):
            delete_field(actor, row.pk)
        with pytest.raises(AccessDenied):
            move_field(actor, row.pk, up=True)
        assert definitions(actor).count() == 1
    assert definitions(acting.nobody_ning).count() == 0
    assert reread(row).version == 1
