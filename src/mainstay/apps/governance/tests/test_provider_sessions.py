"""Where a sign-in through the identity provider leads, second factors, and what the session is."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from mainstay.apps.governance import services
from mainstay.apps.governance.models import BrowserSession
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.governance.tests.identity_provider import IdentityProvider
from mainstay.apps.governance.tests.provider_visits import (
    BACK,
    START,
    is_inside,
    refusals,
    there,
    visit,
)
from mainstay.apps.governance.tests.second_factors import ADD, code_of
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.testing.trail import last_entry

# Where it leads


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/customers/?q=rope", "/customers/?q=rope"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_it_leads_to_the_page_that_was_asked_for_if_it_is_ours(
    asked: str, led: str, identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    assert visit(Client(), next=asked)["Location"] == led


def test_the_sign_in_page_hands_the_page_on(identity_provider: IdentityProvider) -> None:
    shown = Client().get("/sign-in/?next=/customers/%3Fq%3Da%26b").content.decode()
    assert 'href="/sign-in/provider/?next=%2Fcustomers%2F%3Fq%3Da%26b"' in shown
    assert "Continue with Hengsheng ID" in shown


# The second factor


def test_ones_own_second_factor_is_asked_for(
    identity_provider: IdentityProvider, people: NamedPeople, secret: str
) -> None:
    client = Client()
    assert visit(client, next="/customers/")["Location"] == "/sign-in/code/"
    assert not is_inside(client)
    assert "The provider knows you." in client.get("/sign-in/code/").content.decode()
    answer = client.post("/sign-in/code/", {"code": code_of(secret)})
    assert answer["Location"] == "/customers/"
    assert last_entry().details == {"way": "provider"}


@pytest.mark.parametrize(
    ("claims", "trusted"),
    [({"amr": ["pwd", "mfa"]}, False), ({"acr": "gold"}, False), ({}, True)],
)
@pytest.mark.usefixtures("secret")
def test_it_is_not_when_the_provider_has_asked_for_one(
    claims: dict[str, Any],
    trusted: bool,
    identity_provider: IdentityProvider,
    settings: Settings,
) -> None:
    settings.OIDC_SECOND_FACTOR_ACR = ["gold", "platinum"]
    settings.OIDC_TRUST_SECOND_FACTOR = trusted
    identity_provider.claims = claims
    client = Client()
    visit(client)
    assert is_inside(client)


@pytest.mark.parametrize("claims", [{"amr": ["pwd"]}, {"amr": "mfa"}, {"acr": "silver"}])
def test_less_than_that_does_not_do(
    claims: dict[str, Any],
    identity_provider: IdentityProvider,
    people: NamedPeople,
    secret: str,
    settings: Settings,
) -> None:
    settings.OIDC_SECOND_FACTOR_ACR = ["gold"]
    identity_provider.claims = claims
    client = Client()
    visit(client)
    assert not is_inside(client)
    assert identity_provider.asked[0]["acr_values"] == "gold"


def test_a_factor_that_the_installation_asks_for_is_set_up_unless_the_provider_has_one(
    identity_provider: IdentityProvider, people: NamedPeople, company: None
) -> None:
    services.change_installation(system_actor("test"), second_factor="everybody")
    client = Client()
    visit(client)
    assert client.get("/customers/")["Location"] == ADD
    identity_provider.claims = {"amr": ["mfa"]}
    client = Client()
    visit(client)
    assert client.get("/customers/").status_code == 200
    assert client.get("/api/me").status_code == 200


# The session


def test_a_session_says_how_it_was_opened(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = Client()
    visit(client)
    [session] = BrowserSession.objects.system("test")
    assert session.way == "provider"
    assert "Identity provider" in client.get("/account/").content.decode()
    assert client.session.get_expire_at_browser_close()


def test_a_password_that_ran_out_or_was_given_is_not_asked_of_whoever_uses_none(
    identity_provider: IdentityProvider, people: NamedPeople, strict: None
) -> None:
    people.tom_becker.password_set_at = timezone.now() - timedelta(days=400)
    people.tom_becker.must_change_password = True
    people.tom_becker.save()
    client = Client()
    visit(client)
    assert is_inside(client)


def test_the_strict_profile_has_people_asked_anew(
    identity_provider: IdentityProvider, people: NamedPeople, strict: None
) -> None:
    client = Client()
    visit(client)
    assert is_inside(client)
    question = identity_provider.asked[0]
    assert (question["prompt"], question["max_age"]) == ("login", "0")
    identity_provider.claims = {"auth_time": int(timezone.now().timestamp()) - 3600}
    client = Client()
    visit(client)
    assert not is_inside(client)
    assert refusals() == ["not_anew"]
    identity_provider.claims = {"auth_time": int(timezone.now().timestamp())}
    visit(client)
    assert is_inside(client)


def test_signing_out_ends_our_session(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = Client()
    visit(client)
    client.post("/sign-out/")
    assert not is_inside(client)


# Without a provider


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("OIDC_ISSUER", ""),
        ("OIDC_ISSUER", "http://id.example"),
        ("OIDC_ISSUER", "https://user@id.example"),
        ("OIDC_CLIENT_ID", ""),
        ("OIDC_CLIENT_SECRET", ""),
        ("OIDC_CLIENT_SECRET_FILE", "/nowhere/secret"),
        ("PUBLIC_URL", ""),
    ],
)
def test_nothing_is_there_without_all_settings(
    setting: str,
    value: str,
    identity_provider: IdentityProvider,
    people: NamedPeople,
    settings: Settings,
) -> None:
    begun = there(Client())
    assert begun.startswith(identity_provider.issuer)
    setattr(settings, setting, value)
    cache.clear()
    assert "Continue with" not in Client().get("/sign-in/").content.decode()
    for page in (START, BACK):
        assert Client().get(page).status_code == 404


def test_the_secret_may_lie_in_a_file(
    identity_provider: IdentityProvider, people: NamedPeople, settings: Settings, tmp_path: Any
) -> None:
    file = tmp_path / "secret"
    file.write_text(settings.OIDC_CLIENT_SECRET + "\n")
    settings.OIDC_CLIENT_SECRET, settings.OIDC_CLIENT_SECRET_FILE = "", str(file)
    client = Client()
    visit(client)
    assert is_inside(client)


def test_without_a_name_the_button_names_the_host(
    identity_provider: IdentityProvider, settings: Settings
) -> None:
    settings.OIDC_NAME = ""
    assert "Continue with 127.0.0.1" in Client().get("/sign-in/").content.decode()
