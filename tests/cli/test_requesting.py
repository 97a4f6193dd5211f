"""Nominations, appeals, the steps of approval, freezing and runs on the command line."""

import pytest

from tests.cli.test_contract import DONE, FAILED, USAGE, rows
from tests.cli.test_reviewing import PROFIT, propose
from tests.installation import ADMIN, Installation

AS_ADMIN = ("--as", ADMIN)
NOMINATED = ("nominations", "make", "K01", *PROFIT, "--evidence", "builds in Suzhou", *AS_ADMIN)
APPEALED = ("appeals", "make", "K01", *PROFIT, "--note", "pays late this year alone", *AS_ADMIN)


@pytest.fixture
def approved(installation: Installation) -> Installation:
    """K01 is strategic by the scheme profit, which asks for approval."""
    propose(installation)
    installation.json("review", "accept", *PROFIT, "--all", *AS_ADMIN)
    order = ("review", "approve", *PROFIT, "--step", "1", "--yes", *AS_ADMIN)
    assert installation.run(*order).status == DONE
    return installation


def test_a_customer_is_nominated_and_declined(approved: Installation) -> None:
    made = approved.json(*NOMINATED, "--grade", "focus")
    assert (made["customer"], made["grade"], made["state"]) == ("K01", "focus", "open")
    number = str(made["nomination"])
    listed = approved.run("nominations", "list", "--open").output.splitlines()
    assert [line.split(",")[:6] for line in listed[1:]] == [
        [number, "profit", "K01", "Alpha Lifts", "focus", "open"]
    ]
    declined = ("nominations", "decline", number, "--reason", "next year", *AS_ADMIN)
    assert approved.run(*declined).output == f"Nomination {number} of Alpha Lifts: declined\n"
    assert approved.run("nominations", "list", "--open").output.splitlines()[1:] == []
    again = approved.run(*declined, "--json")
    assert (again.status, again.json["error"]["code"]) == (FAILED, "answered")


def test_a_nomination_is_withdrawn(approved: Installation) -> None:
    number = str(approved.json(*NOMINATED, "--grade", "focus")["nomination"])
    told = approved.json("nominations", "withdraw", number, *AS_ADMIN)
    assert (told["state"], told["answered_by"]) == ("withdrawn", "Administrator")


def test_a_nomination_for_a_grade_that_is_not_there_is_refused(approved: Installation) -> None:
    refused = approved.run(*NOMINATED, "--grade", "platinum", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "invalid")
    assert refused.json["error"]["message"] == "The scheme has no such grade."


def test_a_grade_is_appealed_and_upheld(approved: Installation) -> None:
    number = str(approved.json(*APPEALED)["appeal"])
    upheld = approved.json("appeals", "uphold", number, "--reason", "as it was", *AS_ADMIN)
    assert (upheld["state"], upheld["answer"], upheld["decided_grade"]) == (
        "upheld",
        "as it was",
        None,
    )
    listed = approved.run("appeals", "list", *PROFIT).output.splitlines()
    assert [line.split(",")[5] for line in listed[1:]] == ["upheld"]


def test_an_appeal_changes_a_grade_which_is_then_approved(approved: Installation) -> None:
    number = str(approved.json(*APPEALED)["appeal"])
    told = ("--grade", "ordinary", "--reason", "one large order", "--holds-until", "2099-12-31")
    changed = approved.json("appeals", "change", number, *told, *AS_ADMIN)
    assert (changed["state"], changed["decided_grade"]) == ("changed", "ordinary")
    order = ("review", "approve", *PROFIT, "--step", "1", "--yes", *AS_ADMIN)
    assert approved.run(*order).output == "Grades in force: 1\n"
    held = rows(approved.run("grades", *PROFIT).output)
    assert {row["customer"]: row["grade"] for row in held}["K01"] == "ordinary"


def test_an_appeal_is_withdrawn_once(approved: Installation) -> None:
    number = str(approved.json(*APPEALED)["appeal"])
    assert approved.json("appeals", "withdraw", number, *AS_ADMIN)["state"] == "withdrawn"
    again = approved.run("appeals", "withdraw", number, "--json", *AS_ADMIN)
    assert (again.status, again.json["error"]["code"]) == (FAILED, "answered")
    unknown = approved.run("appeals", "withdraw", "77", "--json", *AS_ADMIN)
    assert (unknown.status, unknown.json["error"]["code"]) == (FAILED, "not_found")


def test_grades_are_frozen_and_thawed(approved: Installation) -> None:
    frozen = ("schemes", "freeze", "profit", "--until", "2099-12-31", "--reason", "budget")
    assert approved.json(*frozen) == {"code": "profit", "frozen_until": "2099-12-31"}
    said = approved.run("schemes", "unfreeze", "profit")
    assert said.output == "Evaluations change the grades of profit again.\n"
    past = approved.run("schemes", "freeze", "profit", "--until", "2020-01-01", "--reason", "x")
    assert (past.status, past.errors) == (USAGE, "This day has passed already.\n")


def test_other_steps_approve(installation: Installation) -> None:
    steps = ("--step", "board=administrator", "--step", "owner=executive")
    told = installation.json("schemes", "chain", "profit", *steps)
    assert told["chain"] == [
        {"name": "board", "role": "administrator"},
        {"name": "owner", "role": "executive"},
    ]
    refused = installation.run("schemes", "chain", "profit", "--step", "board", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "step")
    unknown = installation.run("schemes", "chain", "profit", "--step", "board=emperor")
    assert (unknown.status, unknown.errors) == (USAGE, "Each step has a role that there is.\n")


def test_a_scheme_runs_by_itself(installation: Installation) -> None:
    said = installation.run("schemes", "runs", "profit", "--every", "monthly", "--on-import")
    assert said.output == (
        "profit is evaluated on the first day of each month, and after order lines were imported.\n"
    )
    told = installation.json("schemes", "runs", "profit", "--every", "never")
    assert told == {"code": "profit", "runs": "", "runs_on_import": False}
