"""Backups of an installation that serves, and what may not be removed meanwhile."""

import signal
import threading
import urllib.request
from pathlib import Path

import pytest

from tests.end_to_end.serving import serving
from tests.faults.conftest import Prepared, standing_of
from tests.faults.intervening import let_leases_run_out
from tests.installation import Installation
from tests.keeping.tables import OF_THE_BACKUP, ledger_files_of, tables_of, unwell
from tests.processes import Halt, until

pytestmark = pytest.mark.fault

STEP_BY_STEP = {"ledger_importbatch", "jobs_schedulestate"}
"""Tables that an import and a worker write to again and again; all others change once or never."""


def test_a_backup_while_pages_jobs_and_an_import_are_at_work(
    installation: Installation, prepared: Prepared, archive: Path, elsewhere: Installation
) -> None:
    answered, stop = [], threading.Event()
    earlier = tables_of(installation)
    with serving(installation) as address:

        def ask() -> None:
            while not stop.is_set():
                answered.append(sign_in_page(address))

        asking = threading.Thread(target=ask)
        asking.start()
        importing = installation.start(*prepared.command)
        installation.json("backup", archive)
        assert importing.finish().status == 0
        stop.set()
        asking.join()

    assert set(answered) == {200}
    later = tables_of(installation)
    elsewhere.json("restore", archive)
    restored = tables_of(elsewhere)
    assert restored.keys() == earlier.keys() == later.keys()
    between = {name for name in restored if restored[name] not in (earlier[name], later[name])}
    assert between <= OF_THE_BACKUP | STEP_BY_STEP
    standing = standing_of(elsewhere)
    assert standing.content == {1: prepared.before, 2: prepared.after}[standing.state].content
    assert ledger_files_of(elsewhere).items() <= ledger_files_of(installation).items()
    assert not unwell(elsewhere)
    with serving(elsewhere) as address:
        assert sign_in_page(address) == 200


def test_nothing_is_removed_while_a_backup_is_made(
    installation: Installation, prepared: Prepared, archive: Path, elsewhere: Installation
) -> None:
    installation.json(*prepared.command[:-1])
    installation.json("ledger", "compact")
    installation.ask(let_it_be_long_ago)
    copied = "mainstay.apps.governance.services.backing_up.making:_contents"
    making = installation.start("backup", archive, "--json", halt=Halt(copied, signal.SIGSTOP))
    until(lambda: making.ended or making.stopped)
    files = ledger_files_of(installation)
    for command in (("retention", "--yes"), ("orphans", "--remove", "--yes")):
        refused = installation.run("ledger", *command, "--json")
        assert refused.json["error"]["code"] == "backup_running"
    assert ledger_files_of(installation) == files

    making.send(signal.SIGCONT)
    assert making.finish().status == 0
    removed = installation.json("ledger", "retention", "--yes")
    assert removed["old_states"]["count"] > 0
    assert len(ledger_files_of(installation)) < len(files)
    elsewhere.json("restore", archive)
    assert ledger_files_of(elsewhere) == files


def test_a_backup_that_was_killed_keeps_nothing_from_being_removed(
    installation: Installation, prepared: Prepared, archive: Path
) -> None:
    installation.json(*prepared.command[:-1])
    installation.json("ledger", "compact")
    installation.ask(let_it_be_long_ago)
    copied = "mainstay.apps.governance.services.backing_up.making:_contents"
    installation.start("backup", archive, halt=Halt(copied)).finish()
    installation.ask(let_leases_run_out)
    assert installation.json("ledger", "retention", "--yes")["old_states"]["count"] > 0
    assert installation.run("ledger", "verify").status == 0
    left = installation.json("ledger", "orphans")["orphans"]
    assert any(each["name"].startswith("scratch/backup-") for each in left)


def test_a_removal_that_was_killed_leaves_leftovers_and_nothing_unnamed(
    installation: Installation, prepared: Prepared
) -> None:
    installation.json(*prepared.command[:-1])
    installation.json("ledger", "compact")
    installation.ask(let_it_be_long_ago)
    halt = Halt("mainstay.apps.ledger.services.keeping.rules:_unlink", before=True)
    killed = installation.start("ledger", "retention", "--yes", halt=halt).finish()
    assert killed.status == -signal.SIGKILL
    standing = standing_of(installation)
    assert standing.verify.status == 0
    assert standing.content == prepared.after.content
    left = installation.json("ledger", "orphans")["orphans"]
    assert any(each["name"].startswith("ledger/lines/") for each in left)


def sign_in_page(address: str) -> int:
    """How a page that needs the database answers."""
    with urllib.request.urlopen(f"{address}/sign-in/", timeout=60) as page:  # noqa: S310 - our own
        status: int = page.status
        return status


def let_it_be_long_ago() -> None:
    """Let every state have been made a year ago."""
    from datetime import timedelta

    import django

    django.setup()
    from django.utils import timezone

    from mainstay.apps.ledger.models import LedgerStateEntry

    long_ago = timezone.now() - timedelta(days=365)
    LedgerStateEntry.objects.system("test").update(made_at=long_ago)
