"""The second factor: turning it on and off, signing in with it, losing it, owing it."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.apps.governance.tests.second_factors import (
    ADD,
    CODE,
    code_of,
    confirm,
    confirmation,
    is_inside,
    password,
)
from mainstay.foundation.testing.trail import entries, last_entry

SignedIn = Callable[[Person], Client]

pytestmark = pytest.mark.usefixtures("time_stands_still")


# Turning it on


def test_the_code_of_the_app_turns_it_on_and_shows_recovery_codes_once(people: NamedPeople) -> None:
    client = password(people.tom_becker)
    shown = client.get(ADD)
    assert "data:image/svg+xml;base64," in shown.content.decode()
    secret = shown.context["secret"].replace(" ", "")
    assert client.get(ADD).context["secret"].replace(" ", "") == secret
    answer = client.post(ADD, {"code": code_of(secret)})
    assert len(answer.context["codes"]) == 10
    assert all(re.fullmatch(r"\d{4} \d{4}", each) for each in answer.context["codes"])
    assert "no-store" in answer["Cache-Control"]
    assert last_entry().action == "governance.second_factor.added"
    assert client.get(ADD)["Location"] == "/account/"
    assert "Recovery codes left" in client.get("/account/").content.decode()


def test_the_code_that_turned_it_on_signs_nobody_in(people: NamedPeople) -> None:
    client = password(people.tom_becker)
    secret = client.get(ADD).context["secret"].replace(" ", "")
    code = code_of(secret)
    client.post(ADD, {"code": code})
    other = password(people.tom_becker)
    other.post(CODE, {"code": code})
    assert not is_inside(other)


def test_a_wrong_first_code_turns_nothing_on(people: NamedPeople) -> None:
    client = password(people.tom_becker)
    secret = client.get(ADD).context["secret"].replace(" ", "")
    answer = client.post(ADD, {"code": "000000" if code_of(secret) != "000000" else "111111"})
    assert list(answer.context["form"].errors) == ["code"]
    assert queries.second_factor_of(people.tom_becker) is None


def test_a_session_left_open_shows_the_password_before_it_adds_a_factor(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.tom_becker)
    assert client.get(ADD)["Location"] == confirmation(ADD)
    assert confirm(client, ADD)["Location"] == ADD
    assert client.get(ADD).status_code == 200


def test_nobody_has_two_at_once(acting: NamedActors, secret: str) -> None:
    with refuses(whole="exists"):
        services.add_second_factor(acting.tom_becker, secret=secret, code=code_of(secret))


def test_neither_the_secret_nor_a_recovery_code_stands_readable_in_the_database(
    people: NamedPeople, secret: str, codes: list[str]
) -> None:
    rows = Authenticator.objects.filter(user_id=people.tom_becker.pk)
    kept = "".join(str(row.data) for row in rows)
    told = "".join(str(entry.details) for entry in entries("governance.second_factor.added"))
    for each in (secret, *codes):
        assert each not in kept + told


def test_a_secret_that_is_being_set_up_is_encrypted_in_the_session(people: NamedPeople) -> None:
    client = password(people.tom_becker)
    secret = client.get(ADD).context["secret"].replace(" ", "")
    assert secret not in str(dict(client.session))


# Signing in


def test_the_password_alone_lets_nobody_in(people: NamedPeople, secret: str) -> None:
    client = password(people.tom_becker)
    assert not is_inside(client)
    assert client.get("/api/me").status_code == 401
    assert client.get(CODE).status_code == 200


def test_the_code_lets_in_and_leads_to_the_page_that_was_asked_for(
    people: NamedPeople, secret: str
) -> None:
    client = password(people.tom_becker, then="/customers/")
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/customers/"
    assert is_inside(client)
    assert last_entry().action == "governance.session.opened"


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_clock_that_is_half_a_minute_off_is_forgiven(
    people: NamedPeople, secret: str, steps: int
) -> None:
    client = password(people.tom_becker)
    client.post(CODE, {"code": code_of(secret, steps)})
    assert is_inside(client)


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_another_minute_is_refused(people: NamedPeople, secret: str, steps: int) -> None:
    client = password(people.tom_becker)
    answer = client.post(CODE, {"code": code_of(secret, steps)})
    assert list(answer.context["form"].errors) == ["code"]
    assert not is_inside(client)
    entry = last_entry()
    assert (entry.outcome, entry.details) == ("failed", {"reason": "wrong_code"})
    assert entry.actor_name == people.tom_becker.email


def test_a_code_is_good_once_even_while_the_clock_would_forgive_it(
    people: NamedPeople, secret: str
) -> None:
    password(people.tom_becker).post(CODE, {"code": code_of(secret, 1)})
    cache.delete(f"allauth.mfa.totp.used?user={people.tom_becker.pk}&code={code_of(secret, 1)}")
    client = password(people.tom_becker)
    client.post(CODE, {"code": code_of(secret, 1)})
    assert not is_inside(client)


def test_a_recovery_code_lets_in_once_and_is_audited(
    people: NamedPeople, secret: str, codes: list[str]
) -> None:
    client = password(people.tom_becker)
    client.post(CODE, {"code": f"{codes[3][:4]} {codes[3][4:]}"})
    assert is_inside(client)
    used = entries("governance.second_factor.code_used")
    assert [entry.details for entry in used] == [{"codes_left": 9}]
    again = password(people.tom_becker)
    again.post(CODE, {"code": codes[3]})
    assert not is_inside(again)


def test_after_five_wrong_codes_the_right_one_is_refused_too(
    people: NamedPeople, secret: str
) -> None:
    client = password(people.tom_becker)
    for _ in range(5):
        client.post(CODE, {"code": code_of(secret, 9)})
    client.post(CODE, {"code": code_of(secret)})
    assert not is_inside(client)
    assert last_entry().details == {"reason": "too_many_attempts"}


def test_without_the_password_there_is_no_code_to_enter(people: NamedPeople, secret: str) -> None:
    assert Client().get(CODE)["Location"] == "/sign-in/"
    assert Client().post(CODE, {"code": code_of(secret)})["Location"] == "/sign-in/"


def test_who_is_disabled_or_given_a_password_halfway_begins_again(
    people: NamedPeople, acting: NamedActors, secret: str
) -> None:
    client = password(people.tom_becker)
    services.set_password(acting.admin_wang, people.tom_becker, "handed-over-rope")
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/sign-in/"
    services.disable_person(acting.admin_wang, people.tom_becker)
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/sign-in/"


def test_the_password_counts_for_ten_minutes(
    people: NamedPeople, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = password(people.tom_becker)
    monkeypatch.setattr("mainstay.apps.governance.halfway.SECONDS", -1)
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/sign-in/"


def test_leaving_halfway_forgets_the_password(people: NamedPeople, secret: str) -> None:
    client = password(people.tom_becker)
    assert client.post(CODE, {"cancel": "yes"})["Location"] == "/sign-in/"
    assert client.get(CODE)["Location"] == "/sign-in/"


def test_with_another_secret_key_no_code_is_right_and_nobody_is_let_in(
    people: NamedPeople, secret: str, settings: Settings
) -> None:
    settings.SECRET_KEY = "another-key-of-this-installation"
    client = password(people.tom_becker)
    answer = client.post(CODE, {"code": code_of(secret)})
    assert "Ask an administrator" in answer.content.decode()
    assert not is_inside(client)
    assert last_entry().details == {"reason": "second_factor_lost"}
