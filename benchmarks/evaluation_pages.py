"""Pages about grades among many customers, on both databases."""

import http.client
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks import machine
from benchmarks.companies import OWNED
from benchmarks.databases import databases
from benchmarks.installation import ADMINISTRATOR, installation, order_file
from benchmarks.orders import Trade
from benchmarks.pages import OWNERS, let_in, page, program, times
from benchmarks.processes import installed, run_mainstay, run_step
from benchmarks.results import Section
from benchmarks.server import serving

SIZES = (100_000,)
_LINES_PER_CUSTOMER = 6
_LINES_PER_ORDER = 3
_DAYS = ("2025-01-01", "2025-06-01", "2025-12-01")

_ABOUT = f"""\
An installation with {_LINES_PER_CUSTOMER} order lines for each customer is served by `mainstay
serve` with its usual settings. The scheme `service`, which grades by a score of eight indicators,
is evaluated as of {_DAYS[0]} and {_DAYS[1]}; then it asks for approval, and what it proposes as of
{_DAYS[2]} waits. Its draft has another border. One browser asks, one question after another, as in
*Pages among many customers*. *All* is a person who sees every customer, *own* one who sees {OWNED}.
*Program* asks the interface."""

Person = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What pages are asked about: an evaluation by number, a team, the customers of one person."""

    proposed: int
    team: int
    customers: Sequence[int]

    @property
    def questions(self) -> dict[str, tuple[str, ...]]:
        """The addresses that are asked by turns."""
        queue, result = "/evaluations/review/service/", f"/evaluations/{self.proposed}/"
        return {
            "review queue": (queue,),
            "its promotions": (f"{queue}?kind=promotions",),
            "by team": (f"{queue}?team={self.team}",),
            "searched": tuple(f"{queue}?q={quote(word)}" for word in ("恒达", "C0000", "metro")),
            "decision sheet": tuple(f"{queue}{key}/" for key in self.customers),
            "what if": ("/evaluations/schemes/service/what-if/",),
            "who moved": (f"{result}migration/",),
            "by region": (f"{result}by/region/",),
            "portfolio matrix": ("/evaluations/matrix/",),
            "result": (result,),
            "result by revenue": (f"{result}?sort=-revenue_12m",),
            "why": tuple(f"/customers/{key}/" for key in self.customers),
            "why in detail": tuple(f"/evaluations/why/service/{key}/" for key in self.customers),
        }


def run(scratch: Path, customers: Sequence[int]) -> Section:
    """Measure at several sizes."""
    section = Section("Pages about grades", [machine.describe()])
    section.say(_ABOUT)
    for number in customers:
        for name, database in databases():
            with graded(scratch, number, database) as (environment, known):
                section.say(f"{number:,} customers, {known['waiting']:,} grades wait, {name}:")
                section.table(
                    ("", "all, p50", "p95", "own, p50", "p95"),
                    list(measured(environment, scratch, known)),
                )
    return section


@contextmanager
def graded(
    scratch: Path, customers: int, database: str
) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """An installation with graded customers, in the environment, and what pages can show."""
    home, companies = scratch / "graded", scratch / "companies.csv"
    trade = Trade(customers * _LINES_PER_CUSTOMER, _LINES_PER_ORDER, customers)
    run_step(
        "files.write_companies",
        scratch,
        customers_path=str(companies),
        contacts_path=str(scratch / "people.csv"),
        customers=customers,
        owners=list(OWNERS),
    )
    with (
        order_file(scratch, trade) as orders,
        installation(home, scratch, database=database),
    ):
        environment = installed(home, database)
        run_step("pages.appoint", scratch, environment=environment, emails=list(OWNERS))
        for kind, file in (("customers", companies), ("orders", orders)):
            run_mainstay(("import", kind, str(file)), home, scratch, database)
        prepared = run_step(
            "evaluation_pages.prepare",
            scratch,
            environment=environment,
            everything=ADMINISTRATOR,
            owners=list(OWNERS),
            days=list(_DAYS),
        )
        yield environment, prepared.figures


def measured(
    environment: dict[str, str], scratch: Path, known: Mapping[str, Any]
) -> Iterator[tuple[str, ...]]:
    """The rows of the table for an installation."""
    people = let_in(environment, scratch, known["people"])
    about = [
        Prepared(known["proposed"], known["team"], customers) for customers in known["customers"]
    ]
    with (
        serving(environment, scratch / "server.log") as (port, _server),
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection,
    ):
        for name in about[0].questions:
            yield _row(
                name,
                [
                    partial(_next, cycle(each.questions[name]), connection, person)
                    for each, person in zip(about, people, strict=True)
                ],
            )
        yield _row("what if, program", [partial(_try, connection, person) for person in people])


def _row(name: str, asking: Sequence[Callable[[], int]]) -> tuple[str, ...]:
    return (name, *(cell for ask in asking for cell in times(ask, HTTPStatus.OK)))


def _next(paths: Iterator[str], connection: http.client.HTTPConnection, person: Person) -> int:
    return page(next(paths), connection, {"Cookie": person["cookie"]})


def _try(connection: http.client.HTTPConnection, person: Person) -> int:
    headers = {**program(person), "Content-Type": "application/json"}
    body = json.dumps({"draft": True})
    connection.request("POST", "/api/schemes/service/what-if", body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status
