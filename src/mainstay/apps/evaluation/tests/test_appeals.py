"""Appeals: who may make them, how they are answered, what a change comes to."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.evaluation.models import Appeal, Grade, GradeState
from mainstay.apps.evaluation.queries.grades import history
from mainstay.apps.evaluation.queries.reviews.queue import Wanted
from mainstay.apps.evaluation.queries.reviews.requests import appeals
from mainstay.apps.evaluation.services.reviews import deciding
from mainstay.apps.evaluation.services.reviews.appealing import (
    appeal,
    change_grade,
    uphold,
    withdraw_appeal,
)
from mainstay.apps.evaluation.services.reviews.deciding import ReviewMoved
from mainstay.apps.evaluation.services.reviews.requests import RequestAnswered
from mainstay.apps.evaluation.tests.reviewing import (
    ask_for_approval,
    give_to,
    in_force,
    key_of,
    pass_all,
    proposed,
    review_of,
    states,
)
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications.models import Message
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, OutOfReach

PAGES = "/evaluations/appeals/"
LATER = date(2099, 1, 1)
BETTER = {"grade": "B", "reason": "The plant is ordered", "holds_until": LATER}


@pytest.fixture
def graded(trade: NamedPeople) -> NamedPeople:
    """A, B and C are in force, and from now on approval is asked for."""
    give_to(trade)
    proposed()
    ask_for_approval()
    return trade


def appealed(actor: Actor, code: str = "SMALL") -> Appeal:
    return appeal(actor, scheme="abc", customer=key_of(code), note="Buys through its parent")


def test_a_manager_appeals_a_grade_of_an_own_customer(
    graded: NamedPeople, acting: NamedActors
) -> None:
    appealed(acting.tom_becker)
    [row] = appeals(acting.mei_lin)
    assert (row.customer.code, row.code, row.state) == ("SMALL", "C", "open")
    assert not appeals(acting.ana_silva).exists()


def test_a_reviewer_upholds_the_grade_and_the_appellant_is_told(
    graded: NamedPeople, acting: NamedActors
) -> None:
    row = appealed(acting.tom_becker)
    with pytest.raises(ValidationError):
        uphold(acting.mei_lin, row.pk, reason="")
    uphold(acting.mei_lin, row.pk, reason="The parent has a grade of its own")
    row.refresh_from_db()
    assert (row.state, row.answered_by_name) == ("upheld", "Mei Lin")
    told = Message.objects.system("test").get(person=graded.tom_becker)
    assert told.kind == "evaluation.appeal_answered"
    with pytest.raises(RequestAnswered):
        withdraw_appeal(acting.tom_becker, row.pk)


def test_a_changed_grade_passes_the_steps_before_it_is_in_force(
    graded: NamedPeople, acting: NamedActors
) -> None:
    row = appealed(acting.tom_becker)
    change_grade(acting.mei_lin, row.pk, **BETTER)  # type: ignore[arg-type]
    row.refresh_from_db()
    assert (row.state, row.decided_code) == ("changed", "B")
    assert states() == {"SMALL": "overridden"}
    assert in_force()["SMALL"] == "C"

    pass_all(acting.mei_lin, acting.chen_wei)

    assert in_force() == {"GIANT": "A", "MIDDLE": "B", "SMALL": "B"}
    had = [each.code for each in history(acting.mei_lin, key_of("SMALL"))]
    assert had == ["B", "C"]


def test_two_appeals_after_each_other_are_about_one_evaluation(
    graded: NamedPeople, acting: NamedActors
) -> None:
    for grade in ("B", "A"):
        row = appealed(acting.tom_becker)
        change_grade(acting.mei_lin, row.pk, **{**BETTER, "grade": grade})  # type: ignore[arg-type]
        pass_all(acting.mei_lin, acting.chen_wei)
        assert in_force()["SMALL"] == grade
    rows = Grade.objects.system("test").filter(customer=key_of("SMALL"))
    assert list(rows.order_by("pk").values_list("revision", flat=True)) == [0, 1, 2]


def test_a_change_decides_what_an_evaluation_proposes_at_the_time(
    graded: NamedPeople, acting: NamedActors
) -> None:
    row = appealed(acting.tom_becker)
    Grade.objects.system("test").filter(state=GradeState.IN_FORCE).update(code="B", step=2)
    proposed(date(2025, 3, 1))
    assert states()["SMALL"] == "waiting"
    change_grade(acting.mei_lin, row.pk, **{**BETTER, "grade": "A"})  # type: ignore[arg-type]
    review = review_of("SMALL")
    assert (review.state, review.grade.code, review.computed_code) == ("overridden", "A", "C")


def test_a_change_to_what_is_proposed_accepts_it(graded: NamedPeople, acting: NamedActors) -> None:
    row = appealed(acting.tom_becker)
    Grade.objects.system("test").filter(state=GradeState.IN_FORCE).update(code="B", step=2)
    proposed(date(2025, 3, 1))
    change_grade(acting.mei_lin, row.pk, **{**BETTER, "grade": "C"})  # type: ignore[arg-type]
    assert states()["SMALL"] == "accepted"


def test_what_a_step_has_approved_is_not_changed(graded: NamedPeople, acting: NamedActors) -> None:
    row = appealed(acting.tom_becker)
    Grade.objects.system("test").filter(state=GradeState.IN_FORCE).update(code="B", step=2)
    proposed(date(2025, 3, 1))
    deciding.accept(acting.mei_lin, "abc", wanted=Wanted())
    pass_all(acting.mei_lin)
    with pytest.raises(ReviewMoved):
        change_grade(acting.mei_lin, row.pk, **{**BETTER, "grade": "A"})  # type: ignore[arg-type]


def test_an_appeal_is_one_at_a_time_and_about_grades_that_people_approve(
    graded: NamedPeople, acting: NamedActors
) -> None:
    row = appealed(acting.tom_becker)
    with pytest.raises(ValidationError):
        appealed(acting.tom_becker)
    withdraw_appeal(acting.tom_becker, row.pk)
    appealed(acting.tom_becker)
    with pytest.raises(ValidationError):
        appeal(acting.tom_becker, scheme="rfm", customer=key_of("SMALL"), note="Why?")
    with pytest.raises(ValidationError):
        change_grade(
            acting.mei_lin,
            appeals(acting.mei_lin, state="open")[0].pk,
            **{**BETTER, "grade": "C"},  # type: ignore[arg-type]
        )


def test_an_answer_takes_the_right_and_the_reach(graded: NamedPeople, acting: NamedActors) -> None:
    row = appealed(acting.ana_silva, "MIDDLE")
    with pytest.raises(AccessDenied):
        uphold(acting.ana_silva, row.pk, reason="No")
    with pytest.raises(OutOfReach):
        uphold(acting.mei_lin, row.pk, reason="No")


def test_a_grade_is_appealed_and_changed_on_pages(
    graded: NamedPeople, tom: Client, signed_in: Callable[[Person], Client]
) -> None:
    address = f"{PAGES}new/{key_of('SMALL')}/"
    assert address in tom.get(f"/customers/{key_of('SMALL')}/").content.decode()
    assert "Appeal a grade" in tom.get(address).content.decode()
    answer = tom.post(address, {"scheme": "abc", "note": "Through its parent"}, follow=True)
    assert "Through its parent" in answer.content.decode()
    row = Appeal.objects.system("test").get()
    mei = signed_in(graded.mei_lin)
    home = re.sub(r"<[^>]+>", "", mei.get("/").content.decode())
    assert "1 appeal" in home
    assert "SMALL" in mei.get(PAGES).content.decode()
    exported: Any = mei.get(f"{PAGES}?format=csv")
    assert b"SMALL" in b"".join(exported.streaming_content)
    for deed in ("uphold", "change"):
        assert mei.get(f"{PAGES}{row.pk}/{deed}/").status_code == 200
    said = {**BETTER, "holds_until": "2099-01-01"}
    mei.post(f"{PAGES}{row.pk}/change/", said)
    assert "Goes to approval" in tom.get(f"{PAGES}{row.pk}/").content.decode()
    answer = mei.post(f"{PAGES}{row.pk}/uphold/", {"reason": "No"})
    assert "answered already" in answer.content.decode()


def test_an_appeal_is_withdrawn_on_a_page(
    graded: NamedPeople, tom: Client, acting: NamedActors
) -> None:
    row = appealed(acting.tom_becker)
    address = f"{PAGES}{row.pk}/withdraw/"
    assert "Withdraw this appeal?" in tom.get(address).content.decode()
    tom.post(address)
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert "answered already" in tom.post(address, follow=True).content.decode()


def test_programs_appeal_and_answer(
    graded: NamedPeople, tom: Client, signed_in: Callable[[Person], Client]
) -> None:
    said = {"scheme": "abc", "customer": "SMALL", "note": "Through its parent"}
    made = tom.post("/api/appeals", said, content_type="application/json")
    assert made.status_code == 201
    address = f"/api/appeals/{made.json()['appeal']}"
    assert tom.get("/api/appeals?state=open").json()["items"][0]["grade"] == "C"
    mei = signed_in(graded.mei_lin)
    done = mei.post(f"{address}/uphold", {"reason": "No"}, content_type="application/json")
    assert done.json()["state"] == "upheld"
    said = {**BETTER, "holds_until": "2099-01-01"}  # type: ignore[dict-item]
    refused = mei.post(f"{address}/change", said, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "appeal_answered")
    refused = tom.post(f"{address}/withdraw", {}, content_type="application/json")
    assert refused.status_code == 409
    assert tom.get(address).json()["answer"] == "No"


def test_programs_change_a_grade_upon_an_appeal(
    graded: NamedPeople, tom: Client, signed_in: Callable[[Person], Client]
) -> None:
    said = {"scheme": "abc", "customer": "SMALL", "note": "Through its parent"}
    made = tom.post("/api/appeals", said, content_type="application/json").json()
    wanted = {**BETTER, "holds_until": "2099-01-01"}
    mei = signed_in(graded.mei_lin)
    address = f"/api/appeals/{made['appeal']}/change"
    changed = mei.post(address, wanted, content_type="application/json")
    assert (changed.status_code, changed.json()["state"]) == (200, "changed")
