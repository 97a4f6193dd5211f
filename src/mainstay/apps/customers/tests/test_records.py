"""Creating, changing, archiving and restoring single customers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.customers.models import Customer, Status
from mainstay.apps.customers.queries import CustomerNotFound
from mainstay.apps.customers.rules import VersionConflict
from mainstay.apps.customers.services.keys import reserve_keys
from mainstay.apps.customers.services.records import (
    archive_customer,
    change_customer,
    create_customer,
    restore_customer,
)
from mainstay.apps.customers.testing import SETTING_UP, customer_named
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry, AuditOutcome

pytestmark = pytest.mark.django_db


def reread(customer: Customer) -> Customer:
    return Customer.objects.system("test").get(pk=customer.pk)


def trail(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.system("test").filter(action=action).order_by("pk"))


def refused(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str | None]]:
    return {
        field: [each.code for each in errors] for field, errors in error.value.error_dict.items()
    }


def test_keys_are_given_out_once() -> None:
    first, second = reserve_keys(3), reserve_keys(2)
    assert len({*first, *second}) == 5
    assert list(reserve_keys(0)) == []


def test_creating_keeps_every_fact_and_is_audited(acting: NamedActors, people: NamedPeople) -> None:
    group = customer_named("Group", "G")
    made = reread(
        create_customer(
            acting.li_na,
            code=" C1 ",
            name="Hengda",
            kind="organisation",
            status="active",
            registered_capital=Decimal(1000000),
            founded_on=date(2001, 2, 3),
            parent=group.key,
            owner=people.tom_becker.pk,
            tags=["vip", "vip ", ""],
        )
    )
    assert (made.code, made.name, made.version) == ("C1", "Hengda", 1)
    assert (made.parent, made.owner) == (group, people.tom_becker)
    assert list(made.tags.system("test").values_list("name", flat=True)) == ["vip"]
    [entry] = [each for each in trail("customers.customer.created") if each.actor_name == "Li Na"]
    assert entry.details["facts"]["code"] == "C1"


def test_who_sees_only_own_customers_owns_what_he_creates(
    acting: NamedActors, people: NamedPeople
) -> None:
    assert create_customer(acting.tom_becker, code="C1", name="A").owner == people.tom_becker


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"code": "", "name": "A"}, {"code": ["missing"]}),
        ({"code": "C2", "name": " "}, {"name": ["missing"]}),
        ({"code": "TAKEN", "name": "A"}, {"code": ["code_taken"]}),
        ({"code": "C2", "name": "A", "parent": 999}, {"parent": ["unknown_parent"]}),
        ({"code": "C2", "name": "A", "owner": 999}, {"owner": ["unknown_owner"]}),
        ({"code": "C2", "name": "A", "kind": "alien"}, {"kind": ["unknown_choice"]}),
        ({"code": "C2", "name": "A", "status": "archived"}, {"status": ["unknown_choice"]}),
    ],
)
def test_facts_that_cannot_be_kept_are_refused_with_their_field(
    facts: dict[str, Any], problem: dict[str, list[str]]
) -> None:
    customer_named("Taken", "TAKEN")
    with pytest.raises(ValidationError) as error:
        create_customer(SETTING_UP, **facts)
    assert refused(error) == problem
    assert Customer.objects.system("test").count() == 1


def test_codes_differ_by_case() -> None:
    customer_named("A", "c1")
    assert customer_named("B", "C1").code == "C1"


def test_the_code_of_an_archived_customer_says_so() -> None:
    archive_customer(SETTING_UP, customer_named("A", "C1").key)
    with pytest.raises(ValidationError) as error:
        customer_named("B", "C1")
    assert refused(error) == {"code": ["code_belongs_to_archived"]}


def test_a_disabled_person_gets_no_customers(people: NamedPeople) -> None:
    people.tom_becker.is_active = False
    people.tom_becker.save()
    with pytest.raises(ValidationError) as error:
        customer_named("A", "C1", owner=people.tom_becker.pk)
    assert refused(error) == {"owner": ["unknown_owner"]}


def test_a_change_is_audited_with_before_and_after() -> None:
    made = customer_named("A", "C1", region="south", tags=["x"])
    changed = change_customer(SETTING_UP, made.key, 1, region="north", name="A", tags=["y"])
    assert (changed.region, changed.version) == ("north", 2)
    [entry] = trail("customers.customer.changed")
    assert entry.details["changes"] == {"region": ["south", "north"], "tags": [["x"], ["y"]]}


def test_changing_nothing_writes_nothing() -> None:
    made = customer_named("A", "C1")
    assert change_customer(SETTING_UP, made.key, 1, name="A ").version == 1
    assert trail("customers.customer.changed") == []


def test_a_change_of_the_name_is_found_by_the_search() -> None:
    made = customer_named("Old", "C1")
    change_customer(SETTING_UP, made.key, 1, name="ＮＥＷ")
    assert "new" in reread(made).search_text


def test_the_second_of_two_editors_is_told() -> None:
    made = customer_named("A", "C1")
    change_customer(SETTING_UP, made.key, 1, name="B")
    with pytest.raises(VersionConflict):
        change_customer(SETTING_UP, made.key, 1, name="C")
    assert reread(made).name == "B"


def test_a_customer_cannot_stand_above_itself() -> None:
    top = customer_named("Top", "TOP")
    below = customer_named("Below", "BELOW", parent=top.key)
    for parent in (below.key, top.key):
        with pytest.raises(ValidationError) as error:
            change_customer(SETTING_UP, top.key, 1, parent=parent)
        assert refused(error) == {"parent": ["parent_cycle"]}


def test_a_parent_out_of_sight_is_unknown(acting: NamedActors, people: NamedPeople) -> None:
    foreign = customer_named("Foreign", "F", owner=people.ana_silva.pk)
    own = customer_named("Own", "O", owner=people.tom_becker.pk)
    with pytest.raises(ValidationError) as error:
        change_customer(acting.tom_becker, own.key, 1, parent=foreign.key)
    assert refused(error) == {"parent": ["unknown_parent"]}


def test_archiving_and_restoring_keep_the_status(acting: NamedActors) -> None:
    made = customer_named("A", "C1", status="active")
    assert archive_customer(acting.li_na, made.key).status == Status.ARCHIVED
    assert archive_customer(acting.li_na, made.key).version == 2
    assert restore_customer(acting.li_na, made.key).status == Status.ACTIVE
    assert len(trail("customers.customer.archived")) == 1
    assert len(trail("customers.customer.restored")) == 1


def test_an_archived_customer_is_not_changed() -> None:
    made = customer_named("A", "C1")
    archive_customer(SETTING_UP, made.key)
    with pytest.raises(ValidationError) as error:
        change_customer(SETTING_UP, made.key, 2, name="B")
    assert refused(error) == {"status": ["archived"]}


def test_a_customer_can_be_handed_over(acting: NamedActors, people: NamedPeople) -> None:
    made = customer_named("A", "C1", owner=people.tom_becker.pk)
    change_customer(acting.tom_becker, made.key, 1, owner=people.ana_silva.pk)
    assert reread(made).owner == people.ana_silva


def test_a_manager_changes_only_what_lies_within_reach(
    acting: NamedActors, people: NamedPeople
) -> None:
    made = customer_named("A", "C1", owner=people.ana_silva.pk)
    for actor in (acting.tom_becker, acting.mei_lin, acting.grace_liu, acting.nobody_ning):
        with pytest.raises(AccessDenied):
            change_customer(actor, made.key, 1, name="B")
    assert reread(made).name == "A"
    denied = AuditEntry.objects.system("test").filter(outcome=AuditOutcome.DENIED)
    assert denied.count() == 4


def test_a_permission_does_not_reach_beyond_what_may_be_seen(
    acting: NamedActors, people: NamedPeople
) -> None:
    blind = replace(acting.li_na, permissions=frozenset({"customers.customer.change"}))
    made = customer_named("A", "C1", owner=people.li_na.pk)
    with pytest.raises(AccessDenied):
        change_customer(blind, made.key, 1, name="B")


def test_an_unknown_customer_is_not_found() -> None:
    with pytest.raises(CustomerNotFound):
        archive_customer(SETTING_UP, 12345)
