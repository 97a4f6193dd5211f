"""What a person looked at last, kept in a signed cookie: keys alone, and nobody else's."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.access import acting

COOKIE = "mainstay_recent"
MOST = 12
_SALT = "mainstay.shell.palette.recents"
_DAYS = 90 * 86_400

Place = tuple[str, int]
"""The code of a finder and the key of what it finds."""


def recents(request: HttpRequest) -> list[Place]:
    """What the person of this request looked at, the latest first."""
    said = request.get_signed_cookie(COOKIE, "", salt=_SALT, max_age=_DAYS) or ""
    whose, _, listed = said.partition("|")
    if whose != _whose(acting(request)):
        return []
    pairs = (each.rpartition("-") for each in listed.split(","))
    return [(code, int(key)) for code, _, key in pairs if code and key.isdecimal()]


def note(request: HttpRequest, response: HttpResponse, code: str, key: int) -> HttpResponse:
    """Remember in the response that the person looked at this."""
    before = recents(request)
    if before[:1] == [(code, key)]:
        return response
    response.set_signed_cookie(
        COOKIE,
        _written(acting(request), [(code, key), *(each for each in before if each != (code, key))]),
        salt=_SALT,
        max_age=_DAYS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _written(actor: Actor, places: Sequence[Place]) -> str:
    return f"{_whose(actor)}|" + ",".join(f"{code}-{key}" for code, key in places[:MOST])


def _whose(actor: Actor) -> str:
    return str(actor.person_id)
