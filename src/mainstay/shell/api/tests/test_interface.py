"""The interface for programs: who may call it, how it pages, how it fails."""

import json
from typing import Any

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import include, path, resolve
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from ninja.throttling import BaseThrottle

from mainstay.foundation.access.actor import Actor, ActorKind
from mainstay.foundation.access.services import AccessDenied
from mainstay.shell.api import token_check
from mainstay.shell.api.admission import takes
from mainstay.shell.api.interface import build_api
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.api.routers import Mount
from mainstay.shell.paging import SequenceRows
from mainstay.shell.web.access import requires

MEI_LIN = Actor(ActorKind.PERSON, "Mei Lin", 1)
TOM = Actor(ActorKind.PERSON, "tom", 2, permissions=frozenset({"customers.customer.view"}))
ROBOT = Actor(ActorKind.TOKEN, "robot", 1)

router = Router()


class CustomerOut(Schema):
    code: str


class CustomerIn(Schema):
    code: str


@router.get("", response=PageOut[CustomerOut])
def list_customers(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    rows = SequenceRows([{"code": f"C{number}"} for number in range(5)])
    return page_out(request, rows, ["code"], page)


@router.post("", response=CustomerOut)
def create_customer(request: HttpRequest, customer: CustomerIn) -> CustomerIn:
    return customer


@router.get("/me")
def who(request: HttpRequest) -> dict[str, str]:
    return {"name": request.actor.name}  # type: ignore[attr-defined]


@router.get("/closed")
@requires("customers.customer.view")
@takes(lambda actor: [actor.name])
def closed(request: HttpRequest, year: int) -> dict[str, int]:
    return {"year": year}


FAILURES: dict[str, Exception] = {
    "denied": AccessDenied("customers.customer.view"),
    "missing": Http404(),
    "http": HttpError(409, "Somebody was faster"),
    "broken": RuntimeError("secret"),
}


@router.get("/fail/{kind}")
def fail(request: HttpRequest, kind: str) -> None:
    raise FAILURES[kind]


class Full(BaseThrottle):
    def allow_request(self, request: HttpRequest) -> bool:
        return False

    def wait(self) -> float:
        return 11.2


@router.get("/slow", throttle=Full())
def slow(request: HttpRequest) -> None:
    raise AssertionError("never reached")


api = build_api([Mount("/customers", router, "Customers")])
urlpatterns = [path("api/", api.urls), path("", include("mainstay.shell.web.urls"))]

pytestmark = pytest.mark.urls(__name__)


def call(
    address: str, *, method: str = "get", actor: Actor | None = MEI_LIN, **options: Any
) -> HttpResponse:
    request = getattr(RequestFactory(), method)(address, **options)
    request.actor = actor
    match = resolve(address.partition("?")[0])
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


def body(response: HttpResponse) -> Any:
    return json.loads(response.content)


def problem(response: HttpResponse) -> Any:
    assert response.headers["Content-Type"] == "application/problem+json"
    found = body(response)
    assert found["status"] == response.status_code
    assert {"type", "title", "code"} <= found.keys()
    return found


def test_a_list_comes_page_by_page() -> None:
    first = body(call("/api/customers?limit=2"))
    assert [item["code"] for item in first["items"]] == ["C0", "C1"]
    assert first["previous"] is None
    second = body(call(first["next"]))
    assert [item["code"] for item in second["items"]] == ["C2", "C3"]
    assert body(call(second["previous"]))["items"] == first["items"]


def test_strangers_are_asked_who_they_are() -> None:
    response = call("/api/customers", actor=None)
    assert problem(response)["code"] == "not_signed_in"
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.fixture
def known_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_check, "_checks", [])
    token_check.supply_token_check(lambda _request, token: ROBOT if token == "good" else None)


def test_a_token_brings_its_own_actor(known_token: None) -> None:
    response = call("/api/customers/me", actor=None, headers={"Authorization": "Bearer good"})
    assert body(response) == {"name": "robot"}


