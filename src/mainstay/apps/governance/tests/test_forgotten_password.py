"""A forgotten password without mail, and what the link to a new one is good for."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.governance import links, queries, services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import PASSWORD, NamedActors, NamedPeople
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import entries, last_entry

SignedIn = Callable[[Person], Client]

CHOSEN = "lanterns over the harbour"


def replace(link: str, password: str = CHOSEN) -> Any:
    return Client().post(link, {"new": password, "again": password})


def sign_in(person: Person, password: str) -> Client:
    client = Client()
    client.post("/sign-in/", {"login": person.email, "password": password})
    return client


def is_inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.django_db
def test_without_mail_the_page_leads_to_an_administrator() -> None:
    shown = Client().get("/sign-in/forgotten/").content.decode()
    assert "Ask an administrator for a new password." in shown
    Client().post("/sign-in/forgotten/", {"email": "tom.becker@mainstay.example"})
    assert not entries("governance.account.password_asked_for")


@pytest.mark.django_db
def test_the_sign_in_page_leads_there() -> None:
    assert "/sign-in/forgotten/" in Client().get("/sign-in/").content.decode()


def test_the_link_sets_a_password_once_and_ends_all_sessions(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    before = signed_in(people.tom_becker)
    assert is_inside(before)
    link = links.reset_path(people.tom_becker)
    shown = Client().get(link)
    assert people.tom_becker.email in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert replace(link)["Location"] == "/sign-in/"
    assert not is_inside(before)
    assert is_inside(sign_in(people.tom_becker, CHOSEN))
    assert not is_inside(sign_in(people.tom_becker, PASSWORD))
    [entry] = entries("governance.account.password_reset")
    assert (entry.actor_name, entry.origin) == ("Tom Becker", "127.0.0.1")
    assert replace(link, "another good rope").status_code == 404
    assert is_inside(sign_in(people.tom_becker, CHOSEN))


def test_the_second_factor_stays(people: NamedPeople, secret: str) -> None:
    replace(links.reset_path(people.tom_becker))
    assert queries.second_factor_of(people.tom_becker) is not None
    client = sign_in(people.tom_becker, CHOSEN)
    assert not is_inside(client)
    assert client.get("/sign-in/code/").status_code == 200


def test_an_initial_password_needs_no_change_after_it(people: NamedPeople) -> None:
    people.tom_becker.must_change_password = True
    people.tom_becker.save()
    replace(links.reset_path(people.tom_becker))
    assert is_inside(sign_in(people.tom_becker, CHOSEN))


def test_a_link_is_good_for_half_an_hour(
    people: NamedPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = links.reset_path(people.tom_becker)
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 29 * 60)
    assert Client().get(link).status_code == 200
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 31 * 60)
    assert Client().get(link).status_code == 404
    assert replace(link).status_code == 404
    assert timedelta(minutes=30) == links.RESET_FOR


def given_a_password(actors: NamedActors, person: Person) -> None:
    services.set_password(actors.admin_wang, person, "handed-over-rope")


def disabled(actors: NamedActors, person: Person) -> None:
    services.disable_person(actors.admin_wang, person)


def signed_out_everywhere(actors: NamedActors, person: Person) -> None:
    services.end_sessions_of(actors.admin_wang, person)


def given_another_address(actors: NamedActors, person: Person) -> None:
    services.change_person(actors.admin_wang, person, email="tom@elsewhere.example")


@pytest.mark.parametrize(
    "happens",
    [given_a_password, disabled, signed_out_everywhere, given_another_address],
)
def test_a_link_ends_with_what_it_was_made_for(
    happens: Callable[[NamedActors, Person], None], people: NamedPeople, acting: NamedActors
) -> None:
    link = links.reset_path(people.tom_becker)
    happens(acting, people.tom_becker)
    assert Client().get(link).status_code == 404
    assert replace(link).status_code == 404


def test_a_link_sets_the_password_of_nobody_else(people: NamedPeople, acting: NamedActors) -> None:
    text = links.reset_path(people.tom_becker).split("/")[-2]
    with pytest.raises(AccessDenied):
        services.replace_forgotten_password(acting.mei_lin, text, new=CHOSEN)
    assert last_entry().action == "access.denied"


def test_an_invitation_is_no_link_for_a_password_and_the_other_way_round(
    company: None, people: NamedPeople, acting: NamedActors
) -> None:
    invitation = services.invite(
        acting.admin_wang, email="sun.yue@mainstay.example", full_name="Sun Yue"
    )
    first = links.invitation_path(invitation).split("/")[-2]
    second = links.reset_path(people.tom_becker).split("/")[-2]
    assert Client().get(f"/sign-in/new-password/{first}/").status_code == 404
    assert Client().get(f"/invitation/{second}/").status_code == 404


def test_a_bad_password_is_refused_and_the_link_stays_good(people: NamedPeople) -> None:
    link = links.reset_path(people.tom_becker)
    answer = replace(link, "password123")
    assert list(answer.context["form"].errors) == ["new"]
    assert replace(link).status_code == 302
