"""Importing customers: what is created, changed, left alone and turned away."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mainstay.apps.customers.models import Customer, CustomerTag, Kind, Status
from mainstay.apps.customers.services.importing import PlanOutdated, apply, plan_customer_import
from mainstay.apps.customers.services.importing.plan import CustomerPlan
from mainstay.apps.customers.services.records import archive_customer, change_customer
from mainstay.apps.customers.testing import SETTING_UP, cleaned, customer_named, imported
from mainstay.apps.governance.services import initialise
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.access.services import AccessDenied
from mainstay.kernel.clock import today_in

pytestmark = pytest.mark.django_db


def of(code: str) -> Customer:
    return Customer.objects.system("test").select_related("parent").get(code=code)


def tags_of(code: str) -> set[str]:
    rows = CustomerTag.objects.system("test").filter(customer__code=code)
    return set(rows.values_list("name", flat=True))


def reasons(plan: CustomerPlan) -> list[tuple[int, str, str]]:
    return [(each.record, each.field, each.code) for each in plan.rejects]


def assert_conserved(plan: CustomerPlan, records: int) -> None:
    assert plan.accepted + plan.unchanged + plan.rejected == records


def test_a_new_code_creates_a_customer_with_all_its_facts(people: NamedPeople) -> None:
    plan = imported(
        SETTING_UP,
        7,
        {
            "code": "C1",
            "name": "恒达电梯",
            "short_name": "恒达",
            "kind": "organisation",
            "industry": "lifts",
            "region": "华南",
            "scale": "large",
            "founded_on": date(2001, 2, 3),
            "owner": "Tom.Becker@mainstay.example",
            "tags": ["vip", "south", "vip"],
        },
    )
    made = of("C1")
    assert (plan.created, plan.accepted, plan.rejected) == (1, 1, 0)
    assert (made.name, made.short_name, made.region) == ("恒达电梯", "恒达", "华南")
    assert made.founded_on == date(2001, 2, 3)
    assert (made.kind, made.status, made.created_in) == (Kind.ORGANISATION, Status.PROSPECT, 7)
    assert made.owner == people.tom_becker
    assert tags_of("C1") == {"vip", "south"}


def test_an_owner_is_found_by_full_name_too(people: NamedPeople) -> None:
    imported(SETTING_UP, 1, {"code": "C1", "name": "A", "owner": "Tom Becker"})
    assert of("C1").owner == people.tom_becker


def test_only_fields_with_content_change_a_customer() -> None:
    customer_named("Old Name", "C1", region="south", industry="lifts", tags=["a"])
    plan = imported(SETTING_UP, 1, {"code": "C1", "name": "New Name", "region": None, "tags": []})
    changed = of("C1")
    assert (plan.changed, plan.created) == (1, 0)
    assert (changed.name, changed.region, changed.industry) == ("New Name", "south", "lifts")
    assert tags_of("C1") == {"a"}


def test_tags_of_the_file_replace_those_of_the_customer() -> None:
    customer_named("A", "C1", tags=["a", "b"])
    imported(SETTING_UP, 1, {"code": "C1", "tags": ["b", "c"]})
    assert tags_of("C1") == {"b", "c"}


def test_the_same_file_again_changes_nothing(people: NamedPeople) -> None:
    rows: list[dict[str, Any]] = [
        {"code": "G", "name": "Group", "owner": "tom.becker@mainstay.example"},
        {
            "code": "S",
            "name": "Site",
            "parent": "G",
            "tags": ["y", "x"],
            "founded_on": date(1999, 1, 1),
        },
    ]
    imported(SETTING_UP, 1, *rows)
    version = of("S").version
    plan = imported(SETTING_UP, 2, *rows)
    assert (plan.accepted, plan.unchanged, plan.rejected) == (0, 2, 0)
    assert of("S").version == version


def test_codes_that_differ_in_case_are_different_customers() -> None:
    plan = imported(SETTING_UP, 1, {"code": "a1", "name": "Small"}, {"code": "A1", "name": "Big"})
    assert plan.created == 2
    assert (of("a1").name, of("A1").name) == ("Small", "Big")


def test_a_repeated_row_counts_once_and_is_unchanged() -> None:
    plan = imported(SETTING_UP, 1, {"code": "C1", "name": "A"}, {"code": "C1", "name": "A"})
    assert (plan.created, plan.unchanged) == (1, 1)
    assert_conserved(plan, 2)


def test_rows_that_contradict_each_other_are_all_rejected() -> None:
    plan = imported(
        SETTING_UP,
        1,
        {"code": "C1", "name": "A"},
        {"code": "C2", "name": "B"},
        {"code": "C1", "name": "Other"},
    )
    assert reasons(plan) == [(1, "code", "duplicate_in_file"), (3, "code", "duplicate_in_file")]
    assert not Customer.objects.system("test").filter(code="C1").exists()
    assert_conserved(plan, 3)


def test_a_parent_may_stand_after_its_child() -> None:
    imported(
        SETTING_UP,
        1,
        {"code": "SITE", "name": "Site", "parent": "SUB"},
        {"code": "SUB", "name": "Subsidiary", "parent": "GROUP"},
        {"code": "GROUP", "name": "Group"},
    )
    assert (of("SITE").parent, of("SUB").parent) == (of("SUB"), of("GROUP"))


def test_an_unknown_parent_rejects_the_record_and_all_that_hang_on_it() -> None:
    plan = imported(
        SETTING_UP,
        1,
        {"code": "SITE", "name": "Site", "parent": "SUB"},
        {"code": "SUB", "name": "Subsidiary", "parent": "NOWHERE"},
        {"code": "ALONE", "name": "Alone"},
    )
    assert reasons(plan) == [(1, "parent", "unknown_parent"), (2, "parent", "unknown_parent")]
    assert plan.created == 1
    assert_conserved(plan, 3)


def test_a_repeated_row_falls_with_the_row_it_repeats() -> None:
    row = {"code": "SITE", "name": "Site", "parent": "NOWHERE"}
    plan = imported(SETTING_UP, 1, row, row)
    assert plan.rejected == 2
    assert_conserved(plan, 2)


def test_a_circle_of_parents_is_rejected() -> None:
    customer_named("Top", "TOP")
    customer_named("Below", "BELOW", parent=of("TOP").key)
    plan = imported(
        SETTING_UP,
        1,
        {"code": "TOP", "parent": "NEW"},
        {"code": "NEW", "name": "New", "parent": "BELOW"},
        {"code": "SELF", "name": "Self", "parent": "SELF"},
        {"code": "FINE", "name": "Fine", "parent": "BELOW"},
    )
    assert reasons(plan) == [
        (1, "parent", "parent_cycle"),
        (2, "parent", "parent_cycle"),
        (3, "parent", "parent_cycle"),
    ]
    assert of("TOP").parent is None
    assert of("FINE").parent == of("BELOW")


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ({"name": "A", "owner": "nobody@mainstay.example"}, "owner", "unknown_owner"),
        ({"name": "A" * 201}, "name", "too_long"),
        (
            {"name": "A", "registration_number": "9" * 18},
            "registration_number",
            "wrong_check_digit",
        ),
        ({"name": "A", "tags": ["t" * 51]}, "tags", "too_long"),
        ({"region": "south"}, "name", "missing"),
    ],
)
def test_a_record_that_cannot_be_kept_names_field_and_reason(
    row: dict[str, Any], field: str, code: str
) -> None:
    plan = imported(SETTING_UP, 1, {"code": "C1", **row})
    assert reasons(plan) == [(1, field, code)]
    assert not Customer.objects.system("test").exists()


def test_a_name_that_several_people_have_names_no_owner(people: NamedPeople) -> None:
    people.ana_silva.full_name = "Tom Becker"
    people.ana_silva.save()
    plan = imported(SETTING_UP, 1, {"code": "C1", "name": "A", "owner": "Tom Becker"})
    assert reasons(plan) == [(1, "owner", "ambiguous_owner")]


def test_an_archived_customer_is_not_changed_by_an_import() -> None:
    archived = customer_named("A", "C1", region="south")
    archive_customer(SETTING_UP, archived.key)
    plan = imported(SETTING_UP, 1, {"code": "C1", "region": "north"})
    assert reasons(plan) == [(1, "code", "code_belongs_to_archived")]
    again = imported(SETTING_UP, 2, {"code": "C1", "region": "south"})
    assert again.unchanged == 1


def test_who_sees_only_the_own_team_cannot_import_over_others(
    acting: NamedActors, people: NamedPeople
) -> None:
    from dataclasses import replace

    importer = replace(
        acting.mei_lin, permissions=acting.mei_lin.permissions | {"customers.customer.import"}
    )
    customer_named("Hers", "HERS", owner=people.wu_jing.pk)
    customer_named("Foreign", "FOREIGN", owner=people.ana_silva.pk)
    plan = imported(
        importer,
        1,
        {"code": "HERS", "region": "x"},
        {"code": "FOREIGN", "region": "x"},
        {"code": "NEW", "name": "New"},
        {"code": "LOW", "name": "Low", "parent": "FOREIGN"},
    )
    assert reasons(plan) == [(2, "code", "not_permitted"), (4, "parent", "unknown_parent")]
    assert of("HERS").region == "x"
    assert of("NEW").owner == people.mei_lin


def test_an_import_needs_its_permission(acting: NamedActors) -> None:
    with pytest.raises(AccessDenied):
        plan_customer_import(acting.tom_becker, cleaned())


def test_a_day_of_foundation_that_has_not_come_yet_rejects_the_record() -> None:
    first = "Pacific/Kiritimati"  # where a day begins first
    initialise(email="a@b.example", password="steady-rope", currency="CNY", time_zone=first)
    today = today_in(ZoneInfo(first))
    plan = imported(
        SETTING_UP,
        1,
        {"code": "C1", "name": "A", "founded_on": today},
        {"code": "C2", "name": "B", "founded_on": today + timedelta(days=1)},
    )
    assert reasons(plan) == [(2, "founded_on", "in_the_future")]
    assert plan.rejects[0].value == str(today + timedelta(days=1))


def test_planning_writes_nothing() -> None:
    with plan_customer_import(SETTING_UP, cleaned({"code": "C1", "name": "A"})) as plan:
        assert plan.created == 1
    assert not Customer.objects.system("test").exists()


def test_a_plan_is_refused_when_a_customer_changed_meanwhile() -> None:
    customer = customer_named("A", "C1")
    with plan_customer_import(SETTING_UP, cleaned({"code": "C1", "name": "B"})) as plan:
        change_customer(SETTING_UP, customer.key, customer.version, region="south")
        with pytest.raises(PlanOutdated):
            apply(SETTING_UP, plan, 1)
    assert of("C1").name == "A"


def test_a_plan_is_refused_when_its_new_code_was_taken_meanwhile() -> None:
    rows = cleaned({"code": "C0", "name": "Z"}, {"code": "C1", "name": "A"})
    with plan_customer_import(SETTING_UP, rows) as plan:
        customer_named("Faster", "C1")
        with pytest.raises(PlanOutdated):
            apply(SETTING_UP, plan, 1)
    assert not Customer.objects.system("test").filter(code="C0").exists()


def test_a_customer_file_completes_a_customer_that_orders_made() -> None:
    customer_named("C1", "C1", to_be_completed=True)
    plan = imported(SETTING_UP, 1, {"code": "C1", "name": "Real Name"})
    assert plan.changed == 1
    assert of("C1").to_be_completed is False
