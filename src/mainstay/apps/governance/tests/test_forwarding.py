"""Which address a limit counts: the connection's, and what a proxy says only where one is set."""

import os
import subprocess
import sys

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from mainstay.apps.governance.testing import PASSWORD, NamedPeople
from mainstay.foundation.testing.trail import last_entry

FORWARDED = "X-Forwarded-For"


@pytest.fixture
def behind_proxy(settings: Settings) -> None:
    """What `MAINSTAY_BEHIND_PROXY` sets."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def attempt(forwarded: str, email: str, word: str = "wrong-password", at: str = "") -> Client:
    """Try to sign in from an address, with a header that names others."""
    client = Client(headers={FORWARDED: forwarded} if forwarded else None)
    client.defaults["REMOTE_ADDR"] = at or "127.0.0.1"
    client.post("/sign-in/?next=/account/", {"login": email, "password": word})
    return client


def is_inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_without_a_proxy_a_forged_header_does_not_escape_the_limit(people: NamedPeople) -> None:
    for number in range(10):
        attempt(f"10.0.0.{number}", f"guess{number}@mainstay.example")
    assert not is_inside(attempt("10.9.9.9", people.tom_becker.email, PASSWORD))
    assert last_entry().details == {"reason": "too_many_attempts"}
    assert last_entry().origin == "127.0.0.1"


def test_without_a_proxy_a_forged_header_blocks_nobody_else(people: NamedPeople) -> None:
    for number in range(10):
        attempt("192.0.2.7", f"guess{number}@mainstay.example")
    assert is_inside(attempt("", people.tom_becker.email, PASSWORD, at="192.0.2.7"))


@pytest.mark.usefixtures("behind_proxy")
def test_behind_a_proxy_only_the_last_hop_is_believed(people: NamedPeople) -> None:
    for number in range(10):
        attempt(f"10.0.0.{number}, 192.0.2.7", f"guess{number}@mainstay.example")
    assert last_entry().origin == "192.0.2.7"
    assert not is_inside(attempt("10.9.9.9, 192.0.2.7", people.tom_becker.email, PASSWORD))


@pytest.mark.usefixtures("behind_proxy")
def test_behind_a_proxy_a_forged_hop_blocks_nobody_else(people: NamedPeople) -> None:
    for number in range(10):
        attempt("192.0.2.8, 192.0.2.7", f"guess{number}@mainstay.example")
    assert is_inside(attempt("192.0.2.8", people.tom_becker.email, PASSWORD))


@pytest.mark.usefixtures("behind_proxy")
def test_behind_a_proxy_the_addresses_of_clients_are_counted_apart(people: NamedPeople) -> None:
    for number in range(10):
        attempt("192.0.2.7", f"guess{number}@mainstay.example")
    assert not is_inside(attempt("192.0.2.7", people.tom_becker.email, PASSWORD))
    assert is_inside(attempt("192.0.2.8", people.tom_becker.email, PASSWORD))


@pytest.mark.parametrize(("flag", "hops"), [("", "0"), ("0", "0"), ("1", "1")])
def test_a_proxy_is_believed_once_the_environment_says_so(flag: str, hops: str) -> None:
    asked = "from allauth import app_settings; print(app_settings.TRUSTED_PROXY_COUNT)"
    environment = os.environ | {"MAINSTAY_BEHIND_PROXY": flag}
    environment["DJANGO_SETTINGS_MODULE"] = "mainstay.project.settings"
    said = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == hops
