"""Turning requests away before those that are being answered become slow for everybody."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import BoundedSemaphore

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from mainstay.shell.api.problems import problem_response

WAITING_EACH = 3
"""So many requests may wait for each that is being answered."""
SPARE = 4
"""So many threads more turn others away."""
PATIENCE = 10.0
RETRY_AFTER = "5"


class Overloaded(Exception):
    """Too many requests wait already, or one has waited for too long."""


class Gate:
    """Lets so many requests in at a time, and a few times as many wait for their turn."""

    def __init__(self, at_once: int, *, patience: float = PATIENCE) -> None:
        self._turns = BoundedSemaphore(at_once)
        self._places = BoundedSemaphore(at_once * WAITING_EACH)
        self._patience = patience

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold a turn while the block runs. Raises Overloaded."""
        self._enter()
        try:
            yield
        finally:
            self._turns.release()

    def _enter(self) -> None:
        if self._turns.acquire(blocking=False):
            return
        if not self._places.acquire(blocking=False):
            raise Overloaded
        try:
            if not self._turns.acquire(timeout=self._patience):
                raise Overloaded
        finally:
            self._places.release()


class OverloadMiddleware:
    """Answers 503 at once when more is asked than can be answered soon.

    `mainstay serve` says how many requests a process answers at a time and has threads for those
    that wait; under another server nothing is turned away.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.WEB_THREADS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self._gate = Gate(settings.WEB_THREADS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            with self._gate.turn():
                return self.get_response(request)
        except Overloaded:
            return _busy(request)


def threads_for(at_once: int) -> int:
    """How many threads a server needs that answers so many requests at a time."""
    return at_once * (1 + WAITING_EACH) + SPARE


def _busy(request: HttpRequest) -> HttpResponse:
    headers = {"Retry-After": RETRY_AFTER}
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if request.path.startswith("/api/"):
        return problem_response(status, code="overloaded", headers=headers)
    return HttpResponse(render_to_string("busy.html"), status=status, headers=headers)
