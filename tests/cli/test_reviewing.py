"""Reviews and approval on the command line."""

from tests.cli.test_contract import DONE, FAILED, USAGE
from tests.installation import ADMIN, Installation

PROFIT = ("--scheme", "profit")


def _ask_for_approval() -> None:
    """Let a scheme ask for one step, by administrators; runs in a process."""
    from mainstay.apps.evaluation.services.approval_chains import change_chain
    from mainstay.apps.evaluation.services.drafting import SchemeFacts, change_facts
    from mainstay.foundation.access.actor import system_actor

    actor = system_actor("test")
    change_facts(actor, "profit", SchemeFacts("", approval="required"))
    change_chain(actor, "profit", [{"name": "board", "role": "administrator"}])


def propose(installation: Installation) -> None:
    assert installation.ask(_ask_for_approval).status == DONE
    said = installation.run("evaluate", *PROFIT, "--as-of", "2025-01-01")
    assert "These grades wait for approval" in said.output


def test_grades_are_accepted_approved_and_in_force(installation: Installation) -> None:
    propose(installation)
    listed = installation.run("review", "list", *PROFIT).output.splitlines()
    assert listed[1] == "K01,Alpha Lifts,,strategic,waiting,1000.0050,0"
    done = installation.json("review", "accept", *PROFIT, "K01", "--as", ADMIN)
    assert done == {"accepted": 1, "left": 0}
    told = installation.json("review", "steps", *PROFIT, "--as", ADMIN)["steps"]
    assert [(each["waiting"], each["mine"]) for each in told] == [(1, 1)]

    refused = installation.run("review", "approve", *PROFIT, "--step", "1", "--as", ADMIN, "--json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "not_confirmed")
    order = ("review", "approve", *PROFIT, "--step", "1", "--as", ADMIN)
    assert installation.run(*order, "--yes").output == "Grades in force: 1\n"
    in_force = installation.run("grades", *PROFIT).output.splitlines()
    assert [line.split(",")[0] for line in in_force[1:]] == ["K01"]


def test_nothing_is_approved_where_nothing_waits(installation: Installation) -> None:
    propose(installation)
    order = ("review", "approve", *PROFIT, "--step", "1", "--yes", "--as", ADMIN, "--json")
    refused = installation.run(*order)
    assert (refused.status, refused.json["error"]["code"]) == (FAILED, "review_not_found")


def test_whom_to_accept_has_to_be_said(installation: Installation) -> None:
    refused = installation.run("review", "accept", *PROFIT, "--json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "customers")
