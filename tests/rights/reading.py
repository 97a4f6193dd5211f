"""Everything that somebody may read: by the table, in every order of lists, by searches."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from tests.addresses import body_of, undone
from tests.rights.arguments import body_for
from tests.rights.asking import Asker, ask_for
from tests.rights.rules import NOBODY, Ask, asks
from tests.rights.world import Row, World

_SORTS = re.compile(r"[?&;]sort=(-?[\w.]+)")
_NOISE = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|data-csrf="\w+"|nonce-\S+'
    r'|"at": "[^"]+"|chart-[0-9a-f]{8}'
)
LISTS = (
    "/customers/",
    "/customers/contacts/",
    "/quality/",
    "/customers/bulk/",
    "/customers/views/",
    "/evaluations/",
    "/reference/regions/",
    "/reference/industries/",
    "/reference/products/",
    "/administration/people/",
    "/notifications/",
)
"""Pages with lists, of which each order is asked that they offer."""
WORDS = ("Karst", "Hidden", "Harbour", "HID", "Spare", "Site", "Ana", "Tag", "wang@mill.example")
SEARCHES = ("/palette/", "/customers/", "/customers/contacts/", "/quality/")
FURTHER: tuple[tuple[str, Mapping[str, str]], ...] = (
    *(("/api/customers", {"where": f"parent:is:{code}"}) for code in ("HID-HAR-OTH", "NONE")),
    *(("/api/customers/count", {"where": f"tag:is:{tag}"}) for tag in ("Secret", "None")),
    *(
        ("/customers/condition/", {"field": field})
        for field in ("tag", "region", "industry", "owner", "parent", "account_team", "grade_abc")
    ),
    ("/customers/", {"region": "Spare region"}),
    ("/customers/count/", {"region": "Spare region"}),
    ("/api/contacts", {"text": "wang@mill.example"}),
    ("/api/customers", {"text": "Karst"}),
)


def read_everything(world: World, asker: Asker) -> dict[str, str]:
    """Every answer by what was asked."""
    found = dict(_asked_by_the_table(world, asker))
    for path in LISTS:
        for sort in sorted(set(_SORTS.findall(_get(asker, path)))):
            found[f"{path}?sort={sort}"] = _get(asker, path, {"sort": sort})
    for path in SEARCHES:
        for word in WORDS:
            found[f"{path}?q={word}"] = _get(asker, path, {"q": word})
    for path, asked in FURTHER:
        found[f"{path}?{urlencode(asked)}"] = _get(asker, path, asked)
    return found


def _asked_by_the_table(world: World, asker: Asker) -> Iterator[tuple[str, str]]:
    for ask in asks():
        if ask.writes or ask.needs == NOBODY or ask.apart:
            continue
        for kind in ask.kinds:
            if ask.allows(asker.letter, kind):
                row = world.row(ask.row, kind, asker.letter) if kind else Row({})
                yield f"{ask} {kind}", _said(world, asker, ask, row)


def _forget_messages(asker: Asker) -> None:
    """What an earlier answer wanted to have said is no part of this one."""
    asker.client.cookies.pop("messages", None)


def _said(world: World, asker: Asker, ask: Ask, row: Row) -> str:
    _forget_messages(asker)
    answer = ask_for(asker, ask, row, body_for(world, ask, row))
    return f"{answer.status} {answer.where} {_NOISE.sub('', answer.text)}"


def _get(asker: Asker, path: str, asked: Mapping[str, str] | None = None) -> str:
    _forget_messages(asker)
    with undone():
        response: Any = asker.client.get(path, asked or {})
        text = body_of(response).decode(errors="replace")
    return f"{response.status_code} {_NOISE.sub('', text)}"
