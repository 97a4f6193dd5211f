"""Everybody who asks, and what became of a request: refused, as if there were nothing, answered."""

import io
import re
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client
from django.utils import timezone

from mainstay.apps.governance import queries as governance
from mainstay.apps.governance import services as governing
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.sign_in import NOTED
from mainstay.apps.governance.testing import person_named
from mainstay.foundation.access.actor import system_actor
from tests.addresses import body_of, filled, undone
from tests.rights.rules import LETTERS, ROLES, Ask
from tests.rights.watching import watching
from tests.rights.world import Row, World

NO_SUCH, NO_SUCH_CODE = 987_654, "NO-SUCH-CODE"
"""A number and a code that nothing has."""
NOTED_ANYHOW = {
    "audit_auditentry": "the trail has what was refused",
    "audit_audithead": "how far the trail is sealed",
    "django_session": "what a browser's session holds",
    "governance_browsersession": "when a session was last seen",
    "governance_apitoken": "when a token was last used",
    "cache_entries": "the throttle: how often wrong tokens came",
}
"""Tables that a refused request may write, with the reason."""
_SIGNED_OUT, _FORBIDDEN, _NOT_FOUND, _BAD, _FAILED = 401, 403, 404, 400, 500
_PAGE_TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken[^,}]*|nonce-\S+')


class Outcome(StrEnum):
    """What became of a request."""

    SIGN_IN = "sent to sign in"
    REFUSED = "refused"
    NOTHING = "answered as if there were nothing"
    ANSWERED = "answered"
    UNFIT = "told that it is unfit"
    BROKEN = "failed"


@dataclass(frozen=True)
class Answer:
    """An answer, and the tables that were written for it."""

    status: int
    text: str
    where: str
    tables: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        sign_in = resolve_url(settings.LOGIN_URL)
        if self.status == _SIGNED_OUT or self.where.startswith(sign_in):
            return Outcome.SIGN_IN
        if self.status == _FORBIDDEN:
            return Outcome.REFUSED
        if self.status == _NOT_FOUND:
            return Outcome.NOTHING
        if self.status >= _FAILED:
            return Outcome.BROKEN
        return Outcome.UNFIT if self.status >= _BAD else Outcome.ANSWERED

    @property
    def written(self) -> list[str]:
        """The tables written beside those that are written anyhow."""
        return [table for table in self.tables if table not in NOTED_ANYHOW]

    def says_like(self, other: "Answer", *rows: Row) -> bool:
        """Whether it says the same as another one, apart from what the rows are named by."""
        names = sorted({str(value) for row in rows for value in row.values.values()})
        named = re.compile("|".join(rf"(?<!\d){re.escape(name)}(?!\d)" for name in names))

        def said(answer: Answer) -> tuple[int, str, str]:
            text = named.sub("#", _PAGE_TOKENS.sub("", answer.text))
            return answer.status, text, named.sub("#", answer.where)

        return said(self) == said(other)


@dataclass(frozen=True)
class Asker:
    """Somebody with a browser or a program; `letter` is whose rights they have, empty for none."""

    name: str
    letter: str
    client: Client
    is_program: bool = False


@dataclass(frozen=True)
class Askers:
    """Everybody: by letter, those without rights, and the program that may only read."""

    people: Mapping[str, Asker]
    shut_out: tuple[Asker, ...]
    program: Asker


def askers_of(world: World) -> Askers:
    """A browser for each, one of nobody, two of a disabled person, and a reading program."""
    people = {
        letter: Asker(ROLES.get(letter, "nobody"), letter, signed_in(world.people[letter]))
        for letter in LETTERS
    }
    gone = person_named("Gone Gu", *ROLES.values())
    shut_out = (
        Asker("anonymous", "", Client()),
        Asker("disabled, with a session", "", signed_in(gone)),
        Asker("disabled, with a token", "", program_of(gone, read_only=False), is_program=True),
    )
    governing.disable_person(system_actor("test"), gone)
    program = program_of(world.people["A"], read_only=True)
    reading = Asker("read-only token", "A", program, is_program=True)
    for asker in (*people.values(), *shut_out, reading):
        asker.client.raise_request_exception = False
    return Askers(people, shut_out, reading)


def signed_in(person: Person) -> Client:
    """A browser in which the person has signed in, and whose session is noted already."""
    client = Client()
    client.force_login(person)
    session = client.session
    governing.note_session(person, str(session.session_key), address="127.0.0.1", agent="")
    session[NOTED] = time.time() + timedelta(hours=2).total_seconds()
    session.save()
    return client


def program_of(person: Person, *, read_only: bool) -> Client:
    """A program that shows a token of the person's."""
    actor = governance.actor_of(person)
    scopes = () if read_only else sorted(actor.permissions)
    ends = timezone.now() + timedelta(days=9)
    _token, text = governing.issue_token(
        actor, name="Program", expires_at=ends, read_only=read_only, scopes=scopes
    )
    return Client(headers={"authorization": f"Bearer {text}"})


def nothing_like(row: Row) -> Row:
    """A row that there is not, named in the same way."""
    values = {
        name: NO_SUCH if isinstance(value, int) else value for name, value in row.values.items()
    }
    if "customer_code" in values:
        values["customer_code"] = NO_SUCH_CODE
    return Row(values)


Body = Callable[[Row], Mapping[str, Any]]


def ask_for(asker: Asker, ask: Ask, row: Row, body: Mapping[str, Any] | None = None) -> Answer:
    """Ask, and take back what was done."""

    def value(_kind: str, name: str) -> str:
        return str(row.values[name])

    path, facts = filled(ask.path, value), dict(body or {})
    if "?" in facts:
        path = f"{path}?{facts.pop('?')}"
    said: dict[str, Any] = {"data": facts}
    if ask.writes and ask.is_operation:
        said["content_type"] = "application/json"
        if any(hasattr(fact, "read") for fact in facts.values()):
            del said["content_type"]
    send = getattr(asker.client, ask.method.lower())
    with undone(), watching() as watch:
        response: Any = send(path, **said)
        text = _text(response, body_of(response))
        tables = tuple(watch.tables)
    where = response.headers.get("Location", "")
    return Answer(response.status_code, text, where, tables)


def _text(response: Any, body: bytes) -> str:
    """What is in an answer, unpacked where it is a workbook."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts = [packed.read(name).decode() for name in packed.namelist() if "xml" in name]
        return "\n".join(parts)
    return body.decode(errors="replace")
