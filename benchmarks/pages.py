"""Pages, searches and a new customer among a million customers, on both databases."""

import http.client
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

from benchmarks import machine
from benchmarks.companies import OWNED
from benchmarks.databases import databases
from benchmarks.installation import ADMINISTRATOR, installation
from benchmarks.processes import installed, run_mainstay, run_step
from benchmarks.results import Section
from benchmarks.server import serving

SIZES = (1_000_000,)
OWNERS = tuple(f"manager{number}@mainstay.example" for number in range(30))
_WARM, _MEASURED = 3, 40

_ABOUT = f"""\
An installation with two contacts for each customer, imported from files, is served by
`mainstay serve` with its usual settings: one process with its threads, and the worker beside it.
One browser asks, one question after another, {_MEASURED} times after {_WARM} to warm up; the
connection stays open. A page is whole with its counts. *All* is a person who sees every customer,
*own* one who sees {OWNED}. A *word* is looked for in names, codes and their pinyin. *Create* is a
POST to the interface."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: addresses by turns, by those who see everything and those who see little."""

    name: str
    paths: tuple[str, ...]


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
    Asked("customer", ("/customers/1/", "/customers/17/", "/customers/42/")),
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
            with many(scratch, number, database) as home:
                rows = list(measured(installed(home, database), scratch))
            section.say(f"{number:,} customers, {name}:")
            section.table(("", "all, p50", "p95", "own, p50", "p95"), rows)
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
    let_in = [
        run_step("serving.let_in", scratch, environment=environment, email=email).figures
        for email in (ADMINISTRATOR, OWNERS[0])
    ]
    with (
        serving(environment, scratch / "server.log") as (port, _server),
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection,
    ):
        for question in QUESTIONS:
            cells = [question.name]
            for each in let_in:
                paths = cycle(question.paths)
                headers = {"Cookie": each["cookie"]}
                cells += _times(lambda: _page(connection, next(paths), headers))  # noqa: B023
            yield tuple(cells)
        cells = ["create"]
        for each in let_in:
            headers = {"Authorization": f"Bearer {each['token']}"}
            cells += _times(lambda: _create(connection, headers))  # noqa: B023
        yield tuple(cells)


def _times(ask: Callable[[], float]) -> tuple[str, str]:
    for _ in range(_WARM):
        ask()
    cuts = quantiles(islice(iter(ask, None), _MEASURED), n=20)
    return f"{1000 * cuts[9]:,.0f} ms", f"{1000 * cuts[18]:,.0f} ms"


def _page(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> float:
    began = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == http.client.OK, (path, answer.status)
    return time.perf_counter() - began


def _create(connection: http.client.HTTPConnection, headers: dict[str, str]) -> float:
    body = json.dumps({"code": f"N{time.time_ns()}", "name": "新来电梯有限公司"})
    began = time.perf_counter()
    connection.request(
        "POST", "/api/customers", body, {**headers, "Content-Type": "application/json"}
    )
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == http.client.CREATED, content
    return time.perf_counter() - began
