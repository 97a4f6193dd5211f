"""Signing in and out: who gets in, how often one may try, and what ends a session."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.governance import services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import PASSWORD, NamedActors, NamedPeople
from mainstay.foundation.testing.trail import entries, last_entry

SIGN_IN = "/sign-in/"
SignedIn = Callable[[Person], Client]


def attempt(client: Client, email: str, password: str, **query: str) -> Any:
    """Send the sign-in form."""
    address = SIGN_IN + ("?next=" + query["next"] if query else "")
    return client.post(address, {"login": email, "password": password})


def account(client: Client) -> Any:
    """Ask for a page that everybody who is signed in may see."""
    return client.get(reverse("governance:account"))


@pytest.mark.django_db
def test_the_sign_in_page_is_open_to_everybody() -> None:
    assert Client().get(SIGN_IN).status_code == 200


@pytest.mark.django_db
def test_a_page_leads_to_the_sign_in_and_back() -> None:
    response = account(Client())
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?next=/account/"


def test_the_right_password_opens_a_session_and_is_audited(people: NamedPeople) -> None:
    client = Client()
    response = attempt(client, people.tom_becker.email, PASSWORD, next="/account/")
    assert response["Location"] == "/account/"
    assert account(client).status_code == 200
    entry = last_entry()
    assert (entry.action, entry.outcome) == ("governance.session.opened", "done")
    assert (entry.actor_name, entry.origin) == ("Tom Becker", "127.0.0.1")


def test_the_e_mail_may_be_written_in_capitals(people: NamedPeople) -> None:
    client = Client()
    attempt(client, people.tom_becker.email.upper(), PASSWORD, next="/account/")
    assert account(client).status_code == 200


def test_nobody_is_sent_elsewhere_after_the_sign_in(people: NamedPeople) -> None:
    address = "https://elsewhere.example/"
    response = attempt(Client(), people.tom_becker.email, PASSWORD, next=address)
    assert "elsewhere" not in response["Location"]


def test_signing_in_gives_the_session_a_new_key(people: NamedPeople) -> None:
    client = Client()
    client.post("/language/", {"language": "en"})
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    attempt(client, people.tom_becker.email, PASSWORD, next="/account/")
    assert client.session.session_key != before


def test_wrong_password_unknown_e_mail_and_disabled_person_are_answered_alike(
    people: NamedPeople, acting: NamedActors
) -> None:
    services.disable_person(acting.admin_wang, people.ana_silva)
    answers = []
    for email, password in (
        (people.tom_becker.email, "wrong-" + PASSWORD),
        ("nobody@mainstay.example", PASSWORD),
        (people.ana_silva.email, PASSWORD),
    ):
        client = Client()
        response = attempt(client, email, password)
        assert response.status_code == 200
        assert "sessionid" not in client.cookies
        answers.append(response.context["form"].non_field_errors())
    assert answers[0]
    assert answers[0] == answers[1] == answers[2]


def test_a_failed_sign_in_is_audited_with_address_and_without_password(
    people: NamedPeople,
) -> None:
    attempt(Client(), people.tom_becker.email, "a-wrong-password")
    entry = last_entry()
    assert (entry.action, entry.outcome) == ("governance.session.opened", "failed")
    assert (entry.actor_kind, entry.actor_id) == ("anonymous", None)
    assert (entry.actor_name, entry.origin) == (people.tom_becker.email, "127.0.0.1")
    assert "a-wrong-password" not in str(entry.details)


def test_after_five_wrong_passwords_the_right_one_is_refused_too(people: NamedPeople) -> None:
    client = Client()
    for _ in range(5):
        attempt(client, people.tom_becker.email, "wrong-password")
    response = attempt(client, people.tom_becker.email, PASSWORD)
    assert response.status_code == 200
    assert account(client).status_code == 302
    assert last_entry().details == {"reason": "too_many_attempts"}


def test_the_limit_of_one_e_mail_leaves_others_alone(people: NamedPeople) -> None:
    for _ in range(6):
        attempt(Client(), people.tom_becker.email, "wrong-password")
    client = Client()
    attempt(client, people.mei_lin.email, PASSWORD, next="/account/")
    assert account(client).status_code == 200


def test_one_address_cannot_try_many_e_mails(people: NamedPeople) -> None:
    for number in range(10):
        attempt(Client(), f"guess{number}@mainstay.example", "wrong-password")
    client = Client()
    attempt(client, people.tom_becker.email, PASSWORD)
    assert account(client).status_code == 302


def test_a_forged_forwarding_header_does_not_lift_the_limit(people: NamedPeople) -> None:
    for number in range(10):
        Client(headers={"X-Forwarded-For": f"10.0.0.{number}"}).post(
            SIGN_IN, {"login": f"guess{number}@mainstay.example", "password": "wrong-password"}
        )
    client = Client(headers={"X-Forwarded-For": "10.9.9.9"})
    attempt(client, people.tom_becker.email, PASSWORD)
    assert account(client).status_code == 302


def test_signing_out_ends_the_session_and_is_audited(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.tom_becker)
    client.post("/sign-out/")
    assert account(client).status_code == 302
    assert last_entry().action == "governance.session.closed"
    assert last_entry().actor_name == "Tom Becker"


def test_the_sign_out_page_asks_whoever_is_signed_in(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    assert signed_in(people.tom_becker).get("/sign-out/").status_code == 200
    assert Client().get("/sign-out/").status_code == 302
    assert Client().post("/sign-out/").status_code == 302


@pytest.mark.django_db
def test_nobody_signs_up() -> None:
    for address in ("/sign-up/", "/signup/", "/accounts/signup/", "/account/signup/"):
        assert Client().get(address).status_code == 404


def test_disabling_ends_an_open_session_at_once(
    people: NamedPeople, acting: NamedActors, signed_in: SignedIn
) -> None:
    client = signed_in(people.tom_becker)
    assert account(client).status_code == 200
    services.disable_person(acting.admin_wang, people.tom_becker)
    assert account(client).status_code == 302
    assert not client.session.keys()


def test_enabling_does_not_bring_an_old_session_back(
    people: NamedPeople, acting: NamedActors, signed_in: SignedIn
) -> None:
    client = signed_in(people.tom_becker)
    services.disable_person(acting.admin_wang, people.tom_becker)
    services.enable_person(acting.admin_wang, people.tom_becker)
    assert account(client).status_code == 302


def test_a_new_initial_password_ends_open_sessions(
    people: NamedPeople, acting: NamedActors, signed_in: SignedIn
) -> None:
    client = signed_in(people.tom_becker)
    services.set_password(acting.admin_wang, people.tom_becker, "another-good-rope")
    assert account(client).status_code == 302


def test_a_changed_role_counts_from_the_next_request(
    people: NamedPeople, acting: NamedActors, signed_in: SignedIn
) -> None:
    client = signed_in(people.mei_lin)
    assert client.get("/administration/teams/").status_code == 200
    services.set_roles(acting.admin_wang, people.mei_lin, ["key_account_manager"])
    assert client.get("/administration/teams/").status_code == 403


def test_with_an_initial_password_only_its_change_is_open(
    people: NamedPeople, acting: NamedActors
) -> None:
    services.set_password(acting.admin_wang, people.tom_becker, "handed-over-rope")
    client = Client()
    attempt(client, people.tom_becker.email, "handed-over-rope", next="/account/")
    assert account(client)["Location"] == "/account/password/"
    assert client.get("/api/me").status_code == 401
    assert client.get("/account/password/").status_code == 200
    change = {"current": "handed-over-rope", "new": PASSWORD, "again": PASSWORD}
    assert client.post("/account/password/", change)["Location"] == "/account/"
    assert account(client).status_code == 200
    assert client.get("/api/me").status_code == 200
    assert len(entries("governance.account.password_changed")) == 1
