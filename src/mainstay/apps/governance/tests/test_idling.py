"""In the strict profile whoever leaves the browser alone is signed out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mainstay.apps.governance import idling, services
from mainstay.apps.governance.testing import PASSWORD, NamedActors, NamedPeople
from mainstay.foundation.testing.trail import last_entry

Wait = Callable[[int], None]


class Clock:
    """Django's time, some minutes later."""

    def __init__(self) -> None:
        self.later = timedelta()

    def now(self) -> object:
        return timezone.now() + self.later


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Let minutes go by for sessions."""
    clock = Clock()

    def pass_by(minutes: int) -> None:
        clock.later += timedelta(minutes=minutes)

    monkeypatch.setattr(idling, "timezone", clock)
    return pass_by


@pytest.fixture
def client(people: NamedPeople) -> Client:
    """Tom Becker's browser."""
    client = Client()
    client.post("/sign-in/", {"login": people.tom_becker.email, "password": PASSWORD})
    return client


def is_inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_who_is_idle_for_half_an_hour_is_signed_out_and_told(
    strict: None, client: Client, wait: Wait
) -> None:
    assert is_inside(client)
    wait(31)
    assert client.get("/customers/")["Location"] == "/sign-in/?next=/customers/"
    assert last_entry().action == "governance.session.left_idle"
    assert last_entry().actor_name == "Tom Becker"
    assert "Nobody had used Mainstay here" in client.get("/sign-in/").content.decode()


def test_who_goes_on_working_stays(strict: None, client: Client, wait: Wait) -> None:
    for _ in range(4):
        assert is_inside(client)
        wait(20)
    assert is_inside(client)


def test_what_a_page_asks_for_by_itself_is_no_work(
    strict: None, client: Client, wait: Wait
) -> None:
    assert is_inside(client)
    for _ in range(3):
        wait(10)
        client.get("/notifications/count/", headers={"X-In-Passing": "1"})
    wait(1)
    assert not is_inside(client)


def test_after_signing_in_again_nothing_is_said_any_more(
    strict: None, client: Client, wait: Wait, people: NamedPeople
) -> None:
    assert is_inside(client)
    wait(31)
    assert not is_inside(client)
    client.post("/sign-in/", {"login": people.tom_becker.email, "password": PASSWORD})
    assert is_inside(client)
    assert idling.LEFT not in client.session


def test_in_the_standard_profile_nobody_is_signed_out(
    company: None, client: Client, wait: Wait
) -> None:
    assert is_inside(client)
    wait(600)
    assert is_inside(client)


def test_with_no_minutes_nobody_is_signed_out(
    strict: None, client: Client, wait: Wait, acting: NamedActors
) -> None:
    services.change_installation(acting.admin_wang, idle_minutes=0)
    assert is_inside(client)
    wait(600)
    assert is_inside(client)
