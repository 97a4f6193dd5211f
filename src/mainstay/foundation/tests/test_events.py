"""Events reach their subscribers after the commit, whatever one of them does."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction

from mainstay.foundation import events

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class HouseMoved:
    to: str


@pytest.fixture(autouse=True)
def _own_subscribers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_handlers", {})
    monkeypatch.setattr(events, "_writers", {})


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def listen(heard: list[str]) -> Callable[[HouseMoved], None]:
    return lambda event: heard.append(event.to)


def test_subscribers_hear_after_the_commit(
    heard: list[str], listen: Callable[[HouseMoved], None]
) -> None:
    events.subscribe(HouseMoved, listen)
    with transaction.atomic():
        events.publish(HouseMoved("Harbour"))
        assert heard == []
    assert heard == ["Harbour"]


def test_nobody_hears_of_what_was_rolled_back(
    heard: list[str], listen: Callable[[HouseMoved], None]
) -> None:
    events.subscribe(HouseMoved, listen)
    with transaction.atomic():
        events.publish(HouseMoved("Harbour"))
        transaction.set_rollback(True)
    assert heard == []


def test_subscribing_twice_is_hearing_once(
    heard: list[str], listen: Callable[[HouseMoved], None]
) -> None:
    events.subscribe(HouseMoved, listen)
    events.subscribe(HouseMoved, listen)
    events.publish(HouseMoved("Harbour"))
    assert heard == ["Harbour"]


def test_a_failing_subscriber_is_logged_and_stops_nobody(
    heard: list[str], listen: Callable[[HouseMoved], None], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(event: HouseMoved) -> None:
        raise RuntimeError(event.to)

    events.subscribe(HouseMoved, fail)
    events.subscribe(HouseMoved, listen)
    with caplog.at_level(logging.ERROR):
        events.publish(HouseMoved("Harbour"))

    assert heard == ["Harbour"]
    assert "A subscriber of HouseMoved failed" in caplog.text


def test_what_is_written_with_an_event_is_written_in_its_transaction(
    heard: list[str], listen: Callable[[HouseMoved], None]
) -> None:
    events.write_with(HouseMoved, listen)
    events.write_with(HouseMoved, listen)
    with transaction.atomic():
        events.publish(HouseMoved("Harbour"))
        assert heard == ["Harbour"]
    assert heard == ["Harbour"]


def test_a_writer_that_fails_undoes_what_happened() -> None:
    def fails(_event: HouseMoved) -> None:
        raise OSError("no room")

    events.write_with(HouseMoved, fails)
    with pytest.raises(OSError, match="no room"), transaction.atomic():
        events.publish(HouseMoved("Harbour"))
