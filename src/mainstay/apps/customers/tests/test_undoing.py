"""Undoing imports of customers, in any order."""

import itertools

import pytest

from mainstay.apps.customers.models import Customer, Status
from mainstay.apps.customers.services.importing import (
    PlanOutdated,
    create_missing,
    mark_active,
    preview_undo,
    undo,
)
from mainstay.apps.customers.services.keys import codes_to_keys, keys_for_new
from mainstay.apps.customers.services.records import change_customer, create_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named, imported
from mainstay.apps.governance.testing import NamedActors
from mainstay.foundation.access.services import AccessDenied

pytestmark = pytest.mark.django_db


def of(code: str) -> Customer:
    return Customer.objects.system("test").select_related("parent").get(code=code)


def present() -> set[str]:
    rows = Customer.objects.visible_to(SETTING_UP)
    return set(rows.values_list("code", flat=True))


def test_what_a_batch_created_is_withdrawn_and_keeps_its_key() -> None:
    imported(SETTING_UP, 1, {"code": "C1", "name": "A"}, {"code": "C2", "name": "B"})
    key = of("C1").key
    report = undo(SETTING_UP, 1)
    assert report.withdrawn == 2
    assert present() == set()
    assert codes_to_keys(["C1"]) == {}
    assert of("C1").key == key


def test_a_withdrawn_customer_returns_under_its_key_with_the_facts_of_the_new_file() -> None:
    imported(SETTING_UP, 1, {"code": "C1", "name": "A", "region": "south", "tags": ["old"]})
    key = of("C1").key
    undo(SETTING_UP, 1)
    plan = imported(SETTING_UP, 2, {"code": "C1", "name": "B"})
    assert plan.created == 1
    assert (of("C1").key, of("C1").name, of("C1").region) == (key, "B", "")
    assert not of("C1").tags.system("test").exists()
    assert present() == {"C1"}


def test_a_person_may_create_a_withdrawn_customer_anew_under_its_key() -> None:
    imported(SETTING_UP, 1, {"code": "C1", "name": "A"})
    key = of("C1").key
    undo(SETTING_UP, 1)
    assert create_customer(SETTING_UP, code="C1", name="By hand").key == key
    assert present() == {"C1"}


def test_changed_fields_go_back() -> None:
    group = customer_named("Group", "G")
    customer_named("A", "C1", region="south", tags=["a"])
    row = {"code": "C1", "name": "B", "region": "north", "parent": "G", "tags": ["b"]}
    imported(SETTING_UP, 1, row)
    assert of("C1").parent == group
    report = undo(SETTING_UP, 1)
    back = of("C1")
    assert (report.restored_customers, report.restored_fields) == (1, 4)
    assert (back.name, back.region, back.parent) == ("A", "south", None)
    assert list(back.tags.system("test").values_list("name", flat=True)) == ["a"]
    assert "a" in back.search_text.splitlines()


def test_a_field_that_somebody_edited_since_stays() -> None:
    customer_named("A", "C1", region="south")
    imported(SETTING_UP, 1, {"code": "C1", "name": "B", "region": "north"})
    changed = of("C1")
    change_customer(SETTING_UP, changed.key, changed.version, region="east")
    report = undo(SETTING_UP, 1)
    assert (report.restored_fields, report.left_fields) == (1, 1)
    assert (of("C1").name, of("C1").region) == ("A", "east")


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))))
def test_undoing_all_changes_in_any_order_ends_at_the_first_value(order: tuple[int, ...]) -> None:
    customer_named("Original", "C1")
    for batch in (1, 2, 3):
        imported(SETTING_UP, batch, {"code": "C1", "name": f"Name {batch}"})
    for batch in order:
        undo(SETTING_UP, batch)
    assert of("C1").name == "Original"


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2))))
def test_a_customer_stays_until_every_batch_that_brings_it_is_undone(
    order: tuple[int, ...],
) -> None:
    row = {"code": "C1", "name": "A"}
    imported(SETTING_UP, 1, row)
    imported(SETTING_UP, 2, row)
    undo(SETTING_UP, order[0])
    assert present() == {"C1"}
    undo(SETTING_UP, order[1])
    assert present() == set()


def test_a_customer_in_use_stays_and_leaves_with_its_last_order_lines() -> None:
    imported(SETTING_UP, 1, {"code": "C1", "name": "A"}, {"code": "C2", "name": "B"})
    key = of("C1").key
    report = undo(SETTING_UP, 1, in_use=lambda keys: {key})
    assert (report.withdrawn, report.kept_with_orders, report.kept_as_parents) == (1, 1, 0)
    assert present() == {"C1"}
    assert undo(SETTING_UP, 2).withdrawn == 1
    assert present() == set()


