"""Who sees which places to go."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path

from mainstay.foundation.access.actor import Actor, ActorKind
from mainstay.shell.web import navigation
from mainstay.shell.web.context import Shell
from mainstay.shell.web.navigation import NavigationItem, SearchBox, Section


def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", page, name="start"),
    path("customers/", page, name="customers"),
    path("customers/merge/", page, name="merge"),
    path("audit/", page, name="audit"),
]

pytestmark = pytest.mark.urls(__name__)


def mei_lin(*permissions: str, name: str = "Mei Lin") -> Actor:
    return Actor(ActorKind.PERSON, name, 1, frozenset(permissions))


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_registry", navigation._Registry())
    navigation.register(
        NavigationItem("audit", "Audit", "audit", "eye", "a", section=Section.ADMINISTRATION)
    )
    navigation.register(NavigationItem("customers", "Customers", "customers", "building", "c"))
    navigation.register(NavigationItem("merge", "Merge", "merge", "link", "c"))
    navigation.register(NavigationItem("home", "Home", "start", "home", order=1))


def labels(actor: Actor) -> list[str]:
    shown = navigation.links(actor, "/").values()
    return [str(link.label) for links in shown for link in links]


def test_items_stand_by_section_and_order() -> None:
    assert labels(mei_lin("a", "c")) == ["Home", "Customers", "Merge", "Audit"]


def test_an_item_without_permission_is_not_shown() -> None:
    assert labels(mei_lin("c")) == ["Home", "Customers", "Merge"]


@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/", "Home"),
        ("/customers/", "Customers"),
        ("/customers/7/", "Customers"),
        ("/customers/merge/2/", "Merge"),
        ("/elsewhere/", None),
    ],
)
def test_the_closest_item_is_the_current_one(address: str, current: str | None) -> None:
    shown = navigation.links(mei_lin("a", "c"), address)
    marked = [link.label for links in shown.values() for link in links if link.current]
    assert marked == ([current] if current else [])


def test_a_code_belongs_to_one_item() -> None:
    with pytest.raises(ValueError, match="home"):
        navigation.register(NavigationItem("home", "Other", "start", "home"))


def test_the_search_field_needs_its_permission() -> None:
    navigation.register_search(SearchBox("customers", "Search customers", "c"))
    assert navigation.search_box(mei_lin()) is None
    assert navigation.search_box(mei_lin("c")) is not None


def shell_of(actor: Actor | None) -> Shell:
    request = RequestFactory().get("/")
    request.actor = actor  # type: ignore[attr-defined]
    return Shell(request)


def test_a_phone_shows_four_places_at_most() -> None:
    navigation.register(NavigationItem("last", "Last", "audit", "eye", section=Section.DATA))
    assert len(shell_of(mei_lin("a", "c")).phone_links) == 4


def test_nobody_sees_no_navigation() -> None:
    assert shell_of(None).sections == []


@pytest.mark.parametrize(
    ("name", "initial"), [("Mei Lin", "M"), ("林梅", "梅"), ("林梅 Mei Lin", "梅"), (" ", "?")]
)
def test_the_circle_shows_the_initial_that_fits_the_name(name: str, initial: str) -> None:
    assert shell_of(mei_lin(name=name)).initial == initial
