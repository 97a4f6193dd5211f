"""Named people for the tests of every app, loaded by the top ``conftest.py``.

``people`` gives the persons, ``acting`` the same names as actors, ``signed_in`` a web client.
Models are imported late, so that tests of rooms without Django run without it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache, partial
from typing import TYPE_CHECKING

import pytest

from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.foundation.testing.kept import kept

if TYPE_CHECKING:
    from django.test import Client

    from mainstay.apps.governance.models import Person, Team

PASSWORD = "steady-rope-holds-the-mast"  # noqa: S105 - everybody's in tests


@dataclass(frozen=True)
class NamedTeams:
    """Headquarters with two sales teams and service below; South China has Guangzhou below it."""

    headquarters: Team
    south_china: Team
    guangzhou: Team
    east_china: Team
    service: Team


@dataclass(frozen=True)
class NamedPeople:
    """One person for each way of working; the comment says how far each one sees."""

    admin_wang: Person  # administrator
    chen_wei: Person  # general manager: executive, everything
    mei_lin: Person  # sales director of South China: team and below
    tom_becker: Person  # key account manager in South China: own rows
    wu_jing: Person  # key account manager in Guangzhou, below South China: own rows
    ana_silva: Person  # key account manager in East China: own rows
    li_na: Person  # analyst: everything
    zhang_min: Person  # service agent: everything
    grace_liu: Person  # auditor: reads everything
    nobody_ning: Person  # signs in and holds no role


@dataclass(frozen=True)
class NamedActors:
    """The named people as actors."""

    from mainstay.apps.governance import queries

    admin_wang: Actor
    chen_wei: Actor
    mei_lin: Actor
    tom_becker: Actor
    wu_jing: Actor
    ana_silva: Actor
    li_na: Actor
    zhang_min: Actor
    grace_liu: Actor
    nobody_ning: Actor


@cache
def _password_hash() -> str:
    """Argon2 is slow on purpose, so everybody shares one hash."""
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def person_named(full_name: str, *roles: str, team: Team | None = None, **facts: object) -> Person:
    """A person for a test that needs one more; the e-mail is made from the name."""
    from mainstay.apps.governance.models import Person, Role

    email = f"{full_name.lower().replace(' ', '.')}@mainstay.example"
    person = Person(email=email, full_name=full_name, team=team, language="en")
    person.password = _password_hash()
    for name, value in facts.items():
        setattr(person, name, value)
    person.save()
    person.roles.add(*Role.objects.system("test").filter(code__in=roles))
    return person


def person_without(full_name: str, role: str, *permissions: str) -> Person:
    """A person with a role of its own: what a shipped role holds, but for these permissions."""
    from mainstay.apps.governance.models import Role

    shipped = Role.objects.system("test").get(code=role)
    person = person_named(full_name)
    held = [code for code in shipped.permissions if code not in permissions]
    own = Role(code=f"own-{person.pk}", name=full_name, permissions=held, scope=shipped.scope)
    own.save()
    person.roles.add(own)
    return person


@pytest.fixture
def teams(db: None) -> NamedTeams:
    """The team tree."""
    from mainstay.apps.governance.models import Team
    from mainstay.foundation.audit.models import AuditEntry

    return kept("teams", create_teams, (Team, AuditEntry))


def create_teams() -> NamedTeams:
    """Make the team tree, where the fixture is too short-lived."""
    from mainstay.apps.governance import services

    actor = system_actor("test")
    headquarters = services.create_team(actor, name="Headquarters")
    south = services.create_team(actor, name="South China", parent_id=headquarters.pk)
    return NamedTeams(
        headquarters=headquarters,
        south_china=south,
        guangzhou=services.create_team(actor, name="Guangzhou", parent_id=south.pk),
        east_china=services.create_team(actor, name="East China", parent_id=headquarters.pk),
        service=services.create_team(actor, name="Service", parent_id=headquarters.pk),
    )


@pytest.fixture
def people(teams: NamedTeams) -> NamedPeople:
    """The named people, with their roles and teams."""
    from mainstay.apps.governance.models import Person, Role

    roles = tuple(Role.objects.system("test").order_by("pk").values_list("pk", flat=True))
    key = ("people", teams.headquarters.pk, roles)
    return kept(key, partial(create_people, teams), (Person, Person.roles.through))


def create_people(teams: NamedTeams) -> NamedPeople:
    """Make the named people, likewise."""
    manager = "key_account_manager"
    return NamedPeople(
        admin_wang=person_named("Admin Wang", "administrator", team=teams.headquarters),
        chen_wei=person_named("Chen Wei", "executive", team=teams.headquarters),
        mei_lin=person_named("Mei Lin", "director", team=teams.south_china),
        tom_becker=person_named("Tom Becker", manager, team=teams.south_china),
        wu_jing=person_named("Wu Jing", manager, team=teams.guangzhou),
        ana_silva=person_named("Ana Silva", manager, team=teams.east_china),
        li_na=person_named("Li Na", "analyst", team=teams.headquarters),
        zhang_min=person_named("Zhang Min", "service_agent", team=teams.service),
        grace_liu=person_named("Grace Liu", "auditor"),
        nobody_ning=person_named("Nobody Ning"),
    )


@pytest.fixture
def acting(people: NamedPeople) -> NamedActors:
    """The named people as the actors that queries and services take."""
    from mainstay.apps.governance import queries

    named = {each.name: queries.actor_of(getattr(people, each.name)) for each in fields(people)}
    return NamedActors(**named)


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """Give a web client on which the person has signed in, and whose session is noted already."""
    from django.test import Client

    from mainstay.apps.governance import services
    from mainstay.apps.governance.sign_in import NOTED

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        session = client.session
        services.note_session(person, str(session.session_key), address="127.0.0.1", agent="")
        session[NOTED] = time.time()
        session.save()
        return client

    return sign_in
