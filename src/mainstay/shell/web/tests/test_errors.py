"""Pages that say what went wrong."""

import json

import pytest
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from mainstay.foundation.access.services import AccessDenied
from mainstay.shell.web import errors


@pytest.mark.parametrize(
    ("handler", "status"),
    [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404)],
)
def test_each_failure_has_its_page(handler: errors.Handler, status: int) -> None:
    response = handler(RequestFactory().get("/nowhere/"))
    assert response.status_code == status
    assert f"{status}</div>" in response.content.decode()


def test_our_own_fault_is_told_without_the_database() -> None:
    # This test has no database: asking it would fail.
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Nothing was saved halfway" in response.content.decode()


@pytest.mark.parametrize("error", [OperationalError(), InterfaceError(), MemoryError()])
def test_a_database_that_does_not_answer_is_told_as_such(error: Exception) -> None:
    try:
        raise error
    except Exception:  # noqa: BLE001 - as Django does around its handlers
        response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 503
    assert "The database does not answer" in response.content.decode()


def test_programs_get_a_problem_instead_of_a_page() -> None:
    response = errors.not_found(RequestFactory().get("/api/nowhere"))
    assert response.headers["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["code"] == "not_found"


def answer_to(exception: Exception) -> HttpResponse | None:
    middleware = errors.ErrorPagesMiddleware(lambda _request: HttpResponse())
    return middleware.process_exception(RequestFactory().get("/"), exception)


@pytest.mark.parametrize(
    ("exception", "status"), [(AccessDenied("a.b.c"), 403), (Http404("gone"), 404)]
)
def test_refusals_below_the_views_become_pages(exception: Exception, status: int) -> None:
    response = answer_to(exception)
    assert response is not None
    assert response.status_code == status


def test_an_unexpected_exception_is_left_alone() -> None:
    assert answer_to(RuntimeError()) is None


def test_an_error_page_says_its_language() -> None:
    with translation.override("zh-hans"):
        page = errors.not_found(RequestFactory().get("/nowhere/")).content.decode()
    assert '<html lang="zh-Hans"' in page
