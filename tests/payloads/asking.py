"""Asking an address with a text in every place that it reads."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import QueryDict
from django.test import Client

_PLACE = re.compile(r"<(?:(\w+):)?\w+>|\{(?:(\w+):)?\w+\}")
_FIELD = re.compile(r'<(?:input|select|textarea)[^>]*\sname="([^"]+)"')
_SERVER_ERROR = 500


class Listening(QueryDict):
    """What an address was asked, that remembers which names the answer looked up."""

    heard: set[str] = set()  # noqa: RUF012 - shared on purpose

    def get(self, key: Any, default: Any = None) -> Any:
        self.heard.add(key)
        return super().get(key, default)

    def getlist(self, key: Any, default: Any = None) -> Any:
        self.heard.add(key)
        return super().getlist(key, default)

    def __getitem__(self, key: Any) -> Any:
        self.heard.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.heard.add(str(key))
        return super().__contains__(key)


@contextmanager
def listening() -> Iterator[set[str]]:
    """Remember the names of what is looked up in addresses meanwhile."""
    heard: set[str] = set()
    as_it_was = WSGIRequest.GET
    Listening.heard = heard
    WSGIRequest.GET = property(  # type: ignore[assignment]
        lambda self: Listening(self.META.get("QUERY_STRING", ""))
    )
    try:
        yield heard
    finally:
        WSGIRequest.GET = as_it_was  # type: ignore[method-assign]


def filled(route: str, text: str) -> str:
    """The address of a route: numbers are 1, texts are this one."""

    def value(found: re.Match[str]) -> str:
        kind = found[1] or found[2] or "str"
        return "1" if kind == "int" else quote(text, safe="") or "x"

    return "/" + _PLACE.sub(value, route)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written meanwhile is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def trouble(client: Client, method: str, path: str, text: str, **asked: Any) -> str:
    """What went wrong when it was asked; empty if it was answered as it should be."""
    with undone():
        response: Any = client.generic(method, path, **asked)
        body = b"".join(response) if response.streaming else response.content
    where = f"{method} {path} with {text!r}"
    if response.status_code >= _SERVER_ERROR:
        return f"{where}: {response.status_code} {getattr(response, 'exc_info', '')}"
    if any("hacked=1" in value and name == "Set-Cookie" for name, value in response.items()):
        return f"{where}: sets a header"
    if "html" in response.get("Content-Type", "") and _runs(body.decode(), text):
        return f"{where}: says it as it is"
    return ""


def _runs(body: str, text: str) -> bool:
    """Whether a page has a text with a mark-up of its own unchanged, or computed what it says."""
    return ("<" in text and text in body) or ("7919" in text and "62710561" in body)


def fields_of(client: Client, path: str) -> list[str]:
    """The names of the fields that a page has."""
    with undone():
        response: Any = client.get(path)
        body = b"".join(response) if response.streaming else response.content
    return sorted(set(_FIELD.findall(body.decode(errors="replace"))) - {"csrfmiddlewaretoken"})


@dataclass(frozen=True, slots=True)
class Operation:
    """What the interface says of an operation that takes a body."""

    method: str
    path: str
    properties: Mapping[str, Any]

    @property
    def bodies(self) -> Iterator[Callable[[str], Any]]:
        """Makers of bodies with a text instead of all, in every place, and in each alone."""
        yield lambda text: text
        yield lambda text: [text]
        yield lambda text: dict.fromkeys(self.properties, text)
        for names in (list(self.properties), *([name] for name in self.properties)):
            yield partial(self._shaped, names)

    def _shaped(self, names: Collection[str], text: str) -> dict[str, Any]:
        return {name: _shaped(self.properties[name], text) for name in names}


def operations_of(client: Client, room: str) -> Iterator[Operation]:
    """The operations below an address that take a body of JSON."""
    described = client.get("/api/openapi.json").json()
    for path, methods in described["paths"].items():
        if not f"{path}/".startswith(f"/{room}/"):
            continue
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if method.upper() not in {"POST", "PUT", "PATCH", "DELETE"}:
                continue
            schema = _resolved(content.get("application/json", {}).get("schema", {}), described)
            properties = {
                name: _resolved(shape, described)
                for name, shape in schema.get("properties", {}).items()
            }
            yield Operation(method.upper(), path.removeprefix("/"), properties)


def _resolved(schema: dict[str, Any], described: dict[str, Any]) -> dict[str, Any]:
    """A schema behind its reference; of several the first."""
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            schema = schema[several][0]
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _shaped(schema: dict[str, Any], text: str) -> Any:
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
