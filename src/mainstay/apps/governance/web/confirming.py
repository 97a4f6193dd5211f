"""Asking for the password, or the identity provider, once more before a page weakens a sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def confirmed(view: View[P]) -> View[P]:
    """Open a view to whoever has shown once more, within the last five minutes, who they are."""
    return confirmed_if(lambda _request: True)(view)


def confirmed_if(weakens: Callable[[HttpRequest], bool]) -> Callable[[View[P]], View[P]]:
    """The same for those requests alone of which `weakens` is true.

    allauth's own would let in whoever has no password without asking.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if weakens(request) and not _has_confirmed(request):
                raise ReauthenticationRequired
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _has_confirmed(request: HttpRequest) -> bool:
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    again = [record["at"] for record in records if record.get("reauthenticated")]
    ends = max(again, default=0.0) + app_settings.REAUTHENTICATION_TIMEOUT
    return bool(timezone.now().timestamp() < ends)
