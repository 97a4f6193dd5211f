"""Answers: what is kept, what is refused, what the trail has of them."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.queries import CustomerNotFound
from mainstay.apps.evaluation.models import Rating, RatingRound
from mainstay.apps.evaluation.queries.ratings.answers import (
    asked_customers,
    next_unrated,
    place_of,
)
from mainstay.apps.evaluation.queries.ratings.rounds import own_progress, rounds_to_rate
from mainstay.apps.evaluation.services.ratings.giving import give_rating, take_back_rating
from mainstay.apps.evaluation.tests.rating import keys_of, rate, round_of
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry

AWARE, RIVAL, BUYS = "brand_awareness", "future_competition", "buying_orientation"


@pytest.fixture
def spring(trade: NamedPeople) -> RatingRound:
    """An open round in which the analyst and the general manager rate two customers."""
    return round_of([trade.li_na, trade.chen_wei])


def answers() -> list[tuple[str, str, int | None, str]]:
    rows = Rating.objects.system("test").order_by("pk")
    return list(rows.values_list("customer__code", "criterion", "value", "comment"))


def test_an_answer_is_kept_and_can_be_changed(trade: NamedPeople, spring: RatingRound) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: 4}, comment=" Known abroad ")
    assert answers() == [("GIANT", AWARE, 4, "Known abroad")]
    rate(trade.li_na, spring, "GIANT", {AWARE: 2})
    assert answers() == [("GIANT", AWARE, 2, "")]


def test_one_can_say_that_one_cannot_say(trade: NamedPeople, spring: RatingRound) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: None})
    assert answers() == [("GIANT", AWARE, None, "")]


def test_an_answer_can_be_taken_back(
    trade: NamedPeople, spring: RatingRound, acting: NamedActors
) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: 4})
    rate(trade.chen_wei, spring, "GIANT", {AWARE: 5})
    take_back_rating(acting.li_na, spring.pk, keys_of("GIANT")[0], AWARE)
    assert answers() == [("GIANT", AWARE, 5, "")]


@pytest.mark.parametrize("value", [0, 6, -1])
def test_a_step_off_the_scale_is_refused(
    trade: NamedPeople, spring: RatingRound, value: int
) -> None:
    with pytest.raises(ValidationError) as refused:
        rate(trade.li_na, spring, "GIANT", {AWARE: value})
    assert list(refused.value.message_dict) == ["value"]
    assert answers() == []


def test_of_two_kinds_there_is_nothing_in_between(trade: NamedPeople) -> None:
    row = round_of([trade.li_na], criteria=[BUYS])
    rate(trade.li_na, row, "GIANT", {BUYS: 5})
    with pytest.raises(ValidationError) as refused:
        rate(trade.li_na, row, "GIANT", {BUYS: 3})
    assert refused.value.message_dict["value"] == ["One of: 1 (transactional), 5 (strategic)."]


def test_what_the_round_does_not_ask_is_refused(trade: NamedPeople, spring: RatingRound) -> None:
    for criterion in ("solvency", "charm"):
        with pytest.raises(ValidationError) as refused:
            rate(trade.li_na, spring, "GIANT", {criterion: 3})
        assert list(refused.value.message_dict) == ["criterion"]


@pytest.mark.parametrize("comment", ["x" * 1001, "a\0b", "a\x1bb"])
def test_a_comment_that_cannot_be_kept_is_refused(
    trade: NamedPeople, spring: RatingRound, comment: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        rate(trade.li_na, spring, "GIANT", {AWARE: 3}, comment=comment)
    assert list(refused.value.message_dict) == ["comment"]


def test_who_was_not_asked_does_not_rate(trade: NamedPeople, spring: RatingRound) -> None:
    for person in (trade.admin_wang, trade.tom_becker, trade.grace_liu):
        with pytest.raises(AccessDenied):
            rate(person, spring, "GIANT", {AWARE: 5})
    assert answers() == []


def test_a_customer_that_the_round_is_not_about_is_not_there(
    spring: RatingRound, acting: NamedActors
) -> None:
    for key in (*keys_of("SMALL"), 987_654):
        with pytest.raises(CustomerNotFound):
            give_rating(acting.li_na, spring.pk, key, AWARE, value=3, comment="")


def test_a_customer_that_went_out_of_reach_is_rated_no_more(
    trade: NamedPeople, acting: NamedActors
) -> None:
    row = round_of([trade.tom_becker], customers=["SMALL"])
    rate(trade.tom_becker, row, "SMALL", {AWARE: 3})
    Customer.objects.system("test").filter(code="SMALL").update(owner=trade.ana_silva)

    with pytest.raises(CustomerNotFound):
        rate(trade.tom_becker, row, "SMALL", {AWARE: 4})
    assert asked_customers(acting.tom_becker, row) == []
    assert own_progress(acting.tom_becker, row).asked == 0


def test_the_trail_has_that_somebody_answered_and_not_what(
    trade: NamedPeople, spring: RatingRound
) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: 5}, comment="Splendid")
    rate(trade.li_na, spring, "GIANT", {AWARE: 5}, comment="Splendid")  # nothing new

    [entry] = AuditEntry.objects.system("test").filter(action="evaluation.rating.given")
    assert entry.details == {"customer": "GIANT", "criterion": AWARE}
    assert "Splendid" not in json.dumps(entry.details)


def test_progress_counts_answers_of_what_is_asked(
    trade: NamedPeople, spring: RatingRound, acting: NamedActors
) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: 4, RIVAL: None})
    rate(trade.li_na, spring, "MIDDLE", {AWARE: 4})
    progress = own_progress(acting.li_na, spring)
    assert (progress.answers, progress.asked, progress.missing) == (3, 4, 1)
    asked = asked_customers(acting.li_na, spring)
    assert [(each.code, each.is_rated, each.missing) for each in asked] == [
        ("GIANT", True, 0),
        ("MIDDLE", False, 1),
    ]
    following = next_unrated(asked)
    assert following is not None
    assert following.code == "MIDDLE"


def test_customers_stand_between_their_neighbours(spring: RatingRound, acting: NamedActors) -> None:
    giant, middle = keys_of("GIANT", "MIDDLE")
    place = place_of(acting.li_na, spring, middle)
    assert (place.number, place.customers, place.before, place.after) == (2, 2, giant, None)


def test_what_is_due_first_comes_first(trade: NamedPeople, acting: NamedActors) -> None:
    late = round_of([trade.li_na], name="Late", due_in=30)
    soon = round_of([trade.li_na], name="Soon", due_in=2)
    ended = round_of([trade.li_na], name="Ended")
    RatingRound.objects.system("test").filter(pk=ended.pk).update(state="cancelled")

    assert [each.round for each in rounds_to_rate(acting.li_na)] == [soon, late]
    assert rounds_to_rate(acting.chen_wei) == []
    assert soon.due_on < late.due_on - timedelta(days=20)
