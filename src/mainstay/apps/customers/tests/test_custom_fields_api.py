"""Custom fields in the interface for programs."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.customers import queries
from mainstay.apps.customers.models import Customer, CustomerField
from mainstay.apps.customers.queries.custom_fields import custom_of
from mainstay.apps.customers.testing import SETTING_UP, customer_named, field_defined
from mainstay.apps.governance.testing import NamedPeople

FIELDS = "/api/customers/custom-fields"
CUSTOMERS = "/api/customers"
TERMS = {
    "code": "terms",
    "type": "choice",
    "names": {"en": "Payment terms", "zh-hans": "付款条件"},
    "choices": [{"code": "net30", "names": {"en": "Net 30"}}],
}


@pytest.fixture
def wang(people: NamedPeople, signed_in: Any) -> Client:
    """The browser of the administrator."""
    client: Client = signed_in(people.admin_wang)
    return client


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    return client.generic(
        method,
        path,
        b"" if body is None else json.dumps(body).encode(),
        "application/json",
    )


def had(customer: Customer) -> dict[str, Any]:
    return dict(custom_of(queries.customer(SETTING_UP, customer.pk)))


OPERATIONS = [
    ("GET", ""),
    ("POST", ""),
    ("GET", "/1"),
    ("PATCH", "/1"),
    ("DELETE", "/1"),
    ("POST", "/1/archive"),
    ("POST", "/1/restore"),
    ("POST", "/1/move?to=up"),
]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_strangers_are_refused(method: str, path: str, client: Client, db: None) -> None:
    assert send(client, method, FIELDS + path, {}).status_code == 401


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_who_has_no_right_is_refused(
    method: str, path: str, people: NamedPeople, signed_in: Any
) -> None:
    row = field_defined("terms")
    who = people.nobody_ning if method == "GET" else people.li_na
    answer = send(signed_in(who), method, FIELDS + path.replace("1", str(row.pk)), {})
    assert answer.status_code == 403
    assert CustomerField.objects.system("test").get().version == 1


def test_a_field_is_defined_read_changed_ordered_and_deleted(wang: Client, mei: Client) -> None:
    made = send(wang, "POST", FIELDS, TERMS)
    assert made.status_code == 201, made.content
    field = made.json()
    assert (field["label"], field["version"], field["choices"][0]["code"]) == (
        "Payment terms",
        1,
        "net30",
    )
    assert mei.get(f"{FIELDS}/{field['id']}").json() == field
    changed = send(
        wang, "PATCH", f"{FIELDS}/{field['id']}", {"version": 1, "names": {"en": "Terms"}}
    ).json()
    assert (changed["label"], changed["code"], changed["version"]) == ("Terms", "terms", 2)
    again = send(wang, "PATCH", f"{FIELDS}/{field['id']}", {"version": 1, "code": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "custom_field_version_conflict")
    other = send(wang, "POST", FIELDS, {"code": "note", "type": "text", "names": {"en": "Note"}})
    moved = send(wang, "POST", f"{FIELDS}/{other.json()['id']}/move?to=up").json()
    assert [each["code"] for each in moved] == ["note", "terms"]
    assert send(wang, "POST", f"{FIELDS}/{field['id']}/archive").json()["is_archived"]
    assert [each["code"] for each in mei.get(FIELDS).json()] == ["note", "terms"]
    assert not send(wang, "POST", f"{FIELDS}/{field['id']}/restore").json()["is_archived"]
    assert send(wang, "DELETE", f"{FIELDS}/{field['id']}").status_code == 204
    assert wang.get(f"{FIELDS}/{field['id']}").json()["code"] == "custom_field_not_found"


def test_what_is_wrong_with_a_definition_is_named(wang: Client) -> None:
    answer = send(wang, "POST", FIELDS, {**TERMS, "code": "Terms", "choices": []})
    assert answer.status_code == 422
    errors = [(each["pointer"], each["code"]) for each in answer.json()["errors"]]
    assert errors == [("/body/code", "field_code"), ("/body/choices", "no_choices")]


def test_customers_are_read_created_and_changed_with_values(mei: Client) -> None:
    field_defined("staff", "whole")
    field_defined("volume", "decimal")
    field_defined("ends_on", "date")
    field_defined("listed", "yes_no")
    body = {
        "code": "N",
        "name": "New",
        "custom": {"staff": 5, "volume": "0.1", "ends_on": "2027-12-31", "listed": False},
    }
    made = send(mei, "POST", CUSTOMERS, body)
    assert made.status_code == 201, made.content
    assert made.json()["custom"] == {
        "staff": 5,
        "volume": "0.1000",
        "ends_on": "2027-12-31",
        "listed": False,
    }
    address = f"{CUSTOMERS}/{made.json()['key']}"
    change = {"version": 1, "custom": {"staff": None, "volume": 2}}
    changed = send(mei, "PATCH", address, change).json()
    assert (changed["version"], changed["custom"]["staff"]) == (2, None)
    assert changed["custom"]["volume"] == "2.0000"
    assert mei.get(address).json()["custom"]["listed"] is False
    [listed] = mei.get(f"{CUSTOMERS}?where=custom.volume:least:2").json()["items"]
    assert listed["custom"]["ends_on"] == "2027-12-31"
    made_one = queries.customer_by_code(SETTING_UP, "N")
    assert had(made_one)["volume"] == Decimal(2)


def test_a_bad_value_is_named_by_its_place(hengda: Customer, tom: Client) -> None:
    field_defined("staff", "whole")
    body = {"version": 1, "custom": {"staff": "many", "colour": "red"}}
    answer = send(tom, "PATCH", f"{CUSTOMERS}/{hengda.pk}", body)
    assert answer.status_code == 422
    errors = [(each["pointer"], each["code"]) for each in answer.json()["errors"]]
    assert errors == [
        ("/body/custom/staff", "not_a_number"),
        ("/body/custom/colour", "unknown_custom_field"),
    ]
    assert had(hengda) == {}


def test_the_fields_of_conditions_and_the_columns_of_files_know_them(mei: Client) -> None:
    field_defined("staff", "whole")
    customer_named("Hengda", region="South", custom={"staff": 5})
    [field] = [
        each for each in mei.get(f"{CUSTOMERS}/fields").json() if each["code"].startswith("custom.")
    ]
    assert (field["code"], field["kind"]) == ("custom.staff", "number")
    answer = mei.get(f"{CUSTOMERS}/export?columns=name,custom.staff")
    assert b"name,custom.staff" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_the_description_tells_of_custom_fields(mei: Client) -> None:
    described = mei.get("/api/openapi.json").json()
    facts = described["components"]["schemas"]["CustomerIn"]["properties"]["custom"]
    assert "custom-fields" in facts["description"]
