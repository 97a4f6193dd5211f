"""Failures as problem details (RFC 9457, ``application/problem+json``)."""

import json
import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.responses import NinjaJSONEncoder

from mainstay.shell.failures import Failure, failure_of

MEDIA_TYPE = "application/problem+json"

SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "Problem details as RFC 9457 describes them.",
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable name of what went wrong."},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "One entry for each value that was refused.",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

_CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many_requests",
    500: "internal_error",
    503: "unavailable",
}

_log = logging.getLogger(__name__)


def problem_response(
    status: int,
    *,
    code: str = "",
    detail: str = "",
    members: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """A problem as a response. `members` are further facts beside the standard ones."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code or _CODES.get(status, "failed"),
    }
    if detail:
        body["detail"] = detail
    body.update(members or {})
    content = json.dumps(body, cls=NinjaJSONEncoder, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE, headers=headers)


def handle_problems(api: NinjaAPI) -> None:
    """Make every failure of the interface a problem."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Throttled: _throttled,
        AuthenticationError: _not_signed_in,
        HttpError: _http_error,
        ValidationError: _invalid,
        Http404: _unexpected,
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def refusing_methods(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, whose refusal of a method is a problem too; Ninja answers that one by itself."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        return problem_response(405, headers={"Allow": response.headers["Allow"]})

    return answering


def _throttled(_request: HttpRequest, error: Throttled) -> HttpResponse:
    headers = {"Retry-After": str(error.wait)} if error.wait is not None else None
    return problem_response(429, headers=headers)


def _not_signed_in(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return problem_response(401, headers={"WWW-Authenticate": "Bearer"})


def _http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_response(error.status_code, detail=str(error))


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"pointer": _pointer(item["loc"]), "code": item["type"], "detail": item["msg"]}
        for item in error.errors
    ]
    return problem_response(422, members={"errors": errors})


def _pointer(location: tuple[str | int, ...]) -> str:
    """Where a refused value stands, as a JSON pointer (RFC 6901): ``/query/limit``."""
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in location)
    return "".join(f"/{part}" for part in parts)


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    failure = failure_of(error)
    if failure is None or failure.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.exception("%s %s failed", request.method, request.path, exc_info=error)
    return _answer(failure) if failure is not None else problem_response(500)


def _answer(failure: Failure) -> HttpResponse:
    return problem_response(
        failure.status, code=failure.code, detail=str(failure.detail), members=failure.members
    )
