"""The installation's page sets the profile for sign-in; the interface for programs tells it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.governance import queries
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.rules import SignInRules
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.governance.tests.second_factors import confirm, confirmation
from mainstay.foundation.testing.trail import last_entry

SignedIn = Callable[[Person], Client]


def send(client: Client, **changes: Any) -> Any:
    address = reverse("governance:installation")
    facts = client.get(address).context["form"].initial
    return client.post(address, {**facts, **changes})


def test_an_administrator_turns_the_strict_profile_on(
    company: None, people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.admin_wang)
    send(client, sign_in_profile="strict", password_days=60, idle_minutes=15)
    assert queries.sign_in_rules() == SignInRules(True, 60, 15)
    changes = last_entry().details["changes"]
    assert changes["sign_in_profile"] == ["standard", "strict"]
    assert changes["password_days"] == [90, 60]


@pytest.mark.parametrize(
    "loosened",
    [
        {"sign_in_profile": "standard"},
        {"password_days": 91},
        {"password_days": 0},
        {"idle_minutes": 31},
        {"idle_minutes": 0},
    ],
)
def test_asking_less_takes_the_password_once_more(
    loosened: dict[str, Any], strict: None, people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.admin_wang)
    address = reverse("governance:installation")
    before = queries.sign_in_rules()
    assert send(client, **loosened)["Location"] == confirmation(address)
    assert queries.sign_in_rules() == before
    confirm(client, address)
    assert queries.sign_in_rules() != before


@pytest.mark.parametrize("tightened", [{"password_days": 30}, {"idle_minutes": 5}])
def test_asking_more_takes_no_password(
    tightened: dict[str, Any], strict: None, people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.admin_wang)
    assert send(client, **tightened)["Location"] == reverse("governance:installation")


def test_the_interface_tells_the_profile_and_does_not_change_it(
    strict: None, people: NamedPeople, signed_in: SignedIn
) -> None:
    client = signed_in(people.admin_wang)
    told = client.get("/api/installation").json()
    assert (told["sign_in_profile"], told["password_days"], told["idle_minutes"]) == (
        "strict",
        90,
        30,
    )
    loose = {"sign_in_profile": "standard"}
    client.patch("/api/installation", loose, content_type="application/json")
    assert queries.sign_in_rules().strict
