"""Deciding about proposed grades: who may, what becomes of it, what a run may not overtake."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.customers.models import MemberRight
from mainstay.apps.customers.services.account_teams import add_member
from mainstay.apps.evaluation.models import Grade, GradeReview, ReviewNote, ReviewState
from mainstay.apps.evaluation.queries.reviews.queue import (
    Sort,
    Wanted,
    counts,
    evaluation_in_review,
    known_sorts,
    queue,
    teams,
)
from mainstay.apps.evaluation.services.reviews import deciding
from mainstay.apps.evaluation.services.reviews.deciding import Accepted, ReviewMoved
from mainstay.apps.evaluation.tests.reviewing import (
    AS_OF,
    HOUSE,
    ask_for_approval,
    give_to,
    in_force,
    key_of,
    proposed,
    review_of,
    states,
)
from mainstay.apps.evaluation.tests.trading import import_orders
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications.models import Message
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, OutOfReach
from mainstay.foundation.audit.models import AuditEntry
from mainstay.project.home import Home


@pytest.fixture
def waiting(trade: NamedPeople) -> None:
    """Proposals for three customers, of whom Mei Lin's teams have GIANT and SMALL."""
    give_to(trade)
    ask_for_approval()
    proposed()


def in_a_year() -> date:
    return governance.today() + timedelta(days=365)


def codes(actor: Actor, wanted: Wanted | None = None) -> list[str]:
    evaluation = evaluation_in_review(actor, "abc")
    assert evaluation is not None
    rows = queue(actor, evaluation, wanted)
    return list(rows.values_list("customer__code", flat=True))


def test_a_run_puts_what_it_proposes_into_review(waiting: None) -> None:
    assert states() == {"GIANT": "waiting", "MIDDLE": "waiting", "SMALL": "waiting"}
    row = review_of("GIANT")
    assert (row.move, row.revenue, row.coverage) == (None, Decimal(800), Decimal(1))
    assert in_force() == {}


def test_automatic_schemes_have_no_review(trade: NamedPeople) -> None:
    proposed()
    assert not GradeReview.objects.system("test").exists()
    assert in_force() == {"GIANT": "A", "MIDDLE": "B", "SMALL": "C"}


def test_the_queue_has_the_greatest_first_and_only_customers_within_reach(
    waiting: None, acting: NamedActors
) -> None:
    assert codes(acting.li_na) == ["GIANT", "MIDDLE", "SMALL"]
    assert codes(acting.mei_lin) == ["GIANT", "SMALL"]
    assert codes(acting.tom_becker) == ["SMALL"]
    assert codes(acting.ana_silva) == ["MIDDLE"]


def test_who_may_not_see_evaluations_sees_no_proposals(waiting: None, acting: NamedActors) -> None:
    rows = GradeReview.objects.visible_to(acting.zhang_min)
    assert not rows.exists()
    assert evaluation_in_review(acting.zhang_min, "abc") is None


def test_the_queue_is_counted_by_kind_and_by_team(waiting: None, acting: NamedActors) -> None:
    evaluation = evaluation_in_review(acting.mei_lin, "abc")
    assert evaluation is not None
    found = counts(acting.mei_lin, evaluation)
    assert (found.total, found.sorts[Sort.FIRST], found.states[ReviewState.WAITING]) == (2, 2, 2)
    told = [(name, number) for _key, name, number in teams(found)]
    assert told == [("Guangzhou", 1), ("South China", 1)]


def test_border_cases_of_a_comparing_scheme_are_told_to_who_sees_everybody(
    waiting: None, acting: NamedActors
) -> None:
    evaluation = evaluation_in_review(acting.li_na, "abc")
    assert evaluation is not None
    assert Sort.BORDER in known_sorts(acting.li_na, evaluation)
    assert Sort.BORDER not in known_sorts(acting.mei_lin, evaluation)
    assert codes(acting.mei_lin, Wanted(sort=Sort.BORDER)) == []


def test_promotions_and_demotions_are_told_apart(
    trade: NamedPeople, home: Home, acting: NamedActors
) -> None:
    proposed()
    ask_for_approval()
    import_orders(home.root, [("SMALL", "9", "2025-02-02", "9000")])
    proposed(date(2025, 3, 1))
    assert codes(acting.li_na, Wanted(sort=Sort.PROMOTIONS)) == ["SMALL"]
    assert codes(acting.li_na, Wanted(sort=Sort.DEMOTIONS)) == ["GIANT", "MIDDLE"]


def test_many_are_accepted_at_once_within_reach(waiting: None, acting: NamedActors) -> None:
    done = deciding.accept(acting.mei_lin, "abc", [key_of("GIANT"), key_of("MIDDLE")])
    assert done == Accepted(1, 1)
    assert states() == {"GIANT": "accepted", "MIDDLE": "waiting", "SMALL": "waiting"}
    assert review_of("GIANT").decided_by_name == "Mei Lin"


def test_all_that_a_filter_finds_are_accepted(waiting: None, acting: NamedActors) -> None:
    assert deciding.accept(acting.admin_wang, "abc", wanted=Wanted()) == Accepted(3, 0)
    assert set(states().values()) == {"accepted"}


def test_what_somebody_else_decided_meanwhile_is_left_as_it_is(
    waiting: None, acting: NamedActors
) -> None:
    deciding.accept(acting.mei_lin, "abc", [key_of("GIANT")])
    done = deciding.accept(acting.admin_wang, "abc", [key_of("GIANT"), key_of("SMALL")])
    assert done == Accepted(1, 1)
    assert review_of("GIANT").decided_by_name == "Mei Lin"


