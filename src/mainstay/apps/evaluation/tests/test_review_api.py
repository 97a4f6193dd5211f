"""The interface for programs: reviews and approval."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.evaluation.tests.reviewing import (
    ask_for_approval,
    give_to,
    in_force,
    key_of,
    proposed,
    states,
)
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople

ABC = "/api/grade-reviews/abc"


@pytest.fixture
def waiting(trade: NamedPeople) -> NamedPeople:
    """Proposals for three customers, of whom Mei Lin's teams have GIANT and SMALL."""
    give_to(trade)
    ask_for_approval()
    proposed()
    return trade


@pytest.fixture
def mei(waiting: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """The sales director, who reviews."""
    return signed_in(waiting.mei_lin)


@pytest.fixture
def chen(waiting: NamedPeople, signed_in: Callable[[Person], Client]) -> Client:
    """The general manager, who does the last step."""
    return signed_in(waiting.chen_wei)


def post(client: Client, address: str, said: dict[str, Any], status: int = 200) -> Any:
    answer = client.post(address, said, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def sheet(code: str, rest: str = "") -> str:
    return f"{ABC}/{key_of(code)}{rest}"


def test_proposals_are_listed_and_counted(mei: Client) -> None:
    found = mei.get(ABC).json()["items"]
    assert [each["customer"] for each in found] == ["GIANT", "SMALL"]
    assert (found[0]["grade"], found[0]["state"], found[0]["move"]) == ("A", "waiting", None)
    counted = mei.get(f"{ABC}/counts").json()
    assert (counted["total"], counted["kinds"]["first"]) == (2, 2)
    assert mei.get(f"{ABC}?kind=promotions").json()["items"] == []


def test_a_scheme_of_which_nothing_waits_has_an_empty_list(mei: Client) -> None:
    assert mei.get("/api/grade-reviews/rfm").json()["items"] == []
    assert mei.get("/api/grade-reviews/rfm/counts").json()["total"] == 0
    assert mei.get("/api/grade-reviews/rfm/steps").json() == []
    assert mei.get("/api/grade-reviews/none").status_code == 404


def test_grades_are_accepted_approved_and_in_force(mei: Client, chen: Client) -> None:
    done = post(mei, f"{ABC}/accept", {"customers": [key_of("GIANT"), key_of("MIDDLE")]})
    assert done == {"accepted": 1, "left": 1}
    post(mei, f"{ABC}/accept", {"all": True, "text": "small"})
    for client, number in ((mei, 1), (chen, 2)):
        step = client.get(f"{ABC}/steps").json()[number - 1]
        seen = step["mine"]["seen"]
        done = post(client, f"{ABC}/steps/{number}/approve", {"seen": seen})
        assert done == {"step": number, "grades": 2, "in_force": number == 2}
    assert in_force() == {"GIANT": "A", "SMALL": "C"}


def test_the_sheet_tells_reasons_figures_notes_and_steps(mei: Client) -> None:
    post(mei, sheet("SMALL", "/ask-evidence"), {"text": "Which projects?"})
    found = mei.get(sheet("SMALL")).json()
    assert found["reasons"]
    assert found["notes"][0]["text"] == "Which projects?"
    assert [each["by"] for each in found["signatures"]] == [None, None]
    figures = {each["indicator"]: each["now"] for each in found["figures"]}
    assert float(figures["revenue_12m"]) == 50


def test_one_grade_is_decided_asked_about_and_taken_back(mei: Client, tom: Client) -> None:
    day = (governance.today() + timedelta(days=9)).isoformat()
    said = {"grade": "A", "reason": "New plant", "holds_until": day}
    assert post(mei, sheet("SMALL", "/override"), said)["computed_grade"] == "C"
    assert post(mei, sheet("SMALL", "/take-back"), {})["grade"] == "C"
    post(mei, sheet("SMALL", "/ask-evidence"), {"text": "Which projects?"})
    assert post(tom, sheet("SMALL", "/evidence"), {"text": "Line 14"})["state"] == "waiting"
    assert post(mei, sheet("SMALL", "/accept"), {})["state"] == "accepted"
    post(mei, sheet("SMALL", "/send-back"), {"text": "Too small"})
    assert states()["SMALL"] == "waiting"


def test_a_decision_about_something_else_than_what_was_seen_is_refused(mei: Client) -> None:
    post(mei, sheet("SMALL", "/accept"), {"edits": 0})
    refused = post(mei, sheet("SMALL", "/take-back"), {"edits": 0}, status=409)
    assert refused["code"] == "review_moved"


def test_what_is_wrong_with_an_override_is_told(mei: Client) -> None:
    said = {"grade": "Z", "reason": "", "holds_until": "2020-01-01"}
    refused = post(mei, sheet("SMALL", "/override"), said, status=422)
    told = str(refused["errors"])
    assert all(name in told for name in ("grade", "reason", "holds_until"))


def test_a_manager_decides_nothing(tom: Client, waiting: NamedPeople) -> None:
    post(tom, f"{ABC}/accept", {"all": True}, status=403)
    post(tom, f"{ABC}/steps/1/approve", {}, status=403)
    post(tom, sheet("MIDDLE", "/evidence"), {"text": "x"}, status=404)


def test_the_steps_of_a_scheme_are_set(
    waiting: NamedPeople, signed_in: Callable[[Person], Client]
) -> None:
    wang = signed_in(waiting.admin_wang)
    said = {"chain": [{"name": "board", "role": "executive"}]}
    answer = wang.put("/api/schemes/abc/chain", said, content_type="application/json")
    assert answer.json()["chain"] == said["chain"]
    wrong = {"chain": [{"name": "board", "role": "emperor"}]}
    refused = wang.put("/api/schemes/abc/chain", wrong, content_type="application/json")
    assert refused.status_code == 422
