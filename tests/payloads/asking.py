"""Asking an address with a text in every place that it reads."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import quote

from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import Client

from tests.addresses import Operation, body_of, filled, shaped, undone

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


def address_of(route: str, text: str) -> str:
    """The address of a route: numbers are 1, texts are this one."""

    def value(kind: str, _name: str) -> str:
        return "1" if kind == "int" else quote(text, safe="") or "x"

    return filled(route, value)


def trouble(client: Client, method: str, path: str, text: str, **asked: Any) -> str:
    """What went wrong when it was asked; empty if it was answered as it should be."""
    with undone():
        response: Any = client.generic(method, path, **asked)
        body = body_of(response)
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
        body = body_of(response)
    return sorted(set(_FIELD.findall(body.decode(errors="replace"))) - {"csrfmiddlewaretoken"})


def bodies(operation: Operation) -> Iterator[Callable[[str], Any]]:
    """Makers of bodies with a text instead of all, in every place, and in each alone."""
    properties = operation.properties
    yield lambda text: text
    yield lambda text: [text]
    yield lambda text: dict.fromkeys(properties, text)
    for names in (list(properties), *([name] for name in properties)):
        yield partial(_body, operation, names)


def _body(operation: Operation, names: Collection[str], text: str) -> dict[str, Any]:
    return {name: shaped(operation.properties[name], text) for name in names}
