"""The pages of reviews and approval: for whom they are, what they show, what they do."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.http import urlencode
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.evaluation.models import Scheme
from mainstay.apps.evaluation.queries.reviews.queue import Wanted
from mainstay.apps.evaluation.services.reviews import deciding
from mainstay.apps.evaluation.tests.reviewing import (
    ask_for_approval,
    give_to,
    in_force,
    key_of,
    proposed,
    review_of,
    states,
)
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.audit.models import AuditEntry

QUEUE = "/evaluations/review/abc/"
STEPS = f"{QUEUE}steps/"
Sign = Callable[[Person], Client]


@pytest.fixture
def waiting(trade: NamedPeople) -> NamedPeople:
    """Proposals for three customers, of whom Mei Lin's teams have GIANT and SMALL."""
    give_to(trade)
    ask_for_approval()
    proposed()
    return trade


@pytest.fixture
def mei(waiting: NamedPeople, signed_in: Sign) -> Client:
    """The sales director, who reviews."""
    return signed_in(waiting.mei_lin)


@pytest.fixture
def chen(waiting: NamedPeople, signed_in: Sign) -> Client:
    """The general manager, who does the last step."""
    return signed_in(waiting.chen_wei)


@pytest.fixture
def nobody(waiting: NamedPeople, signed_in: Sign) -> Client:
    """Somebody without a role."""
    return signed_in(waiting.nobody_ning)


def at(code: str, rest: str = "") -> str:
    return f"{QUEUE}{key_of(code)}/{rest}"


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    body: Any = answer
    found = b"".join(body.streaming_content) if body.streaming else body.content
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bytes(found).decode()))


def test_the_first_page_tells_what_waits_in_each_scheme(mei: Client) -> None:
    page = text(mei, "/evaluations/review/")
    assert "ABC by revenue" in page
    assert "Waiting for review 2" in page


def test_the_first_page_tells_each_what_waits(
    mei: Client, tom: Client, acting: NamedActors
) -> None:
    assert "2 to review" in text(mei, "/")
    deciding.accept(acting.mei_lin, "abc", [key_of("GIANT")])
    deciding.ask_evidence(acting.mei_lin, "abc", key_of("SMALL"), text="Which projects?")
    assert "1 to approve" in text(mei, "/")
    assert "1 asks for evidence" in text(tom, "/")


def test_without_a_scheme_that_asks_for_approval_it_says_how_one_comes_to_ask(
    trade: NamedPeople, signed_in: Sign
) -> None:
    page = text(signed_in(trade.mei_lin), "/evaluations/review/")
    assert "No scheme asks for approval" in page


def test_pages_of_a_scheme_of_which_nothing_waits_say_so(mei: Client) -> None:
    for address in ("/evaluations/review/rfm/", "/evaluations/review/rfm/steps/"):
        assert "Nothing waits" in text(mei, address)
    mei.post("/evaluations/review/rfm/accept/?all=1")
    text(mei, "/evaluations/review/none/", status=404)


def test_the_queue_shows_what_is_proposed_within_reach(mei: Client) -> None:
    page = text(mei, QUEUE)
    assert "GIANT" in page
    assert "MIDDLE" not in page
    assert "First grades 2" in page


def test_the_queue_is_narrowed_by_kind_team_and_words(mei: Client) -> None:
    assert "No proposed grade found" in text(mei, f"{QUEUE}?kind=promotions")
    assert "SMALL" not in text(mei, f"{QUEUE}?q=giant")
    guangzhou = review_of("GIANT").customer.owner
    assert guangzhou is not None
    page = text(mei, f"{QUEUE}?team={guangzhou.team_id}")
    assert "GIANT" in page
    assert "SMALL" not in page


def test_the_queue_is_handed_out_as_a_file(mei: Client) -> None:
    assert "GIANT" in text(mei, f"{QUEUE}?format=csv")
    actions = AuditEntry.objects.system("test").values_list("action", flat=True)
    assert "evaluation.reviews.exported" in actions


