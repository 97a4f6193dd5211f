"""Whom the identity provider lets in, and how they are linked."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Invitation, Person, ProviderLink
from mainstay.apps.governance.testing import NamedActors, NamedPeople, NamedTeams
from mainstay.apps.governance.tests.identity_provider import IdentityProvider
from mainstay.apps.governance.tests.provider_visits import (
    is_inside,
    refusals,
    told,
    visit,
)
from mainstay.foundation.testing.trail import entries, last_entry

SUN_YUE = {"sub": "sun-1", "email": "Sun.Yue@mainstay.example", "email_verified": True}


def links() -> list[tuple[str, str]]:
    rows = ProviderLink.objects.system("test").order_by("pk")
    return [(link.person.full_name, link.subject) for link in rows]


def who(client: Client) -> str:
    return str(client.get("/api/me").json()["person"]["full_name"])


# The first time


def test_a_verified_e_mail_links_a_person_once_and_for_all(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = Client()
    assert visit(client)["Location"] == "/"
    assert who(client) == "Tom Becker"
    assert links() == [("Tom Becker", "tom-1")]
    [linked] = entries("governance.provider.linked")
    assert linked.actor_name == "Tom Becker"
    assert linked.details == {
        "provider": identity_provider.issuer,
        "provider_subject": "tom-1",
        "email": "tom.becker@mainstay.example",
    }
    opened = last_entry()
    assert (opened.action, opened.details) == ("governance.session.opened", {"way": "provider"})
    assert (opened.actor_name, opened.origin) == ("Tom Becker", "127.0.0.1")


def test_another_e_mail_at_the_provider_does_not_move_the_link(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    visit(Client())
    identity_provider.person["email"] = people.mei_lin.email
    client = Client()
    visit(client)
    assert who(client) == "Tom Becker"
    assert links() == [("Tom Becker", "tom-1")]
    assert len(entries("governance.provider.linked")) == 1


def test_an_e_mail_that_changed_hands_at_the_provider_opens_nothing(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    visit(Client())
    identity_provider.person["sub"] = "tom-2"
    client = Client()
    visit(client)
    assert not is_inside(client)
    assert "linked to another account of Hengsheng ID" in told(client)
    assert refusals() == ["other_account"]
    assert links() == [("Tom Becker", "tom-1")]


def test_the_same_subject_at_another_issuer_is_somebody_else(
    identity_provider: IdentityProvider, people: NamedPeople, acting: NamedActors
) -> None:
    visit(Client())
    ProviderLink.objects.system("test").update(issuer="https://before.example")
    identity_provider.person |= {"email": people.mei_lin.email}
    client = Client()
    visit(client)
    assert who(client) == "Mei Lin"


@pytest.mark.parametrize(
    "facts",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email_verified": False, "xms_edov": True},
        {"email": "no e-mail"},
        {"email": None},
        {"email": ["tom.becker@mainstay.example"]},
    ],
)
def test_an_e_mail_that_the_provider_does_not_vouch_for_names_nobody(
    facts: dict[str, Any], identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.person |= facts
    client = Client()
    visit(client)
    assert not is_inside(client)
    assert "Hengsheng ID does not vouch for your e-mail." in told(client)
    assert refusals() == ["email_unverified"]
    assert links() == []


@pytest.mark.parametrize("vouched", [True, 1, "1", "true"])
def test_entra_vouches_for_e_mails_by_a_word_of_its_own(
    vouched: Any, identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    del identity_provider.person["email_verified"]
    identity_provider.person["xms_edov"] = vouched
    client = Client()
    visit(client)
    assert who(client) == "Tom Becker"


def test_an_e_mail_that_the_token_lacks_is_asked_for(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.userinfo = dict(identity_provider.person)
    identity_provider.person = {"sub": "tom-1"}
    client = Client()
    visit(client)
    assert who(client) == "Tom Becker"


def test_what_is_told_of_another_subject_is_not_believed(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.userinfo = {**identity_provider.person, "sub": "mei-1"}
    identity_provider.person = {"sub": "tom-1"}
    client = Client()
    visit(client)
    assert not is_inside(client)


def test_a_disabled_person_is_refused_with_words_linked_or_not(
    identity_provider: IdentityProvider, people: NamedPeople, acting: NamedActors
) -> None:
    visit(Client())
    services.disable_person(acting.admin_wang, people.tom_becker)
    services.disable_person(acting.admin_wang, people.mei_lin)
    for facts in ({}, {"sub": "mei-1", "email": people.mei_lin.email}):
        identity_provider.person |= facts
        client = Client()
        visit(client)
        assert not is_inside(client)
        assert "Your account here is disabled." in told(client)
    assert refusals() == ["disabled", "disabled"]


def test_somebody_unknown_is_told_whom_to_ask(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.person = dict(SUN_YUE)
    client = Client()
    visit(client)
    assert not is_inside(client)
    assert "Nobody signs in here as sun.yue@mainstay.example." in told(client)
    assert refusals() == ["unknown_person"]
    [entry] = [each for each in entries("governance.session.opened") if each.outcome == "failed"]
    assert entry.actor_name == "sun.yue@mainstay.example"


# Whoever was invited


@pytest.fixture
def invitation(acting: NamedActors, teams: NamedTeams) -> Invitation:
    """Sun Yue is invited as an analyst."""
    return services.invite(
        acting.admin_wang,
        email="sun.yue@mainstay.example",
        full_name="Sun Yue",
        language="en",
        team_id=teams.guangzhou.pk,
        roles=["analyst"],
    )


def test_coming_through_the_provider_accepts_the_invitation(
    identity_provider: IdentityProvider, invitation: Invitation, teams: NamedTeams
) -> None:
    identity_provider.person = dict(SUN_YUE)
    client = Client()
    visit(client)
    assert who(client) == "Sun Yue"
    person = queries.person_signing_in("sun.yue@mainstay.example")
    assert person is not None
    assert not person.has_usable_password()
    assert person.team_id == teams.guangzhou.pk
    assert [role.code for role in person.roles.system("test")] == ["analyst"]
    assert not Invitation.objects.system("test").exists()
    assert len(entries("governance.invitation.accepted")) == 1


def test_an_invitation_that_has_run_out_is_told(
    identity_provider: IdentityProvider, invitation: Invitation
) -> None:
    rows = Invitation.objects.system("test")
    rows.update(expires_at=timezone.now() - timedelta(minutes=1))
    identity_provider.person = dict(SUN_YUE)
    client = Client()
    visit(client)
    assert refusals() == ["invitation_over"]
    assert "Your invitation has run out." in told(client)
    assert queries.person_signing_in("sun.yue@mainstay.example") is None


# Whoever was not


@pytest.fixture
def open_to_all(settings: Settings) -> None:
    """Whoever has an e-mail of the company becomes an analyst."""
    settings.OIDC_NEW_PEOPLE_ROLE = "analyst"
    settings.OIDC_NEW_PEOPLE_DOMAINS = ["Mainstay.example"]


@pytest.mark.usefixtures("open_to_all")
def test_new_people_are_made_where_the_settings_say_so(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.person = {**SUN_YUE, "name": "孙悦"}
    client = Client()
    visit(client)
    assert who(client) == "孙悦"
    person = queries.person_signing_in("sun.yue@mainstay.example")
    assert person is not None
    assert [role.code for role in person.roles.system("test")] == ["analyst"]
    [created] = entries("governance.person.created")[-1:]
    assert (created.actor_name, created.origin) == ("provider", "127.0.0.1")


@pytest.mark.usefixtures("open_to_all")
@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ({"OIDC_NEW_PEOPLE_ROLE": ""}, "unknown_person"),
        ({"OIDC_NEW_PEOPLE_ROLE": "administrator"}, "cannot_be_made"),
        ({"OIDC_NEW_PEOPLE_ROLE": "captain"}, "cannot_be_made"),
        ({"OIDC_NEW_PEOPLE_DOMAINS": []}, "unknown_person"),
        ({"OIDC_NEW_PEOPLE_DOMAINS": ["elsewhere.example", "example"]}, "unknown_person"),
    ],
)
def test_else_nobody_is_made(
    setting: dict[str, Any],
    reason: str,
    identity_provider: IdentityProvider,
    people: NamedPeople,
    settings: Settings,
) -> None:
    for name, value in setting.items():
        setattr(settings, name, value)
    identity_provider.person = dict(SUN_YUE)
    before = Person.objects.system("test").count()
    visit(Client())
    assert refusals() == [reason]
    assert Person.objects.system("test").count() == before


@pytest.mark.usefixtures("open_to_all")
def test_a_name_that_cannot_be_kept_makes_nobody(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.person = {**SUN_YUE, "name": "Sun\u202eYue\x07"}
    client = Client()
    visit(client)
    assert refusals() == ["cannot_be_made"]
    assert "No account can be made for you here." in told(client)
