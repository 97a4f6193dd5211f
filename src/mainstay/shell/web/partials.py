"""Parts of pages that htmx fetches by itself."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect, HttpResponseStopPolling


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
        if getattr(request, "htmx", False) and target.partition("?")[0] == sign_in:
            if "X-In-Passing" in request.headers:
                return HttpResponseStopPolling()
            return HttpResponseClientRedirect(sign_in)
        return response