def test_a_place_in_the_account_team_is_not_enough_to_decide(
    waiting: None, trade: NamedPeople, acting: NamedActors
) -> None:
    add_member(HOUSE, key_of("MIDDLE"), person=trade.mei_lin.pk, right=MemberRight.WORKS)
    assert "MIDDLE" in codes(acting.mei_lin)
    assert deciding.accept(acting.mei_lin, "abc", [key_of("MIDDLE")]) == Accepted(0, 1)
    with pytest.raises(AccessDenied):
        deciding.accept_one(acting.mei_lin, "abc", key_of("MIDDLE"))


def test_a_customer_out_of_reach_is_none(waiting: None, acting: NamedActors) -> None:
    with pytest.raises(OutOfReach):
        deciding.accept_one(acting.mei_lin, "abc", key_of("MIDDLE"))


def test_another_grade_is_decided_with_a_reason_and_a_day(
    waiting: None, acting: NamedActors
) -> None:
    deciding.override(
        acting.mei_lin,
        "abc",
        key_of("SMALL"),
        grade="A",
        reason="Opens a new plant in May",
        holds_until=in_a_year(),
    )
    row = review_of("SMALL")
    assert (row.state, row.grade.code, row.grade.step) == ("overridden", "A", 1)
    assert (row.computed_code, row.reason) == ("C", "Opens a new plant in May")
    entry = AuditEntry.objects.system("test").get(action="evaluation.grade.overridden")
    assert (entry.details["grade"], entry.details["proposed"]) == ("A", "C")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"grade": "Z"}, "grade"),
        ({"grade": "C"}, "grade"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"holds_until": date(2025, 1, 1)}, "holds_until"),
    ],
)
def test_an_override_says_what_is_wrong_with_it(
    waiting: None, acting: NamedActors, said: dict[str, object], field: str
) -> None:
    facts = {"grade": "A", "reason": "Growth", "holds_until": in_a_year(), **said}
    with pytest.raises(ValidationError) as refused:
        deciding.override(acting.mei_lin, "abc", key_of("SMALL"), **facts)  # type: ignore[arg-type]
    assert set(refused.value.message_dict) == {field}


def test_evidence_is_asked_for_given_and_waits_again(
    waiting: None, trade: NamedPeople, acting: NamedActors
) -> None:
    deciding.ask_evidence(acting.mei_lin, "abc", key_of("SMALL"), text="Which projects?")
    assert states()["SMALL"] == "evidence"
    message = Message.objects.system("test").get(person=trade.tom_becker)
    assert message.kind == "evaluation.evidence_asked"

    deciding.give_evidence(acting.tom_becker, "abc", key_of("SMALL"), text="Line 14 in Foshan")

    assert states()["SMALL"] == "waiting"
    notes = ReviewNote.objects.system("test").values_list("kind", "text", "by_name")
    assert list(notes) == [
        ("asked", "Which projects?", "Mei Lin"),
        ("given", "Line 14 in Foshan", "Tom Becker"),
    ]


def test_what_waits_for_evidence_is_not_accepted_among_many(
    waiting: None, acting: NamedActors
) -> None:
    deciding.ask_evidence(acting.mei_lin, "abc", key_of("SMALL"), text="Which projects?")
    assert deciding.accept(acting.admin_wang, "abc", wanted=Wanted()) == Accepted(2, 1)
    deciding.accept_one(acting.admin_wang, "abc", key_of("SMALL"))
    assert states()["SMALL"] == "accepted"


def test_a_decision_is_taken_back(waiting: None, acting: NamedActors) -> None:
    said = {"grade": "A", "reason": "Growth", "holds_until": in_a_year()}
    deciding.override(acting.mei_lin, "abc", key_of("SMALL"), **said)  # type: ignore[arg-type]
    deciding.take_back(acting.mei_lin, "abc", key_of("SMALL"))
    row = review_of("SMALL")
    assert (row.state, row.grade.code, row.computed_code, row.reason) == ("waiting", "C", "", "")


def test_who_decides_about_something_else_than_what_they_saw_is_told(
    waiting: None, acting: NamedActors
) -> None:
    seen = review_of("SMALL").edits
    deciding.accept_one(acting.mei_lin, "abc", key_of("SMALL"), edits=seen)
    with pytest.raises(ReviewMoved):
        deciding.take_back(acting.admin_wang, "abc", key_of("SMALL"), edits=seen)


def test_a_manager_does_not_review(waiting: None, acting: NamedActors) -> None:
    with pytest.raises(AccessDenied):
        deciding.accept(acting.tom_becker, "abc", [key_of("SMALL")])


def test_a_newer_run_takes_the_place_of_what_nobody_decided(
    waiting: None, acting: NamedActors
) -> None:
    deciding.ask_evidence(acting.mei_lin, "abc", key_of("SMALL"), text="Which projects?")
    newer = proposed(date(2025, 3, 1))
    assert set(GradeReview.objects.system("test").values_list("evaluation", flat=True)) == {
        newer.pk
    }
    assert ReviewNote.objects.system("test").exists()


def test_a_run_does_not_overtake_what_is_being_decided(waiting: None, acting: NamedActors) -> None:
    deciding.accept(acting.mei_lin, "abc", [key_of("GIANT")])
    later = proposed(date(2025, 3, 1))
    assert states()["GIANT"] == "accepted"
    assert not Grade.objects.system("test").filter(evaluation=later).exists()


def test_a_run_of_an_earlier_day_leaves_proposals_alone(
    trade: NamedPeople,
) -> None:
    proposed(date(2025, 2, 1))
    ask_for_approval()
    waiting = proposed(date(2025, 3, 1))
    proposed(AS_OF)
    rows = GradeReview.objects.system("test")
    assert set(rows.values_list("evaluation", flat=True)) <= {waiting.pk}
