"""The customer master is described by itself: without what the subjects above it register."""

from collections.abc import Callable, Iterator

import pytest
from django.db.models import Value
from django.test import Client

from mainstay.apps.customers.contracts import actions, columns, field_uses, panels
from mainstay.apps.customers.contracts.columns import ListColumn
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.field_rights import OPEN
from mainstay.shell.web.tables import GradeBadge

SignedIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def nothing_from_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start each test with empty registries; what other subjects add has its tests there."""
    monkeypatch.setattr(columns, "_registered", {})
    monkeypatch.setattr(columns, "_changing", {})
    monkeypatch.setattr(field_uses, "_registered", [])
    monkeypatch.setattr(actions, "_registered", {})
    monkeypatch.setattr(panels, "_panels", {})
    monkeypatch.setattr(panels, "_badges", {})


@pytest.fixture
def mei(people: NamedPeople, signed_in: SignedIn) -> Client:
    """The browser of a sales director, who keeps South China's customers."""
    return signed_in(people.mei_lin)


@pytest.fixture
def tom(people: NamedPeople, signed_in: SignedIn) -> Client:
    """The browser of a key account manager, who keeps his own."""
    return signed_in(people.tom_becker)


@pytest.fixture
def grade_column() -> Iterator[None]:
    """A grade, as the subject above would add it."""
    columns.register(
        ListColumn(
            "grade",
            "Grade",
            "customers.customer.view",
            fetch=lambda _codes, keys: {"grade": {key: GradeBadge("Strategic", 1) for key in keys}},
            field_right=OPEN,
        )
    )
    yield
    columns.unregister("grade")


@pytest.fixture
def hengda(people: NamedPeople) -> Customer:
    """Tom's customer."""
    return customer_named("Hengda Lifts", "C-1", owner=people.tom_becker.pk, region="South")


@pytest.fixture
def market(people: NamedPeople) -> None:
    """Three customers of Tom's in two regions."""
    for name, region in (("Hengda Lifts", "South"), ("Zhiyuan", "East"), ("Anji", "East")):
        customer_named(name, region=region, owner=people.tom_becker.pk)


@pytest.fixture
def hidden_column() -> Iterator[None]:
    """A grade that service agents may not see."""
    columns.register(
        ListColumn(
            "grade",
            "Secret grade",
            "customers.customer.archive",
            lambda _codes, _keys: {},
            expression=lambda: Value(1),
            choices=lambda: [("1", "A")],
            field_right=OPEN,
        )
    )
    yield
    columns.unregister("grade")
