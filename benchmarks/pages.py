"""Pages, searches and a new customer among a million customers, on both databases."""

import http.client
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

from benchmarks import machine
from benchmarks.companies import OWNED
from benchmarks.crowd import Ask, Attended, attend, median_and_slow
from benchmarks.databases import databases
from benchmarks.installation import ADMINISTRATOR, installation
from benchmarks.processes import installed, run_mainstay, run_step
from benchmarks.results import Section
from benchmarks.server import serving

SIZES = (1_000_000,)
OWNERS = tuple(f"manager{number}@mainstay.example" for number in range(30))
_WARM, _MEASURED = 3, 40
CROWD, PACE = 30, 20
_LONG, _FLOOD, _AFTER = 600, 60, 60

_ABOUT = f"""\
An installation with two contacts for each customer, imported from files, is served by
`mainstay serve` with its usual settings: one process with its threads, and the worker beside it.
One browser asks, one question after another, {_MEASURED} times after {_WARM} to warm up; the
connection stays open. A page is whole with its counts. *All* is a person who sees every customer,
*own* one who sees {OWNED}. A *word* is looked for in names, codes and their pinyin. *Create* is a
POST to the interface.

Then {CROWD} people, a third of whom see every customer, ask all of these by turns, together {PACE}
times a second for {_LONG // 60} minutes; then three times as many, three times as often, for
{_FLOOD} seconds; then the first again for {_AFTER} seconds. Times count from the moment when
somebody wants to ask, also where the answer before was late."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: addresses by turns, by those who see everything and those who see little."""

    name: str
    paths: tuple[str, ...] = ()
    customers: tuple[int, ...] = ()

    def addresses(self, owner: int = 0) -> tuple[str, ...]:
        """The addresses, also of customers, which are the owner's with this number."""
        first = owner * OWNED
        return (*self.paths, *(f"/customers/{first + number}/" for number in self.customers))


def _found(*words: str) -> tuple[str, ...]:
    return tuple(f"/customers/?q={quote(word)}" for word in words)


QUESTIONS = (
    Asked("list", ("/customers/",)),
    Asked("by name", ("/customers/?sort=name", "/customers/?sort=-name")),
    Asked("region and industry", ("/customers/?region=Region+3&industry=Industry+7",)),
    Asked("status", ("/customers/?status=prospect", "/customers/?status=active")),
    Asked("a word of two signs", _found("恒达", "金鼎", "瑞丰")),
    Asked("of one sign", _found("鼎", "苏", "渝")),
    Asked("initials", _found("rfdt", "hddt", "jdkj")),
    Asked("absent", _found("不存在", "qqqq", "缺席")),
    Asked("very common", _found("电梯", "有限公司", "ltd")),
    Asked("a code", _found("C0999", "C0000042")),
    Asked("customer", customers=(1, 17, 42)),
    Asked("contacts", ("/customers/contacts/",)),
    Asked("contacts called", tuple(f"/customers/contacts/?q={quote(w)}" for w in ("王伟", "敏"))),
    Asked("anything", tuple(f"/palette/?q={quote(word)}" for word in ("恒达", "wang", "电梯"))),
)


def run(scratch: Path, customers: Sequence[int]) -> Section:
    """Measure at several sizes."""
    section = Section("Pages among many customers", [machine.describe()])
    section.say(_ABOUT)
    for number in customers:
        for name, database in databases():
            section.say(f"{number:,} customers, {name}:")
            with many(scratch, number, database) as home:
                environment = installed(home, database)
                section.table(
                    ("", "all, p50", "p95", "own, p50", "p95"), list(measured(environment, scratch))
                )
                section.table(
                    ("", "asked", "p50", "p95", "turned away", "failed"),
                    list(crowded(environment, scratch)),
                )
    return section


@contextmanager
def many(scratch: Path, customers: int, database: str) -> Iterator[Path]:
    """An installation with that many customers and their contacts, imported from files."""
    home = scratch / "many"
    files = {"customers": scratch / "companies.csv", "contacts": scratch / "people.csv"}
    run_step(
        "files.write_companies",
        scratch,
        customers_path=str(files["customers"]),
        contacts_path=str(files["contacts"]),
        customers=customers,
        owners=list(OWNERS),
    )
    with installation(home, scratch, database=database):
        environment = installed(home, database)
        run_step("pages.appoint", scratch, environment=environment, emails=list(OWNERS))
        for kind, file in files.items():
            run_mainstay(("import", kind, str(file)), home, scratch, database)
            file.unlink()
        yield home


