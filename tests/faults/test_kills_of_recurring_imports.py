"""A recurring import that is killed loses no file, takes none twice and finishes what it began."""

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.intervening import let_leases_run_out
from tests.faults.recurring import print_runs, see_files_as_whole, set_up_recurring
from tests.installation import ADMIN, Installation, new_installation
from tests.processes import Halt, until

pytestmark = pytest.mark.fault

HEADER = "order_no,line_no,customer,ordered_at,amount"
RECURRING = "mainstay.apps.ledger.services.recurring"
MOMENTS = {
    "the file is being taken": Halt("mainstay.apps.ledger.services.importing.running:_claim"),
    "the import is committed": Halt(f"{RECURRING}.settling:_put_away", before=True),
    "the file is moved": Halt(f"{RECURRING}.settling:_put_away"),
}


def lay(installation: Installation, number: int) -> None:
    lines = [f"{number},{line},C{line},2024-03-0{line},10" for line in range(1, 4)]
    content = "\n".join([HEADER, *lines, ""])
    (installation.home / "inbox" / "erp" / f"orders-{number}.csv").write_text(content)


def files(installation: Installation, place: str = "") -> list[str]:
    folder = installation.home / "inbox" / "erp" / place
    return sorted(each.name for each in folder.glob("*") if each.is_file())


def standing(installation: Installation) -> Any:
    finished = installation.ask(print_runs)
    assert finished.status == 0, finished.errors
    return json.loads(finished.output)


def all_ended(installation: Installation) -> bool:
    """Whether no run is open; asked once a second, as each question is a process of its own."""
    time.sleep(1)
    return all(ended for _name, _outcome, ended in standing(installation)["runs"])


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Installation]:
    """An installation with a recurring import and its profile."""
    made = new_installation(tmp_path / "home")
    first = tmp_path / "first.csv"
    first.write_text(f"{HEADER}\n0,1,C1,2024-03-01,10\n")
    made.json("import", "orders", first, "--unknown-customers", "create", "--profile", "ERP")
    finished = made.ask(set_up_recurring, ADMIN)
    assert finished.status == 0, finished.errors
    yield made
    made.remove()


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_look_is_finished_by_a_worker(shop: Installation, moment: str) -> None:
    lay(shop, 1)
    shop.ask(see_files_as_whole)
    killed = shop.start("recurring", "run", "Daily", halt=MOMENTS[moment]).finish()
    assert killed.status == -signal.SIGKILL, killed.errors

    shop.ask(let_leases_run_out)
    worker = shop.start("worker")
    until(lambda: files(shop, "done") == ["orders-1.csv"])
    until(lambda: all_ended(shop))
    worker.send(signal.SIGTERM)
    assert worker.finish().status == 0

    assert standing(shop)["runs"] == [["orders-1.csv", "imported", True]]
    assert standing(shop)["batches"] == [["orders-1.csv", "committed"]]
    assert (files(shop), files(shop, "done")) == ([], ["orders-1.csv"])
    assert shop.json("ledger", "verify")["state"] == 2


def test_two_workers_take_each_file_once(shop: Installation) -> None:
    for number in range(1, 6):
        lay(shop, number)
    shop.ask(see_files_as_whole)
    workers = [shop.start("worker") for _ in range(2)]
    names = [f"orders-{number}.csv" for number in range(1, 6)]
    until(lambda: files(shop, "done") == names)
    until(lambda: all_ended(shop))
    for worker in workers:
        worker.send(signal.SIGTERM)
        assert worker.finish().status == 0

    found = standing(shop)
    assert sorted(found["runs"]) == [[name, "imported", True] for name in names]
    assert sorted(found["batches"]) == [[name, "committed"] for name in names]
    assert files(shop) == []
