"""The route check finds what was not asked, and nothing else."""

from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.urls import ResolverMatch
from pytest_django.fixtures import Settings

from mainstay.foundation.access.actor import Actor, ActorKind
from mainstay.foundation.testing import routes
from mainstay.foundation.testing.routes import ANSWERED, NOT_FOUND, REFUSED, Request, Route

PAGE = Route("customers/", methods=frozenset(), closed=True)
OPERATION = Route("api/customers", methods=frozenset({"GET", "POST"}), closed=True)
OPEN_PAGE = Route("sign-in/", methods=frozenset(), closed=False)


def gaps(
    route: Route, *requests: Request, public: tuple[str, ...] = (), exempt: tuple[str, ...] = ()
) -> list[str]:
    return routes.missing(
        [route],
        requests,
        public=dict.fromkeys(public, "reason"),
        exempt=dict.fromkeys(exempt, "reason"),
    )


def asked(route: Route, outcome: str, who: str = "Mei Lin", method: str = "GET") -> Request:
    return Request(route.path, method, who, outcome)


def test_an_address_that_was_never_asked_is_named() -> None:
    assert gaps(PAGE) == ["customers/: never answered"]
    assert gaps(PAGE, asked(PAGE, REFUSED, who="")) == ["customers/: never answered"]


def test_an_address_needs_a_refusal_too() -> None:
    assert gaps(PAGE, asked(PAGE, ANSWERED)) == ["GET customers/: never refused"]
    assert gaps(PAGE, asked(PAGE, ANSWERED), asked(PAGE, REFUSED, who="")) == []


def test_every_method_that_was_answered_needs_its_own_refusal() -> None:
    requests = [asked(PAGE, ANSWERED), asked(PAGE, REFUSED), asked(PAGE, ANSWERED, method="POST")]
    assert gaps(PAGE, *requests) == ["POST customers/: never refused"]


def test_every_operation_of_the_interface_is_asked_for() -> None:
    requests = [asked(OPERATION, ANSWERED), asked(OPERATION, REFUSED, who="")]
    assert gaps(OPERATION, *requests) == [
        "POST api/customers: never answered",
        "POST api/customers: never refused",
    ]


def test_not_found_is_a_refusal_for_whoever_was_never_answered() -> None:
    mei, tom = asked(PAGE, ANSWERED), asked(PAGE, NOT_FOUND, who="Tom Becker")
    assert gaps(PAGE, mei, tom) == []
    assert gaps(PAGE, mei, asked(PAGE, NOT_FOUND)) == ["GET customers/: never refused"]


def test_a_public_address_needs_an_answer_alone() -> None:
    assert gaps(OPEN_PAGE, asked(OPEN_PAGE, ANSWERED, who=""), public=("sign-in/",)) == []
    assert gaps(OPEN_PAGE, public=("sign-in/",)) == ["sign-in/: never answered"]


def test_an_open_address_must_be_declared() -> None:
    requests = [asked(OPEN_PAGE, ANSWERED), asked(OPEN_PAGE, REFUSED)]
    assert gaps(OPEN_PAGE, *requests) == ["sign-in/: open to everybody without a declared reason"]


def test_exceptions_name_addresses_that_exist() -> None:
    assert gaps(OPEN_PAGE, exempt=("sign-in/",)) == []
    assert gaps(OPEN_PAGE, exempt=("sign-in/", "gone/")) == ["gone/: no such address"]


@pytest.mark.parametrize(
    ("response", "outcome"),
    [
        (HttpResponse(status=200), ANSWERED),
        (HttpResponse(status=204), ANSWERED),
        (HttpResponseRedirect("/customers/"), ANSWERED),
        (HttpResponseRedirect("/sign-in/?next=/customers/"), REFUSED),
        (HttpResponse(status=401), REFUSED),
        (HttpResponse(status=403), REFUSED),
        (HttpResponse(status=404), NOT_FOUND),
    ],
)
def test_the_recorder_tells_answers_from_refusals(
    response: HttpResponse, outcome: str, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.LOGIN_URL = "/sign-in/"
    assert recorded(response, monkeypatch) == {Request("customers/", "GET", "Mei Lin", outcome)}


def test_the_recorder_leaves_errors_out(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.LOGIN_URL = "/sign-in/"
    assert recorded(HttpResponse(status=500), monkeypatch) == set()
    assert recorded(HttpResponse(status=422), monkeypatch) == set()


def recorded(response: HttpResponse, monkeypatch: pytest.MonkeyPatch) -> set[Request]:
    requests: set[Request] = set()
    monkeypatch.setattr(routes, "_recorded", requests)

    def view(request: HttpRequest) -> HttpResponse:
        request.resolver_match = ResolverMatch(view, (), {}, route="customers/")
        return response

    request = RequestFactory().get("/customers/")
    request.actor = Actor(kind=ActorKind.PERSON, name="Mei Lin")  # type: ignore[attr-defined]
    routes.RouteRecorder(view)(request)
    return requests


def test_what_several_processes_recorded_comes_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for worker, request in (("gw0", asked(PAGE, ANSWERED)), ("gw1", asked(PAGE, REFUSED))):
        monkeypatch.setattr(routes, "_recorded", {request})
        routes.save(tmp_path, worker)
    assert routes.load(tmp_path) == {asked(PAGE, ANSWERED), asked(PAGE, REFUSED)}
