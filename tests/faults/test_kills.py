"""An import that is killed leaves the state before it or the state after it, never between."""

import random
import signal
import time

import pytest

from tests.faults.conftest import (
    Prepared,
    Standing,
    at_work,
    orphans,
    runs,
    standing_of,
)
from tests.faults.intervening import let_leases_run_out
from tests.installation import Installation
from tests.processes import Halt, until

pytestmark = pytest.mark.fault

IMPORTING = "mainstay.apps.ledger.services.importing"
BEFORE_THE_COMMIT = {
    "the file is read": Halt(f"{IMPORTING}.orders:stage_import"),
    "the reject file and the preview are written": Halt(f"{IMPORTING}.finishing:write_files"),
    "the ledger files are durable": Halt(f"{IMPORTING}.orders:write_change"),
    "the state is written": Halt("mainstay.apps.ledger.services.manifest:apply"),
    "everything is written": Halt("mainstay.foundation.jobs.leases:complete"),
}
AFTER_THE_COMMIT = Halt("mainstay.cli.importing:_as_json", before=True)


def check(installation: Installation, prepared: Prepared) -> Standing:
    """The installation is whole, as before or as after, and says what is left over."""
    standing = standing_of(installation)
    assert standing.verify.status == 0, standing.verify.output
    assert not standing.unwell, standing.doctor.output
    expected = {1: prepared.before, 2: prepared.after}[standing.state]
    assert standing.content == expected.content
    assert standing.batch_numbers_of_states == {
        number: number for number in range(1, standing.state + 1)
    }
    if standing.state == 1:
        assert standing.batch_states in (["committed", "uploaded"], ["committed", "running"])
    else:
        assert standing.batch_states == ["committed", "committed"]
    if orphans(installation, standing):
        assert "orphans" in standing.doctor_says
    return standing


def check_again(installation: Installation, prepared: Prepared) -> None:
    """Running the same command once more gives what an undisturbed run gives."""
    again = installation.run(*prepared.command)
    assert again.status == 0, again.errors
    standing = standing_of(installation)
    assert standing.content == prepared.after.content
    assert sorted(standing.batch_numbers_of_states) == list(range(1, standing.state + 1))


@pytest.mark.parametrize("seed", range(runs(in_ci=10, long=100)))
def test_killed_at_any_moment_it_is_the_state_before_or_after(
    installation: Installation, prepared: Prepared, seed: int
) -> None:
    process = installation.start(*prepared.command)
    at_work(process, installation)
    time.sleep(random.Random(seed).uniform(0, prepared.seconds_at_work * 1.1))
    process.send(signal.SIGKILL)
    assert process.finish().status in {-signal.SIGKILL, 0}

    check(installation, prepared)
    check_again(installation, prepared)


@pytest.mark.parametrize("moment", BEFORE_THE_COMMIT)
def test_killed_before_the_commit_it_is_the_state_before(
    installation: Installation, prepared: Prepared, moment: str
) -> None:
    killed = installation.start(*prepared.command, halt=BEFORE_THE_COMMIT[moment]).finish()
    assert killed.status == -signal.SIGKILL, killed.errors

    assert check(installation, prepared).state == 1
    check_again(installation, prepared)


def test_killed_after_the_commit_it_is_the_state_after(
    installation: Installation, prepared: Prepared
) -> None:
    killed = installation.start(*prepared.command, halt=AFTER_THE_COMMIT).finish()
    assert (killed.status, killed.output) == (-signal.SIGKILL, "")

    assert check(installation, prepared).state == 2
    check_again(installation, prepared)


def test_a_worker_finishes_once_what_a_killed_command_began(
    installation: Installation, prepared: Prepared
) -> None:
    halt = BEFORE_THE_COMMIT["the ledger files are durable"]
    installation.start(*prepared.command, halt=halt).finish()
    assert check(installation, prepared).batch_states == ["committed", "running"]

    installation.ask(let_leases_run_out)
    worker = installation.start("worker")
    until(lambda: "running" not in standing_of(installation).batch_states)
    worker.send(signal.SIGTERM)
    assert worker.finish().status == 0

    assert check(installation, prepared).state == 2
