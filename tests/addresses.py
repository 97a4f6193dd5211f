"""Asking addresses and operations: filling their places in, shaping bodies, taking back."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client

PLACE = re.compile(r"<(?:(\w+):)?(\w+)>|\{(?:(\w+):)?(\w+)\}")
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def filled(route: str, value: Callable[[str, str], str]) -> str:
    """The address of a route, with what `value` gives for the kind and the name of each place."""

    def put(found: re.Match[str]) -> str:
        return value(found[1] or found[3] or "str", found[2] or found[4])

    return "/" + PLACE.sub(put, route)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written meanwhile is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def body_of(response: Any) -> bytes:
    """What a response holds, read to its end."""
    return b"".join(response) if response.streaming else response.content


@dataclass(frozen=True, slots=True)
class Operation:
    """What the interface says of an operation that writes; `properties` are those of its body."""

    method: str
    path: str
    properties: Mapping[str, Any]
    required: frozenset[str] = field(default_factory=frozenset)


def operations_of(client: Client, room: str = "api") -> Iterator[Operation]:
    """The operations below an address that write."""
    described = client.get("/api/openapi.json").json()
    for path, methods in described["paths"].items():
        if not f"{path}/".startswith(f"/{room}/"):
            continue
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if method.upper() not in WRITES:
                continue
            schema = _resolved(content.get("application/json", {}).get("schema", {}), described)
            properties = {
                name: _resolved(shape, described)
                for name, shape in schema.get("properties", {}).items()
            }
            required = frozenset(schema.get("required", ()))
            yield Operation(method.upper(), path.removeprefix("/"), properties, required)


def _resolved(schema: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    """A schema behind its reference; of several the first."""
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            schema = schema[several][0]
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def shaped(schema: Mapping[str, Any], text: str) -> Any:
    """A value of the kind that is wanted, with the text wherever one may stand."""
    match schema.get("type"):
        case "integer" | "number":
            return 1
        case "boolean":
            return True
        case "array":
            return [text]
        case "object":
            return {text: text}
    return schema["enum"][0] if "enum" in schema else text
