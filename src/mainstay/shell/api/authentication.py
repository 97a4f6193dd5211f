"""Who calls: by token, or by the session of a signed-in person."""

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from mainstay.foundation.access.actor import Actor
from mainstay.shell.api.token_check import actor_of_token


class TokenAuthentication(HttpBearer):
    """``Authorization: Bearer <token>``; the token's actor becomes `request.actor`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor = actor_of_token(request, token)
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]
        return actor


class SessionAuthentication(APIKeyCookie):
    """The session cookie, with Django's check against forged requests on every write."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        if getattr(request, "actor", None) is None or "Authorization" in request.headers:
            return None  # nothing to forge: nobody is signed in, or a token was meant
        found: Actor | None = super().__call__(request)
        return found

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor: Actor | None = getattr(request, "actor", None)
        return actor
