"""The identity provider on the command line: what the doctor says of it, and unlinking somebody."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from mainstay.apps.governance.tests.identity_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    IdentityProvider,
    serving_identity,
)
from tests.installation import ADMIN, Installation

FAILED, USAGE = 1, 2


@dataclass(frozen=True)
class Provided(Installation):
    """An installation with an identity provider."""

    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | self.settings


@pytest.fixture
def served() -> Iterator[IdentityProvider]:
    with serving_identity() as found:
        yield found


def provided(installation: Installation, served: IdentityProvider, **others: str) -> Provided:
    settings = {
        "MAINSTAY_OIDC_ISSUER": served.issuer,
        "MAINSTAY_OIDC_CLIENT_ID": CLIENT_ID,
        "MAINSTAY_OIDC_CLIENT_SECRET": CLIENT_SECRET,
        "MAINSTAY_OIDC_NAME": "Hengsheng ID",
        "MAINSTAY_URL": "https://mainstay.example",
        **others,
    }
    return Provided(installation.home, installation.database_url, settings=settings)


def findings(installation: Installation) -> dict[str, tuple[bool, str]]:
    checks = installation.run("doctor", "--json").json["checks"]
    return {each["check"]: (each["healthy"], each["says"]) for each in checks}


def test_the_doctor_says_nothing_of_a_provider_that_nobody_named(empty: Installation) -> None:
    assert "provider" not in findings(empty)


def test_the_doctor_says_that_the_provider_answers_and_where_it_leads_people(
    empty: Installation, served: IdentityProvider
) -> None:
    healthy, says = findings(provided(empty, served))["provider"]
    assert healthy
    assert says == (
        f"Hengsheng ID answers and calls itself {served.issuer}; it leads people back to "
        "https://mainstay.example/sign-in/provider/back/."
    )


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"MAINSTAY_OIDC_ISSUER": "http://127.0.0.1:9"}, "does not answer at http://127.0.0.1:9/"),
        ({"MAINSTAY_OIDC_ISSUER": "http://id.example"}, "MAINSTAY_OIDC_ISSUER is missing or wrong"),
        ({"MAINSTAY_OIDC_CLIENT_ID": ""}, "MAINSTAY_OIDC_CLIENT_ID is missing or wrong"),
        ({"MAINSTAY_OIDC_CLIENT_SECRET_FILE": "/no"}, "MAINSTAY_OIDC_CLIENT_SECRET is missing"),
        ({"MAINSTAY_URL": ""}, "MAINSTAY_URL is missing or wrong"),
    ],
)
def test_the_doctor_names_the_setting_that_is_wrong(
    setting: dict[str, str], words: str, empty: Installation, served: IdentityProvider
) -> None:
    healthy, says = findings(provided(empty, served, **setting))["provider"]
    assert not healthy
    assert words in says


def test_the_doctor_says_what_is_wrong_with_the_provider(
    empty: Installation, served: IdentityProvider
) -> None:
    ready = provided(empty, served)
    served.hands_out = ()
    assert findings(ready)["provider"] == (False, "Hengsheng ID hands out no keys.")
    served.discovery["jwks_uri"] = "http://elsewhere.example/keys"
    assert "an address without HTTPS" in findings(ready)["provider"][1]
    served.discovery["issuer"] = f"{served.issuer}/"
    assert f"calls itself {served.issuer}/, and" in findings(ready)["provider"][1]
    served.broken["/.well-known/openid-configuration"] = b"<html>"
    assert "is no discovery document" in findings(ready)["provider"][1]


def test_the_doctor_says_who_is_let_in_without_an_invitation(
    empty: Installation, served: IdentityProvider
) -> None:
    role, domains = "MAINSTAY_OIDC_NEW_PEOPLE_ROLE", "MAINSTAY_OIDC_NEW_PEOPLE_DOMAINS"
    assert "provider_new_people" not in findings(provided(empty, served))
    for settings, healthy, words in (
        ({role: "analyst", domains: "mainstay.example"}, True, "mainstay.example becomes analyst"),
        ({role: "analyst"}, False, "names no domain"),
        ({role: "administrator", domains: "mainstay.example"}, False, "one that administers"),
    ):
        found = findings(provided(empty, served, **settings))["provider_new_people"]
        assert (found[0], words in found[1]) == (healthy, True)


def link(email: str) -> None:
    """Link a person's account, in a process of the installation."""
    import django

    django.setup()
    from mainstay.apps.governance import queries, services
    from mainstay.apps.governance.provider.identity import Identity

    person = queries.person_signing_in(email)
    assert person is not None
    services.link_own_account(queries.actor_of(person), Identity("https://id.example", "one"))


def test_a_person_is_unlinked_once_it_is_confirmed(empty: Installation) -> None:
    assert empty.ask(link, ADMIN).status == 0
    asked = empty.run("people", "unlink", ADMIN, "--json")
    assert (asked.status, asked.json["error"]["code"]) == (USAGE, "not_confirmed")
    done = empty.json("people", "unlink", ADMIN, "--yes")
    assert done == {"email": ADMIN, "unlinked": True}
    assert empty.json("people", "unlink", ADMIN, "--yes")["unlinked"] is False
    unknown = empty.run("people", "unlink", "nobody@mainstay.example", "--yes")
    assert unknown.status == USAGE
    assert "nobody@mainstay.example" in unknown.errors
