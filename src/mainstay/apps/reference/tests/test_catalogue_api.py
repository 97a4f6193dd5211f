"""Products, product lines, regions and industries through the interface for programs."""

from typing import Any

import pytest
from django.test import Client

from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.reference.models import Product
from mainstay.apps.reference.policies import BRANCH_KINDS
from mainstay.apps.reference.queries.branches import (
    PRODUCT_LINES,
    REGIONS,
    BranchKind,
    branches,
)
from mainstay.apps.reference.services.branches import archive_branch
from mainstay.apps.reference.services.products import archive_product
from mainstay.apps.reference.testing import SETTING_UP, branch, product
from mainstay.apps.reference.tests.conftest import SignedIn

ONE = {"code": "E", "name": "East", "version": 1}
ROUTES = [
    ("get", ""),
    ("post", ""),
    ("get", "/export"),
    ("get", "/1"),
    ("patch", "/1"),
    ("delete", "/1"),
    ("post", "/1/archive"),
    ("post", "/1/restore"),
]
PLACES = ["products", *BRANCH_KINDS]
ALL = [
    (place, method, path)
    for place in PLACES
    for method, path in ROUTES
    if (place, method) != ("products", "delete")
]
each_tree = pytest.mark.parametrize("kind", BRANCH_KINDS.values(), ids=BRANCH_KINDS)


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    """Send JSON and return the response."""
    return getattr(client, method)(f"/api/{path}", body, content_type="application/json")


@pytest.mark.parametrize(("place", "method", "path"), ALL)
def test_strangers_are_refused(
    place: str, method: str, path: str, client: Client, db: None
) -> None:
    body = None if method == "get" else ONE
    assert send(client, method, place + path, body).status_code == 401


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(("place", "method", "path"), ALL)
def test_who_has_no_role_is_refused(
    place: str, method: str, path: str, people: NamedPeople, signed_in: SignedIn
) -> None:
    body = None if method == "get" else ONE
    client = signed_in(people.nobody_ning)
    assert send(client, method, place + path, body).status_code == 403


@each_tree
def test_who_only_reads_a_tree_changes_nothing(kind: BranchKind, tom: Client) -> None:
    row = branch(kind, "N", "North")
    assert send(tom, "get", f"{kind.code}/{row.pk}").json()["name"] == "North"
    for method, path in (
        ("post", ""),
        ("patch", f"/{row.pk}"),
        ("delete", f"/{row.pk}"),
        ("post", f"/{row.pk}/archive"),
        ("post", f"/{row.pk}/restore"),
    ):
        assert send(tom, method, kind.code + path, ONE).status_code == 403
    assert [each.name for each in branches(SETTING_UP, kind)] == ["North"]


@each_tree
def test_a_place_is_created_changed_archived_restored_and_deleted(
    kind: BranchKind, li: Client
) -> None:
    top = branch(kind, "C", "China")
    made = send(li, "post", kind.code, {"code": "E", "name": "East", "parent_id": top.pk})
    assert made.status_code == 201
    one = f"{kind.code}/{made.json()['id']}"
    assert made.json() == {
        "id": made.json()["id"],
        "code": "E",
        "name": "East",
        "parent_id": top.pk,
        "is_archived": False,
        "version": 1,
    }
    changed = send(li, "patch", one, {"version": 1, "parent_id": None}).json()
    assert (changed["name"], changed["parent_id"], changed["version"]) == ("East", None, 2)
    overtaken = send(li, "patch", one, {"version": 1, "name": "x"})
    assert (overtaken.status_code, overtaken.json()["code"]) == (409, "version_conflict")
    assert send(li, "post", f"{one}/archive").json()["is_archived"] is True
    assert send(li, "post", f"{one}/restore").json()["is_archived"] is False
    assert send(li, "delete", one).status_code == 204
    missing = send(li, "get", one)
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


@each_tree
def test_a_circle_is_refused_by_its_field(kind: BranchKind, li: Client) -> None:
    row = branch(kind, "C", "China")
    answer = send(li, "patch", f"{kind.code}/{row.pk}", {"version": 1, "parent_id": row.pk})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/body/parent_id", "above_itself")