def test_a_customer_that_somebody_edited_stays() -> None:
    imported(SETTING_UP, 1, {"code": "C1", "name": "A"})
    made = of("C1")
    change_customer(SETTING_UP, made.key, made.version, region="south")
    report = undo(SETTING_UP, 1)
    assert (report.withdrawn, report.kept_edited) == (0, 1)
    assert present() == {"C1"}


def test_a_customer_stays_while_one_stands_below_it() -> None:
    imported(
        SETTING_UP,
        1,
        {"code": "GROUP", "name": "Group"},
        {"code": "SUB", "name": "Subsidiary", "parent": "GROUP"},
        {"code": "OTHER", "name": "Other", "parent": "GROUP"},
    )
    customer_named("Site", "SITE", parent=of("SUB").key)
    report = undo(SETTING_UP, 1)
    assert (report.withdrawn, report.kept_with_orders, report.kept_as_parents) == (1, 0, 2)
    assert present() == {"GROUP", "SUB", "SITE"}


def test_a_parent_leaves_when_the_undo_takes_its_child_away() -> None:
    customer_named("Site", "SITE")
    imported(SETTING_UP, 1, {"code": "GROUP", "name": "G"}, {"code": "SITE", "parent": "GROUP"})
    undo(SETTING_UP, 1)
    assert present() == {"SITE"}
    assert of("SITE").parent is None


def test_a_parent_does_not_return_where_it_would_close_a_circle() -> None:
    upper, lower, other = (customer_named(code, code) for code in ("UPPER", "LOWER", "OTHER"))
    change_customer(SETTING_UP, lower.key, lower.version, parent=upper.key)
    imported(SETTING_UP, 1, {"code": "LOWER", "parent": "OTHER"})
    change_customer(SETTING_UP, upper.key, upper.version, parent=lower.key)
    report = undo(SETTING_UP, 1)
    assert (report.restored_fields, report.left_fields) == (0, 1)
    assert of("LOWER").parent == other


def test_the_preview_says_what_the_undo_then_does() -> None:
    customer_named("A", "C1")
    imported(SETTING_UP, 1, {"code": "C1", "name": "B"}, {"code": "C2", "name": "C"})
    preview = preview_undo(SETTING_UP, 1)
    assert (preview.withdrawn, preview.restored_fields) == (1, 1)
    assert (of("C1").name, present()) == ("B", {"C1", "C2"})
    assert undo(SETTING_UP, 1) == preview


def test_undo_needs_the_permission_to_import(acting: NamedActors) -> None:
    for attempt in (preview_undo, undo):
        with pytest.raises(AccessDenied):
            attempt(acting.tom_becker, 1)


def test_an_order_import_creates_customers_and_its_undo_withdraws_them() -> None:
    keys = keys_for_new(["N1", "N2"])
    made = create_missing(
        SETTING_UP, 5, {"N1": {"name": "New One", "region": "south"}, "N2": {}}, keys
    )
    assert made == 2
    assert codes_to_keys(["N1", "N2"]) == keys
    first, second = of("N1"), of("N2")
    assert (first.name, first.region, first.status) == ("New One", "south", Status.ACTIVE)
    assert (second.name, second.to_be_completed) == ("N2", True)
    assert undo(SETTING_UP, 5).withdrawn == 2
    assert keys_for_new(["N1"]) == {"N1": keys["N1"]}
    create_missing(SETTING_UP, 6, {"N1": {}}, {"N1": keys["N1"]})
    assert present() == {"N1"}


def test_a_prospect_becomes_active_and_goes_back_when_its_orders_are_gone() -> None:
    prospect = customer_named("A", "C1")
    assert mark_active(SETTING_UP, 1, [prospect.key]) == 1
    assert mark_active(SETTING_UP, 2, [prospect.key]) == 0
    undo(SETTING_UP, 1, in_use=lambda keys: keys)
    assert of("C1").status == Status.ACTIVE
    undo(SETTING_UP, 2)
    assert of("C1").status == Status.PROSPECT


def test_orders_are_not_taken_for_a_customer_that_was_withdrawn_meanwhile() -> None:
    imported(SETTING_UP, 1, {"code": "C1", "name": "A"})
    undo(SETTING_UP, 1)
    with pytest.raises(PlanOutdated):
        mark_active(SETTING_UP, 2, [of("C1").key])


def test_a_code_that_was_taken_meanwhile_stops_the_creation_of_all() -> None:
    keys = keys_for_new(["N1", "N2"])
    customer_named("Faster", "N2")
    with pytest.raises(PlanOutdated):
        create_missing(SETTING_UP, 1, {"N1": {}, "N2": {}}, keys)
    assert present() == {"N2"}
