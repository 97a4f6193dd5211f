"""Freezing the grades of a scheme: what runs then do, who may, how it ends."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.evaluation.models import Evaluation, GradeReview, Scheme
from mainstay.apps.evaluation.queries.exceptions import ExceptionRows
from mainstay.apps.evaluation.services.freezing_grades import freeze_grades, unfreeze_grades
from mainstay.apps.evaluation.tests.reviewing import ask_for_approval, in_force, proposed
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.project.home import Home
from mainstay.shell.paging import OrderKey

ABC = "/evaluations/schemes/abc/"
BEFORE = {"GIANT": "A", "MIDDLE": "B", "SMALL": "C"}


@pytest.fixture
def frozen(trade: NamedPeople, home: Home, acting: NamedActors) -> Evaluation:
    """Frozen grades, and an evaluation by which SMALL would be the greatest."""
    proposed()
    freeze_grades(acting.chen_wei, "abc", until=in_a_month(), reason="Decided for the year")
    import_orders(home.root, [("SMALL", "9", "2025-02-02", "9000")])
    return proposed(date(2025, 3, 1))


def in_a_month() -> date:
    return governance.today() + timedelta(days=30)


def exceptions(actor: Actor, evaluation: Evaluation) -> dict[str, tuple[str, str]]:
    rows = ExceptionRows(actor, evaluation).after([OrderKey("customer")], None, 9)
    return {row["customer"]: (row["previous"], row["grade"]) for row in rows}


def test_a_run_changes_nothing_and_lists_exceptions(
    frozen: Evaluation, acting: NamedActors
) -> None:
    assert in_force() == BEFORE
    assert (frozen.took_effect, frozen.while_frozen) == (False, True)
    assert exceptions(acting.li_na, frozen) == {
        "GIANT": ("A", "B"),
        "MIDDLE": ("B", "C"),
        "SMALL": ("C", "A"),
    }
    assert exceptions(acting.tom_becker, frozen) == {"SMALL": ("C", "A")}


def test_a_scheme_that_asks_for_approval_proposes_nothing_while_it_is_frozen(
    frozen: Evaluation, acting: NamedActors
) -> None:
    ask_for_approval()
    proposed(date(2025, 4, 1))
    assert not GradeReview.objects.system("test").exists()


def test_once_unfrozen_or_after_the_day_the_next_run_changes_grades(
    frozen: Evaluation, acting: NamedActors
) -> None:
    unfreeze_grades(acting.chen_wei, "abc")
    proposed(date(2025, 4, 1))
    assert in_force()["SMALL"] == "A"
    actions = AuditEntry.objects.system("test").values_list("action", flat=True)
    assert {"evaluation.scheme.frozen", "evaluation.scheme.unfrozen"} <= set(actions)


def test_a_day_that_has_passed_freezes_nothing(frozen: Evaluation, acting: NamedActors) -> None:
    Scheme.objects.system("test").filter(code="abc").update(frozen_until=date(2025, 1, 1))
    proposed(date(2025, 4, 1))
    assert in_force()["SMALL"] == "A"


def test_freezing_says_what_is_wrong_and_who_may(trade: NamedPeople, acting: NamedActors) -> None:
    with pytest.raises(ValidationError) as refused:
        freeze_grades(acting.chen_wei, "abc", until=date(2020, 1, 1), reason="")
    assert set(refused.value.message_dict) == {"until", "reason"}
    with pytest.raises(AccessDenied):
        freeze_grades(acting.mei_lin, "abc", until=in_a_month(), reason="Why")


def test_grades_are_frozen_and_unfrozen_on_pages(
    trade: NamedPeople, signed_in: Callable[[Person], Client]
) -> None:
    proposed()
    chen = signed_in(trade.chen_wei)
    assert "Freeze the grades" in chen.get(ABC).content.decode()
    said = {"until": in_a_month().isoformat(), "reason": "Decided for the year"}
    assert b"required" in chen.post(f"{ABC}freeze/", {}).content
    answer = chen.post(f"{ABC}freeze/", said, follow=True)
    assert "The grades are frozen until" in answer.content.decode()
    assert "Unfreeze" in chen.get(f"{ABC}unfreeze/").content.decode()
    chen.post(f"{ABC}unfreeze/")
    assert Scheme.objects.system("test").get(code="abc").frozen_until is None


def test_exceptions_are_a_page_and_a_file(frozen: Evaluation, li_na: Client) -> None:
    address = f"/evaluations/{frozen.pk}/"
    assert "were frozen" in li_na.get(address).content.decode()
    assert "GIANT" in li_na.get(f"{address}exceptions/").content.decode()
    exported: Any = li_na.get(f"{address}exceptions/?format=csv")
    assert b"GIANT" in b"".join(exported.streaming_content)
    assert "Exceptions only" in li_na.get("/evaluations/").content.decode()


def test_programs_freeze_and_read_exceptions(
    frozen: Evaluation, tom: Client, signed_in: Callable[[Person], Client], trade: NamedPeople
) -> None:
    found = tom.get(f"/api/evaluations/{frozen.pk}/exceptions").json()["items"]
    assert [(each["customer"], each["grade"]) for each in found] == [("SMALL", "A")]
    chen = signed_in(trade.chen_wei)
    done = chen.post("/api/schemes/abc/unfreeze", {}, content_type="application/json")
    assert done.json()["frozen_until"] is None
    said = {"until": in_a_month().isoformat(), "reason": "Again"}
    done = chen.post("/api/schemes/abc/freeze", said, content_type="application/json")
    assert done.json()["frozen_until"] == said["until"]
    assert tom.get(f"/api/evaluations/{frozen.pk}").json()["while_frozen"] is True
