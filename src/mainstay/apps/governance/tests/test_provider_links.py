"""Linking an account to one of the identity provider, and unlinking it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import BrowserSession, Person, ProviderLink
from mainstay.apps.governance.provider.identity import EntryRefused, Identity
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.governance.tests.identity_provider import IdentityProvider
from mainstay.apps.governance.tests.provider_visits import (
    BACK,
    is_inside,
    refusals,
    visit,
    way_back,
)
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.apps.governance.tests.second_factors import confirm, confirmation, password
from mainstay.foundation.access.actor import ActorKind
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import entries, last_entry

SignedIn = Callable[[Person], Client]

LINK = "/account/provider/link/"
UNLINK = "/account/provider/unlink/"
CONFIRM = "/account/provider/confirm/"


def linked(person: Person) -> bool:
    return ProviderLink.objects.system("test").filter(person=person).exists()


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
    assert last_entry().actor_name == "Mei Lin"


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
