"""Signing out whoever has left the browser alone, where the strict profile asks for it.

The session keeps when it was last used by hand, to half a minute. What a page asks for by itself,
such as the number on the bell, keeps nobody signed in.
"""

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone

from mainstay.apps.governance import queries, services
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit import services as audit

_USED = "used_at"
_KEPT_EVERY_SECONDS = 30
LEFT = "left_idle"
"""In the session of the sign-in page: that the one before ended by itself."""


def has_been_idle(request: HttpRequest) -> bool:
    """Whether the session has been left alone for too long; if not, keep that it is in use."""
    minutes = queries.sign_in_rules().idle_minutes
    if not minutes:
        return False
    now = timezone.now().timestamp()
    idle = now - request.session.setdefault(_USED, now)
    if idle > 60 * minutes:
        return True
    if idle > _KEPT_EVERY_SECONDS and "X-In-Passing" not in request.headers:
        request.session[_USED] = now
    return False


def end(request: HttpRequest, actor: Actor) -> None:
    """End the session; the sign-in page says why."""
    services.forget_session(request.session.session_key)
    logout(request)
    request.session[LEFT] = True
    audit.record(actor, "governance.session.left_idle")
