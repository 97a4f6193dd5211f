"""An evaluation that is killed changes no grade; asked for once more, it changes each once."""

import signal

import pytest

from tests.faults.intervening import let_leases_run_out
from tests.installation import Installation
from tests.processes import Halt, until

pytestmark = pytest.mark.fault

EARLIER = ("evaluate", "--scheme", "abc", "--as-of", "2024-07-01", "--json")
LATER = ("evaluate", "--scheme", "abc", "--as-of", "2025-01-01", "--json")
EVALUATING = "mainstay.apps.evaluation.services.evaluating"
BEFORE_THE_COMMIT = {
    "the inputs are frozen": Halt(f"{EVALUATING}:freeze"),
    "the result is durable": Halt(f"{EVALUATING}:write_result"),
    "some proposals are written": Halt(
        "mainstay.apps.evaluation.services.proposing:insert_columns"
    ),
    "all proposals are written": Halt(f"{EVALUATING}:propose"),
    "the grades are in force": Halt(f"{EVALUATING}:put_in_force"),
    "everything is written": Halt("mainstay.foundation.jobs.leases:complete"),
}


def grades(installation: Installation) -> str:
    finished = installation.run("grades", "--scheme", "abc")
    assert finished.status == 0, finished.errors
    return finished.output


@pytest.fixture
def undisturbed(installation: Installation) -> tuple[str, str]:
    """The grades before and after an evaluation that comes to its end, on a copy."""
    installation.json(*EARLIER[:-1])
    copy = installation.copy(installation.home.with_name("undisturbed"))
    before = grades(copy)
    copy.json(*LATER[:-1])
    after = grades(copy)
    copy.remove()
    assert before != after
    return before, after


@pytest.mark.parametrize("moment", BEFORE_THE_COMMIT)
def test_a_killed_evaluation_changes_no_grade_and_the_next_one_all(
    installation: Installation, undisturbed: tuple[str, str], moment: str
) -> None:
    before, after = undisturbed
    killed = installation.start(*LATER, halt=BEFORE_THE_COMMIT[moment]).finish()
    assert killed.status == -signal.SIGKILL, killed.errors

    assert grades(installation) == before
    assert installation.run(*LATER).status == 0
    assert grades(installation) == after


def test_a_worker_finishes_once_what_a_killed_evaluation_began(
    installation: Installation, undisturbed: tuple[str, str]
) -> None:
    before, after = undisturbed
    installation.start(*LATER, halt=BEFORE_THE_COMMIT["all proposals are written"]).finish()
    assert grades(installation) == before

    installation.ask(let_leases_run_out)
    worker = installation.start("worker")
    until(lambda: grades(installation) != before)
    worker.send(signal.SIGTERM)
    assert worker.finish().status == 0

    assert grades(installation) == after
