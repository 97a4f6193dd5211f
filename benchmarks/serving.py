"""A large file handed in through the interface while people look at pages."""

import http.client
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import psutil

from benchmarks import machine
from benchmarks.installation import ADMINISTRATOR, installation, order_file
from benchmarks.orders import Trade
from benchmarks.processes import installed, run_step
from benchmarks.results import Section, count, seconds
from benchmarks.server import PATIENCE, asked, serving

CUSTOMERS = 20_000
LINES_PER_ORDER = 3
SIZES = (12_000_000,)
"""12 million lines are a file of 1 GB."""

PAGES = ("/", "/customers/", "/customers/?sort=-revenue_12m", "/customers/1/", "/imports/")
_PAGES_A_SECOND = 4
_LOOKS_A_SECOND = 2
_MEGABYTE = 1 << 20

_ABOUT = f"""\
A file of order lines is sent to the interface of `mainstay serve` (SQLite, its usual settings) and
imported; the {CUSTOMERS:,} customers are there before. Meanwhile a person asks for a page
{_PAGES_A_SECOND} times a second: the first page, the customers by code and by revenue, a customer,
the imports. *Memory* is that of the server, its pages and its worker together, shared pages counted
once (PSS), looked at {_LOOKS_A_SECOND} times a second; *resident* is the sum of resident sizes."""


@dataclass
class _Seen:
    """What was seen while the file came in."""

    pages: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    shared: int = 0
    resident: int = 0


def run(scratch: Path, lines: Sequence[int]) -> Section:
    """Measure at several sizes."""
    section = Section("A large file while pages are asked for", [machine.describe()])
    section.say(_ABOUT)
    section.table(
        ("", "file", "taken in", "imported", "memory", "resident", "page, p50", "p95", "slowest"),
        [_row(scratch, number) for number in lines],
    )
    return section


def _row(scratch: Path, lines: int) -> tuple[str, ...]:
    trade = Trade(lines, LINES_PER_ORDER, CUSTOMERS)
    with (
        installation(scratch / "serving", scratch, CUSTOMERS) as home,
        order_file(scratch, trade) as file,
    ):
        environment = installed(home)
        [let_in] = run_step(
            "serving.let_in", scratch, environment=environment, emails=[ADMINISTRATOR]
        ).figures["people"]
        with serving(environment, scratch / "server.log") as (port, server):
            seen, taken_in, imported = _import(port, server, file, let_in)
        size = file.stat().st_size
    assert not seen.failures, seen.failures[:5]
    cuts = quantiles(seen.pages, n=20)
    return (
        f"{lines:,} lines",
        f"{size / _MEGABYTE:,.0f} MiB",
        seconds(taken_in),
        seconds(imported),
        f"{count(seen.shared / _MEGABYTE)} MiB",
        f"{count(seen.resident / _MEGABYTE)} MiB",
        *(f"{1000 * value:,.0f} ms" for value in (cuts[9], cuts[18], max(seen.pages))),
    )


def _import(
    port: int, server: int, file: Path, let_in: dict[str, str]
) -> tuple[_Seen, float, float]:
    seen, over = _Seen(), threading.Event()
    watchers = [
        threading.Thread(target=_ask_for_pages, args=(port, let_in["cookie"], seen, over)),
        threading.Thread(target=_look_at_memory, args=(server, seen, over)),
    ]
    for watcher in watchers:
        watcher.start()
    began = time.perf_counter()
    try:
        program = {"Authorization": f"Bearer {let_in['token']}"}
        number = _hand_in(port, file, program)
        taken_in = time.perf_counter() - began
        asked(port, "POST", f"/api/imports/{number}/commit", program)
        while (state := _state(port, number, program)) in {"uploaded", "checking", "running"}:
            if time.perf_counter() - began > PATIENCE:
                break
            time.sleep(0.25)
        assert state == "committed", state
        return seen, taken_in, time.perf_counter() - began
    finally:
        over.set()
        for watcher in watchers:
            watcher.join()


def _state(port: int, number: int, program: dict[str, str]) -> str:
    return str(asked(port, "GET", f"/api/imports/{number}", program)["state"])


def _hand_in(port: int, file: Path, program: dict[str, str]) -> int:
    """Send the file as a form does, without having it in memory; gives the import's number."""
    border = "border-of-the-benchmark"
    disposition = f"--{border}\r\nContent-Disposition: form-data; name="
    head = (
        f'{disposition}"kind"\r\n\r\norders\r\n{disposition}"file"; filename="orders.csv"\r\n\r\n'
    )
    foot = f"\r\n--{border}--\r\n"
    length = len(head) + file.stat().st_size + len(foot)

    def parts() -> Iterator[bytes]:
        yield head.encode()
        with file.open("rb") as content:
            while block := content.read(_MEGABYTE):
                yield block
        yield foot.encode()

    headers = {
        **program,
        "Content-Type": f"multipart/form-data; boundary={border}",
        "Content-Length": str(length),
    }
    return int(asked(port, "POST", "/api/imports", headers, parts())["batch"])


def _ask_for_pages(port: int, cookie: str, seen: _Seen, over: threading.Event) -> None:
    turn = 0
    while not over.wait(1 / _PAGES_A_SECOND):
        path = PAGES[turn % len(PAGES)]
        turn += 1
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        began = time.perf_counter()
        try:
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
        except OSError as error:
            seen.failures.append(f"{path}: {error}")
        else:
            seen.pages.append(time.perf_counter() - began)
            if answer.status != http.client.OK:
                seen.failures.append(f"{path}: {answer.status}")
        finally:
            connection.close()


def _look_at_memory(server: int, seen: _Seen, over: threading.Event) -> None:
    root = psutil.Process(server)
    while not over.wait(1 / _LOOKS_A_SECOND):
        shared = resident = 0
        for process in (root, *root.children(recursive=True)):
            try:
                memory = process.memory_full_info()
            except psutil.Error:  # it has ended
                continue
            shared += memory.pss
            resident += memory.rss
        seen.shared = max(seen.shared, shared)
        seen.resident = max(seen.resident, resident)
