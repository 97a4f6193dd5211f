"""What several test files of governance prepare."""

import time

import pytest
from django.core.cache import cache

from mainstay.apps.governance import second_factor, services
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.governance.tests.second_factors import code_of


@pytest.fixture
def time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A code that is read here is right until it is entered, however slow the machine is."""
    now = time.time()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: now)


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
