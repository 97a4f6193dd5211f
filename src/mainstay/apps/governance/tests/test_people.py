"""Administrators keep people; everybody else is refused."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import (
    PASSWORD,
    NamedActors,
    NamedPeople,
    NamedTeams,
    person_named,
)
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.foundation.access.actor import RowScope
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import entries, last_entry

NEW: dict[str, Any] = {
    "email": "Sun.Yue@Mainstay.Example",
    "full_name": "Sun Yue",
    "password": "rope-and-mast-9",
}


def test_a_created_person_signs_in_with_the_e_mail_in_lower_case(acting: NamedActors) -> None:
    person = services.create_person(acting.admin_wang, **NEW)
    assert person.email == "sun.yue@mainstay.example"
    assert queries.person_signing_in("SUN.YUE@mainstay.example") == person
    assert person.must_change_password


def test_creating_a_person_is_audited_without_the_password(acting: NamedActors) -> None:
    person = services.create_person(acting.admin_wang, **NEW, roles=["analyst"])
    entry = last_entry()
    assert entry.action == "governance.person.created"
    assert entry.subject_id == str(person.pk)
    assert entry.actor_name == "Admin Wang"
    assert entry.details["changes"]["roles"] == [[], ["analyst"]]
    assert NEW["password"] not in str(entry.details)
    assert person.password not in str(entry.details)


@pytest.mark.parametrize("name", ["chen_wei", "mei_lin", "tom_becker", "grace_liu", "nobody_ning"])
def test_only_administrators_create_people(acting: NamedActors, name: str) -> None:
    with pytest.raises(AccessDenied):
        services.create_person(getattr(acting, name), **NEW)
    assert last_entry().action == "access.denied"
    assert queries.person_signing_in(NEW["email"]) is None


def test_an_e_mail_belongs_to_one_person_whatever_its_case(
    acting: NamedActors, people: NamedPeople
) -> None:
    with refuses(email="email_taken"):
        services.create_person(
            acting.admin_wang, email="TOM.Becker@mainstay.example", full_name="T", password="x" * 12
        )


@pytest.mark.parametrize("password", ["short", "password123", "1234567890"])
def test_a_weak_initial_password_is_refused(acting: NamedActors, password: str) -> None:
    with pytest.raises(ValidationError, match="password"):
        services.create_person(acting.admin_wang, **{**NEW, "password": password})


def test_an_unknown_role_or_team_is_refused(acting: NamedActors) -> None:
    with refuses(roles="unknown_role"):
        services.create_person(acting.admin_wang, **NEW, roles=["emperor"])
    with refuses(team_id="unknown_team"):
        services.create_person(acting.admin_wang, **NEW, team_id=987654)


def test_a_change_is_audited_with_before_and_after(
    acting: NamedActors, people: NamedPeople, teams: NamedTeams
) -> None:
    services.change_person(
        acting.admin_wang, people.tom_becker, full_name="Tom Becker-Li", team_id=teams.guangzhou.pk
    )
    assert last_entry().details["changes"] == {
        "full_name": ["Tom Becker", "Tom Becker-Li"],
        "team": ["South China", "Guangzhou"],
    }


def test_a_change_that_changes_nothing_leaves_no_entry(
    acting: NamedActors, people: NamedPeople
) -> None:
    services.change_person(acting.admin_wang, people.tom_becker, full_name="Tom Becker")
    assert entries("governance.person.changed") == []


def test_roles_add_up_and_the_widest_scope_counts(acting: NamedActors, people: NamedPeople) -> None:
    services.set_roles(
        acting.admin_wang, people.tom_becker, ["key_account_manager", "director", "analyst"]
    )
    actor = queries.actor_of(people.tom_becker)
    assert actor.scope is RowScope.ALL
    assert actor.may("governance.team.view")
    assert last_entry().details["changes"]["roles"] == [
        ["key_account_manager"],
        ["analyst", "director", "key_account_manager"],
    ]


def test_the_last_administrator_cannot_give_up_the_role(
    acting: NamedActors, people: NamedPeople
) -> None:
    with refuses(whole="last_administrator"):
        services.set_roles(acting.admin_wang, people.admin_wang, [])
    assert queries.actor_of(people.admin_wang).may("governance.person.change")


def test_the_last_active_administrator_cannot_be_disabled(
    acting: NamedActors, people: NamedPeople
) -> None:
    person_named("Old Admin", "administrator", is_active=False)
    with refuses(whole="last_administrator"):
        services.disable_person(acting.admin_wang, people.admin_wang)
    assert queries.person_of_session(people.admin_wang.pk) is not None


def test_one_of_two_administrators_can_be_disabled(
    acting: NamedActors, people: NamedPeople
) -> None:
    second = person_named("Second Admin", "administrator")
    services.disable_person(queries.actor_of(second), people.admin_wang)
    assert queries.acting_person(people.admin_wang.pk) is None


def test_a_disabled_person_neither_signs_in_nor_acts(
    acting: NamedActors, people: NamedPeople
) -> None:
    services.disable_person(acting.admin_wang, people.tom_becker)
    assert queries.person_signing_in(people.tom_becker.email) is None
    assert queries.acting_person(people.tom_becker.pk) is None


def test_an_enabled_person_acts_again(acting: NamedActors, people: NamedPeople) -> None:
    services.disable_person(acting.admin_wang, people.tom_becker)
    services.enable_person(acting.admin_wang, people.tom_becker)
    assert queries.acting_person(people.tom_becker.pk) is not None


def test_a_new_initial_password_replaces_the_old_one(
    acting: NamedActors, people: NamedPeople
) -> None:
    services.set_password(acting.admin_wang, people.tom_becker, "another-good-rope")
    tom = Person.objects.system("test").get(pk=people.tom_becker.pk)
    assert tom.check_password("another-good-rope")
    assert not tom.check_password(PASSWORD)
    assert tom.must_change_password


def test_a_director_sees_the_team_and_below(acting: NamedActors) -> None:
    seen = {person.full_name for person in queries.people(acting.mei_lin)}
    assert seen == {"Mei Lin", "Tom Becker", "Wu Jing"}


def test_a_key_account_manager_sees_only_the_own_account(acting: NamedActors) -> None:
    assert [person.full_name for person in queries.people(acting.tom_becker)] == ["Tom Becker"]


def test_people_are_found_by_part_of_name_or_e_mail(acting: NamedActors) -> None:
    assert [p.full_name for p in queries.people(acting.chen_wei, text="silva@")] == ["Ana Silva"]
    assert [p.full_name for p in queries.people(acting.chen_wei, text="ZHANG")] == ["Zhang Min"]


def test_the_people_list_costs_the_same_for_any_length(
    acting: NamedActors, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        for person in queries.people(acting.chen_wei):
            assert person.team is None or person.team.name
            assert all(role.label for role in person.roles.all())
