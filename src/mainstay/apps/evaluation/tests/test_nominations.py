"""Nominations: who may make them, how a run shows them, how they are answered."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.customers.models import MemberRight
from mainstay.apps.customers.queries import CustomerNotFound
from mainstay.apps.customers.services.account_teams import add_member
from mainstay.apps.evaluation.models import Grade, GradeState, Nomination
from mainstay.apps.evaluation.queries.reviews.queue import (
    Sort,
    Wanted,
    counts,
    evaluation_in_review,
)
from mainstay.apps.evaluation.queries.reviews.requests import nominations
from mainstay.apps.evaluation.queries.reviews.sheets import decision_sheet
from mainstay.apps.evaluation.services.reviews import deciding
from mainstay.apps.evaluation.services.reviews.nominating import (
    decline_nomination,
    nominate,
    withdraw_nomination,
)
from mainstay.apps.evaluation.services.reviews.requests import RequestAnswered
from mainstay.apps.evaluation.tests.reviewing import (
    AS_OF,
    HOUSE,
    ask_for_approval,
    give_to,
    in_force,
    key_of,
    pass_all,
    proposed,
    states,
)
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications.models import Message
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, OutOfReach


@pytest.fixture
def graded(trade: NamedPeople) -> NamedPeople:
    """A, B and C are in force, and from now on approval is asked for."""
    give_to(trade)
    proposed()
    ask_for_approval()
    return trade


def nominated(actor: Actor, code: str = "SMALL", grade: str = "B") -> Nomination:
    said = {"scheme": "abc", "grade": grade, "evidence": "Builds a second plant"}
    return nominate(actor, customer=key_of(code), **said)


def test_a_manager_nominates_an_own_customer(graded: NamedPeople, acting: NamedActors) -> None:
    nominated(acting.tom_becker)
    [row] = nominations(acting.mei_lin)
    assert (row.customer.code, row.code, row.by_name) == ("SMALL", "B", "Tom Becker")
    assert not nominations(acting.ana_silva).exists()


def test_the_next_run_shows_it_beside_the_proposal_though_the_grade_is_the_same(
    graded: NamedPeople, acting: NamedActors
) -> None:
    nominated(acting.tom_becker)
    proposed(date(2025, 1, 2))
    assert states() == {"SMALL": "waiting"}
    evaluation = evaluation_in_review(acting.mei_lin, "abc")
    assert evaluation is not None
    assert counts(acting.mei_lin, evaluation).sorts[Sort.NOMINATED] == 1
    sheet = decision_sheet(acting.mei_lin, "abc", key_of("SMALL"))
    assert sheet.nomination is not None
    assert sheet.nomination.evidence == "Builds a second plant"
    assert Sort.NOMINATED in sheet.remarks


def test_who_gets_the_grade_is_told_that_the_nomination_is_granted(
    graded: NamedPeople, acting: NamedActors
) -> None:
    row = nominated(acting.tom_becker)
    proposed(date(2025, 1, 2))
    said = {"grade": "B", "reason": "The plant is ordered", "holds_until": date(2099, 1, 1)}
    deciding.override(acting.mei_lin, "abc", key_of("SMALL"), **said)  # type: ignore[arg-type]
    pass_all(acting.mei_lin, acting.chen_wei)
    row.refresh_from_db()
    assert (row.state, row.answer) == ("granted", "The plant is ordered")
    kinds = Message.objects.system("test").filter(person=graded.tom_becker)
    assert "evaluation.nomination_answered" in kinds.values_list("kind", flat=True)


def test_a_grade_that_is_approved_as_it_was_declines_the_nomination_and_stays(
    graded: NamedPeople, acting: NamedActors
) -> None:
    row = nominated(acting.tom_becker)
    proposed(date(2025, 1, 2))
    deciding.accept(acting.mei_lin, "abc", wanted=Wanted())
    pass_all(acting.mei_lin, acting.chen_wei)
    row.refresh_from_db()
    assert row.state == "declined"
    assert in_force()["SMALL"] == "C"
    grade = Grade.objects.system("test").get(customer__code="SMALL", state=GradeState.IN_FORCE)
    assert grade.valid_from == AS_OF


def test_a_reviewer_declines_with_a_reason(graded: NamedPeople, acting: NamedActors) -> None:
    row = nominated(acting.tom_becker)
    with pytest.raises(ValidationError):
        decline_nomination(acting.mei_lin, row.pk, reason=" ")
    decline_nomination(acting.mei_lin, row.pk, reason="Next year")
    row.refresh_from_db()
    assert (row.state, row.answer, row.answered_by_name) == ("declined", "Next year", "Mei Lin")
    with pytest.raises(RequestAnswered):
        withdraw_nomination(acting.tom_becker, row.pk)


def test_a_nomination_is_withdrawn_and_made_again(graded: NamedPeople, acting: NamedActors) -> None:
    row = nominated(acting.tom_becker)
    with pytest.raises(ValidationError) as refused:
        nominated(acting.tom_becker)
    assert set(refused.value.message_dict) == {"customer"}
    withdraw_nomination(acting.tom_becker, row.pk)
    nominated(acting.tom_becker)
    assert nominations(acting.tom_becker, state="open").count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"grade": "C"}, "grade"),
        ({"grade": "Z"}, "grade"),
        ({"evidence": ""}, "evidence"),
        ({"evidence": "x" * 2001}, "evidence"),
        ({"scheme": "rfm", "grade": "champions"}, "scheme"),
    ],
)
def test_a_nomination_says_what_is_wrong_with_it(
    graded: NamedPeople, acting: NamedActors, said: dict[str, str], field: str
) -> None:
    facts = {"scheme": "abc", "grade": "B", "evidence": "New plant", **said}
    with pytest.raises(ValidationError) as refused:
        nominate(acting.tom_becker, customer=key_of("SMALL"), **facts)
    assert set(refused.value.message_dict) == {field}


def test_whom_one_may_nominate(graded: NamedPeople, acting: NamedActors) -> None:
    with pytest.raises(CustomerNotFound):
        nominated(acting.tom_becker, "MIDDLE", "A")
    tom = graded.tom_becker.pk
    add_member(HOUSE, key_of("GIANT"), person=tom, right=MemberRight.READS)
    with pytest.raises(AccessDenied):
        nominated(acting.tom_becker, "GIANT", "B")
    add_member(HOUSE, key_of("MIDDLE"), person=tom, right=MemberRight.WORKS)
    nominated(acting.tom_becker, "MIDDLE", "A")
    with pytest.raises(AccessDenied):
        nominated(acting.li_na)


def test_an_answer_takes_the_right_and_the_reach(graded: NamedPeople, acting: NamedActors) -> None:
    row = nominated(acting.ana_silva, "MIDDLE", "A")
    with pytest.raises(AccessDenied):
        decline_nomination(acting.ana_silva, row.pk, reason="No")
    with pytest.raises(OutOfReach):
        decline_nomination(acting.mei_lin, row.pk, reason="No")


PAGES = "/evaluations/nominations/"


def test_a_customer_is_nominated_on_a_page_and_declined(
    graded: NamedPeople, tom: Client, signed_in: Callable[[Person], Client]
) -> None:
    page = tom.get(f"{PAGES}new/?customer={key_of('SMALL')}").content.decode()
    assert 'value="SMALL"' in page
    said = {"customer": "SMALL", "grade": "abc/B", "evidence": "New plant"}
    answer = tom.post(f"{PAGES}new/", said, follow=True)
    assert "New plant" in answer.content.decode()
    number = Nomination.objects.system("test").get().pk
    assert "SMALL" in tom.get(PAGES).content.decode()
    assert "SMALL" not in tom.get(f"{PAGES}?state=granted").content.decode()
    exported: Any = tom.get(f"{PAGES}?format=csv")
    assert b"SMALL" in b"".join(exported.streaming_content)
    mei = signed_in(graded.mei_lin)
    assert "Decline the nomination" in mei.get(f"{PAGES}{number}/decline/").content.decode()
    mei.post(f"{PAGES}{number}/decline/", {"reason": "Next year"})
    assert "Next year" in tom.get(f"{PAGES}{number}/").content.decode()
    answer = mei.post(f"{PAGES}{number}/decline/", {"reason": "Again"})
    assert "answered already" in answer.content.decode()


def test_a_nomination_is_withdrawn_on_a_page(
    graded: NamedPeople, tom: Client, acting: NamedActors
) -> None:
    row = nominated(acting.tom_becker)
    address = f"{PAGES}{row.pk}/withdraw/"
    assert "Withdraw this nomination?" in tom.get(address).content.decode()
    tom.post(address)
    row.refresh_from_db()
    assert row.state == "withdrawn"
    answer = tom.post(address, follow=True)
    assert "answered already" in answer.content.decode()


def test_the_form_says_what_is_wrong(graded: NamedPeople, tom: Client) -> None:
    said = {"customer": "MIDDLE", "grade": "abc/A", "evidence": "New plant"}
    assert "no such customer" in tom.post(f"{PAGES}new/", said).content.decode()
    said = {**said, "customer": "SMALL", "grade": "abc/C"}
    assert "has this grade already" in tom.post(f"{PAGES}new/", said).content.decode()


def test_the_page_of_a_customer_leads_to_the_form(graded: NamedPeople, tom: Client) -> None:
    page = tom.get(f"/customers/{key_of('SMALL')}/").content.decode()
    assert f"{PAGES}new/?customer={key_of('SMALL')}" in page


def test_programs_nominate_list_and_withdraw(
    graded: NamedPeople, tom: Client, signed_in: Callable[[Person], Client]
) -> None:
    said = {"scheme": "abc", "customer": "SMALL", "grade": "B", "evidence": "New plant"}
    made = tom.post("/api/nominations", said, content_type="application/json")
    assert made.status_code == 201
    number = made.json()["nomination"]
    listed = tom.get("/api/nominations?state=open&scheme=abc").json()["items"]
    assert [each["customer"] for each in listed] == ["SMALL"]
    address = f"/api/nominations/{number}"
    assert tom.get(address).json()["evidence"] == "New plant"
    done = tom.post(f"{address}/withdraw", {}, content_type="application/json")
    assert done.json()["state"] == "withdrawn"
    mei = signed_in(graded.mei_lin)
    refused = mei.post(f"{address}/decline", {"reason": "No"}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "nomination_answered")