def test_the_queue_costs_the_same_however_long_it_is(
    mei: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(24):
        mei.get(QUEUE)


def test_many_are_accepted_after_a_question(mei: Client) -> None:
    address = f"{QUEUE}accept/?{urlencode({'keys': [key_of('GIANT')]}, doseq=True)}"
    assert "Accept these grades?" in text(mei, address)
    answer = mei.post(address, follow=True)
    assert "1 grade accepted." in answer.content.decode()
    assert states()["GIANT"] == "accepted"


def test_all_that_the_filters_show_are_accepted(mei: Client) -> None:
    mei.post(f"{QUEUE}accept/?all=1&q=small")
    assert states() == {"GIANT": "waiting", "MIDDLE": "waiting", "SMALL": "accepted"}


def test_an_address_without_customers_accepts_nobody(mei: Client) -> None:
    mei.post(f"{QUEUE}accept/")
    mei.post(f"{QUEUE}accept/?keys=x")
    mei.post(f"{QUEUE}accept/?all=1&kind=nonsense")
    assert set(states().values()) == {"waiting"}


def test_a_sheet_has_the_evidence(mei: Client) -> None:
    page = text(mei, at("SMALL"))
    assert "Decision sheet" in page
    assert "Tom Becker" in page
    assert "Steps of approval" in page
    assert "Why this grade" in page


def test_a_customer_out_of_reach_has_no_sheet(mei: Client) -> None:
    text(mei, at("MIDDLE"), status=404)
    assert mei.post(at("MIDDLE", "accept/")).status_code == 404


def test_a_grade_is_accepted_on_its_sheet_and_taken_back(mei: Client) -> None:
    mei.post(at("SMALL", "accept/"), {"edits": "0"})
    assert states()["SMALL"] == "accepted"
    mei.post(at("SMALL", "take-back/"), {"edits": "1"})
    assert states()["SMALL"] == "waiting"


def test_who_was_slower_is_told_on_the_sheet(mei: Client) -> None:
    mei.post(at("SMALL", "accept/"), {"edits": "0"})
    answer = mei.post(at("SMALL", "take-back/"), {"edits": "0"}, follow=True)
    assert "Somebody else has decided meanwhile" in answer.content.decode()
    assert states()["SMALL"] == "accepted"


def test_another_grade_is_decided_with_a_form(mei: Client) -> None:
    assert "Decide another grade" in text(mei, at("SMALL", "override/"))
    day = governance.today() + timedelta(days=30)
    said = {"grade": "A", "reason": "New plant", "holds_until": day.isoformat(), "edits": "0"}
    mei.post(at("SMALL", "override/"), said)
    assert states()["SMALL"] == "overridden"
    page = text(mei, at("SMALL"))
    assert "New plant" in page
    assert "By the figures alone" in page


def test_a_form_says_what_is_wrong_and_that_somebody_was_quicker(mei: Client) -> None:
    said = {"grade": "A", "reason": "New plant", "holds_until": "2020-01-01", "edits": "0"}
    assert b"still to come" in mei.post(at("SMALL", "override/"), said).content
    mei.post(at("SMALL", "accept/"))
    day = governance.today() + timedelta(days=30)
    answer = mei.post(at("SMALL", "override/"), {**said, "holds_until": day.isoformat()})
    assert b"Somebody else has decided meanwhile" in answer.content


def test_evidence_is_asked_for_and_given_on_pages(mei: Client, tom: Client) -> None:
    assert "What is asked for" in text(mei, at("SMALL", "ask/"))
    mei.post(at("SMALL", "ask/"), {"text": "Which projects?", "edits": "0"})
    assert "Which projects?" in text(tom, at("SMALL"))
    assert "Give evidence" in text(tom, at("SMALL", "answer/"))
    tom.post(at("SMALL", "answer/"), {"text": "Line 14", "edits": "1"})
    assert states()["SMALL"] == "waiting"
    assert "Line 14" in text(mei, at("SMALL"))


def test_a_manager_sees_the_sheet_and_decides_nothing(tom: Client, waiting: NamedPeople) -> None:
    page = text(tom, at("SMALL"))
    assert "Decide another grade" not in page
    assert tom.post(at("SMALL", "accept/")).status_code == 403
    assert tom.get(at("SMALL", "override/")).status_code == 403


def test_steps_are_done_one_after_the_other_and_the_last_one_puts_in_force(
    mei: Client, chen: Client
) -> None:
    mei.post(f"{QUEUE}accept/?all=1")
    page = text(mei, STEPS)
    assert "What waits for you" in page
    for client, number in ((mei, 1), (chen, 2)):
        question = client.get(f"{STEPS}{number}/").content.decode()
        assert "Approve these grades?" in question
        seen = re.search(r'name="seen" value="([^"]+)"', question)
        assert seen is not None
        client.post(f"{STEPS}{number}/", {"seen": seen[1]})
    assert in_force() == {"GIANT": "A", "SMALL": "C"}
    assert "Nothing waits for you" in text(chen, STEPS)


def test_who_approves_something_else_than_what_they_saw_is_told_on_the_page(
    mei: Client, acting: NamedActors
) -> None:
    deciding.accept(acting.mei_lin, "abc", wanted=Wanted())
    answer = mei.post(f"{STEPS}1/", {"seen": "9-9-9"}, follow=True)
    assert "Somebody else has decided meanwhile" in answer.content.decode()


def test_nothing_is_asked_where_nothing_waits(mei: Client, chen: Client) -> None:
    answer = chen.get(f"{STEPS}2/", follow=True)
    assert "Nothing waits for you at this step." in answer.content.decode()


def test_a_step_is_sent_back_on_a_page(mei: Client, acting: NamedActors) -> None:
    deciding.accept(acting.mei_lin, "abc", wanted=Wanted())
    assert "Send back for review" in text(mei, at("SMALL", "send-back/"))
    mei.post(at("SMALL", "send-back/"), {"text": "Too small", "edits": "1"})
    assert states()["SMALL"] == "waiting"
    assert "Too small" in text(mei, at("SMALL"))


def test_the_steps_of_a_scheme_are_set_on_a_page(waiting: NamedPeople, signed_in: Sign) -> None:
    wang = signed_in(waiting.admin_wang)
    address = "/evaluations/schemes/abc/chain/"
    assert "Who approves reviewed grades" in text(wang, address)
    wang.post(address, {"name_1": "Marketing", "role_1": "director", "name_2": "", "role_2": ""})
    chain = Scheme.objects.system("test").get(code="abc").chain
    assert chain == [{"name": "marketing", "role": "director"}]
    assert "at least one step" in wang.post(address, {"name_1": "x"}).content.decode()
    assert "Marketing" in text(wang, "/evaluations/schemes/abc/")


def test_somebody_without_a_role_finds_no_review(nobody: Client) -> None:
    for address in (QUEUE, STEPS, at("SMALL"), "/evaluations/review/"):
        assert nobody.get(address).status_code == 403
