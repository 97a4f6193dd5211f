"""Bulk changes through the interface for programs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.customers.models import BulkChange, Customer
from mainstay.apps.customers.services.bulk import request_bulk
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.testing.working import run_waiting_jobs

SignedIn = Callable[[Person], Client]
NORTH = {"deed": "region", "value": "North", "where": "region:is:East"}
OPERATIONS = [("get", ""), ("post", ""), ("get", "/1"), ("post", "/1/undo"), ("post", "/1/stop")]


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    """Send JSON and return the response."""
    ask = getattr(client, method)
    return ask(f"/api/customers/bulk{path}", body, content_type="application/json")


@pytest.fixture
def li(people: NamedPeople, signed_in: SignedIn) -> Client:
    """The programs of an analyst, who sees every customer."""
    return signed_in(people.li_na)


def body(method: str, path: str) -> Any:
    return NORTH if (method, path) == ("post", "") else None


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_strangers_are_refused(method: str, path: str, client: Client, db: None) -> None:
    assert send(client, method, path, body(method, path)).status_code == 401


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_who_may_not_change_many_is_refused(method: str, path: str, tom: Client) -> None:
    assert send(tom, method, path, body(method, path)).status_code == 403


@pytest.mark.usefixtures("market")
def test_a_bulk_change_is_asked_for_followed_and_undone(li: Client) -> None:
    asked = send(li, "post", "", NORTH)
    assert asked.status_code == 202
    assert (asked.json()["state"], asked.json()["changed"]) == ("under_way", 0)
    path = f"/{asked.json()['id']}"
    run_waiting_jobs()
    done = send(li, "get", path).json()
    assert (done["state"], done["changed"], done["unchanged"]) == ("done", 2, 0)
    assert done["where"] == "region:is:East"
    undoing = send(li, "post", f"{path}/undo")
    assert (undoing.status_code, undoing.json()["state"]) == (202, "under_way")
    run_waiting_jobs()
    [shown] = send(li, "get", "").json()["items"]
    assert (shown["state"], shown["restored"]) == ("undone", 2)
    again = send(li, "post", f"{path}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_undo")
    regions = Customer.objects.system("test").order_by("name").values_list("region", flat=True)
    assert list(regions) == ["East", "South", "East"]


@pytest.mark.usefixtures("market")
def test_a_waiting_one_is_stopped(li: Client) -> None:
    path = f"/{send(li, 'post', '', NORTH).json()['id']}"
    assert send(li, "post", f"{path}/stop").json()["state"] == "stopped"
    run_waiting_jobs()
    assert send(li, "get", path).json()["changed"] == 0


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"deed": "status", "value": "archived"}, "/body/value"),
        ({"deed": "region", "value": "North", "where": "nonsense:is:x"}, "/where/0/0"),
        ({"deed": "rename", "value": "x"}, "/body/deed"),
    ],
)
def test_what_means_nothing_is_refused_with_its_place(
    li: Client, said: dict[str, str], pointer: str
) -> None:
    answer = send(li, "post", "", said)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert not BulkChange.objects.system("test").exists()


def test_what_others_did_is_not_found(acting: NamedActors, market: None, mei: Client) -> None:
    bulk = request_bulk(acting.li_na, "region", "North")
    for method, path in (("get", ""), ("post", "/undo"), ("post", "/stop")):
        answer = send(mei, method, f"/{bulk.pk}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "bulk_not_found")
