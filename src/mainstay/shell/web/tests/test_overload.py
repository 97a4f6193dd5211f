"""Requests that are turned away, so that the others are answered soon."""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from mainstay.shell.web.overload import (
    WAITING_EACH,
    Gate,
    Overloaded,
    OverloadMiddleware,
    threads_for,
)


@contextmanager
def full(gate: Gate, at_once: int) -> Iterator[tuple[list["Future[None]"], Event]]:
    """Every turn is taken and every place to wait; gives those who wait, and what lets all go."""
    leave = Event()

    def hold(inside: Event) -> None:
        with gate.turn():
            inside.set()
            leave.wait(10)

    with ThreadPoolExecutor(threads_for(at_once)) as threads:
        try:
            for _ in range(at_once):
                inside = Event()
                threads.submit(hold, inside)
                assert inside.wait(10)
            waiting = [threads.submit(hold, Event()) for _ in range(at_once * WAITING_EACH)]
            while gate._places.acquire(blocking=False):
                gate._places.release()
            yield waiting, leave
        finally:
            leave.set()


def test_one_more_than_may_wait_is_turned_away_at_once_and_all_others_get_their_turn() -> None:
    gate = Gate(2)
    with full(gate, 2) as (waiting, leave):
        with pytest.raises(Overloaded), gate.turn():
            pass
        assert not any(each.done() for each in waiting)
        leave.set()
        assert [each.result(10) for each in waiting] == [None] * len(waiting)
    with gate.turn():
        pass


def test_who_waits_too_long_is_turned_away_and_leaves_the_place_to_others() -> None:
    gate = Gate(1, patience=0.05)
    with gate.turn():
        for _ in range(WAITING_EACH + 1):
            with pytest.raises(Overloaded), gate.turn():
                pass


def fail_within(gate: Gate) -> None:
    with gate.turn():
        raise ValueError("broken")


def test_a_turn_ends_also_with_a_failure() -> None:
    gate = Gate(1, patience=0.05)
    with pytest.raises(ValueError, match="broken"):
        fail_within(gate)
    with gate.turn():
        pass


@pytest.fixture
def busy() -> Iterator[OverloadMiddleware]:
    """A server that answers one request at a time, and does so."""
    with override_settings(WEB_THREADS=1):
        middleware = OverloadMiddleware(lambda _request: HttpResponse())
    middleware._gate = Gate(1, patience=0.05)
    with middleware._gate.turn():
        yield middleware


def test_a_page_says_that_the_server_is_busy_and_when_to_try_again(
    busy: OverloadMiddleware,
) -> None:
    response = busy(RequestFactory().get("/customers/"))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "More is being asked at this moment" in response.content.decode()


def test_programs_get_a_problem_and_when_to_try_again(busy: OverloadMiddleware) -> None:
    response = busy(RequestFactory().get("/api/customers"))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert json.loads(response.content)["code"] == "overloaded"


@override_settings(WEB_THREADS=0)
def test_a_server_that_names_no_threads_turns_nobody_away() -> None:
    with pytest.raises(MiddlewareNotUsed):
        OverloadMiddleware(lambda _request: HttpResponse())
