"""Which addresses the suite asked for, who was answered and who was refused.

Every address must have been answered to somebody who may, and refused to somebody who may not, with
each method that was answered at all; every operation of the interface for programs likewise. The
recorder counts requests of Django's test clients. What an answer holds is for the tests to check.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from inspect import unwrap
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import URLPattern, URLResolver, get_resolver

ANSWERED, REFUSED, NOT_FOUND = "answered", "refused", "not found"
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Request:
    """One request as far as coverage goes; `who` is the actor's name, empty for nobody."""

    route: str
    method: str
    who: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Route:
    """One address with the methods it is known to take; none known for a plain view.

    `says` are the methods that a page declares, which tests need not all have asked.
    """

    path: str
    methods: frozenset[str]
    closed: bool
    says: frozenset[str] = frozenset()


_recorded: set[Request] = set()


class RouteRecorder:
    """Middleware for test processes: remembers every request that reached an address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        outcome = _outcome(response)
        if request.resolver_match is not None and outcome:
            actor = getattr(request, "actor", None)
            _recorded.add(
                Request(
                    route=request.resolver_match.route,
                    method=request.method or "",
                    who=getattr(actor, "name", ""),
                    outcome=outcome,
                )
            )
        return response


def _outcome(response: HttpResponse) -> str:
    status = response.status_code
    sign_in = resolve_url(settings.LOGIN_URL)
    if status in {401, 403} or response.headers.get("Location", "").startswith(sign_in):
        return REFUSED
    if status == 404:  # noqa: PLR2004
        return NOT_FOUND
    return ANSWERED if 200 <= status < 400 else ""  # noqa: PLR2004


def save(folder: Path, worker: str) -> None:
    """Write what this process recorded, for the process that checks."""
    rows = [[request.route, request.method, request.who, request.outcome] for request in _recorded]
    (folder / f"routes-{worker or 'only'}.json").write_text(json.dumps(rows))


def load(folder: Path) -> set[Request]:
    """What all processes of the run recorded."""
    return {
        Request(*row)
        for file in folder.glob("routes-*.json")
        for row in json.loads(file.read_text())
    }


def all_routes() -> list[Route]:
    """Every address of the root configuration, once."""
    return sorted(set(_walk(get_resolver().url_patterns, "")), key=lambda route: route.path)


def _walk(patterns: Iterable[Any], prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            view = pattern.callback
            closed = getattr(view, "login_required", True)
            yield Route(path, _methods(view), closed, page_methods(view))


def _methods(view: Any) -> frozenset[str]:
    """The methods of an operation of the interface, whose view closes over its operations.

    What wraps the view closes over it in turn.
    """
    for cell in getattr(unwrap(view), "__closure__", None) or ():
        operations = getattr(cell.cell_contents, "operations", None)
        if operations is not None:
            return frozenset(method for operation in operations for method in operation.methods)
    return frozenset()


def page_methods(view: Any) -> frozenset[str]:
    """The methods that a page says it takes by one of Django's decorators; none where it has none.

    HEAD is GET without its body.
    """
    waiting, found = [view], set[int]()
    while waiting:
        function = waiting.pop()
        if id(function) in found or not hasattr(function, "__code__"):
            continue
        found.add(id(function))
        values = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
        if "request_method_list" in values:
            return frozenset(values["request_method_list"].cell_contents) & METHODS
        waiting += [cell.cell_contents for cell in values.values()]
    return frozenset()


def missing(
    routes: Iterable[Route],
    requests: Iterable[Request],
    *,
    public: Mapping[str, str],
    exempt: Mapping[str, str],
) -> list[str]:
    """What the suite did not ask, one line for each gap.

    `public` names the addresses that are open to everybody and `exempt` those that never answer,
    each with the reason.
    """
    asked: dict[str, list[Request]] = {}
    for request in requests:
        asked.setdefault(request.route, []).append(request)
    routes = list(routes)
    gaps = [f"{path}: no such address" for path in {*public, *exempt} - {r.path for r in routes}]
    for route in routes:
        if route.path not in exempt:
            gaps += _gaps(route, asked.get(route.path, []), is_public=route.path in public)
    return sorted(gaps)


def _gaps(route: Route, requests: list[Request], *, is_public: bool) -> Iterator[str]:
    if not route.closed and not is_public:
        yield f"{route.path}: open to everybody without a declared reason"
    answered = {request.method for request in requests if request.outcome == ANSWERED}
    refused = {request.method for request in requests if _refuses(request, requests)}
    expected = route.methods or answered & METHODS
    if not expected:
        yield f"{route.path}: never answered"
    for method in sorted(expected):
        if method not in answered:
            yield f"{method} {route.path}: never answered"
        if method not in refused and not is_public:
            yield f"{method} {route.path}: never refused"


def _refuses(request: Request, requests: list[Request]) -> bool:
    """Whether this one was turned away: told so, or not found by one who was never answered."""
    if request.outcome != NOT_FOUND:
        return request.outcome == REFUSED
    answer = replace(request, outcome=ANSWERED)
    return answer not in requests
