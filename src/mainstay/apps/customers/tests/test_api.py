"""Customers through the interface for programs."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length
from django.test import Client

from mainstay.apps.customers.contracts import columns
from mainstay.apps.customers.contracts.columns import ListColumn
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.field_rights import OPEN
from mainstay.foundation.audit.models import AuditEntry

SignedIn = Callable[[Person], Client]


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    """Send JSON and return the response."""
    ask = getattr(client, method)
    return ask(f"/api/customers{path}", body, content_type="application/json")


ROUTES = [
    ("get", ""),
    ("post", ""),
    ("get", "/export"),
    ("get", "/1"),
    ("patch", "/1"),
    ("post", "/1/archive"),
    ("post", "/1/restore"),
]
BODY = {"code": "X", "name": "X", "version": 1}


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_strangers_are_refused(method: str, path: str, client: Client, db: None) -> None:
    response = send(client, method, path, BODY if method != "get" else None)
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_who_has_no_role_is_refused(
    method: str, path: str, people: NamedPeople, signed_in: SignedIn
) -> None:
    body = BODY if method != "get" else None
    assert send(signed_in(people.nobody_ning), method, path, body).status_code == 403


def test_who_may_not_write_is_refused_whatever_they_send_and_once_in_the_trail(
    people: NamedPeople, signed_in: SignedIn
) -> None:
    assert send(signed_in(people.nobody_ning), "post", "", {"bogus": 1}).status_code == 403
    [entry] = AuditEntry.objects.system("test").filter(outcome="denied")
    assert entry.actor_name == people.nobody_ning.full_name


def test_the_list_has_pages_and_filters(people: NamedPeople, mei: Client) -> None:
    for number in range(3):
        customer_named(f"Customer {number}", owner=people.mei_lin.pk, region="South")
    customer_named("Foreign", owner=people.ana_silva.pk)
    first = send(mei, "get", "?limit=2&region=South&sort=-name").json()
    assert [each["name"] for each in first["items"]] == ["Customer 2", "Customer 1"]
    second = mei.get(first["next"]).json()
    assert [each["name"] for each in second["items"]] == ["Customer 0"]
    assert second["next"] is None


def test_the_list_refuses_a_number_that_no_person_can_have(mei: Client) -> None:
    assert send(mei, "get", f"?owner={'9' * 23}").status_code == 422


def test_the_list_refuses_an_unknown_order(mei: Client) -> None:
    response = send(mei, "get", "?sort=search_text")
    assert (response.status_code, response.json()["code"]) == (400, "unknown_sort")


def test_a_customer_shows_all_its_facts(hengda: Customer, tom: Client) -> None:
    site = customer_named("Site", parent=hengda.pk, owner=hengda.owner_id, tags=["b", "a"])
    shown = send(tom, "get", f"/{site.pk}").json()
    assert shown["parent"] == {"key": hengda.pk, "code": "C-1", "name": "Hengda Lifts"}
    assert shown["owner"] == {"id": hengda.owner_id, "full_name": "Tom Becker"}
    assert (shown["tags"], shown["version"], shown["columns"]) == (["a", "b"], 1, {})


def test_the_filtered_list_is_handed_out_as_a_file(mei: Client, people: NamedPeople) -> None:
    customer_named("=1+1", "C-2", owner=people.mei_lin.pk, region="East")
    customer_named("West Lifts", "C-3", owner=people.mei_lin.pk, region="West")
    customer_named("Foreign", "C-4", owner=people.ana_silva.pk, region="East")
    response = mei.get("/api/customers/export?region=East&sort=-code")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode().removeprefix("\ufeff"))))
    assert [(row["code"], row["name"]) for row in rows] == [("C-2", "'=1+1")]
    workbook = mei.get("/api/customers/export?region=East&format=xlsx")
    assert workbook.getvalue().startswith(b"PK")
    entry = AuditEntry.objects.system("test").filter(action="customers.list.exported").first()
    assert entry is not None
    assert entry.details == {"rows": 1, "filter": {"region": "East"}}


def test_a_value_of_a_wrong_kind_is_named_by_its_place(mei: Client) -> None:
    response = send(mei, "post", "", {"code": 5, "name": "X", "tags": ["a", 7]})
    assert response.status_code == 422
    assert [each["pointer"] for each in response.json()["errors"]] == [
        "/body/tags/1",
        "/body/code",
    ]


def test_a_code_with_control_characters_is_refused(mei: Client) -> None:
    response = send(mei, "post", "", {"code": "A\x00", "name": "B\x1b"})
    assert response.status_code == 422
    told = {each["pointer"]: each["code"] for each in response.json()["errors"]}
    assert told == {"/body/code": "control_characters", "/body/name": "control_characters"}


def test_a_parent_out_of_reach_is_not_named(
    hengda: Customer, people: NamedPeople, tom: Client, signed_in: SignedIn
) -> None:
    site = customer_named("Site", parent=hengda.pk, owner=people.ana_silva.pk)
    ana = signed_in(people.ana_silva)
    listed = send(ana, "get", "").json()["items"]
    assert [(each["code"], each["parent"]) for each in listed] == [("SITE", None)]
    assert send(ana, "get", f"/{site.pk}").json()["parent"] is None
    assert send(signed_in(people.li_na), "get", f"/{site.pk}").json()["parent"]["code"] == "C-1"


def test_sending_back_a_parent_that_was_not_shown_keeps_it(
    hengda: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    site = customer_named("Site", parent=hengda.pk, owner=people.ana_silva.pk)
    change = {"version": 1, "parent": None, "region": "East"}
    assert send(signed_in(people.ana_silva), "patch", f"/{site.pk}", change).status_code == 200
    kept = Customer.objects.system("test").get(pk=site.pk)
    assert (kept.parent_id, kept.region) == (hengda.pk, "East")


def test_a_customer_out_of_reach_is_not_found(
    hengda: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    response = send(signed_in(people.ana_silva), "get", f"/{hengda.pk}")
    assert (response.status_code, response.json()["code"]) == (404, "customer_not_found")


def test_a_customer_is_created(tom: Client, people: NamedPeople) -> None:
    body = {"code": "N", "name": "New", "tags": ["x"], "registered_capital": "12.5"}
    response = send(tom, "post", "", body)
    assert response.status_code == 201
    made = response.json()
    assert (made["code"], made["owner"]["id"]) == ("N", people.tom_becker.pk)
    assert Customer.objects.system("test").get(code="N").pk == made["key"]


def test_refused_facts_name_their_place(hengda: Customer, mei: Client) -> None:
    response = send(mei, "post", "", {"code": "C-1", "name": "A", "parent": 999})
    assert response.status_code == 422
    problems = {
        each["pointer"].rsplit("/", 1)[-1]: each["code"] for each in response.json()["errors"]
    }
    assert problems == {"code": "code_taken", "parent": "unknown_parent"}


def test_a_customer_is_changed_field_by_field(hengda: Customer, tom: Client) -> None:
    response = send(tom, "patch", f"/{hengda.pk}", {"version": 1, "region": "North"})
    assert response.status_code == 200
    assert (response.json()["region"], response.json()["name"]) == ("North", "Hengda Lifts")
    assert response.json()["version"] == 2


def test_a_customer_handed_over_is_out_of_sight(
    hengda: Customer, tom: Client, people: NamedPeople
) -> None:
    body = {"version": 1, "owner": people.ana_silva.pk}
    assert send(tom, "patch", f"/{hengda.pk}", body).status_code == 204


def test_what_is_out_of_reach_cannot_be_changed_and_is_not_there(
    hengda: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    ana = signed_in(people.ana_silva)
    body = {"version": 1, "region": "North"}
    assert send(ana, "patch", f"/{hengda.pk}", body).status_code == 404
    assert AuditEntry.objects.system("test").get(outcome="denied").actor_name == "Ana Silva"


def test_a_customer_is_archived_and_restored(hengda: Customer, mei: Client) -> None:
    assert send(mei, "post", f"/{hengda.pk}/archive").json()["status"] == "archived"
    assert send(mei, "get", "").json()["items"] == []
    assert send(mei, "post", f"/{hengda.pk}/restore").json()["status"] == "prospect"


@pytest.fixture
def letters() -> Iterator[None]:
    """A column as an app above would add it: the length of the name."""
    columns.register(
        ListColumn(
            code="letters",
            label="Letters",
            permission="customers.customer.view",
            fetch=lambda _codes, keys: {"letters": dict.fromkeys(keys, 4)},
            expression=lambda: Subquery(
                Customer.objects.system("test").filter(pk=OuterRef("pk")).values(n=Length("name"))
            ),
            ranged=True,
            field_right=OPEN,
        )
    )
    yield
    columns.unregister("letters")


@pytest.mark.usefixtures("letters")
def test_columns_of_other_subjects_are_shown_sorted_by_and_filtered_by(
    people: NamedPeople, mei: Client
) -> None:
    for name in ("Long", "X", "Six"):
        customer_named(name, owner=people.mei_lin.pk)
    items = send(mei, "get", "?sort=-letters&letters_min=2").json()["items"]
    assert [each["name"] for each in items] == ["Long", "Six"]
    assert items[0]["columns"] == {"letters": 4}
    assert send(mei, "get", "?letters_min=x").status_code == 400
    assert send(mei, "get", "?letters_max=NaN").status_code == 400


@pytest.mark.usefixtures("letters")
def test_a_filter_that_does_not_exist_is_refused_in_list_and_file(mei: Client) -> None:
    for path in ("", "/export"):
        [error] = send(mei, "get", f"{path}?search=lift").json()["errors"]
        assert error["pointer"] == "/query/search"
        assert "letters_max, letters_min, " in error["detail"]
        assert "letters," not in error["detail"]