def test_a_bad_token_does_not_fall_back_to_the_session(known_token: None) -> None:
    response = call("/api/customers/me", headers={"Authorization": "Bearer bad"})
    assert response.status_code == 401


def test_tokens_are_checked_in_one_place(known_token: None) -> None:
    with pytest.raises(ValueError, match="already"):
        token_check.supply_token_check(lambda _request, _token: None)


def test_a_session_needs_the_form_token_to_write() -> None:
    options: dict[str, Any] = {"data": {"code": "C9"}, "content_type": "application/json"}
    assert problem(call("/api/customers", method="post", **options))["status"] == 403


def test_an_access_token_writes_without_form_token(known_token: None) -> None:
    headers = {"Authorization": "Bearer good"}
    options: dict[str, Any] = {"data": {"code": "C9"}, "content_type": "application/json"}
    response = call("/api/customers", method="post", actor=None, headers=headers, **options)
    assert body(response) == {"code": "C9"}


def test_refused_values_are_pointed_at() -> None:
    found = problem(call("/api/customers?limit=0"))
    assert found["code"] == "invalid"
    assert found["errors"][0]["pointer"] == "/query/limit"


def test_a_parameter_that_does_not_exist_is_refused_with_those_that_do() -> None:
    found = problem(call("/api/customers?search=lift&limit=2&owner=me"))
    assert (found["status"], found["code"]) == (422, "invalid")
    assert [error["pointer"] for error in found["errors"]] == ["/query/owner", "/query/search"]
    assert {error["code"] for error in found["errors"]} == {"unknown_parameter"}
    assert "Known are cursor, limit." in found["errors"][0]["detail"]


def test_where_no_parameter_exists_each_one_is_refused() -> None:
    [error] = problem(call("/api/customers/me?full=true"))["errors"]
    assert "none is known" in error["detail"]


def test_an_operation_may_know_parameters_that_depend_on_who_asks() -> None:
    assert body(call("/api/customers/closed?year=2026&tom=1", actor=TOM)) == {"year": 2026}
    [error] = problem(call("/api/customers/closed?year=2026&mei=1", actor=TOM))["errors"]
    assert "Known are tom, year." in error["detail"]


def test_who_calls_is_asked_before_what_they_may_and_that_before_what_they_sent() -> None:
    address = "/api/customers/closed?year=last&search=lift"
    statuses = [call(address, actor=actor).status_code for actor in (None, MEI_LIN, TOM)]
    assert statuses == [401, 403, 422]


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [("denied", 403, "forbidden"), ("missing", 404, "not_found"), ("http", 409, "conflict")],
)
def test_expected_failures_have_status_and_code(kind: str, status: int, code: str) -> None:
    found = problem(call(f"/api/customers/fail/{kind}"))
    assert (found["status"], found["code"]) == (status, code)


def test_our_own_fault_is_logged_and_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    response = call("/api/customers/fail/broken")
    assert problem(response)["code"] == "internal_error"
    assert "secret" not in response.content.decode()
    assert "secret" in caplog.text


def test_a_cursor_from_elsewhere_is_a_bad_request() -> None:
    assert problem(call("/api/customers?cursor=x"))["code"] == "invalid_cursor"


def test_an_operation_that_does_not_exist_is_a_problem() -> None:
    response = call("/api/customers/me", method="delete")
    assert problem(response)["code"] == "method_not_allowed"
    assert response.headers["Allow"] == "GET"


def test_too_many_requests_are_a_problem() -> None:
    response = call("/api/customers/slow")
    assert problem(response)["code"] == "too_many_requests"
    assert response.headers["Retry-After"] == "12"


def test_the_description_is_open_and_says_how_operations_fail() -> None:
    schema = body(call("/api/openapi.json", actor=None))
    assert schema["openapi"] == "3.1.0"
    operation = schema["paths"]["/api/customers"]["get"]
    assert operation["operationId"] == "list_customers"
    assert operation["tags"] == ["Customers"]
    answer = operation["responses"]["default"]["content"]["application/problem+json"]
    assert answer["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert "code" in schema["components"]["schemas"]["Problem"]["required"]
