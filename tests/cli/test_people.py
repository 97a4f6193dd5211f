"""Help on the command line for whoever cannot sign in any more."""

from tests.end_to_end.second_factor import add_second_factor
from tests.installation import ADMIN, Installation

FAILED, USAGE = 1, 2


def test_a_lost_second_factor_is_reset_once_it_is_confirmed(empty: Installation) -> None:
    assert empty.ask(add_second_factor, ADMIN).status == 0
    asked = empty.run("people", "reset-second-factor", ADMIN, "--json")
    assert (asked.status, asked.json["error"]["code"]) == (USAGE, "not_confirmed")
    done = empty.json("people", "reset-second-factor", ADMIN, "--yes")
    assert done == {"email": ADMIN, "reset": True}
    assert empty.json("people", "reset-second-factor", ADMIN, "--yes")["reset"] is False


def test_an_unknown_person_is_named(empty: Installation) -> None:
    said = empty.run("people", "reset-second-factor", "nobody@mainstay.example", "--yes")
    assert said.status == USAGE
    assert "nobody@mainstay.example" in said.errors
