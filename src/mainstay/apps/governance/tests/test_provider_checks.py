"""What is believed of an identity provider's answer, and what a person is told of the rest."""

import json
import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from mainstay.apps.governance.models import ProviderLink
from mainstay.apps.governance.provider import calls
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.governance.tests.identity_provider import CLIENT_ID, IdentityProvider
from mainstay.apps.governance.tests.provider_visits import (
    BACK,
    START,
    altered,
    is_inside,
    led_to,
    refusals,
    there,
    told,
    visit,
    way_back,
)
from mainstay.foundation.testing.trail import last_entry

NOT_VERIFIED = "could not be verified"


def refused(client: Client, reason: str, words: str) -> None:
    """Nobody is inside; the sign-in page says so in words and the audit trail keeps the reason."""
    assert not is_inside(client)
    assert words in told(client)
    assert refusals() == [reason]
    assert last_entry().actor_kind == "anonymous"
    assert not ProviderLink.objects.system("test").exists()


# The question


def test_the_question_has_state_nonce_and_a_hashed_verifier_that_differ_each_time(
    identity_provider: IdentityProvider,
) -> None:
    client = Client()
    led_to(there(client))
    led_to(there(client))
    first, second = identity_provider.asked
    assert first["response_type"] == "code"
    assert first["client_id"] == CLIENT_ID
    assert first["redirect_uri"] == f"http://testserver{BACK}"
    assert first["scope"] == "openid email profile"
    assert first["code_challenge_method"] == "S256"
    assert "prompt" not in first
    for word in ("state", "nonce", "code_challenge"):
        assert len(first[word]) >= 32
        assert first[word] != second[word]


def test_scopes_of_the_settings_are_asked_for_once_and_openid_always(
    identity_provider: IdentityProvider, settings: Settings
) -> None:
    settings.OIDC_SCOPES = ["email", "groups", "openid"]
    led_to(there(Client()))
    assert identity_provider.asked[0]["scope"] == "openid email groups"


def test_an_address_at_the_provider_may_have_a_question_of_its_own(
    identity_provider: IdentityProvider,
) -> None:
    address = f"{identity_provider.issuer}/authorize?realm=sales"
    identity_provider.discovery["authorization_endpoint"] = address
    assert "/authorize?realm=sales&response_type=code" in there(Client())


