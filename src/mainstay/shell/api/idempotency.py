"""Writes that a program may send twice: the header ``Idempotency-Key``.

After draft-ietf-httpapi-idempotency-key-header. Under a key a write that succeeded is not done
again: whoever sends it once more gets the same answer. What was refused has changed nothing and
kept nothing, so it is tried again.
"""

import base64
import hashlib
import logging
import re
from collections.abc import Callable, Iterator
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from mainstay.foundation.idempotency import services
from mainstay.foundation.idempotency.services import Answer, Claim
from mainstay.shell.api.problems import problem_response
from mainstay.shell.web.access import acting

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
PARAMETER: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "A key of your own, such as a UUID: for a day the same request is done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_KEPT_HEADERS = ("Content-Type", "Location")
_KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?")
_log = logging.getLogger(__name__)


class Replayed(Exception):
    """The request was answered before."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def claim_key(request: HttpRequest) -> None:
    """Take the key that a write names for it. Raises Replayed where it was done before.

    Raises ValidationError for what is no key, and what `services.claim` raises.
    """
    given = request.headers.get(HEADER)
    if given is None or request.method not in WRITES:
        return
    if not _KEY.fullmatch(given):
        message = _("A key has 1 to 255 plain characters.")
        place = ("header", HEADER)
        raise ValidationError([{"loc": place, "type": "unfit_key", "msg": message}])
    found = services.claim(acting(request), given, _fingerprint(request))
    if isinstance(found, Answer):
        raise Replayed(found)
    request.claim = found  # type: ignore[attr-defined]


def answering_once(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep what is answered under the key that the request took, if it took one."""

    @wraps(run)
    def running(request: HttpRequest, **values: Any) -> HttpResponse:
        try:
            response = run(request, **values)
        except BaseException:
            _let_go(request)
            raise
        claimed: Claim | None = getattr(request, "claim", None)
        if claimed is not None:
            _end(claimed, response)
        return response

    return running


def handle_repetitions(api: NinjaAPI) -> None:
    """Answer requests whose key came before."""
    api.add_exception_handler(Replayed, _again)
    api.add_exception_handler(services.KeyReused, _reused)
    api.add_exception_handler(services.StillRunning, _running)
    api.add_exception_handler(services.OutcomeUnknown, _unknown)


def _end(claimed: Claim, response: HttpResponse) -> None:
    try:
        if response.status_code >= HTTPStatus.BAD_REQUEST or response.streaming:
            services.release(claimed)
        else:
            services.settle(claimed, _kept(response))
    except DatabaseError:  # what was done is done, and its answer must reach the caller
        _log.exception("the answer to a request with a key was not kept")


def _let_go(request: HttpRequest) -> None:
    claimed: Claim | None = getattr(request, "claim", None)
    if claimed is not None:
        services.release(claimed)


def _kept(response: HttpResponse) -> Answer:
    headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
    return Answer(response.status_code, headers, base64.b64encode(response.content).decode())


def _fingerprint(request: HttpRequest) -> str:
    digest = hashlib.sha256()
    for part in _parts(request):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    yield str(request.method).encode()
    yield request.get_full_path().encode()
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    for name, values in sorted(request.POST.lists()):
        yield from (text.encode() for text in (name, *map(str, values)))
    for name, files in sorted(request.FILES.lists()):
        for file in cast("list[UploadedFile[bytes]]", files):
            yield from (text.encode() for text in (name, str(file.name)))
            yield _digest(file)


def _digest(file: "UploadedFile[bytes]") -> bytes:
    content = hashlib.sha256()
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)
    return content.digest()


def _again(_request: HttpRequest, replayed: Any) -> HttpResponse:
    answer: Answer = replayed.answer
    content = base64.b64decode(answer.content)
    headers = {**answer.headers, REPLAYED: "true"}
    return HttpResponse(content, status=answer.status, headers=headers)


def _reused(_request: HttpRequest, _error: object) -> HttpResponse:
    detail = _("This key came with another request; give each request a key of its own.")
    return problem_response(422, code="idempotency_key_reused", detail=detail)


def _running(_request: HttpRequest, _error: object) -> HttpResponse:
    detail = _("The request with this key is being worked on.")
    return problem_response(
        409, code="idempotency_key_in_use", detail=detail, headers={"Retry-After": "2"}
    )


def _unknown(_request: HttpRequest, error: Any) -> HttpResponse:
    detail = _(
        "A request with this key began and was not answered: see whether it did what it should, "
        "then use another key."
    )
    members = {"began_at": error.began_at}
    return problem_response(409, code="idempotency_unknown", detail=detail, members=members)
