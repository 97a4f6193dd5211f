"""A disk that is full, read-only or broken: the state before or after, said plainly; then it works.

Wherever a disk refuses, the import says so in words and leaves the state before, or has committed;
when the cause is gone, the same command does its work.
"""

import errno
import random
import signal
from pathlib import Path

import pytest

from mainstay.engine.session import EngineConfig, open_engine
from tests.faults.conftest import Prepared, Standing, runs, standing_of
from tests.faults.outside import (
    calls_made,
    read_only,
    require_tracing,
    resize,
    small_disk,
    traced,
    used_kilobytes,
)
from tests.faults.test_kills import IMPORTING, check_again
from tests.installation import Installation
from tests.processes import Finished, Halt, until

pytestmark = pytest.mark.fault

AMPLE = 512 * 1024
AT_WORK = Halt(f"{IMPORTING}.running:_run", signal.SIGSTOP, before=True)
PLACES = runs(in_ci=1, long=100)
FAULTS = [
    f"{kind} {place}"
    for place in range(PLACES)
    for kind in ("error=EIO", "error=ENOSPC", "signal=SIGKILL")
]
"""What a writing call does instead, and which of the places that lie evenly over all calls."""


def check_plain(finished: Finished) -> None:
    """The command gave its reason as a sentence with a code, not as a traceback."""
    said = finished.output + finished.errors
    assert finished.status == 1, said
    assert "Traceback" not in said, said
    error = finished.json["error"]
    assert error["code"] != "unexpected"
    assert error["message"]


def check_whole(installation: Installation, prepared: Prepared) -> Standing:
    """The installation is as before the import or as after it."""
    standing = standing_of(installation)
    assert standing.verify.status == 0, standing.verify.output
    assert standing.content in {prepared.before.content, prepared.after.content}
    return standing


@pytest.mark.parametrize("seed", range(runs(in_ci=1, long=40)))
def test_a_full_disk_is_said_and_the_import_works_once_there_is_room(
    prepared: Prepared, tmp_path: Path, seed: int
) -> None:
    needed = used_kilobytes(prepared.undisturbed.home) - used_kilobytes(prepared.template.home)
    room = random.Random(seed).randrange(0, needed)
    with small_disk(tmp_path / "disk", AMPLE) as disk:
        installation = prepared.template.copy(disk / "home")
        resize(disk, used_kilobytes(installation.home) + room)
        finished = installation.run(*prepared.command)
        resize(disk, AMPLE)
        if finished.status:
            check_plain(finished)
            assert check_whole(installation, prepared).content == prepared.before.content
        check_again(installation, prepared)
        installation.remove()


def test_ledger_files_that_no_longer_fit_are_refused_by_the_name_of_the_reason(
    tmp_path: Path,
) -> None:
    with (
        small_disk(tmp_path / "disk", 512) as disk,
        pytest.raises(OSError, match="No space left") as refused,
        open_engine().session(disk) as session,
    ):
        session.write_file("SELECT uuid() AS text FROM range(100000)", disk / "lines.parquet")
    assert refused.value.errno == errno.ENOSPC


def test_a_spill_that_no_longer_fits_is_refused_as_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4096) as disk:
        engine = open_engine(EngineConfig(memory="32MB", temp_directory=disk))
        with pytest.raises(OSError, match="No space left"), engine.session(tmp_path) as session:
            session.table("much", "SELECT uuid() AS text FROM range(3000000) ORDER BY text")


def test_a_backup_says_that_its_own_disk_is_full_and_leaves_nothing(
    prepared: Prepared, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 64) as disk:
        finished = prepared.undisturbed.run("backup", disk / "backup.zip", "--json")
        assert list(disk.iterdir()) == []
    check_plain(finished)


def test_a_backup_says_that_the_disk_of_the_installation_is_full(
    prepared: Prepared, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", AMPLE) as disk:
        installation = prepared.template.copy(disk / "home")
        resize(disk, used_kilobytes(installation.home) + 64)
        finished = installation.run("backup", tmp_path / "backup.zip", "--json")
        resize(disk, AMPLE)
        installation.remove()
    check_plain(finished)
    assert not (tmp_path / "backup.zip").exists()


@pytest.mark.parametrize("folder", ["ledger", "uploads"])
def test_a_read_only_folder_is_said_and_the_import_works_once_it_is_not(
    installation: Installation, prepared: Prepared, folder: str
) -> None:
    with read_only(installation.home / folder):
        finished = installation.run(*prepared.command)
    check_plain(finished)
    assert check_whole(installation, prepared).content == prepared.before.content
    check_again(installation, prepared)


def test_the_check_of_the_installation_names_a_folder_that_is_read_only(
    installation: Installation,
) -> None:
    ledger = installation.home / "ledger"
    with read_only(ledger):
        checks = installation.run("doctor", "--json").json["checks"]
    said = [each["says"] for each in checks if each["check"] == "writing"]
    assert len(said) == 1
    assert f"Nothing can be written into {ledger}" in said[0]


@pytest.fixture(scope="session")
def calls(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, int]]:
    """The writing calls that an undisturbed import makes."""
    folder = tmp_path_factory.mktemp("calls")
    require_tracing(folder)
    installation = prepared.template.copy(folder / "home")
    process = installation.start(*prepared.command, halt=AT_WORK)
    until(lambda: process.stopped)
    with traced(process, folder / "log"):
        process.send(signal.SIGCONT)
        assert process.finish().status == 0
    installation.remove()
    return calls_made(folder / "log")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_writing_call_that_fails_leaves_the_state_before_or_after(
    installation: Installation,
    prepared: Prepared,
    calls: list[tuple[str, int]],
    tmp_path: Path,
    fault: str,
) -> None:
    kind, place = fault.split()
    first = random.Random(kind).randrange(len(calls))
    call, number = calls[(first + int(place) * len(calls) // PLACES) % len(calls)]
    process = installation.start(*prepared.command, halt=AT_WORK)
    until(lambda: process.stopped)
    with traced(process, tmp_path / "log", call, f"{kind}:when={number}"):
        process.send(signal.SIGCONT)
        finished = process.finish()
    standing = check_whole(installation, prepared)
    if finished.status > 0 and standing.content == prepared.before.content:
        check_plain(finished)
    if finished.status == 0:
        assert standing.content == prepared.after.content
    check_again(installation, prepared)
