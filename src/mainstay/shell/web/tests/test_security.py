"""What browsers are told about our pages."""

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from mainstay.shell.web.partials import PartialSignInMiddleware
from mainstay.shell.web.security import SecurityHeadersMiddleware


def answer() -> HttpResponse:
    middleware = SecurityHeadersMiddleware(lambda _request: HttpResponse())
    return middleware(RequestFactory().get("/customers/"))


def test_only_our_own_files_run() -> None:
    policy = answer().headers["Content-Security-Policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["object-src"] == "'none'"
    assert "unsafe" not in policy


def test_pages_are_not_kept_by_shared_caches() -> None:
    assert answer().headers["Cache-Control"] == "private, no-cache"


def test_a_view_may_say_more_than_the_shell() -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "no-store"})

    response = SecurityHeadersMiddleware(view)(RequestFactory().get("/"))
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("is_partial", "status"), [(True, 200), (False, 302)])
def test_a_part_of_a_page_never_becomes_the_sign_in(
    is_partial: bool, status: int, settings: object
) -> None:
    headers = {"HX-Request": "true"} if is_partial else {}
    settings.LOGIN_URL = "/sign-in/"  # type: ignore[attr-defined]

    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect("/sign-in/?next=/customers/")

    request = RequestFactory().get("/customers/", headers=headers)
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    response = PartialSignInMiddleware(view)(request)
    assert response.status_code == status
    assert response.headers.get("HX-Redirect") == ("/sign-in/" if is_partial else None)
