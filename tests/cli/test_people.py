"""People on the command line: inviting them, and help for whoever cannot sign in any more."""

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


def test_somebody_is_invited_by_a_link_to_hand_over(empty: Installation) -> None:
    guest = ("people", "invite", "sun.yue@mainstay.example", "--name", "Sun Yue")
    invited = empty.json(*guest, "--role", "analyst", "--role", "auditor")
    assert invited["email"] == "sun.yue@mainstay.example"
    assert invited["link"].startswith("http://127.0.0.1:8000/invitation/")
    again = empty.run(*guest, "--json")
    assert (again.status, again.json["error"]["code"]) == (USAGE, "invalid")
    unknown = empty.run("people", "invite", "li.na@mainstay.example", "--name", "Li", "--role", "x")
    assert unknown.status == USAGE
    assert "There is no such role." in unknown.errors
