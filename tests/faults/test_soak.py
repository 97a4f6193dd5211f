"""Hours of use: every answer comes, and memory stays as it is."""

import os
import threading
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from statistics import median
from urllib.parse import quote

import psutil
import pytest

from mainstay.apps.customers.policies import CREATE, VIEW
from mainstay.apps.evaluation.policies import RUN, VIEW_EVALUATIONS
from tests.end_to_end.programs import Program, issue_token, signed_in
from tests.end_to_end.serving import serving
from tests.faults.conftest import Prepared
from tests.installation import ADMIN, PASSWORD

pytestmark = pytest.mark.fault

SECONDS = float(os.environ.get("MAINSTAY_SOAK_SECONDS", "0"))
PEOPLE, PAUSE = 4, 0.4
EVALUATION_EVERY = 20.0
READING_EVERY = 5.0
# Of what a server has after its first quarter; the last has to stay below.
GROWTH = 1.05
KEPT = Path(__file__).resolve().parents[2] / "artifacts" / "soak.txt"
"""The readings in bytes, to be looked at."""

PAGES = (
    "/", "/customers/", "/customers/?sort=-revenue_12m", "/customers/1/", "/customers/2/",
    "/customers/contacts/", "/imports/", "/evaluations/", "/quality/", "/notifications/",
    f"/customers/?q={quote('C00')}", "/palette/?q=c004", "/customers/?format=csv",
)  # fmt: skip


@pytest.mark.skipif(not SECONDS, reason="it takes hours; make faults says how many seconds")
def test_memory_stays_as_it_is(prepared: Prepared, tmp_path: Path) -> None:
    installation = prepared.undisturbed.copy(tmp_path / "home")
    over = threading.Event()
    failed: list[str] = []
    with serving(installation) as address:
        token = issue_token(
            address, ADMIN, PASSWORD, scopes=[CREATE, VIEW, RUN, VIEW_EVALUATIONS], read_only=False
        )
        program = Program(address, token)
        work = [
            *(threading.Thread(target=look, args=(address, over, failed)) for _ in range(PEOPLE)),
            threading.Thread(target=create, args=(program, over, failed)),
            threading.Thread(target=evaluate, args=(program, over, failed)),
        ]
        for each in work:
            each.start()
        try:
            readings = list(memory_readings())
        finally:
            over.set()
            for each in work:
                each.join()
    installation.remove()
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text("\n".join(str(each) for each in readings))
    assert not failed, failed[:5]
    quarter = len(readings) // 4
    assert median(readings[-quarter:]) < GROWTH * median(readings[quarter : 2 * quarter])


def look(address: str, over: threading.Event, failed: list[str]) -> None:
    """Open pages by turns, as a person does."""
    opener, _cookies = signed_in(address, ADMIN, PASSWORD)
    for path in cycle(PAGES):
        if over.wait(PAUSE):
            return
        try:
            with opener.open(address + path, timeout=60) as page:
                page.read()
        except OSError as error:
            failed.append(f"{path}: {error}")


def create(program: Program, over: threading.Event, failed: list[str]) -> None:
    """Create customers, one a second."""
    number = 0
    while not over.wait(1):
        number += 1
        reply = program.post("/api/customers", {"code": f"S{number}", "name": f"Soak {number}"})
        if reply.status != 201:
            failed.append(f"create: {reply}")


def evaluate(program: Program, over: threading.Event, failed: list[str]) -> None:
    """Let the worker grade all customers, again and again."""
    for scheme in cycle(("abc", "tiers", "rfm")):
        reply = program.post("/api/evaluations", {"scheme": scheme, "as_of": "2025-01-01"})
        if reply.status != 202:
            failed.append(f"evaluate: {reply}")
        if over.wait(EVALUATION_EVERY):
            return


def memory_readings() -> Iterator[int]:
    """What the server's processes hold together, shared pages counted once."""
    [server] = [child for child in psutil.Process().children() if "serve" in child.cmdline()[1:3]]
    pause = threading.Event()
    for _ in range(int(SECONDS / READING_EVERY)):
        pause.wait(READING_EVERY)
        tree = (server, *server.children(recursive=True))
        yield sum(process.memory_full_info().pss for process in tree)
