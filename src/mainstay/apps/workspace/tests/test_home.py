"""The first page is composed of what the subjects registered."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web import home

SignIn = Callable[[Person], Client]


@pytest.fixture
def weather() -> Iterator[list[dict[str, Any] | None]]:
    """A panel for those who may see people; the list's last entry is what it shows."""
    shown: list[dict[str, Any] | None] = [{"title": "Sunny over the harbour"}]

    def context(_actor: Actor) -> dict[str, Any] | None:
        return shown[-1]

    panel = home.HomePanel(
        "weather", "Weather", "governance.person.view", "components/empty_state.html", context
    )
    home.register(panel)
    yield shown
    del home._panels["weather"]


def test_a_stranger_is_sent_to_the_sign_in(client: Client, db: None) -> None:
    response = client.get(reverse("home"))
    assert response.status_code == 302
    assert "/sign-in/" in response["Location"]


def test_mei_lin_sees_the_panels_she_may_see(
    people: NamedPeople, signed_in: SignIn, weather: list[dict[str, Any] | None]
) -> None:
    page = signed_in(people.mei_lin).get(reverse("home"))
    assert page.status_code == 200
    assert [panel.code for panel, _ in page.context["panels"] if panel.code == "weather"]
    assert "Weather" in page.text


def test_tom_becker_does_not_see_a_panel_that_needs_more_rights(
    people: NamedPeople, signed_in: SignIn, weather: list[dict[str, Any] | None]
) -> None:
    page = signed_in(people.tom_becker).get(reverse("home"))
    assert "Weather" not in page.text


def test_a_panel_with_nothing_to_show_is_left_out(
    people: NamedPeople, signed_in: SignIn, weather: list[dict[str, Any] | None]
) -> None:
    weather.append(None)
    page = signed_in(people.mei_lin).get(reverse("home"))
    assert "Weather" not in page.text


def test_somebody_without_any_panel_is_told_what_will_stand_here(
    people: NamedPeople, signed_in: SignIn
) -> None:
    page = signed_in(people.nobody_ning).get(reverse("home"))
    assert "Nothing here yet" in page.text
    assert reverse("ledger:upload") not in page.text


def test_whoever_may_import_begins_with_a_file(people: NamedPeople, signed_in: SignIn) -> None:
    page = signed_in(people.li_na).get(reverse("home"))
    assert "Nothing here yet" in page.text
    assert reverse("ledger:upload") in page.text


def test_two_panels_cannot_share_a_code(weather: list[dict[str, Any] | None]) -> None:
    other = home.HomePanel("weather", "Tides", "x", "x.html", lambda _actor: None)
    with pytest.raises(ValueError, match="weather"):
        home.register(other)