def measured(environment: dict[str, str], scratch: Path) -> Iterator[tuple[str, ...]]:
    """The rows of the table for an installation."""
    people = let_in(environment, scratch, [ADMINISTRATOR, OWNERS[0]])
    with (
        serving(environment, scratch / "server.log") as (port, _server),
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection,
    ):
        for question in QUESTIONS:
            cells = [question.name]
            for each in people:
                paths = cycle(question.addresses())
                headers = {"Cookie": each["cookie"]}
                cells += times(
                    lambda: page(next(paths), connection, headers),  # noqa: B023
                    HTTPStatus.OK,
                )
            yield tuple(cells)
        cells = ["create"]
        for each in people:
            headers = program(each)
            cells += times(
                lambda: _create(connection, headers),  # noqa: B023
                HTTPStatus.CREATED,
            )
        yield tuple(cells)


def crowded(environment: dict[str, str], scratch: Path) -> Iterator[tuple[str, ...]]:
    """The rows of the table about many people."""
    everybody = [ADMINISTRATOR, *OWNERS[: 2 * CROWD // 3]]
    administrator, *owners = let_in(environment, scratch, everybody)
    ordinary = [*owners, *[administrator] * (CROWD - len(owners))]
    crowd = [
        ({"Cookie": each["cookie"]}, _by_turns(each, place)) for place, each in enumerate(ordinary)
    ]
    with serving(environment, scratch / "server.log") as (port, _server):
        attend(port, crowd, PACE, _WARM * len(QUESTIONS))
        ask = partial(attend, port, crowd, PACE)
        yield _met(f"{CROWD} people, {PACE} a second", ask(_LONG))
        flood = attend(port, crowd * 3, PACE * 3, _FLOOD)
        yield _met(f"{3 * CROWD} people, {3 * PACE} a second", flood)
        yield _met("afterwards", ask(_AFTER))


def _met(name: str, seen: Attended) -> tuple[str, ...]:
    figures = (seen.answers.total(), seen.turned_away, seen.failed)
    asked, away, failed = (f"{number:,}" for number in figures)
    return (name, asked, *median_and_slow(seen.taken), away, failed)


def _by_turns(person: Mapping[str, str], place: int) -> list[Ask]:
    """All questions, beginning with another one for each person; owners ask for their own."""
    asked: list[Ask] = [
        partial(page, path) for question in QUESTIONS for path in question.addresses(place)
    ]
    asked.append(lambda connection, _headers: _create(connection, program(person)))
    first = place % len(asked)
    return asked[first:] + asked[:first]


def let_in(
    environment: dict[str, str], scratch: Path, emails: Sequence[str]
) -> list[dict[str, str]]:
    """Give some people sessions of a browser and tokens."""
    known = run_step("serving.let_in", scratch, environment=environment, emails=list(emails))
    found: list[dict[str, str]] = known.figures["people"]
    return found


def program(person: Mapping[str, str]) -> dict[str, str]:
    """Give the headers of a program that asks for somebody."""
    return {"Authorization": f"Bearer {person['token']}"}


def times(ask: Callable[[], int], expected: HTTPStatus) -> tuple[str, str]:
    """Ask again and again, and give the median and the 95th percentile of the warm answers."""

    def taken() -> float:
        began = time.perf_counter()
        status = ask()
        assert status == expected, status
        return time.perf_counter() - began

    for _ in range(_WARM):
        taken()
    return median_and_slow(list(islice(iter(taken, None), _MEASURED)))


def page(path: str, connection: http.client.HTTPConnection, headers: Mapping[str, str]) -> int:
    """Ask for a whole page and give its status."""
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _create(connection: http.client.HTTPConnection, headers: Mapping[str, str]) -> int:
    body = json.dumps({"code": f"N{time.time_ns()}", "name": "新来电梯有限公司"})
    connection.request(
        "POST", "/api/customers", body, {**headers, "Content-Type": "application/json"}
    )
    answer = connection.getresponse()
    answer.read()
    return answer.status
