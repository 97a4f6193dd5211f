"""Exchange rates through the interface for programs."""

from typing import Any

import pytest
from django.test import Client

from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.reference.models import ExchangeRate
from mainstay.apps.reference.testing import rate_on
from mainstay.apps.reference.tests.conftest import SignedIn

BODY = {"currency": "usd", "on": "2024-03-01", "rate": "7.0968", "source": "PBOC"}
ROUTES = [
    ("get", ""),
    ("post", ""),
    ("get", "/export"),
    ("get", "/1"),
    ("patch", "/1"),
    ("delete", "/1"),
]


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    """Send JSON and return the response."""
    return getattr(client, method)(f"/api/rates{path}", body, content_type="application/json")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_strangers_are_refused(method: str, path: str, client: Client, db: None) -> None:
    assert send(client, method, path, None if method == "get" else BODY).status_code == 401


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_who_has_no_role_is_refused(
    method: str, path: str, company: None, people: NamedPeople, signed_in: SignedIn
) -> None:
    body = None if method == "get" else BODY
    assert send(signed_in(people.nobody_ning), method, path, body).status_code == 403


def test_who_only_reads_changes_nothing(tom: Client) -> None:
    row = rate_on("2024-03-01", "USD", "7.0968")
    assert send(tom, "get", f"/{row.pk}").json()["rate"] == "7.0968"
    for method, path in (("post", ""), ("patch", f"/{row.pk}"), ("delete", f"/{row.pk}")):
        assert send(tom, method, path, BODY).status_code == 403


def test_a_rate_is_set_read_changed_and_removed(li: Client) -> None:
    made = send(li, "post", "", BODY)
    assert made.status_code == 201
    key = made.json()["id"]
    assert made.json() == {**BODY, "id": key, "currency": "USD"}
    changed = send(li, "patch", f"/{key}", {"rate": "7.1"}).json()
    assert (changed["rate"], changed["source"]) == ("7.1", "PBOC")
    assert send(li, "get", f"/{key}").json() == changed
    assert send(li, "delete", f"/{key}").status_code == 204
    missing = send(li, "get", f"/{key}")
    assert (missing.status_code, missing.json()["code"]) == (404, "rate_not_found")


def test_a_second_rate_of_the_day_is_refused_by_its_field(li: Client) -> None:
    rate_on("2024-03-01", "USD", "7")
    response = send(li, "post", "", BODY)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/body/on"
    assert ExchangeRate.objects.system("test").count() == 1


def test_the_list_has_pages_and_filters(li: Client) -> None:
    for day in ("2024-03-01", "2024-03-02", "2024-03-03"):
        rate_on(day, "USD", "7")
    rate_on("2024-03-01", "EUR", "8")
    first = send(li, "get", "?limit=2&currency=USD").json()
    assert [each["on"] for each in first["items"]] == ["2024-03-03", "2024-03-02"]
    second = li.get(first["next"]).json()
    assert [each["on"] for each in second["items"]] == ["2024-03-01"]
    assert send(li, "get", "?sort=source").json()["code"] == "unknown_sort"


def test_the_list_is_handed_out_as_a_file(li: Client) -> None:
    rate_on("2024-03-01", "USD", "7")
    assert b"2024-03-01,USD,7," in send(li, "get", "/export?until=2024-03-01").getvalue()
