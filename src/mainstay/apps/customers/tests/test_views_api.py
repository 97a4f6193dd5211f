"""Conditions and views through the interface for programs."""

import csv
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from mainstay.apps.customers.models import CustomerView
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople, NamedTeams

SignedIn = Callable[[Person], Client]
EAST = {"name": "East", "where": "region:is:East", "columns": ["name"], "sort": "-name"}
READ = [("get", "/count"), ("get", "/fields"), ("get", "/views"), ("get", "/views/1")]
WRITTEN = [
    ("post", "/views"),
    ("patch", "/views/1"),
    ("delete", "/views/1"),
    ("put", "/views/1/pin"),
    ("delete", "/views/1/pin"),
]


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    """Send JSON and return the response."""
    ask = getattr(client, method)
    return ask(f"/api/customers{path}", body, content_type="application/json")


def asked(client: Client, path: str, **said: str) -> Any:
    return client.get(f"/api/customers{path}?{urlencode(said)}")


@pytest.mark.parametrize(("method", "path"), [*READ, *WRITTEN])
def test_strangers_are_refused(method: str, path: str, client: Client, db: None) -> None:
    response = send(client, method, path, {"name": "x", "version": 1} if method != "get" else None)
    assert response.status_code == 401


@pytest.mark.parametrize(("method", "path"), [*READ, *WRITTEN])
def test_who_has_no_role_is_refused(
    method: str, path: str, people: NamedPeople, signed_in: SignedIn
) -> None:
    body = {"name": "x", "version": 1} if method != "get" else None
    assert send(signed_in(people.nobody_ning), method, path, body).status_code == 403


@pytest.mark.parametrize(("method", "path"), WRITTEN)
def test_who_keeps_no_views_writes_none(
    method: str, path: str, people: NamedPeople, signed_in: SignedIn
) -> None:
    body = {"name": "x", "version": 1}
    assert send(signed_in(people.grace_liu), method, path, body).status_code == 403


@pytest.mark.usefixtures("market")
def test_customers_are_listed_by_conditions(mei: Client) -> None:
    found = asked(mei, "", where="region:is:East|region:is:North;name:not:Anji").json()
    assert [each["name"] for each in found["items"]] == ["Zhiyuan"]
    found = asked(mei, "", where="name:contains:i", region="South").json()
    assert [each["name"] for each in found["items"]] == ["Hengda Lifts"]


@pytest.mark.usefixtures("market")
def test_pages_of_a_filtered_list_follow_each_other(mei: Client) -> None:
    first = asked(mei, "", where="region:is:East", sort="-name", limit="1").json()
    assert [each["name"] for each in first["items"]] == ["Zhiyuan"]
    second = mei.get(first["next"]).json()
    assert [each["name"] for each in second["items"]] == ["Anji"]
    assert second["next"] is None


@pytest.mark.parametrize("path", ["", "/count", "/export"])
def test_a_condition_that_means_nothing_is_named(mei: Client, path: str) -> None:
    response = asked(mei, path, where="region:is:East;code:is:x|owner__password:is:x|name:least:1")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["code"] == "invalid_filter"
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [
        ("/where/1/1", "unknown_field"),
        ("/where/1/2", "unknown_operator"),
    ]
    assert "owner__password" in problem["errors"][0]["detail"]


def test_the_fields_are_told_with_their_operators(mei: Client) -> None:
    fields = {each["code"]: each for each in asked(mei, "/fields").json()}
    assert fields["region"]["operators"][:2] == ["is", "not"]
    assert {"value": "active", "label": "Active"} in fields["status"]["choices"]
    assert "empty" not in fields["code"]["operators"]


@pytest.mark.usefixtures("hidden_column")
def test_a_field_that_one_may_not_see_is_not_told(people: NamedPeople, signed_in: SignedIn) -> None:
    agent = signed_in(people.zhang_min)
    assert "grade" not in {each["code"] for each in asked(agent, "/fields").json()}
    assert asked(agent, "", where="grade:is:1").json()["errors"][0]["code"] == "unknown_field"


@pytest.mark.usefixtures("market")
def test_customers_are_counted_up_to_a_limit_or_exactly(mei: Client) -> None:
    assert asked(mei, "/count", where="region:is:East").json() == {"number": 2, "or_more": False}
    assert asked(mei, "/count", exact="true").json() == {"number": 3, "or_more": False}


