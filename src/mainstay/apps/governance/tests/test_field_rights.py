"""Which roles hold the field rights, and that an upgrade takes nothing from anybody."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from mainstay.apps.governance.models import ApiToken, Person, Role, ShippedRole
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.rules import business_permissions
from mainstay.apps.governance.testing import NamedPeople, person_named
from mainstay.foundation.access.field_rights import field_rights
from mainstay.foundation.access.permissions import all_permissions

COSTS, REACH = "ledger.cost.view", "customers.contact.reach"
pytestmark = pytest.mark.django_db


def own_role(name: str, *permissions: str) -> Role:
    role = Role(code=name.lower(), name=name, permissions=list(permissions))
    role.save()
    return role


def upgrade() -> None:
    """Do to the rows that are there what an upgrade does."""
    found: Any = import_module("mainstay.apps.governance.migrations.0013_field_rights")
    [step] = found.Migration.operations
    step.code(apps, connection.schema_editor())


def held_by(person: Person) -> set[str]:
    return set(actor_of(Person.objects.system("test").get(pk=person.pk)).permissions)


def test_there_are_two_field_rights() -> None:
    assert [right.code for right in field_rights()] == [REACH, COSTS]


def test_service_agents_have_no_costs_and_auditors_no_telephone_numbers() -> None:
    roles = {role.code: role.permissions for role in Role.objects.system("test")}
    without_costs = {code for code in ShippedRole.values if COSTS not in roles[code]}
    without_ways = {code for code in ShippedRole.values if REACH not in roles[code]}
    assert (without_costs, without_ways) == ({"service_agent"}, {"auditor"})


def test_field_rights_are_business_in_the_strict_profile() -> None:
    assert business_permissions([COSTS, REACH], all_permissions()) == {COSTS, REACH}


def test_an_upgrade_gives_both_rights_to_own_roles_that_do_business(people: NamedPeople) -> None:
    sellers = own_role("Sellers", "customers.customer.view")
    keepers = own_role("Keepers", "governance.person.view")
    upgrade()
    for role in (sellers, keepers):
        role.refresh_from_db()
    assert set(sellers.permissions) == {"customers.customer.view", COSTS, REACH}
    assert keepers.permissions == ["governance.person.view"]


def test_an_upgrade_lets_people_see_what_they_saw(people: NamedPeople) -> None:
    both = person_named("Emma Schulz", "service_agent", "analyst")
    upgrade()

    assert COSTS in held_by(people.zhang_min)
    assert REACH in held_by(people.grace_liu)
    given = Role.objects.system("test").filter(code__startswith="as-before")
    assert [role.permissions for role in given.order_by("code")] == [[REACH], [COSTS]]
    people_with = {
        role.code: set(
            Person.objects.system("test").filter(roles=role).values_list("full_name", flat=True)
        )
        for role in given
    }
    assert people_with == {
        "as-before-auditor": {"Grace Liu"},
        "as-before-service_agent": {"Zhang Min"},
    }
    assert COSTS in held_by(both)


def test_an_upgrade_of_an_empty_installation_makes_no_roles(db: None) -> None:
    upgrade()
    assert not Role.objects.system("test").filter(built_in=False).exists()


def test_an_upgrade_gives_both_rights_to_tokens_that_name_what_they_may(
    people: NamedPeople,
) -> None:
    def token(name: str, *scopes: str) -> ApiToken:
        later = timezone.now() + timedelta(days=1)
        return ApiToken.objects.create(
            person=people.li_na, name=name, prefix=name, digest="", read_only=not scopes,
            scopes=list(scopes), expires_at=later,
        )  # fmt: skip

    named, reading = token("named", "customers.customer.view"), token("reading")
    upgrade()
    for row in (named, reading):
        row.refresh_from_db()
    assert set(named.scopes) == {"customers.customer.view", COSTS, REACH}
    assert reading.scopes == []
