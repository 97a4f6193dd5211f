"""Parts of pages that htmx fetches by itself."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect, HttpResponseStopPolling


def is_part(request: HttpRequest) -> bool:
    """Whether the page's script asks for a part of a page."""
    return bool(getattr(request, "htmx", False))


def on_to(request: HttpRequest, url: str) -> HttpResponse:
    """On to a page: the whole of it where a part was asked for."""
    return HttpResponseClientRedirect(url) if is_part(request) else redirect(url)


class PartialSignInMiddleware:
    """Sends the whole page to the sign-in when a part of it is asked for after the session ended.

    Without this the sign-in form would appear inside the page. What is only asked in passing, such
    as the number on the bell, ends instead: nobody loses the page that they are working on. Stands
    after HtmxMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        target = response.headers.get("Location", "")
        sign_in = resolve_url(settings.LOGIN_URL)
        if is_part(request) and target.partition("?")[0] == sign_in:
            if "X-In-Passing" in request.headers:
                return HttpResponseStopPolling()
            return HttpResponseClientRedirect(sign_in)
        return response
