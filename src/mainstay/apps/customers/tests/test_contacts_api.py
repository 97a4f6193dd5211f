"""Contacts through the interface for programs."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.services.contacts import create_contact
from mainstay.apps.customers.testing import SETTING_UP
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople

SignedIn = Callable[[Person], Client]


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    """Send JSON and return the response."""
    ask = getattr(client, method)
    return ask(f"/api/contacts{path}", body, content_type="application/json")


ROUTES = [
    ("get", ""),
    ("post", ""),
    ("get", "/export"),
    ("get", "/1"),
    ("patch", "/1"),
    ("post", "/1/archive"),
    ("post", "/1/restore"),
]
BODY = {"customer": 1, "name": "X", "version": 1}


@pytest.fixture
def wang(hengda: Customer) -> Contact:
    return create_contact(SETTING_UP, hengda.key, name="Wang", mobile="138", code="P1")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_strangers_are_refused(method: str, path: str, client: Client, db: None) -> None:
    response = send(client, method, path, BODY if method != "get" else None)
    assert response.status_code == 401


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_who_has_no_role_is_refused(
    method: str, path: str, people: NamedPeople, signed_in: SignedIn
) -> None:
    body = BODY if method != "get" else None
    assert send(signed_in(people.nobody_ning), method, path, body).status_code == 403


def test_contacts_are_listed_by_name_a_page_at_a_time(wang: Contact, tom: Client) -> None:
    create_contact(SETTING_UP, wang.customer_id, name="Li")
    first = send(tom, "get", f"?limit=1&customer={wang.customer_id}").json()
    assert [each["name"] for each in first["items"]] == ["Li"]
    second = tom.get(first["next"]).json()
    assert [each["name"] for each in second["items"]] == ["Wang"]
    assert [each["name"] for each in send(tom, "get", "?text=138").json()["items"]] == ["Wang"]


def test_a_contact_shows_all_its_facts(wang: Contact, tom: Client) -> None:
    shown = send(tom, "get", f"/{wang.pk}").json()
    assert shown["customer"] == {
        "key": wang.customer_id,
        "code": "C-1",
        "name": "Hengda Lifts",
    }
    assert (shown["name"], shown["mobile"], shown["code"]) == ("Wang", "138", "P1")
    assert (shown["archived"], shown["version"]) == (False, 1)


def test_contacts_out_of_reach_are_not_there(
    wang: Contact, people: NamedPeople, signed_in: SignedIn
) -> None:
    ana = signed_in(people.ana_silva)
    assert send(ana, "get", "").json()["items"] == []
    assert send(ana, "get", f"/{wang.pk}").json()["code"] == "contact_not_found"
    body = {"customer": wang.customer_id, "name": "Li"}
    assert send(ana, "post", "", body).status_code == 404
    assert send(ana, "patch", f"/{wang.pk}", {"version": 1, "name": "Li"}).status_code == 404
    assert send(ana, "post", f"/{wang.pk}/archive").status_code == 404
    assert Contact.objects.system("test").get().version == 1


def test_a_write_says_of_a_contact_out_of_reach_what_it_says_of_none(
    wang: Contact, people: NamedPeople, signed_in: SignedIn
) -> None:
    ana = signed_in(people.ana_silva)
    change = {"version": 1, "name": "Li"}
    hidden, missing = (send(ana, "patch", f"/{key}", change) for key in (wang.pk, 99))
    assert hidden.json() == missing.json()
    assert hidden.json()["code"] == "contact_not_found"
    hidden, missing = (
        send(ana, "post", "", {"customer": key, "name": "Li"}) for key in (wang.customer_id, 99)
    )
    assert hidden.json() == missing.json()
    assert hidden.json()["code"] == "customer_not_found"


def test_a_contact_is_added_to_its_customer(hengda: Customer, tom: Client) -> None:
    body = {"customer": hengda.key, "name": "Li", "is_main": True}
    response = send(tom, "post", "", body)
    assert response.status_code == 201
    assert Contact.objects.system("test").get(name="Li").pk == response.json()["id"]
    refused = send(tom, "post", "", {**body, "email": "nobody"})
    assert refused.status_code == 422
    assert [each["code"] for each in refused.json()["errors"]] == ["not_an_email"]


def test_a_contact_is_changed_field_by_field(wang: Contact, tom: Client) -> None:
    changed = send(tom, "patch", f"/{wang.pk}", {"version": 1, "position": "Buyer"}).json()
    assert (changed["position"], changed["mobile"], changed["version"]) == ("Buyer", "138", 2)


def test_a_contact_is_archived_and_restored(wang: Contact, tom: Client) -> None:
    assert send(tom, "post", f"/{wang.pk}/archive").json()["archived"] is True
    assert send(tom, "get", "").json()["items"] == []
    assert len(send(tom, "get", "?archived=true").json()["items"]) == 1
    assert send(tom, "post", f"/{wang.pk}/restore").json()["archived"] is False


def test_the_list_is_handed_out_as_a_file(wang: Contact, tom: Client) -> None:
    response = tom.get("/api/contacts/export")
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode().removeprefix("\ufeff"))))
    assert [(row["customer"], row["contact_name"]) for row in rows] == [("C-1", "Wang")]
    assert tom.get("/api/contacts/export?format=xlsx").getvalue().startswith(b"PK")
