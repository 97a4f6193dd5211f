"""Ratings on the command line."""

from pathlib import Path

from tests.cli.test_contract import DONE, FAILED, USAGE
from tests.installation import ADMIN, Installation

RATINGS = f"customer,criterion,rater,rating,comment\nK01,Brand awareness,{ADMIN},4,\nK09,x,y,9,\n"


def _make_round() -> None:
    """A round about one customer, as somebody makes it in a browser; runs in a process."""
    from mainstay.apps.customers import queries as customers
    from mainstay.apps.evaluation.services.ratings.rounds import make_round
    from mainstay.apps.governance import queries as governance
    from mainstay.foundation.access.actor import system_actor

    actor = system_actor("test")
    person = governance.person_with_email(ADMIN)
    make_round(
        actor,
        {
            "name": "Spring",
            "criteria": ["brand_awareness"],
            "customers": [customers.customer_by_code(actor, "K01").pk],
            "people": [person or 0],
            "due_on": governance.today(),
        },
    )


def test_a_file_of_ratings_is_taken_into_a_round(
    installation: Installation, tmp_path: Path
) -> None:
    assert "There is no rating round yet." in installation.run("rate", "rounds").output
    made = installation.ask(_make_round)
    assert made.status == DONE, made.errors
    [told] = installation.json("rate", "rounds")["rounds"]
    assert (told["round"], told["state"], told["closed_on"]) == (1, "open", None)

    file = tmp_path / "ratings.csv"
    file.write_text(RATINGS)
    order = ("rate", "import", file, "--round", "1")
    checked = installation.json(*order, "--dry-run")
    done = installation.json(*order)
    assert (done["records"], done["created"], done["rejected"]) == (2, 1, 1)
    assert {**checked, "committed": True} == done
    assert {each["field"] for each in done["rejects"]} == {"customer", "criterion", "rater"}
    people = installation.run(*order)
    assert people.status == DONE
    assert "This round is not about this customer" in people.output

    own = installation.run("rate", "results", "--round", "1", "--as", ADMIN)
    assert own.output.splitlines()[1] == "K01,Alpha Lifts,brand_awareness,4.00,0.00,1,0,False"


def test_a_round_that_there_is_not_takes_no_file(
    installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "ratings.csv"
    file.write_text(RATINGS)
    refused = installation.run("rate", "import", file, "--round", "9", "--json")
    assert (refused.status, refused.json["error"]["code"]) == (USAGE, "round_not_found")
    file.write_text("nothing\n")
    installation.ask(_make_round)
    refused = installation.run("rate", "import", file, "--round", "1", "--json")
    assert refused.status == FAILED
