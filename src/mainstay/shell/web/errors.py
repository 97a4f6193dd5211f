"""Pages that say what went wrong, and what to do now."""

import sys
from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string

from mainstay.shell.api.problems import problem_response
from mainstay.shell.failures import failure_of

Handler = Callable[[HttpRequest], HttpResponse]
PAGES = frozenset({400, 403, 404})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was asked cannot be understood."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person may not do this."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or none that this person may see."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503: the database or the memory fails us.

    Rendered without the request, so that nothing is asked of the database.
    """
    error = sys.exception()
    failure = failure_of(error) if isinstance(error, Exception) else None
    short = failure is not None and failure.status == HTTPStatus.SERVICE_UNAVAILABLE
    return _page(request, 503 if short else 500)


class RefuseNulMiddleware:
    """Refuses an address with a NUL: PostgreSQL fails on one, and no text of ours holds one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or any("\0" in each for each in _texts(request.GET)):
            return bad_request(request)
        return self.get_response(request)


class ErrorPagesMiddleware:
    """Turns failures that were expected below the views into their pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        failure = failure_of(exception)
        if failure is None or failure.status not in PAGES:
            return None
        return _page(request, failure.status)


def _texts(query: QueryDict) -> Iterator[str]:
    for name, values in query.lists():
        yield name
        yield from values


def _page(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem_response(status)
    return HttpResponse(render_to_string(f"{status}.html"), status=status)
