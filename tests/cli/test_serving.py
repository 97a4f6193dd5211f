"""`mainstay serve`: pages and jobs in processes of their own, under one that says what is wrong."""

import socket
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil

from tests.end_to_end.serving import serving
from tests.installation import Installation

FAILED = 1
SECONDS = 60


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_taken_port_is_told_in_words(empty: Installation) -> None:
    with taken_port() as port:
        asked = empty.run("serve", "--port", port)
    assert asked.status == FAILED
    assert asked.errors.splitlines() == [
        f"Something else listens on 127.0.0.1:{port} already: choose another --port."
    ]


def test_the_demonstration_asks_for_its_port_before_it_is_built(tmp_path: Path) -> None:
    nowhere = Installation(tmp_path / "home")
    with taken_port() as port:
        asked = nowhere.run("demo", "--port", port)
    assert asked.status == FAILED
    assert f"127.0.0.1:{port}" in asked.errors
    assert not list(nowhere.home.glob("*.sqlite3"))


def test_an_address_of_another_machine_is_told_in_words(empty: Installation) -> None:
    asked = empty.run("serve", "--host", "192.0.2.7")
    assert asked.status == FAILED
    assert asked.errors.splitlines() == [
        "192.0.2.7 is no address of this machine: choose another --host."
    ]


def test_a_killed_worker_is_started_again_beside_the_pages(installation: Installation) -> None:
    with serving(installation):
        (supervisor,) = _supervisors()
        _web, worker = _children(supervisor)
        worker.kill()
        _wait_until(lambda: worker not in _children(supervisor) and len(_children(supervisor)) == 2)


def ask_and_load() -> None:
    """Ask the database, load what the processes share, and tell what is still open to a server."""
    import django

    django.setup()
    from django.db import connection

    from mainstay.cli.serving import _load_for_all

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    _load_for_all()
    open_now = len(psutil.Process().net_connections("tcp"))
    sys.stdout.write(f"{open_now} {psutil.Process().num_threads()}")


def test_no_connection_and_no_thread_is_there_when_the_processes_part(
    installation: Installation,
) -> None:
    told = installation.ask(ask_and_load)
    assert told.output.split() == ["0", "1"], told.errors


def test_serving_ends_with_the_web_server_and_leaves_no_process(installation: Installation) -> None:
    with serving(installation):
        (supervisor,) = _supervisors()
        started = supervisor.children(recursive=True)
        web, _worker = _children(supervisor)
        web.terminate()
        _wait_until(lambda: not any(one.is_running() for one in started))


def test_more_than_can_be_answered_soon_is_turned_away_and_the_next_is_answered_again(
    installation: Installation,
) -> None:
    with serving(installation) as address, ThreadPoolExecutor(60) as askers:
        statuses = set(askers.map(_status, [f"{address}/sign-in/"] * 60))
        assert statuses == {200, 503}
        assert _status(f"{address}/sign-in/") == 200


def _status(address: str) -> int:
    try:
        with urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - our own server
            return int(answer.status)
    except HTTPError as error:
        return error.code


def _supervisors() -> list[psutil.Process]:
    """The servers that this test started."""
    return [child for child in psutil.Process().children() if "serve" in child.cmdline()]


def _children(supervisor: psutil.Process) -> list[psutil.Process]:
    """The web server and the worker, in the order of their start; dead ones are left out."""
    alive = [one for one in supervisor.children() if one.status() != psutil.STATUS_ZOMBIE]
    return sorted(alive, key=lambda one: (one.create_time(), one.pid))


def _wait_until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.1)