@each_tree
def test_a_tree_is_listed_with_pages_filters_and_as_a_file(kind: BranchKind, tom: Client) -> None:
    for code in "ABC":
        branch(kind, code, f"Name {code}")
    archive_branch(SETTING_UP, kind, branch(kind, "D").pk)
    first = send(tom, "get", f"{kind.code}?limit=2&sort=-code&text=name").json()
    assert [each["code"] for each in first["items"]] == ["C", "B"]
    assert [each["code"] for each in tom.get(first["next"]).json()["items"]] == ["A"]
    archived = send(tom, "get", f"{kind.code}?standing=archived").json()["items"]
    assert [each["code"] for each in archived] == ["D"]
    assert send(tom, "get", f"{kind.code}?standing=odd").status_code == 422
    assert send(tom, "get", f"{kind.code}?sort=parent").json()["code"] == "unknown_sort"
    assert b"A,Name A,,no" in send(tom, "get", f"{kind.code}/export").getvalue()


def test_every_operation_of_a_tree_has_a_name_of_its_own(client: Client, db: None) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    names = [each["operationId"] for path in paths.values() for each in path.values()]
    assert {"list_regions", "change_industry", "archive_product_line"} <= set(names)
    assert len(names) == len(set(names))


def test_who_only_reads_products_changes_nothing(tom: Client) -> None:
    row = product("R-8", "Rope")
    for method, path in (
        ("post", ""),
        ("patch", f"/{row.pk}"),
        ("post", f"/{row.pk}/archive"),
        ("post", f"/{row.pk}/restore"),
    ):
        assert send(tom, method, f"products{path}", ONE).status_code == 403
    assert send(tom, "get", f"products/{row.pk}").json()["name"] == "Rope"


def test_a_product_is_created_changed_archived_and_restored(li: Client) -> None:
    line = branch(PRODUCT_LINES, "L")
    facts = {
        "code": "R-8",
        "name": "Rope",
        "unit": "m",
        "category": "Ropes",
        "line_id": line.pk,
        "sold_from": "2026-03-01",
        "sold_until": None,
    }
    made = send(li, "post", "products", facts)
    assert made.status_code == 201
    one = f"products/{made.json()['id']}"
    expected = {**facts, "id": made.json()["id"], "is_archived": False, "version": 1}
    assert made.json() == expected
    changed = send(li, "patch", one, {"version": 1, "sold_until": "2026-03-01"}).json()
    assert changed == {**expected, "sold_until": "2026-03-01", "version": 2}
    early = send(li, "patch", one, {"version": 2, "sold_until": "2026-02-28"})
    assert early.json()["errors"][0]["pointer"] == "/body/sold_until"
    assert send(li, "patch", one, {"version": 1}).status_code == 409
    assert send(li, "post", f"{one}/archive").json()["is_archived"] is True
    assert send(li, "post", f"{one}/restore").json()["is_archived"] is False
    missing = send(li, "get", "products/99")
    assert (missing.status_code, missing.json()["code"]) == (404, "product_not_found")


def test_products_are_listed_with_pages_filters_and_as_a_file(tom: Client) -> None:
    line = branch(PRODUCT_LINES, "L")
    for code in "ABC":
        product(code, f"Name {code}", category="Cat", line_id=line.pk)
    archive_product(SETTING_UP, product("D").pk)
    first = send(tom, "get", f"products?limit=2&sort=-name&line={line.pk}&category=Cat").json()
    assert [each["code"] for each in first["items"]] == ["C", "B"]
    assert [each["code"] for each in tom.get(first["next"]).json()["items"]] == ["A"]
    archived = send(tom, "get", "products?standing=archived").json()["items"]
    assert [each["code"] for each in archived] == ["D"]
    assert send(tom, "get", "products?sort=unit").json()["code"] == "unknown_sort"
    assert b"A,Name A,,Cat,L,,,no" in send(tom, "get", "products/export?text=a").getvalue()
    assert Product.objects.system("test").count() == 4


def test_a_region_is_not_deleted_while_one_stands_below_it(li: Client) -> None:
    top = branch(REGIONS, "C")
    branch(REGIONS, "E", above=top)
    answer = send(li, "delete", f"regions/{top.pk}")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not_empty")
