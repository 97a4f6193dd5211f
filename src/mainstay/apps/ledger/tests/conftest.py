"""An installation with a few customers."""

from datetime import timedelta

import pytest
from django.test import Client

from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.ledger.services.recurring import looking
from mainstay.apps.ledger.testing import company
from mainstay.apps.ledger.tests.browsing import SignedIn
from mainstay.project.home import Home


@pytest.fixture
def shop(db: None, home: Home) -> Home:
    """A company that counts in yuan and knows the customers A, B and C."""
    company()
    for code in ("A", "B", "C"):
        customer_named(f"Customer {code}", code)
    return home


@pytest.fixture
def li(people: NamedPeople, signed_in: SignedIn) -> Client:
    """An analyst at her browser."""
    return signed_in(people.li_na)


@pytest.fixture
def tom(people: NamedPeople, signed_in: SignedIn) -> Client:
    """A key account manager at his browser; he sees no imports."""
    return signed_in(people.tom_becker)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file counts as whole when two looks, however close, saw it alike."""
    monkeypatch.setattr(looking, "STILL", timedelta(0))
