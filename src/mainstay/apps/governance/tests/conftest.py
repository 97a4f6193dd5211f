"""What several test files of governance prepare."""

import time
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from mainstay.apps.governance import second_factor, services
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.governance.tests.identity_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    IdentityProvider,
    serving_identity,
)
from mainstay.apps.governance.tests.provider_visits import ORIGIN
from mainstay.apps.governance.tests.second_factors import code_of
from mainstay.foundation.access.actor import system_actor


@pytest.fixture
def time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code that is read here is right until it is entered, however slow the machine is."""
    now = time.time()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: now)


@pytest.fixture
def company(db: None) -> None:
    """A company that has set Mainstay up."""
    services.initialise(
        email="first@mainstay.example",
        password="a-rope-to-begin-with",
        currency="CNY",
        time_zone="Asia/Shanghai",
        name="Hengsheng",
    )


@pytest.fixture
def strict(company: None) -> None:
    """The company follows the strict profile."""
    services.change_installation(system_actor("test"), sign_in_profile="strict")


@pytest.fixture
def secret(people: NamedPeople, acting: NamedActors, time_stands_still: None) -> str:
    """The secret of Tom Becker's second factor, which is on."""
    secret = second_factor.new_secret()
    services.add_second_factor(acting.tom_becker, secret=secret, code=code_of(secret))
    cache.clear()
    return secret


@pytest.fixture
def codes(acting: NamedActors, secret: str) -> list[str]:
    """Tom Becker's recovery codes."""
    return services.renew_recovery_codes(acting.tom_becker)


@pytest.fixture
def identity_provider(db: None, settings: Settings) -> Iterator[IdentityProvider]:
    """The company has an identity provider, called Hengsheng ID, and the settings name it."""
    cache.clear()
    with serving_identity() as found:
        settings.OIDC_ISSUER = found.issuer
        settings.OIDC_CLIENT_ID = CLIENT_ID
        settings.OIDC_CLIENT_SECRET = CLIENT_SECRET
        settings.OIDC_NAME = "Hengsheng ID"
        settings.PUBLIC_URL = ORIGIN
        yield found
