"""PostgreSQL that stops at once: said plainly, the state before, and everything works again."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mainstay.foundation.testing.postgresql import PostgresqlMissing, TemporaryPostgresql
from tests.faults.conftest import CUSTOMERS, LINES_PER_ORDER, runs, write_orders
from tests.faults.test_failing_disk import check_plain
from tests.faults.test_kills import BEFORE_THE_COMMIT
from tests.installation import Installation, new_installation
from tests.processes import Halt, Process, until

pytestmark = pytest.mark.fault

ORDERS = 200
MOMENTS = ("the ledger files are durable", "the file is read", "the state is written")
OK, PATIENCE = 200, 6


@pytest.fixture(scope="module")
def server() -> Iterator[TemporaryPostgresql]:
    """A server of its own, which these tests stop and start."""
    try:
        server = TemporaryPostgresql()
    except PostgresqlMissing as missing:
        pytest.skip(str(missing))
    yield server
    server.stop()


@pytest.fixture
def on_postgresql(
    server: TemporaryPostgresql, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Installation:
    """An installation on that server."""
    monkeypatch.setenv("MAINSTAY_DATABASE_URL", server.url)
    return new_installation(tmp_path / "home")


@pytest.fixture
def command(tmp_path: Path) -> tuple[str, ...]:
    """An import into that installation."""
    file = write_orders(tmp_path / "orders.csv", range(ORDERS), changed=range(0), raised=0)
    return ("import", "orders", str(file), "--unknown-customers", "create", "--json")


@pytest.mark.parametrize("moment", MOMENTS[: runs(in_ci=0, long=len(MOMENTS))])
def test_an_import_that_loses_its_database_leaves_the_state_before(
    on_postgresql: Installation,
    server: TemporaryPostgresql,
    command: tuple[str, ...],
    moment: str,
) -> None:
    halt = Halt(BEFORE_THE_COMMIT[moment].place, signal.SIGSTOP)
    process = on_postgresql.start(*command, halt=halt)
    until(lambda: process.stopped)
    server.interrupt()
    process.send(signal.SIGCONT)
    check_plain(process.finish())

    check_plain(on_postgresql.run(*command))

    server.resume()
    verified = on_postgresql.json("ledger", "verify")
    assert (verified["state"], verified["damaged"]) == (0, [])
    report = on_postgresql.json(*command[:-1])
    assert report["accepted"] == ORDERS * LINES_PER_ORDER
    assert report["created_customers"] <= CUSTOMERS


def ask_three_times(said: str) -> None:
    """Ask for a page three times and stand still in between; print the answers.

    How often it has asked stands as files in the folder `said`.
    """
    import django

    django.setup()
    from django.test import Client
    from django.test.utils import setup_test_environment

    from mainstay.apps.governance.models import Person

    setup_test_environment()
    client = Client(raise_request_exception=False)
    client.force_login(Person.objects.system("test").get())
    answers = [_answer(client, "/imports/")]
    for asked in range(1, 3):
        Path(said, str(asked)).touch()
        os.kill(os.getpid(), signal.SIGSTOP)
        answers.append(_answer(client, "/imports/"))
    for _ in range(PATIENCE):
        # The pool tries to connect at longer and longer intervals.
        if answers[-1][0] == OK:
            break
        answers[-1] = _answer(client, "/imports/")
    json.dump(answers, sys.stdout)


def _answer(client: object, path: str) -> tuple[int, str]:
    from django.db import close_old_connections

    close_old_connections()  # as a server does before each request, and the test client does not
    response = client.get(path)  # type: ignore[attr-defined]
    return response.status_code, response.content.decode()


def test_a_page_fails_plainly_and_comes_again_with_the_database(
    on_postgresql: Installation, server: TemporaryPostgresql, tmp_path: Path
) -> None:
    process = Process(ask_three_times, (str(tmp_path),), on_postgresql.environment)
    until(lambda: (tmp_path / "1").exists() and process.stopped)
    server.interrupt()
    process.send(signal.SIGCONT)
    until(lambda: (tmp_path / "2").exists() and process.stopped)
    server.resume()
    process.send(signal.SIGCONT)
    (before, _), (without, page), (after, _) = process.finish().json
    assert (before, without, after) == (200, 503, 200)
    assert "The database does not answer" in page
