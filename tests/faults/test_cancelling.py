"""An import that is cancelled leaves the state before it, and nothing lying about."""

import signal

import pytest

from tests.faults.conftest import Prepared, orphans, staged, standing_of
from tests.faults.intervening import cancel_what_runs
from tests.faults.test_kills import IMPORTING, check_again
from tests.installation import Installation
from tests.processes import Halt, until

pytestmark = pytest.mark.fault

MOMENTS = {
    "reading": Halt(f"{IMPORTING}.orders:stage_import", signal.SIGSTOP),
    "comparing": Halt(f"{IMPORTING}.finishing:write_files", signal.SIGSTOP),
    "writing": Halt(f"{IMPORTING}.orders:write_change", signal.SIGSTOP),
    "committing": Halt("mainstay.apps.ledger.services.manifest:apply", signal.SIGSTOP),
}


def check_cancelled(installation: Installation, prepared: Prepared) -> None:
    standing = standing_of(installation)
    assert standing.content == prepared.before.content
    assert standing.batch_states == ["committed", "cancelled"]
    assert (orphans(installation, standing), staged(installation)) == (0, [])
    check_again(installation, prepared)


@pytest.mark.parametrize("moment", ["reading", "comparing", "committing"])
def test_control_c_leaves_the_state_before(
    installation: Installation, prepared: Prepared, moment: str
) -> None:
    process = installation.start(*prepared.command, halt=MOMENTS[moment])
    until(lambda: process.stopped)
    process.send(signal.SIGINT)
    process.send(signal.SIGCONT)
    assert process.finish().status == 128 + signal.SIGINT

    check_cancelled(installation, prepared)


@pytest.mark.parametrize("moment", ["reading", "comparing", "writing"])
def test_cancelled_by_somebody_else_it_leaves_the_state_before(
    installation: Installation, prepared: Prepared, moment: str
) -> None:
    process = installation.start(*prepared.command, halt=MOMENTS[moment])
    until(lambda: process.stopped)
    cancelled = installation.ask(cancel_what_runs)
    process.send(signal.SIGCONT)
    assert (cancelled.status, process.finish().status) == (0, 1), cancelled.errors

    check_cancelled(installation, prepared)
