"""Merging ledger files, killed or among imports, changes nothing that counts."""

import random
import signal
import time

import pytest

from tests.faults.conftest import Prepared, at_work, orphans, runs, standing_of
from tests.installation import Installation
from tests.processes import Halt

pytestmark = pytest.mark.fault

COMPACTING = "mainstay.apps.ledger.services.keeping.compacting"
COMPACT = ("ledger", "compact", "--json")
BEFORE_THE_COMMIT = {
    "the merged files are durable": Halt(f"{COMPACTING}:compact"),
    "the state is written": Halt("mainstay.apps.ledger.services.manifest:apply"),
    "everything is written": Halt("mainstay.foundation.jobs.leases:complete"),
}


@pytest.fixture
def with_both(installation: Installation, prepared: Prepared) -> Installation:
    """The installation after its second import."""
    installation.json(*prepared.command[:-1])
    return installation


@pytest.mark.parametrize("moment", BEFORE_THE_COMMIT)
def test_killed_before_the_commit_it_leaves_orphans_and_nothing_else(
    with_both: Installation, prepared: Prepared, moment: str
) -> None:
    killed = with_both.start(*COMPACT, halt=BEFORE_THE_COMMIT[moment]).finish()
    assert killed.status == -signal.SIGKILL

    standing = standing_of(with_both)
    assert (standing.state, standing.verify.status) == (2, 0)
    assert standing.content == prepared.after.content
    assert orphans(with_both, standing) > 0

    with_both.json(*COMPACT[:-1])
    again = standing_of(with_both)
    assert again.state == 3
    assert again.content == prepared.after.content
    assert again.undo.output == standing.undo.output


def test_an_undo_after_it_gives_what_it_gives_without_it(
    with_both: Installation, prepared: Prepared
) -> None:
    report = with_both.json(*COMPACT[:-1])
    assert report["files_after"] < report["files_before"]
    with_both.json("undo", 2, "--yes")
    assert standing_of(with_both).content == prepared.before.content


@pytest.mark.parametrize("seed", range(runs(in_ci=2, long=30)))
def test_among_an_import_both_take_effect(
    installation: Installation, prepared: Prepared, seed: int
) -> None:
    importing = installation.start(*prepared.command)
    at_work(importing, installation)
    time.sleep(random.Random(seed).uniform(0, prepared.seconds_at_work))
    installation.json(*COMPACT[:-1])
    assert importing.finish().status == 0
    standing = standing_of(installation)
    assert standing.content == prepared.after.content
    assert standing.verify.status == 0
    assert not standing.unwell
