"""Roles are data; the shipped ones follow what the apps declare."""

import pytest
from django.core.management import call_command
from django.utils import translation

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Role
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.foundation.access.permissions import all_permissions
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import last_entry


def role_named(code: str) -> Role:
    """The role of a code."""
    return Role.objects.system("test").get(code=code)


@pytest.mark.django_db
def test_every_installation_has_the_seven_shipped_roles() -> None:
    shipped = Role.objects.system("test").filter(built_in=True)
    assert {role.code for role in shipped} == {
        "administrator",
        "executive",
        "director",
        "key_account_manager",
        "service_agent",
        "analyst",
        "auditor",
    }


def test_the_administrator_holds_every_permission_of_governance(acting: NamedActors) -> None:
    governed = {each.code for each in all_permissions() if each.code.startswith("governance.")}
    assert governed <= acting.admin_wang.permissions


def test_the_auditor_reads_all_that_is_audited_and_writes_only_what_everyone_does(
    acting: NamedActors,
) -> None:
    audited = [each for each in all_permissions() if each.audited]
    readable = {each.code for each in audited if not each.writes or each.everyone}
    assert acting.grace_liu.permissions == readable


def test_somebody_without_a_role_has_what_everyone_has(acting: NamedActors) -> None:
    assert acting.nobody_ning.permissions == {
        each.code for each in all_permissions() if each.everyone
    }
    assert acting.nobody_ning.may("governance.account.change")


def test_migrating_again_mends_a_shipped_role_and_leaves_own_roles_alone(
    acting: NamedActors,
) -> None:
    own = services.create_role(
        acting.admin_wang, name="Night shift", permissions=["governance.team.view"]
    )
    analyst = role_named("analyst")
    before = analyst.permissions
    analyst.permissions = ["governance.person.change"]
    analyst.save()
    call_command("migrate", verbosity=0)
    assert role_named("analyst").permissions == before
    assert role_named(own.code).permissions == ["governance.team.view"]


def test_an_own_role_gives_its_permissions(acting: NamedActors, people: NamedPeople) -> None:
    role = services.create_role(
        acting.admin_wang, name="区域助理", scope="team", permissions=["governance.team.view"]
    )
    services.set_roles(acting.admin_wang, people.nobody_ning, [role.code])
    assert queries.actor_of(people.nobody_ning).may("governance.team.view")


def test_a_shipped_role_is_neither_changed_nor_deleted(acting: NamedActors) -> None:
    with refuses(whole="shipped"):
        services.change_role(acting.admin_wang, role_named("analyst"), scope="own")
    with refuses(whole="shipped"):
        services.delete_role(acting.admin_wang, role_named("analyst"))


def test_a_role_takes_only_declared_permissions(acting: NamedActors) -> None:
    with refuses(permissions="unknown_permission"):
        services.create_role(acting.admin_wang, name="Ghost", permissions=["ghost.house.enter"])


def test_a_changed_role_is_audited_with_before_and_after(acting: NamedActors) -> None:
    role = services.create_role(acting.admin_wang, name="Helper")
    services.change_role(acting.admin_wang, role, permissions=["governance.team.view"])
    assert last_entry().details["changes"] == {"permissions": [[], ["governance.team.view"]]}


def test_a_held_role_is_not_deleted(acting: NamedActors, people: NamedPeople) -> None:
    role = services.create_role(acting.admin_wang, name="Helper")
    services.set_roles(acting.admin_wang, people.nobody_ning, [role.code])
    with refuses(whole="in_use"):
        services.delete_role(acting.admin_wang, role)
    services.set_roles(acting.admin_wang, people.nobody_ning, [])
    services.delete_role(acting.admin_wang, role)
    assert last_entry().action == "governance.role.deleted"


@pytest.mark.parametrize("name", ["chen_wei", "mei_lin", "grace_liu", "nobody_ning"])
def test_only_administrators_make_roles(acting: NamedActors, name: str) -> None:
    with pytest.raises(AccessDenied):
        services.create_role(
            getattr(acting, name), name="King", permissions=["governance.person.change"]
        )


@pytest.mark.django_db
def test_a_shipped_role_is_named_in_the_readers_language() -> None:
    with translation.override("en"):
        assert str(role_named("key_account_manager").label) == "Key account manager"


def test_roles_are_listed_with_the_number_of_active_people(acting: NamedActors) -> None:
    holders = {role.code: number for role, number in queries.roles_with_holders(acting.admin_wang)}
    assert holders["key_account_manager"] == 3
    assert holders["executive"] == 1