def test_a_view_is_made_read_changed_and_deleted(mei: Client) -> None:
    made = send(mei, "post", "/views", EAST)
    assert made.status_code == 201
    view = made.json()
    assert {name: view[name] for name in EAST} == EAST
    assert view["words"] == "Region is East"
    assert (view["sharing"], view["pinned"], view["readable"]) == ("nobody", False, True)
    path = f"/views/{view['id']}"
    changed = send(mei, "patch", path, {"version": 1, "sort": "code"}).json()
    assert (changed["sort"], changed["where"], changed["version"]) == ("code", EAST["where"], 2)
    outpaced = send(mei, "patch", path, {"version": 1, "name": "Late"})
    assert (outpaced.status_code, outpaced.json()["code"]) == (409, "view_version_conflict")
    assert send(mei, "put", f"{path}/pin", {"opens_first": True}).json()["pinned"] is True
    assert send(mei, "delete", f"{path}/pin").status_code == 204
    assert send(mei, "get", path).json()["pinned"] is False
    assert send(mei, "delete", path).status_code == 204
    assert send(mei, "get", path).json()["code"] == "view_not_found"


def test_views_are_listed_page_by_page(mei: Client, tom: Client) -> None:
    for name in ("B", "A"):
        send(mei, "post", "/views", {"name": name, "sharing": "everybody"})
    first = asked(tom, "/views", limit="1").json()
    assert [each["name"] for each in first["items"]] == ["A"]
    assert [each["name"] for each in tom.get(first["next"]).json()["items"]] == ["B"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "x", "where": "nothing:is:x"}, "invalid_filter"),
        ({"name": "x", "where": "name:is:\ud800"}, ""),
        ({"name": "x", "where": '{"a":' * 500}, "invalid_filter"),
        ({"name": "x", "columns": ["password"]}, "invalid"),
        ({"name": "x", "columns": ["name"] * 41}, "invalid"),
        ({"name": "x", "sort": "owner__password"}, "unknown_sort"),
        ({"name": "x", "sharing": "world"}, "invalid"),
        ({"name": "x", "sharing": "team", "team": 999}, "invalid"),
        ({"name": ""}, "invalid"),
    ],
)
def test_what_a_view_cannot_be_is_a_problem(mei: Client, body: dict[str, Any], code: str) -> None:
    response = send(mei, "post", "/views", body)
    assert response.status_code in {400, 422}
    assert code in {"", response.json()["code"]}
    assert not CustomerView.objects.system("test").exists()


def test_views_of_others_are_only_read(mei: Client, tom: Client, teams: NamedTeams) -> None:
    body = {**EAST, "sharing": "team", "team": teams.south_china.pk}
    path = f"/views/{send(mei, 'post', '/views', body).json()['id']}"
    assert send(tom, "get", path).json()["team"]["name"] == "South China"
    assert send(tom, "patch", path, {"version": 1, "name": "Mine"}).status_code == 403
    assert send(tom, "delete", path).status_code == 403
    assert send(tom, "post", "/views", {"name": "x", "sharing": "everybody"}).status_code == 403


@pytest.mark.usefixtures("market")
def test_a_list_takes_conditions_order_and_columns_from_a_view(mei: Client) -> None:
    view = str(send(mei, "post", "/views", EAST).json()["id"])
    found = asked(mei, "", view=view).json()["items"]
    assert [each["name"] for each in found] == ["Zhiyuan", "Anji"]
    found = asked(mei, "", view=view, where="name:starts:A", sort="code").json()["items"]
    assert [each["name"] for each in found] == ["Anji"]
    for said, headings in (({"columns": "view"}, ["name"]), ({"columns": "code,name"}, None)):
        response = asked(mei, "/export", view=view, **said)
        content = b"".join(response.streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content)))
        assert rows[0] == (headings or ["code", "name"])
        assert len(rows) == 3
    assert asked(mei, "/export", columns="password").status_code == 422
    assert asked(mei, "", view="999").json()["code"] == "view_not_found"


@pytest.mark.usefixtures("hidden_column")
def test_a_view_tells_nothing_of_what_one_may_not_see(
    mei: Client, people: NamedPeople, signed_in: SignedIn
) -> None:
    body = {**EAST, "where": "grade:is:1", "sharing": "everybody", "sort": "grade"}
    view = send(mei, "post", "/views", body).json()["id"]
    agent = signed_in(people.zhang_min)
    read = send(agent, "get", f"/views/{view}")
    assert read.json()["readable"] is False
    assert "grade" not in read.content.decode()
    hidden = asked(agent, "", view=str(view))
    assert (hidden.status_code, hidden.json()["code"]) == (403, "view_hidden")


def test_the_description_knows_views_and_conditions(client: Client, db: None) -> None:
    described = client.get("/api/openapi.json").json()
    assert {"get", "post"} <= described["paths"]["/api/customers/views"].keys()
    parameters = described["paths"]["/api/customers"]["get"]["parameters"]
    assert {"where", "view"} <= {each["name"] for each in parameters}
