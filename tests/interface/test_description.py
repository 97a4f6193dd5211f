"""The interface keeps to its own description, whoever asks and whatever is sent.

Schemathesis makes up requests that the description allows and such as it forbids, and checks the
answers with all it has: no server error, only statuses, headers, media types and bodies that are
described, what is forbidden refused and what is allowed accepted, unless a rule of the business
refuses it (422).
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import IPv4Address
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from ninja import Schema
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.testing import person_named
from tests.payloads.asking import undone
from tests.payloads.world import furnish

ROLES = ("administrator", "key_account_manager", "auditor")
EXAMPLES = int(os.environ.get("MAINSTAY_DESCRIPTION_EXAMPLES", "1"))
"""Requests made up for each operation, allowed and forbidden ones each; more in long runs."""
ACCEPTED = ("2xx", "3xx", "401", "403", "404", "409", "422", "429")
CONFIG = schemathesis.Config.from_dict(
    {"checks": {"positive_data_acceptance": {"expected-statuses": list(ACCEPTED)}}}
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def every_check() -> list[Any]:
    load_all_checks()
    return [CHECKS.get_one(name) for name in CHECKS.get_all_names()]


@contextmanager
def within_the_test() -> Iterator[None]:
    """Requests leave the connection open, whose transaction is the test's."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def token_of(role: str) -> dict[str, str]:
    """The header of a program that may do all that somebody with a role may."""
    furnish()
    actor = queries.actor_of(person_named("Sun Li", role))
    tomorrow = timezone.now() + timedelta(days=1)
    _row, text = services.issue_token(
        actor, name="program", expires_at=tomorrow, read_only=False, scopes=actor.permissions
    )
    return {"Authorization": f"Bearer {text}"}


def served() -> Callable[..., Any]:
    """The application as a server runs it, which says where a request comes from.

    Each comes from another address: of wrong tokens few are heard from the same one.
    """
    application = get_wsgi_application()
    numbers = count(int(IPv4Address("10.0.0.1")))

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        address = str(IPv4Address(next(numbers)))
        answered = application({**environ, "REMOTE_ADDR": address}, start_response)
        try:
            return [b"".join(answered)]
        finally:
            answered.close()

    return answer


def wrong_answer(case: Case[Any], headers: dict[str, str], checks: list[Any]) -> str:
    """What is wrong with the answer to a request, and how to ask again; empty if nothing is."""
    with undone():
        answer = case.call(headers=headers)
    try:
        case.validate_response(answer, checks=checks, headers=headers)
    except FailureGroup as failures:
        return "\n".join(map(str, failures.exceptions))
    return ""


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_as_described(role: str) -> None:
    headers = token_of(role)
    described = schemathesis.openapi.from_dict(
        Client().get("/api/openapi.json", headers=headers).json(), config=CONFIG
    )
    described.app = served()
    checks, wrong, asked = every_check(), [], 0

    def ask(case: Case[Any]) -> None:
        nonlocal asked
        asked += 1
        wrong.append(wrong_answer(case, headers, checks))

    with within_the_test():
        for result in described.get_all_operations():
            assert isinstance(result, Ok)
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                made_up(result.ok().as_strategy(generation_mode=mode), ROLES.index(role))(ask)
    assert asked >= len(described)
    assert not any(wrong), "\n\n".join(filter(None, wrong))


def made_up(requests: Any, beginning: int) -> Callable[[Callable[[Case[Any]], None]], None]:
    """Calls a function with requests: always the same ones, other ones for each beginning."""
    alike = settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )

    def call(function: Callable[[Case[Any]], None]) -> None:
        asking: Any = seed(beginning)(alike(given(requests)(function)))  # type: ignore[no-untyped-call]
        asking()

    return call


def shapes(of: type[Schema] = Schema) -> Iterator[type[Schema]]:
    for shape in of.__subclasses__():
        yield shape
        yield from shapes(shape)


def test_no_two_shapes_have_one_name_because_the_description_would_know_one_of_them() -> None:
    get_resolver().url_patterns  # noqa: B018 - loads every operation
    ours = {each for each in shapes() if each.__module__.startswith("mainstay.apps.")}
    found = Counter(each.__name__ for each in ours)
    assert [name for name, times in found.items() if times > 1] == []