# The token


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"claims": {"nonce": "of another sign-in"}}, "wrong_nonce"),
        ({"claims": {"aud": "another client"}}, "wrong_audience"),
        ({"claims": {"aud": [CLIENT_ID, "another"]}}, "wrong_audience"),
        ({"claims": {"aud": [CLIENT_ID, "another"], "azp": "another"}}, "wrong_audience"),
        ({"claims": {"azp": "another"}}, "wrong_audience"),
        ({"claims": {"iss": "https://elsewhere.example"}}, "wrong_issuer"),
        ({"algorithm": "none"}, "wrong_algorithm"),
        ({"algorithm": "HS256"}, "wrong_algorithm"),
        ({"algorithm": "PS256"}, "unknown_key"),
        ({"signs_with": 2}, "unknown_key"),
        ({"signs_with": 2, "header": {"kid": "key-1"}}, "wrong_signature"),
        ({"header": {"kid": "nobody's"}}, "unknown_key"),
        ({"leave_out": frozenset({"nonce"})}, "token_invalid"),
        ({"leave_out": frozenset({"exp"})}, "token_invalid"),
        ({"leave_out": frozenset({"sub"})}, "token_invalid"),
        ({"leave_out": frozenset({"iat"})}, "token_invalid"),
        ({"claims": {"sub": ""}}, "token_invalid"),
        ({"claims": {"sub": "s" * 256}}, "token_invalid"),
        ({"claims": {"sub": 7}}, "token_invalid"),
        ({"header": {"crit": ["x"], "x": 1}}, "token_invalid"),
        ({"back": {"iss": "https://elsewhere.example"}}, "wrong_issuer"),
        ({"discovery": {"authorization_response_iss_parameter_supported": True}}, "wrong_issuer"),
    ],
)
def test_an_answer_that_is_not_the_providers_for_us_now_lets_nobody_in(
    wrong: dict[str, Any], reason: str, identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    for name, value in wrong.items():
        setattr(identity_provider, name, value)
    client = Client()
    assert visit(client)["Location"] == "/sign-in/"
    refused(client, reason, NOT_VERIFIED)


@pytest.mark.parametrize("claims", [{"exp": 1}, {"iat": 9_999_999_999}, {"nbf": 9_999_999_999}])
def test_clocks_that_differ_are_told(
    claims: dict[str, int], identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.claims = claims
    client = Client()
    visit(client)
    refused(client, "clocks_differ", "its clock and that of Mainstay differ")


def test_half_a_minute_is_nothing(identity_provider: IdentityProvider, people: NamedPeople) -> None:
    identity_provider.claims = {"iat": int(time.time()) + 30, "exp": int(time.time()) - 30}
    client = Client()
    visit(client)
    assert is_inside(client)


@pytest.mark.parametrize("token", ["", "a.b.c", "no token", 7, None])
def test_what_is_no_token_is_told(
    token: Any, identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.broken["/token"] = json.dumps({"id_token": token}).encode()
    client = Client()
    visit(client)
    assert not is_inside(client)
    assert refusals()[0] in {"token_invalid", "answer_unreadable"}


def test_a_changed_key_is_looked_for_anew(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    visit(Client())
    identity_provider.signs_with, identity_provider.hands_out = 2, (2,)
    client = Client()
    visit(client)
    assert is_inside(client)
    assert identity_provider.requests.count("/keys") == 2


def test_unknown_keys_do_not_make_us_ask_again_and_again(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.signs_with = 2
    for _ in range(3):
        visit(Client())
    assert identity_provider.requests.count("/keys") == 2


def test_the_provider_and_its_keys_are_asked_once_for_many(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    for _ in range(3):
        visit(Client())
    assert identity_provider.requests.count("/keys") == 1
    assert identity_provider.requests.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize("methods", [["client_secret_post"], ["client_secret_basic"], None])
def test_the_secret_is_shown_in_the_way_that_the_provider_takes(
    methods: Any, identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.discovery["token_endpoint_auth_methods_supported"] = methods
    client = Client()
    visit(client)
    assert is_inside(client)


# The way back


def test_what_was_asked_is_good_for_one_answer(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = Client()
    answer = way_back(client).removeprefix("http://testserver")
    client.get(answer)
    assert is_inside(client)
    client.get(answer)
    assert refusals() == ["begun_elsewhere"]


def test_a_code_is_good_once_also_with_a_state_of_ones_own(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    first = way_back(Client())
    used = dict(each.split("=") for each in first.partition("?")[2].split("&"))["code"]
    identity_provider.codes.pop(used)
    client = Client()
    client.get(altered(way_back(client), code=used))
    refused(client, "code_refused", "was used already or has run out")


def test_a_code_of_somebody_elses_sign_in_opens_nothing(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    """Its verifier is in the other browser."""
    stolen = way_back(Client())
    code = dict(each.split("=") for each in stolen.partition("?")[2].split("&"))["code"]
    client = Client()
    client.get(altered(way_back(client), code=code))
    refused(client, "code_refused", "was used already or has run out")


@pytest.mark.parametrize("question", ["", "?state=x&code=y", "?error=access_denied"])
def test_an_answer_that_this_browser_did_not_ask_for_opens_nothing(
    question: str, identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = Client()
    assert client.get(f"{BACK}{question}")["Location"] == "/sign-in/"
    refused(client, "begun_elsewhere", "begun in another browser")


def test_after_ten_minutes_one_begins_again(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = Client()
    answer = way_back(client)
    session = client.session
    for each in session["provider_asked"].values():
        each["at"] -= 601
    session.save()
    client.get(altered(answer))
    refused(client, "begun_elsewhere", "too long ago")


def test_two_pages_of_one_browser_do_not_disturb_each_other(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = Client()
    first = way_back(client)
    way_back(client)
    client.get(altered(first))
    assert is_inside(client)


@pytest.mark.parametrize(
    ("error", "reason", "words"),
    [
        ("access_denied", "denied", "Hengsheng ID did not let you in, or you did not agree."),
        ("server_error", "provider_error", "Hengsheng ID reports an error."),
        ("<script>", "provider_error", "Hengsheng ID reports an error."),
    ],
)
def test_a_refusal_of_the_provider_is_told(
    error: str, reason: str, words: str, identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.back = {"error": error, "error_description": "<b>not shown</b>"}
    client = Client()
    visit(client)
    refused(client, reason, words)
    assert "not shown" not in told(client)


# The provider itself


def test_a_provider_that_is_down_is_told(
    identity_provider: IdentityProvider, settings: Settings, people: NamedPeople
) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    client = Client()
    assert client.get(START)["Location"] == "/sign-in/"
    refused(client, "unreachable", "Hengsheng ID does not answer.")


def test_a_wrong_secret_is_told(
    identity_provider: IdentityProvider, settings: Settings, people: NamedPeople
) -> None:
    settings.OIDC_CLIENT_SECRET = "another"
    client = Client()
    visit(client)
    refused(client, "client_refused", "does not accept the client ID or secret")


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/.well-known/openid-configuration", b"<html>"),
        ("/.well-known/openid-configuration", b"[]"),
        ("/.well-known/openid-configuration", b"[" * 100_000),
        ("/token", b"\xff\xfe"),
        ("/token", b'{"access_token": "x"}'),
        ("/token", b'{"id_token": "' + b"x" * calls.MOST_BYTES + b'"}'),
    ],
)
def test_an_answer_that_cannot_be_read_is_told(
    path: str, body: bytes, identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.broken[path] = body
    client = Client()
    start = client.get(START)["Location"]
    if start != "/sign-in/":
        client.get(altered(led_to(start)))
    refused(client, "answer_unreadable", "gave an answer that Mainstay cannot read")


@pytest.mark.parametrize("keys", [b"{}", b'{"keys": 1}', b'{"keys": [1, {}]}'])
def test_keys_that_cannot_be_read_verify_nothing(
    keys: bytes, identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.broken["/keys"] = keys
    client = Client()
    visit(client)
    refused(client, "unknown_key", NOT_VERIFIED)


def test_an_answer_that_trickles_is_given_up(
    identity_provider: IdentityProvider, people: NamedPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "MOST_SECONDS", -1.0)
    client = Client()
    client.get(START)
    refused(client, "unreachable", "Hengsheng ID does not answer.")


def test_a_provider_that_calls_itself_otherwise_is_not_believed(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.discovery["issuer"] = "https://elsewhere.example"
    client = Client()
    client.get(START)
    refused(client, "issuer_differs", "cannot read")


@pytest.mark.parametrize(
    "address", ["http://elsewhere.example/token", "file:///etc/passwd", "https://", "token"]
)
def test_nothing_is_asked_at_an_address_without_https(
    address: str, identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.discovery["token_endpoint"] = address
    client = Client()
    visit(client)
    refused(client, "address_unsafe", "cannot read")


@pytest.mark.parametrize("address", ["http://elsewhere.example/", "javascript:alert(1)", "/here"])
def test_nobody_is_led_to_an_address_without_https(
    address: str, identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    identity_provider.discovery["authorization_endpoint"] = address
    client = Client()
    assert client.get(START)["Location"] == "/sign-in/"
    refused(client, "address_unsafe", "cannot read")


def test_thirty_ways_there_or_back_a_minute_are_enough(
    identity_provider: IdentityProvider, people: NamedPeople
) -> None:
    client = Client()
    answer = way_back(client)
    for _ in range(29):
        client.get(BACK)
    cache_is_full = client.get(altered(answer))
    assert cache_is_full["Location"] == "/sign-in/"
    assert not is_inside(client)
    assert refusals()[-1] == "too_many_attempts"
    assert "Please wait a few minutes." in told(client)
    cache.clear()
