"""Blind: nobody sees what others said of a customer before having rated it, or at the end."""

from decimal import Decimal

import pytest

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import Rating, RatingRound
from mainstay.apps.evaluation.queries.ratings.answers import others_ratings, ratings
from mainstay.apps.evaluation.queries.ratings.feeding import latest_ratings
from mainstay.apps.evaluation.queries.ratings.results import comments, results
from mainstay.apps.evaluation.services.ratings.rounds import cancel_round
from mainstay.apps.evaluation.tests.rating import MAKING, closed, keys_of, rate, round_of
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.access.actor import Actor

AWARE, RIVAL = "brand_awareness", "future_competition"


@pytest.fixture
def spring(trade: NamedPeople) -> RatingRound:
    """Chen Wei has rated both customers with comments; Li Na is asked too."""
    row = round_of([trade.chen_wei, trade.li_na])
    rate(trade.chen_wei, row, "GIANT", {AWARE: 5, RIVAL: 1}, comment="Chen on the giant")
    rate(trade.chen_wei, row, "MIDDLE", {AWARE: 2, RIVAL: 2}, comment="Chen on the middle")
    return row


def seen(actor: Actor, row: RatingRound) -> list[tuple[str, str]]:
    """Of whom the actor sees ratings about whom."""
    rows = ratings(actor, row).values_list("customer__code", "rater__full_name")
    return sorted(set(rows))


def test_before_rating_one_sees_nothing_of_others(spring: RatingRound, acting: NamedActors) -> None:
    assert seen(acting.li_na, spring) == []
    assert results(acting.li_na, spring) == []
    assert list(comments(acting.li_na, spring)) == []
    assert others_ratings(acting.li_na, spring, keys_of("GIANT")[0]) == []


def test_an_answer_that_is_missing_keeps_one_blind(
    trade: NamedPeople, spring: RatingRound, acting: NamedActors
) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: 3})
    assert seen(acting.li_na, spring) == [("GIANT", "Li Na")]
    [own] = results(acting.li_na, spring)
    assert (own.criterion.code, own.mean, own.raters) == (AWARE, Decimal(3), 1)


def test_who_has_answered_everything_sees_others_of_that_customer_alone(
    trade: NamedPeople, spring: RatingRound, acting: NamedActors
) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: 3, RIVAL: None})
    assert seen(acting.li_na, spring) == [("GIANT", "Chen Wei"), ("GIANT", "Li Na")]
    assert {row.customer.code for row in comments(acting.li_na, spring)} == {"GIANT"}
    told = others_ratings(acting.li_na, spring, keys_of("GIANT")[0])
    assert {each.rater.full_name for each in told} == {"Chen Wei"}


def test_to_take_an_answer_back_makes_blind_again(
    trade: NamedPeople, spring: RatingRound, acting: NamedActors
) -> None:
    rate(trade.li_na, spring, "GIANT", {AWARE: 3, RIVAL: None})
    Rating.objects.system("test").filter(rater=trade.li_na, criterion=RIVAL).delete()
    assert seen(acting.li_na, spring) == [("GIANT", "Li Na")]


@pytest.mark.parametrize("who", ["admin_wang", "grace_liu", "zhang_min", "mei_lin"])
def test_no_role_sees_ratings_of_an_open_round(
    spring: RatingRound, acting: NamedActors, who: str
) -> None:
    actor = getattr(acting, who)
    assert seen(actor, spring) == []
    assert results(actor, spring) == []
    assert latest_ratings(actor, keys_of("GIANT")[0]) == []


def test_an_answer_in_another_round_opens_nothing(
    trade: NamedPeople, spring: RatingRound, acting: NamedActors
) -> None:
    other = round_of([trade.li_na], name="Other")
    rate(trade.li_na, other, "GIANT", {AWARE: 3, RIVAL: 3})
    assert seen(acting.li_na, spring) == []


def test_the_end_of_the_round_opens_it_for_those_who_see_the_customers(
    trade: NamedPeople, spring: RatingRound, acting: NamedActors
) -> None:
    Customer.objects.system("test").filter(code="GIANT").update(owner=trade.tom_becker)
    closed(spring)
    assert len(results(acting.grace_liu, spring)) == 4
    assert {each.code for each in results(acting.tom_becker, spring)} == {"GIANT"}
    assert results(acting.ana_silva, spring) == []
    assert seen(acting.nobody_ning, spring) == []


def test_a_cancelled_round_stays_blind(spring: RatingRound, acting: NamedActors) -> None:
    cancel_round(MAKING, spring.pk)
    assert seen(acting.li_na, spring) == []
    assert len(seen(acting.chen_wei, spring)) == 2
