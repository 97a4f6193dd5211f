"""Decision sheets stay as they were signed once their grades are in force."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.evaluation.models import Grade, GradeState
from mainstay.apps.evaluation.services.reviews import deciding
from mainstay.apps.evaluation.services.reviews.nominating import nominate
from mainstay.apps.evaluation.tests.reviewing import (
    ask_for_approval,
    give_to,
    key_of,
    pass_all,
    proposed,
)
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.audit.models import AuditEntry

DECIDED = "/evaluations/review/abc/decided/"
Sign = Callable[[Person], Client]


@pytest.fixture
def approved(trade: NamedPeople, acting: NamedActors) -> NamedPeople:
    """SMALL is nominated, asked about, given A in place of C, and approved by two people."""
    give_to(trade)
    ask_for_approval()
    said = "They build a second plant."
    nominate(acting.tom_becker, scheme="abc", customer=key_of("SMALL"), grade="A", evidence=said)
    proposed()
    small = key_of("SMALL")
    deciding.ask_evidence(acting.mei_lin, "abc", small, text="Which projects?")
    deciding.give_evidence(acting.tom_becker, "abc", small, text="Line 14")
    until = governance.today() + timedelta(days=30)
    deciding.override(
        acting.mei_lin, "abc", small, grade="A", reason="New plant", holds_until=until
    )
    pass_all(acting.mei_lin, acting.chen_wei)
    return trade


@pytest.fixture
def mei(approved: NamedPeople, signed_in: Sign) -> Client:
    """The sales director, who reviewed."""
    return signed_in(approved.mei_lin)


def grade_of(code: str) -> Grade:
    rows = Grade.objects.system("test").filter(customer__code=code, scheme__code="abc")
    return rows.exclude(state=GradeState.PROPOSED).latest("pk")


def sheet_address(code: str) -> str:
    return f"{DECIDED}{grade_of(code).pk}/"


def text(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_an_approved_sheet_tells_who_signed_and_what_was_decided(mei: Client) -> None:
    page = text(mei, sheet_address("SMALL"))
    for words in ("Mei Lin", "Chen Wei", "New plant", "Line 14", "Nominated for A"):
        assert words in page
    assert "They build a second plant." in page
    assert "By the figures alone C" in page
    assert "Take back" not in page


def test_the_address_of_a_proposal_leads_to_its_sheet_once_it_is_in_force(mei: Client) -> None:
    answer = mei.get(f"/evaluations/review/abc/{key_of('SMALL')}/")
    assert answer.headers["Location"] == sheet_address("SMALL")


def test_a_sheet_keeps_what_was_known_when_more_is_decided(
    mei: Client, acting: NamedActors
) -> None:
    signed = sheet_address("SMALL")
    proposed(date(2025, 2, 1))
    deciding.ask_evidence(acting.mei_lin, "abc", key_of("GIANT"), text="And now?")
    deciding.override(
        acting.mei_lin, "abc", key_of("GIANT"), grade="B", reason="Late payer",
        holds_until=governance.today() + timedelta(days=30),
    )  # fmt: skip
    pass_all(acting.mei_lin, acting.chen_wei)
    assert "And now?" not in text(mei, signed)
    assert "Late payer" in text(mei, sheet_address("GIANT"))


def test_the_history_of_a_customer_leads_to_its_sheets(mei: Client) -> None:
    page = mei.get(f"/customers/{key_of('SMALL')}/").content.decode()
    assert f'href="{sheet_address("SMALL")}"' in page


def test_what_was_decided_is_listed_found_and_handed_out(mei: Client) -> None:
    assert "New plant" not in text(mei, DECIDED)
    assert "SMALL" in text(mei, f"{DECIDED}?q=small")
    assert "No decided grade found" in text(mei, f"{DECIDED}?q=giant")
    assert "Nothing is decided" in text(mei, "/evaluations/review/rfm/decided/")
    answer: Any = mei.get(f"{DECIDED}?format=csv")
    assert b"SMALL" in b"".join(answer.streaming_content)
    actions = AuditEntry.objects.system("test").values_list("action", flat=True)
    assert "evaluation.reviews.exported" in actions


def test_the_list_of_what_was_decided_asks_the_same_however_long_it_is(
    mei: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(16):
        mei.get(DECIDED)


def test_who_does_not_see_the_customer_finds_no_sheet(
    approved: NamedPeople, signed_in: Sign
) -> None:
    ana = signed_in(approved.ana_silva)
    address = sheet_address("SMALL")
    assert ana.get(address).status_code == 404
    assert ana.get(f"/api/grade-reviews/abc/decided/{grade_of('SMALL').pk}").status_code == 404
    assert ana.get(f"/evaluations/review/abc/{key_of('SMALL')}/").status_code == 404
    assert "SMALL" not in text(ana, DECIDED)


def test_programs_read_the_sheet_of_a_grade_in_the_history(mei: Client) -> None:
    [had] = mei.get("/api/grades/history?customer=SMALL&scheme=abc").json()["items"]
    [listed] = mei.get("/api/grade-reviews/abc/decided?text=small").json()["items"]
    assert listed["number"] == had["sheet"]
    sheet = mei.get(f"/api/grade-reviews/abc/decided/{had['sheet']}").json()
    assert (sheet["grade"], sheet["computed_grade"], sheet["reason"]) == ("A", "C", "New plant")
    assert [each["by"] for each in sheet["signatures"]] == ["Mei Lin", "Chen Wei"]
    assert all(each["at"] and each["role"] for each in sheet["signatures"])
    assert sheet["approved_by"] == "Chen Wei"
