"""Linking and unlinking an account, proving anew who one is, and the provider as the only way."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from mainstay.apps.governance import links, queries, services
from mainstay.apps.governance.models import BrowserSession, Person, ProviderLink
from mainstay.apps.governance.provider.identity import EntryRefused, Identity
from mainstay.apps.governance.testing import PASSWORD, NamedActors, NamedPeople
from mainstay.apps.governance.tests.identity_provider import IdentityProvider
from mainstay.apps.governance.tests.provider_visits import (
    BACK,
    is_inside,
    refusals,
    told,
    visit,
    way_back,
)
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.apps.governance.tests.second_factors import confirm, confirmation, password
from mainstay.apps.governance.tests.trail import entries, last_entry
from mainstay.foundation.access.actor import ActorKind
from mainstay.foundation.access.services import AccessDenied

SignedIn = Callable[[Person], Client]

LINK = "/account/provider/link/"
UNLINK = "/account/provider/unlink/"
CONFIRM = "/account/provider/confirm/"


def linked(person: Person) -> bool:
    return ProviderLink.objects.system("test").filter(person=person).exists()


def now() -> int:
    return int(time.time())


# Linking


def test_whoever_is_signed_in_links_the_own_account_whatever_its_e_mail_is(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.person = {"sub": "mei-1", "email": "ml@elsewhere.example"}
    client = password(people.mei_lin)
    assert visit(client, LINK)["Location"] == "/account/"
    shown = client.get("/account/").content.decode()
    assert "Your account is linked." in shown
    assert UNLINK in shown
    [entry] = entries("governance.provider.linked")
    assert entry.actor_name == "Mei Lin"
    again = Client()
    visit(again)
    assert is_inside(again)


def test_linking_twice_changes_nothing(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = password(people.tom_becker)
    visit(client, LINK)
    visit(client, LINK)
    assert len(entries("governance.provider.linked")) == 1


def test_linking_another_account_replaces_the_one_before(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = password(people.tom_becker)
    visit(client, LINK)
    identity_provider.person["sub"] = "tom-2"
    visit(client, LINK)
    assert [each.subject for each in ProviderLink.objects.system("test")] == ["tom-2"]


def test_an_account_of_somebody_else_is_not_linked(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    visit(Client())
    client = password(people.mei_lin)
    assert visit(client, LINK)["Location"] == "/account/"
    assert "linked to somebody else here" in client.get("/account/").content.decode()
    assert not linked(people.mei_lin)
    assert refusals() == ["taken"]


def test_a_session_left_open_proves_itself_before_it_links(
    identity_provider: IdentityProvider, people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.tom_becker)
    assert client.get(LINK)["Location"] == confirmation(LINK)


def test_whoever_signed_out_meanwhile_links_nothing(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = password(people.tom_becker)
    answer = way_back(client, LINK).removeprefix("http://testserver")
    kept = client.session["provider_asked"]
    client.post("/sign-out/")
    session = client.session
    session["provider_asked"] = kept
    session.save()
    assert client.get(answer)["Location"] == "/sign-in/"
    assert refusals() == ["begun_elsewhere"]
    assert not linked(people.tom_becker)


# Unlinking


def test_the_own_link_is_taken_away_after_a_proof(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    elsewhere = Client()
    visit(elsewhere)
    client = password(people.tom_becker)
    assert client.get(UNLINK)["Location"] == confirmation(UNLINK)
    confirm(client, UNLINK)
    assert "Unlink your account from Hengsheng ID?" in client.get(UNLINK).content.decode()
    assert linked(people.tom_becker)
    assert client.post(UNLINK)["Location"] == "/account/"
    assert not linked(people.tom_becker)
    assert is_inside(client)
    assert not is_inside(elsewhere)
    assert last_entry().action == "governance.provider.unlinked"


def test_nobody_takes_away_the_only_way_in(
    identity_provider: IdentityProvider, people: NamedPeople, acting: NamedActors
) -> None:
    visit(Client())
    people.tom_becker.set_unusable_password()
    people.tom_becker.save()
    with refuses(whole="last_way_in"):
        services.unlink_own_account(acting.tom_becker)
    assert linked(people.tom_becker)


def test_an_administrator_unlinks_a_person_whose_sessions_through_the_provider_end(
    identity_provider: IdentityProvider, people: NamedPeople, signed_in: SignedIn
) -> None:
    through, with_password = Client(), password(people.tom_becker)
    visit(through)
    admin = signed_in(people.admin_wang)
    page = reverse("governance:person", args=[people.tom_becker.pk])
    unlink = reverse("governance:unlink_person", args=[people.tom_becker.pk])
    shown = admin.get(page).content.decode()
    assert unlink in shown
    assert "tom.becker@mainstay.example" in shown
    assert admin.get(unlink).status_code == 200
    assert admin.post(unlink)["Location"] == page
    assert not linked(people.tom_becker)
    assert not is_inside(through)
    assert is_inside(with_password)
    assert last_entry().action == "governance.person.unlinked"
    assert "Not linked" in admin.get(page).content.decode()


def test_others_do_not(
    identity_provider: IdentityProvider,
    people: NamedPeople,
    acting: NamedActors,
    signed_in: SignedIn,
) -> None:
    visit(Client())
    for person, actor in (
        (people.mei_lin, acting.mei_lin),
        (people.grace_liu, acting.grace_liu),
    ):
        client = signed_in(person)
        page = reverse("governance:unlink_person", args=[people.tom_becker.pk])
        assert client.get(page).status_code == 403
        assert client.post(page).status_code == 403
        with pytest.raises(AccessDenied):
            services.unlink_person(actor, people.tom_becker)
        assert queries.provider_link(actor, people.tom_becker) is None
    assert linked(people.tom_becker)


def test_the_pages_are_closed_to_strangers(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    for page in (LINK, UNLINK, CONFIRM):
        assert Client().get(page)["Location"] == f"/sign-in/?next={page}"
    assert Client().post(UNLINK)["Location"].startswith("/sign-in/")


def test_without_a_provider_the_pages_are_not_there(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    client = password(people.admin_wang)
    confirm(client, "/account/")
    person = reverse("governance:unlink_person", args=[people.tom_becker.pk])
    for page in (LINK, UNLINK, CONFIRM, person):
        assert client.get(page).status_code == 404
    assert LINK not in client.get("/account/").content.decode()


def test_a_token_links_and_unlinks_no_account_of_its_owner(
    identity_provider: IdentityProvider, people: NamedPeople, acting: NamedActors
) -> None:
    token = replace(acting.tom_becker, kind=ActorKind.TOKEN)
    with pytest.raises(AccessDenied):
        services.link_own_account(token, Identity("https://id.example", "tom-1"))
    with pytest.raises(AccessDenied):
        services.unlink_own_account(token)


def test_two_people_never_share_an_account(people: NamedPeople, acting: NamedActors) -> None:
    identity = Identity("https://id.example", "one")
    services.link_own_account(acting.tom_becker, identity)
    with pytest.raises(EntryRefused) as refusal:
        services.link_own_account(acting.mei_lin, identity)
    assert refusal.value.code == "taken"


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


# The interface for programs, and figures


def test_programs_see_and_unlink(
    identity_provider: IdentityProvider, people: NamedPeople, signed_in: SignedIn
) -> None:
    visit(Client())
    admin, mei = signed_in(people.admin_wang), signed_in(people.mei_lin)
    one = f"/api/people/{people.tom_becker.pk}"
    assert admin.get(one).json()["linked"] is True
    assert mei.get(one).json()["linked"] is None
    assert mei.post(f"{one}/unlink").status_code == 403
    assert Client().post(f"{one}/unlink").status_code == 401
    assert admin.post(f"{one}/unlink").status_code == 204
    assert admin.get(one).json()["linked"] is False
    assert not BrowserSession.objects.system("test").filter(way="provider").exists()


def test_a_page_of_a_person_asks_once_more_where_there_is_a_provider(
    identity_provider: IdentityProvider,
    people: NamedPeople,
    signed_in: SignedIn,
    settings: Settings,
) -> None:
    visit(Client())
    admin = signed_in(people.admin_wang)
    page = reverse("governance:person", args=[people.tom_becker.pk])
    admin.get(page)

    with CaptureQueriesContext(connection) as with_provider:
        admin.get(page)
    settings.OIDC_ISSUER = ""
    with CaptureQueriesContext(connection) as without:
        admin.get(page)
    assert len(with_provider) == len(without) + 1


def test_the_way_back_asks_as_little_as_it_can(
    identity_provider: IdentityProvider, people: NamedPeople, django_assert_max_num_queries: Any
) -> None:
    visit(Client())
    client = Client()
    answer = way_back(client).removeprefix("http://testserver")
    with django_assert_max_num_queries(40):
        client.get(answer)
    assert is_inside(client)
    assert BACK in answer
