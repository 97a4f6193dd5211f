"""Every address is asked with texts that are after something; none fails and none repeats them."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from urllib.parse import urlencode

import pytest
from django.test import Client

from mainstay.apps.governance.models import Person
from mainstay.foundation.testing.routes import Route, all_routes
from tests.addresses import operations_of
from tests.payloads.asking import address_of, bodies, fields_of, listening, trouble
from tests.payloads.texts import PAYLOADS
from tests.payloads.world import furnish

SignedIn = Callable[[Person], Client]
EACH = 4
"""With how many of the texts an address is asked in all its places at once."""
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
LEFT_OUT = {"sign-out/": "ends the visit", "api/openapi.json": "reads nothing"}


def rooms() -> dict[str, list[Route]]:
    """The addresses by what they begin with."""
    found: dict[str, list[Route]] = {}
    for route in all_routes():
        steps = route.path.split("/")
        room = "/".join(steps[:2]) if steps[0] == "api" else steps[0]
        if route.path not in LEFT_OUT:
            found.setdefault(room or "home", []).append(route)
    return found


ROOMS = rooms()


@pytest.fixture
def zhao(db: None, home: object, signed_in: SignedIn) -> Client:
    """The browser of somebody who may do everything, in a company that has something of all."""
    client = signed_in(furnish())
    client.raise_request_exception = False
    return client


def fillings(names: Sequence[str], beginning: int) -> Iterator[tuple[str, dict[str, str]]]:
    """A few of the texts in all places at once, then one in each alone; others each time."""
    texts = islice(cycle(PAYLOADS), beginning * EACH % len(PAYLOADS), None)
    for text in islice(texts, EACH):
        yield text, dict.fromkeys(names, text)
    if len(names) > 1:
        for name, text in zip(names, texts, strict=False):
            yield text, {name: text}


@pytest.mark.parametrize("room", ROOMS)
def test_no_address_fails_whatever_it_is_asked(room: str, zhao: Client) -> None:
    wrong = []
    for number, route in enumerate(ROOMS[room]):
        with listening() as heard:
            trouble(zhao, "GET", address_of(route.path, "x"), "x")
        names = sorted(heard) or ["q"]
        for text, asked in fillings(names, number + len(room) * 7):
            path = f"{address_of(route.path, text)}?{urlencode(asked)}"
            wrong.append(trouble(zhao, "GET", path, text))
    assert not any(wrong), "\n".join(filter(None, wrong))


@pytest.mark.parametrize("room", [room for room in ROOMS if not room.startswith("api")])
def test_no_form_fails_whatever_is_written_into_it(room: str, zhao: Client) -> None:
    wrong = []
    for number, route in enumerate(ROOMS[room]):
        names = fields_of(zhao, address_of(route.path, "x")) or ["q"]
        for text, written in fillings(names, number + len(room) * 5):
            path, body = address_of(route.path, text), urlencode(written)
            wrong.append(trouble(zhao, "POST", path, text, data=body, content_type=FORM))
    assert not any(wrong), "\n".join(filter(None, wrong))


@pytest.mark.parametrize("room", [room for room in ROOMS if room.startswith("api/")])
def test_no_operation_fails_whatever_is_sent_to_it(room: str, zhao: Client) -> None:
    wrong = []
    for operation in operations_of(zhao, room):
        texts = islice(cycle(PAYLOADS), len(operation.path) * EACH, None)
        for text, body in zip(texts, bodies(operation), strict=False):
            path, sent = address_of(operation.path, text), json.dumps(body(text))
            method = operation.method
            wrong.append(trouble(zhao, method, path, text, data=sent, content_type=JSON))
    assert not any(wrong), "\n".join(filter(None, wrong))
