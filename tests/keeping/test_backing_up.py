"""A backup is whole whatever goes on meanwhile, and brings everything back elsewhere."""

import json
import random
import signal
import stat
import time
import zipfile
from pathlib import Path

import pytest

from tests.faults.conftest import Prepared, at_work, runs, standing_of
from tests.faults.intervening import let_leases_run_out
from tests.installation import Installation
from tests.keeping.tables import OF_THE_BACKUP, ledger_files_of, tables_of, unwell
from tests.processes import Halt, until

pytestmark = pytest.mark.fault


def test_every_table_and_every_file_comes_back(
    installation: Installation, archive: Path, elsewhere: Installation
) -> None:
    before = tables_of(installation)
    facts = installation.json("backup", archive)
    restored = elsewhere.json("restore", archive)

    after = tables_of(elsewhere)
    assert {name: after[name] for name in after.keys() - OF_THE_BACKUP} == {
        name: before[name] for name in before.keys() - OF_THE_BACKUP
    }
    assert ledger_files_of(elsewhere) == ledger_files_of(installation)
    assert facts["files"] == restored["files"]
    assert facts["bytes"] == archive.stat().st_size
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    key = "secret.key"
    assert (elsewhere.home / key).read_bytes() == (installation.home / key).read_bytes()
    for path in (installation.home / "uploads").rglob("*.*"):
        copy = elsewhere.home / path.relative_to(installation.home)
        assert copy.read_bytes() == path.read_bytes()
    assert not unwell(elsewhere)
    assert elsewhere.run("ledger", "verify").status == 0
    assert elsewhere.run("audit", "verify").status == 0


def test_an_import_that_stands_in_another_process_is_in_it_as_it_stood(
    installation: Installation, prepared: Prepared, archive: Path, elsewhere: Installation
) -> None:
    halt = Halt("mainstay.apps.ledger.services.importing.orders:write_change", signal.SIGSTOP)
    importing = installation.start(*prepared.command, halt=halt)
    until(lambda: importing.ended or importing.stopped)
    before = tables_of(installation)

    installation.json("backup", archive)
    elsewhere.json("restore", archive)

    after = tables_of(elsewhere)
    assert {name: after[name] for name in after.keys() - OF_THE_BACKUP} == {
        name: before[name] for name in before.keys() - OF_THE_BACKUP
    }
    importing.send(signal.SIGCONT)
    assert importing.finish().status == 0
    standing = standing_of(elsewhere)
    assert standing.content == prepared.before.content
    worker = elsewhere.start("worker")
    until(lambda: not running(elsewhere))
    worker.send(signal.SIGTERM)
    assert worker.finish().status == 0
    assert standing_of(elsewhere).content == prepared.after.content


@pytest.mark.parametrize("seed", range(runs(in_ci=3, long=40)))
def test_a_backup_during_an_import_is_the_state_before_or_after(
    installation: Installation,
    prepared: Prepared,
    archive: Path,
    elsewhere: Installation,
    seed: int,
) -> None:
    importing = installation.start(*prepared.command)
    at_work(importing, installation)
    time.sleep(random.Random(seed).uniform(0, prepared.seconds_at_work))
    installation.json("backup", archive)
    assert importing.finish().status == 0

    elsewhere.json("restore", archive)

    standing = standing_of(elsewhere)
    assert standing.verify.status == 0
    assert not standing.unwell, standing.doctor.output
    expected = {1: prepared.before, 2: prepared.after}[standing.state]
    assert standing.content == expected.content
    files = ledger_files_of(installation)
    assert ledger_files_of(elsewhere).items() <= files.items()


MAKING = "mainstay.apps.governance.services.backing_up.making"
MOMENTS = {
    "the snapshot is taken": Halt(f"{MAKING}:_contents"),
    "a file is copied": Halt(f"{MAKING}:_copied"),
    "all files are copied": Halt(f"{MAKING}:_copy"),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_it_leaves_no_backup_and_the_next_one_is_whole(
    installation: Installation, archive: Path, elsewhere: Installation, moment: str
) -> None:
    killed = installation.start("backup", archive, "--json", halt=MOMENTS[moment]).finish()
    assert killed.status == -signal.SIGKILL
    assert not archive.exists()
    refused = installation.run("backup", archive, "--json")
    assert refused.json["error"]["code"] == "backup_running"

    installation.ask(let_leases_run_out)
    installation.json("backup", archive)
    assert [path.name for path in archive.parent.glob("*backup.zip*")] == [archive.name]
    elsewhere.json("restore", archive)
    assert elsewhere.run("ledger", "verify").status == 0


def test_killed_after_the_file_is_in_its_place_the_backup_is_whole(
    installation: Installation, archive: Path, elsewhere: Installation
) -> None:
    halt = Halt(f"{MAKING}:_facts", before=True)
    assert installation.start("backup", archive, halt=halt).finish().status == -signal.SIGKILL
    elsewhere.json("restore", archive)
    assert elsewhere.run("ledger", "verify").status == 0


def test_a_file_that_is_there_is_not_written_over(
    installation: Installation, archive: Path
) -> None:
    archive.write_text("kept")
    refused = installation.run("backup", archive, "--json")
    assert (refused.status, refused.json["error"]["code"]) == (2, "exists")
    assert archive.read_text() == "kept"


def test_a_damaged_ledger_is_not_backed_up_as_if_it_were_whole(
    installation: Installation, archive: Path
) -> None:
    damaged = next((installation.home / "ledger" / "lines").iterdir())
    damaged.write_bytes(damaged.read_bytes()[:-1])
    refused = installation.run("backup", archive, "--json")
    assert refused.json["error"]["code"] == "file_differs"
    assert damaged.name in refused.json["error"]["message"]
    assert not list(archive.parent.glob("*backup.zip*"))


def test_an_upload_that_has_gone_is_named_and_stops_nothing(
    installation: Installation, archive: Path, elsewhere: Installation
) -> None:
    (installation.home / "uploads" / "1" / "upload.csv").unlink()
    assert installation.json("backup", archive)["missing"] == ["uploads/1/upload.csv"]
    assert elsewhere.json("restore", archive)["missing"] == ["uploads/1/upload.csv"]


def test_the_contents_say_what_is_in_it(installation: Installation, archive: Path) -> None:
    installation.json("backup", archive)
    with zipfile.ZipFile(archive) as opened:
        contents = json.loads(opened.read("contents.json"))
        names = {entry["name"] for entry in contents["files"]}
        assert names | {"contents.json"} == set(opened.namelist())
        stored = {info.compress_type for info in opened.infolist() if "ledger/" in info.filename}
    assert stored == {zipfile.ZIP_STORED}
    assert contents["vendor"] == ("postgresql" if installation.database_url else "sqlite")


def running(installation: Installation) -> list[int]:
    """The imports that are not at their end."""
    found = installation.json("batches")["batches"]
    return [each["batch"] for each in found if each["state"] == "running"]
