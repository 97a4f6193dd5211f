"""Proving anew at the identity provider who one is, and the provider as the only way in."""

import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from mainstay.apps.governance import links, queries, services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.provider.identity import Identity
from mainstay.apps.governance.testing import PASSWORD, NamedActors, NamedPeople
from mainstay.apps.governance.tests.devices import ORIGIN, Device
from mainstay.apps.governance.tests.identity_provider import IdentityProvider
from mainstay.apps.governance.tests.provider_visits import (
    is_inside,
    refusals,
    told,
    visit,
)
from mainstay.apps.governance.tests.second_factors import confirm, confirmation, password
from mainstay.foundation.testing.trail import entries

CONFIRM = "/account/provider/confirm/"


def now() -> int:
    return int(time.time())


# Proving anew who one is


def without_password(client: Client, person: Person) -> None:
    """Somebody who comes through the provider and has no password here."""
    visit(client)
    person.set_unusable_password()
    person.save()
    visit(client)


def test_whoever_has_no_password_proves_it_at_the_provider(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = Client()
    without_password(client, people.tom_becker)
    page = "/account/passkeys/new/"
    assert client.get(page)["Location"] == confirmation(page)
    shown = client.get(f"/account/confirm/?next={page}").content.decode()
    assert "Confirm through Hengsheng ID" in shown
    assert "password" not in shown.split("<main")[1].split("</main")[0]
    identity_provider.claims = {"auth_time": now()}
    assert visit(client, CONFIRM, next=page)["Location"] == page
    assert identity_provider.asked[-1]["prompt"] == "login"
    assert identity_provider.asked[-1]["max_age"] == "0"
    assert client.get(page).status_code == 200
    assert entries("governance.provider.confirmed")[0].actor_name == "Tom Becker"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({}, "not_anew"),
        ({"auth_time": 1}, "not_anew"),
        ({"auth_time": True}, "not_anew"),
        ({"auth_time": "soon"}, "not_anew"),
        ({"auth_time": 9_999_999_999, "sub": "mei-1"}, "not_yours"),
    ],
)
def test_a_sign_in_of_before_or_of_somebody_else_proves_nothing(
    claims: dict[str, Any], reason: str, identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = Client()
    without_password(client, people.tom_becker)
    mei = Identity(identity_provider.issuer, "mei-1")
    services.link_own_account(queries.actor_of(people.mei_lin), mei)
    identity_provider.claims = claims
    visit(client, CONFIRM, next="/account/second-factor/")
    assert refusals() == [reason]
    assert client.get("/account/second-factor/").status_code == 302


def test_a_sign_in_of_this_minute_is_a_proof(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.claims = {"auth_time": now()}
    client = Client()
    visit(client)
    assert client.get("/account/second-factor/").status_code == 200


def test_a_question_that_was_sent_is_taken_up_again_after_the_proof(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = Client()
    without_password(client, people.tom_becker)
    services.add_passkey(queries.actor_of(people.tom_becker), name="Phone", key="key")
    page = f"/account/passkeys/{queries.passkeys_of(people.tom_becker)[0].pk}/remove/"
    assert client.post(page)["Location"] == confirmation(page)
    identity_provider.claims = {"auth_time": now()}
    visit(client, CONFIRM, next=page)
    assert queries.passkeys_of(people.tom_becker) == []


def test_whoever_has_no_password_cannot_change_it(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = Client()
    without_password(client, people.tom_becker)
    assert "/account/password/" not in client.get("/account/").content.decode()
    assert client.get("/account/password/")["Location"] == "/account/"
    assert "You have no password here" in client.get("/account/").content.decode()


# The provider alone


@pytest.fixture
def only(identity_provider: IdentityProvider, settings: Settings) -> None:
    """People sign in through the provider alone."""
    settings.OIDC_ONLY = True


@pytest.mark.usefixtures("only")
def test_only_administrators_use_a_password_then_and_the_page_says_so(
    people: NamedPeople,
) -> None:
    client = password(people.tom_becker)
    assert not is_inside(client)
    shown = told(client)
    assert "Only administrators sign in without the provider here." in shown
    assert "Here one signs in through Hengsheng ID." in shown
    assert "This is the last way in when the provider fails." in shown
    assert refusals() == ["provider_only"]
    assert is_inside(password(people.admin_wang))
    through = Client()
    visit(through)
    assert is_inside(through)


@pytest.mark.usefixtures("only")
def test_a_wrong_password_is_told_as_ever(people: NamedPeople) -> None:
    client = Client()
    client.post("/sign-in/", {"login": people.tom_becker.email, "password": "another"})
    assert refusals() == ["wrong_email_or_password"]


@pytest.mark.usefixtures("only")
def test_whoever_has_forgotten_a_password_is_told_that_it_opens_nothing(settings: Settings) -> None:
    settings.MAIL_URL, settings.MAIL_FROM = "smtp://mail.example", "Mainstay <m@mail.example>"
    shown = Client().get("/sign-in/forgotten/").content.decode()
    assert "Only administrators sign in without the provider here." in shown


@pytest.mark.usefixtures("only", "company")
def test_an_invitation_asks_for_no_password_then(acting: NamedActors) -> None:
    invitation = services.invite(
        acting.admin_wang, email="sun.yue@mainstay.example", full_name="Sun Yue"
    )
    page = links.invitation_path(invitation)
    shown = Client().get(page).content.decode()
    assert "Continue with Hengsheng ID" in shown
    assert "password" not in shown.split("<main")[1].split("</main")[0]
    Client().post(page, {"new": PASSWORD, "again": PASSWORD})
    assert queries.person_signing_in("sun.yue@mainstay.example") is None


def test_wrong_settings_do_not_open_the_door_to_passwords(
    identity_provider: IdentityProvider, only: None, people: NamedPeople, settings: Settings
) -> None:
    settings.OIDC_CLIENT_ID = ""
    cache.clear()
    assert not is_inside(password(people.tom_becker))
    assert "not set up completely" in told(Client())
    assert is_inside(password(people.admin_wang))


@pytest.mark.usefixtures("only")
def test_a_passkey_is_no_way_around_it(people: NamedPeople, settings: Settings) -> None:
    settings.PUBLIC_URL = ORIGIN
    keys = {"tom_becker": people.tom_becker, "admin_wang": people.admin_wang}
    inside = {}
    for name, person in keys.items():
        device = Device()
        browser = Client(SERVER_NAME="localhost")
        browser.force_login(person)
        confirm(browser, "/account/")
        options = browser.get("/account/passkeys/new/").context["options"]
        made = {"name": "Phone", "credential": device.make(options)}
        browser.post("/account/passkeys/new/", made)
        client = Client(SERVER_NAME="localhost")
        asked = client.get("/sign-in/passkey/").json()
        client.post("/sign-in/passkey/", {"credential": device.sign(asked)})
        inside[name] = is_inside(client)
    assert inside == {"tom_becker": False, "admin_wang": True}
    assert refusals() == ["provider_only"]
