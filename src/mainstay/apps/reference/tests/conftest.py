"""A company that counts in yuan, with an analyst and a reader at their browsers."""

from collections.abc import Callable

import pytest
from django.test import Client

from mainstay.apps.governance.models import Person
from mainstay.apps.governance.services import initialise
from mainstay.apps.governance.testing import PASSWORD, NamedPeople

SignedIn = Callable[[Person], Client]


@pytest.fixture
def company(db: None) -> None:
    """The installation."""
    initialise(
        email="first@mainstay.example",
        password=PASSWORD,
        currency="CNY",
        time_zone="Asia/Shanghai",
    )


@pytest.fixture
def li(company: None, people: NamedPeople, signed_in: SignedIn) -> Client:
    """An analyst, who keeps reference data."""
    return signed_in(people.li_na)


@pytest.fixture
def tom(company: None, people: NamedPeople, signed_in: SignedIn) -> Client:
    """A key account manager, who reads it."""
    return signed_in(people.tom_becker)
