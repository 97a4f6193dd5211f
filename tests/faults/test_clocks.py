"""Clocks that jump and clocks of other places: nothing is lost, doubled or put on another day."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import Prepared, standing_of
from tests.faults.days import print_days
from tests.faults.outside import FAKETIME
from tests.faults.test_kills import BEFORE_THE_COMMIT, check_again
from tests.installation import Installation, new_installation
from tests.processes import Halt, until

pytestmark = pytest.mark.fault

PROGRAM = Path(sys.executable).with_name("mainstay")
ZONES = ("Asia/Shanghai", "America/St_Johns", "Pacific/Chatham", "UTC")
LOCAL_TIMES = """customer,order_no,line_no,ordered_at,amount
A,1,1,2024-03-01 00:00,1
A,2,1,2024-03-01 23:59:59,2
A,3,1,2024-03-02,4
A,4,1,2024-03-10 02:30,8
A,5,1,2024-04-07 03:15,16
A,6,1,2024-11-03 01:30,32
A,7,1,2024-12-31 23:59:59.999999,64
"""
"""Among them an hour that is skipped in Newfoundland and ones that both places have twice."""
DAYS = {
    "2024-03-01": "3.0000",
    "2024-03-02": "4.0000",
    "2024-03-10": "8.0000",
    "2024-04-07": "16.0000",
    "2024-11-03": "32.0000",
    "2024-12-31": "64.0000",
}


def require_false_clocks() -> None:
    """Skip where processes cannot be given another clock, or the database keeps its own."""
    if not FAKETIME.exists():
        pytest.skip("libfaketime is not on this machine")
    if os.environ.get("MAINSTAY_DATABASE_URL"):
        pytest.skip("the database server keeps its own clock")


def started(installation: Installation, shift: str, *words: str) -> "subprocess.Popen[str]":
    """A command of an installation whose clock is so far off."""
    clock = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": shift, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return subprocess.Popen(
        [PROGRAM, *words],
        env=installation.environment | clock,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("shift", ["-3d", "+3d"])
def test_an_import_by_a_clock_that_is_wrong_counts_like_any_other(
    installation: Installation, prepared: Prepared, shift: str
) -> None:
    require_false_clocks()
    with started(installation, shift, *prepared.command) as command:
        output, errors = command.communicate(timeout=300)
    assert command.returncode == 0, output + errors
    standing = standing_of(installation)
    assert standing.content == prepared.after.content
    assert standing.verify.status == 0
    check_again(installation, prepared)


def test_a_clock_that_jumps_ahead_gives_a_job_away_and_it_takes_effect_once(
    installation: Installation, prepared: Prepared
) -> None:
    require_false_clocks()
    halt = Halt(BEFORE_THE_COMMIT["the ledger files are durable"].place, signal.SIGSTOP)
    first = installation.start(*prepared.command, halt=halt)
    until(lambda: first.stopped)
    with started(installation, "+2d", "worker") as worker:
        until(lambda: "running" not in standing_of(installation).batch_states, seconds=120)
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=300)
    first.send(signal.SIGCONT)
    finished = first.finish()

    assert finished.status != 0
    assert "Traceback" not in finished.errors, finished.errors
    standing = standing_of(installation)
    assert standing.content == prepared.after.content
    assert standing.batch_states == ["committed", "committed"]
    assert standing.verify.status == 0


@pytest.mark.parametrize("zone", ZONES)
def test_the_days_of_local_times_are_the_same_in_every_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    (tmp_path / "orders.csv").write_text(LOCAL_TIMES)
    elsewhere = ZONES[ZONES.index(zone) - 1]
    monkeypatch.setenv("TZ", elsewhere)
    installation = new_installation(tmp_path / "home", timezone=zone)
    words = ("--unknown-customers", "create")
    report = installation.json("import", "orders", tmp_path / "orders.csv", *words)
    assert report["accepted"] == LOCAL_TIMES.count("\n") - 1
    assert installation.ask(print_days).json == DAYS
    installation.remove()
