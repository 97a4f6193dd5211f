"""Calendars through the interface for programs."""

from typing import Any

import pytest
from django.test import Client

from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.reference.models import BusinessCalendar
from mainstay.apps.reference.rules.china import LAST_YEAR
from mainstay.apps.reference.services.calendars import create_calendar
from mainstay.apps.reference.testing import SETTING_UP
from mainstay.apps.reference.tests.conftest import SignedIn

SPAN = "?since=2026-02-13&until=2026-02-24"
BODY = {"name": "Plant", "works": True, "text": "2027-02-06, workday"}
ROUTES = [
    ("get", ""),
    ("post", ""),
    ("get", "/1"),
    ("patch", "/1"),
    ("delete", "/1"),
    ("get", "/1/own-days"),
    ("get", "/1/own-days/export"),
    ("post", "/1/own-days"),
    ("put", "/1/own-days/2026-02-14"),
    ("delete", "/1/own-days/2026-02-14"),
    ("get", "/1/days" + SPAN),
    ("get", "/1/workdays" + SPAN),
    ("get", "/1/add-workdays?start=2026-02-13&count=2"),
]


@pytest.fixture
def office(company: None) -> BusinessCalendar:
    """The company's calendar."""
    return create_calendar(SETTING_UP, name="Head office", country="CN")


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    """Send JSON and return the response."""
    return getattr(client, method)(f"/api/calendars{path}", body, content_type="application/json")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_strangers_are_refused(method: str, path: str, client: Client, db: None) -> None:
    assert send(client, method, path, None if method == "get" else BODY).status_code == 401


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_who_has_no_role_is_refused(
    method: str, path: str, company: None, people: NamedPeople, signed_in: SignedIn
) -> None:
    body = None if method == "get" else BODY
    assert send(signed_in(people.nobody_ning), method, path, body).status_code == 403


def test_who_only_reads_changes_nothing(office: BusinessCalendar, tom: Client) -> None:
    for method, path in ROUTES:
        answer = send(tom, method, path.replace("/1", f"/{office.pk}"), BODY)
        if method != "get":
            assert answer.status_code == 403, path
    assert send(tom, "get", f"/{office.pk}").json()["name"] == "Head office"


def test_a_calendar_is_created_changed_and_removed(li: Client) -> None:
    made = send(li, "post", "", {"name": "Plant", "weekdays": [6, 7]})
    assert made.status_code == 201
    key = made.json()["id"]
    assert made.json() == {
        "id": key,
        "name": "Plant",
        "country": "",
        "weekdays": [6, 7],
        "is_default": True,
    }
    changed = send(li, "patch", f"/{key}", {"country": "CN"}).json()
    assert (changed["country"], changed["weekdays"]) == ("CN", [6, 7])
    assert send(li, "get", "").json()["items"] == [changed]
    assert send(li, "delete", f"/{key}").status_code == 204
    missing = send(li, "get", f"/{key}")
    assert (missing.status_code, missing.json()["code"]) == (404, "calendar_not_found")


def test_own_days_are_set_listed_and_cleared(office: BusinessCalendar, li: Client) -> None:
    days = f"/{office.pk}/own-days"
    taken = send(li, "post", days, {"text": "2027-02-06, workday"}).json()
    assert taken == {"changed": 1, "unchanged": 0}
    put = send(li, "put", f"{days}/2027-02-07", {"works": False, "name": "Outing"})
    assert put.status_code == 204
    assert send(li, "get", days).json() == [
        {"on": "2027-02-06", "works": True, "name": ""},
        {"on": "2027-02-07", "works": False, "name": "Outing"},
    ]
    assert b"2027-02-07,holiday,Outing" in send(li, "get", f"{days}/export").getvalue()
    assert send(li, "delete", f"{days}/2027-02-06").status_code == 204
    assert len(send(li, "get", days).json()) == 1
    refused = send(li, "post", days, {"text": "soon"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/body/text"


def test_days_are_told_with_their_reasons(office: BusinessCalendar, li: Client) -> None:
    days = send(li, "get", f"/{office.pk}/days{SPAN}").json()
    assert len(days) == 12
    assert days[1] == {
        "on": "2026-02-14",
        "works": True,
        "because": "exchanged",
        "name": "Spring Festival",
        "known": True,
    }
    unknown = f"?since={LAST_YEAR + 1}-01-01&until={LAST_YEAR + 1}-01-01"
    assert send(li, "get", f"/{office.pk}/days{unknown}").json()[0]["known"] is False
    for span in ("?since=2026-02-13&until=2026-02-12", "?since=2000-01-01&until=2020-01-01"):
        assert send(li, "get", f"/{office.pk}/days{span}").status_code == 400


def test_workdays_are_counted_and_added(office: BusinessCalendar, li: Client) -> None:
    assert send(li, "get", f"/{office.pk}/workdays{SPAN}").json() == {"workdays": 2}
    added = send(li, "get", f"/{office.pk}/add-workdays?start=2026-02-13&count=2")
    assert added.json() == {"on": "2026-02-24"}
    far = send(li, "get", f"/{office.pk}/add-workdays?start=9999-12-31&count=1")
    assert (far.status_code, far.json()["code"]) == (422, "no_workday")
