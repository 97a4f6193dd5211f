"""Values of custom fields: by type, with the customer's version, trail and reach."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.customers import queries
from mainstay.apps.customers.models import Customer, CustomerValue
from mainstay.apps.customers.queries.custom_fields import custom_of
from mainstay.apps.customers.rules import VersionConflict
from mainstay.apps.customers.services.records import change_customer, create_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named, field_defined
from mainstay.apps.governance.testing import NamedActors
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.django_db

TERMS: list[Any] = [{"code": "net30", "names": {"en": "Net 30"}}]


@pytest.fixture
def every_type() -> None:
    """A field of each type."""
    field_defined("note", longest=5)
    field_defined("staff", "whole", least="1", most="1000")
    field_defined("volume", "decimal", least="0")
    field_defined("ends_on", "date", least="2020-01-01")
    field_defined("listed", "yes_no")
    field_defined("terms", "choice", choices=TERMS)


def had(customer: Customer) -> dict[str, Any]:
    return dict(custom_of(queries.customer(SETTING_UP, customer.pk)))


def codes(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str | None]]:
    return {
        field: [each.code for each in errors] for field, errors in error.value.error_dict.items()
    }


FULL = {
    "note": "Hello",
    "staff": 250,
    "volume": Decimal("99999999999.9999"),
    "ends_on": date(2027, 12, 31),
    "listed": False,
    "terms": "net30",
}


def test_a_customer_keeps_a_value_of_each_type(every_type: None) -> None:
    hengda = customer_named("Hengda", custom=FULL)
    assert had(hengda) == FULL
    assert isinstance(had(hengda)["staff"], int)


def test_values_may_be_said_as_programs_say_them(every_type: None) -> None:
    said = {"staff": "250", "volume": 0.1, "ends_on": "2027-12-31", "listed": "yes", "note": " a "}
    kept = had(customer_named("Hengda", custom=said))
    assert kept["volume"] == Decimal("0.1")
    assert (kept["ends_on"], kept["listed"], kept["note"]) == (date(2027, 12, 31), True, "a")


@pytest.mark.parametrize(
    ("code", "said", "problem"),
    [
        ("note", "longer", "too_long"),
        ("note", "a\x00", "control_characters"),
        ("note", 5, "not_a_text"),
        ("staff", 0, "too_small"),
        ("staff", 1001, "too_great"),
        ("staff", "1.5", "not_a_whole_number"),
        ("staff", True, "not_a_number"),
        ("staff", 10**16, "out_of_range"),
        ("volume", "1.00001", "too_many_places"),
        ("volume", "NaN", "not_a_number"),
        ("volume", "1_000", "not_a_number"),
        ("volume", "1e30", "out_of_range"),
        ("volume", [], "not_a_number"),
        ("volume", -1, "too_small"),
        ("ends_on", "2019-12-31", "too_small"),
        ("ends_on", "2026-02-30", "not_a_day"),
        ("ends_on", 20260101, "not_a_day"),
        ("listed", "perhaps", "not_yes_or_no"),
        ("listed", ["yes"], "not_yes_or_no"),
        ("terms", "net60", "unknown_choice"),
        ("terms", ["net30"], "unknown_choice"),
        ("colour", "red", "unknown_custom_field"),
    ],
)
def test_what_a_field_does_not_take_is_refused_by_name(
    code: str, said: Any, problem: str, every_type: None
) -> None:
    hengda = customer_named("Hengda")
    with pytest.raises(ValidationError) as error:
        change_customer(SETTING_UP, hengda.pk, 1, custom={code: said})
    assert codes(error) == {f"custom.{code}": [problem]}
    assert had(hengda) == {}


def test_all_that_is_wrong_is_told_at_once(every_type: None) -> None:
    with pytest.raises(ValidationError) as error:
        create_customer(SETTING_UP, code="", name="X", custom={"staff": 0, "terms": "x"})
    assert codes(error) == {
        "code": ["missing"],
        "custom.staff": ["too_small"],
        "custom.terms": ["unknown_choice"],
    }


def test_a_change_raises_the_version_and_is_audited_field_by_field(every_type: None) -> None:
    hengda = customer_named("Hengda", custom={"staff": 5, "volume": "1.5"})
    changed = change_customer(
        SETTING_UP, hengda.pk, 1, custom={"staff": 5, "volume": "2", "ends_on": date(2026, 1, 2)}
    )
    assert changed.version == 2
    entry = AuditEntry.objects.system("test").get(action="customers.customer.changed")
    assert entry.details["changes"] == {
        "custom.volume": ["1.5000", "2.0000"],
        "custom.ends_on": [None, "2026-01-02"],
    }
    assert change_customer(SETTING_UP, hengda.pk, 2, custom={"volume": 2}).version == 2


def test_yes_is_not_the_number_one(every_type: None) -> None:
    hengda = customer_named("Hengda", custom={"staff": 1, "listed": True})
    with pytest.raises(ValidationError) as error:
        change_customer(SETTING_UP, hengda.pk, 1, custom={"staff": True, "listed": 1})
    assert codes(error) == {
        "custom.staff": ["not_a_number"],
        "custom.listed": ["not_yes_or_no"],
    }


def test_an_empty_value_leaves_no_row(every_type: None) -> None:
    hengda = customer_named("Hengda", custom={"note": "Hello", "staff": 5})
    change_customer(SETTING_UP, hengda.pk, 1, custom={"note": " "})
    assert had(hengda) == {"staff": 5}
    assert CustomerValue.objects.system("test").count() == 1


def test_who_was_overtaken_is_told_and_writes_nothing(every_type: None) -> None:
    hengda = customer_named("Hengda")
    change_customer(SETTING_UP, hengda.pk, 1, custom={"staff": 5})
    with pytest.raises(VersionConflict):
        change_customer(SETTING_UP, hengda.pk, 1, custom={"staff": 6})
    assert had(hengda) == {"staff": 5}


def test_a_required_field_must_be_said_for_a_new_customer_and_is_not_emptied() -> None:
    old = customer_named("Old")
    field_defined("terms", is_required=True)
    with pytest.raises(ValidationError) as error:
        customer_named("Hengda")
    assert codes(error) == {"custom.terms": ["missing"]}
    hengda = customer_named("Hengda", custom={"terms": "cash"})
    with pytest.raises(ValidationError) as error:
        change_customer(SETTING_UP, hengda.pk, 1, custom={"terms": ""})
    assert codes(error) == {"custom.terms": ["missing"]}
    assert change_customer(SETTING_UP, old.pk, 1, short_name="O").version == 2


def test_values_are_changed_by_whoever_may_change_the_customer(
    hengda: Customer, acting: NamedActors, every_type: None
) -> None:
    change_customer(acting.tom_becker, hengda.pk, 1, custom={"staff": 5})
    for actor in (acting.grace_liu, acting.ana_silva):
        with pytest.raises((AccessDenied, queries.CustomerNotFound)):
            change_customer(actor, hengda.pk, 2, custom={"staff": 6})
    assert had(hengda) == {"staff": 5}
