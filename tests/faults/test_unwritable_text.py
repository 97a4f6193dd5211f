"""No text makes a request fail: PostgreSQL keeps no NUL, which addresses and JSON can carry."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople

NUL_TEXT = "A\x00"
PAGES = (
    "/",
    "/customers/",
    "/customers/export/",
    "/evaluations/",
    "/imports/",
    "/administration/people/",
    "/administration/trail/",
    "/sign-in/",
)
PARAMETERS = (
    *("text", "sort", "region", "industry", "kind", "tag", "status", "owner", "cursor", "scheme"),
    *("action", "subject_type", "subject_id", "since", "before", "person", "page", "next", "grade"),
)
Schema = Mapping[str, Any]


@pytest.fixture(params=["admin_wang", "mei_lin"])
def client(
    request: pytest.FixtureRequest, people: NamedPeople, signed_in: Callable[[Person], Client]
) -> Client:
    """An administrator, then a sales director, told of a failure as a browser would be."""
    client = signed_in(getattr(people, request.param))
    client.raise_request_exception = False
    return client


class Ones(dict[str, str]):
    """Every part of an address is a 1."""

    def __missing__(self, key: str) -> str:
        return "1"


def operations(described: Schema) -> Iterator[tuple[str, str, Schema]]:
    """Method, address and description of each operation."""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method, path.format_map(Ones()), operation


def bodies(operation: Schema, schemas: Schema) -> Iterator[tuple[str, dict[str, Any]]]:
    """The media type of an operation's body, and one with a NUL in each of its texts."""
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        fields = schemas.get(name, content["schema"])["properties"]
        texts = {
            field: NUL_TEXT for field, kind in fields.items() if '"string"' in json.dumps(kind)
        }
        yield media_type, texts | {"version": 1} if "version" in fields else texts


def test_no_operation_fails_on_a_nul_in_its_address(client: Client) -> None:
    described = client.get("/api/openapi.json").json()
    failed = [
        f"{path}?{parameter['name']}"
        for method, path, operation in operations(described)
        for parameter in operation.get("parameters", ())
        if method == "get" and parameter["in"] == "query"
        if client.get(path, {parameter["name"]: NUL_TEXT}).status_code >= 500
    ]
    assert failed == []


def test_no_operation_fails_on_a_nul_in_its_body(client: Client) -> None:
    described = client.get("/api/openapi.json").json()
    schemas = described["components"]["schemas"]
    failed = [
        f"{method} {path}"
        for method, path, operation in operations(described)
        for media_type, body in bodies(operation, schemas)
        if getattr(client, method)(path, json.dumps(body), content_type=media_type).status_code
        >= 500
    ]
    assert failed == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_fails_on_a_nul_in_its_address(path: str, client: Client) -> None:
    failed = [name for name in PARAMETERS if client.get(path, {name: NUL_TEXT}).status_code >= 500]
    assert failed == []
