"""Making, closing and cancelling rating rounds."""

from datetime import timedelta
from typing import Any, cast

import pytest
from django.core.exceptions import ValidationError

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.services.records import archive_customer
from mainstay.apps.evaluation.models import Rating, RatingRound, RoundCustomer, RoundRater, Scheme
from mainstay.apps.evaluation.queries.ratings.choosing import Choice, chosen
from mainstay.apps.evaluation.queries.ratings.rounds import RoundEnded, RoundNotFound
from mainstay.apps.evaluation.services.ratings.rounds import (
    NobodyRated,
    RoundFacts,
    cancel_round,
    close_round,
    make_round,
)
from mainstay.apps.evaluation.tests.rating import MAKING, TWO, closed, keys_of, rate, round_of
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications.models import Message
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry


def facts(trade: NamedPeople, /, **other: object) -> RoundFacts:
    said: Any = {
        "name": "Spring",
        "criteria": TWO,
        "customers": keys_of("GIANT"),
        "people": [trade.chen_wei.pk],
        "due_on": governance.today(),
        **other,
    }
    return cast("RoundFacts", said)


def refusals(trade: NamedPeople, acting: NamedActors, /, **other: object) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        make_round(acting.chen_wei, facts(trade, **other))
    return refused.value.message_dict


def test_an_executive_asks_people_to_rate(trade: NamedPeople, acting: NamedActors) -> None:
    both = [trade.chen_wei.pk, trade.li_na.pk]
    made = make_round(acting.chen_wei, facts(trade, people=both, criteria=list(reversed(TWO))))

    assert made.is_open
    assert (made.criteria, made.asks) == (list(TWO), 2)
    asked = RoundCustomer.objects.system("test").filter(round=made)
    assert list(asked.values_list("customer__code", flat=True)) == ["GIANT"]
    raters = RoundRater.objects.system("test").filter(round=made)
    assert sorted(raters.values_list("person", flat=True)) == sorted(both)
    entry = AuditEntry.objects.system("test").get(action="evaluation.rating_round.created")
    assert entry.actor_id == trade.chen_wei.pk
    assert entry.details["raters"] == 2


@pytest.mark.parametrize("who", ["tom_becker", "li_na", "zhang_min", "grace_liu", "nobody_ning"])
def test_others_do_not_ask(trade: NamedPeople, acting: NamedActors, who: str) -> None:
    with pytest.raises(AccessDenied):
        make_round(getattr(acting, who), facts(trade))
    assert not RatingRound.objects.system("test").exists()


def test_raters_are_told_and_who_asks_is_not(trade: NamedPeople, acting: NamedActors) -> None:
    make_round(acting.chen_wei, facts(trade, people=[trade.chen_wei.pk, trade.li_na.pk]))

    told = Message.objects.system("test").filter(kind="evaluation.rating_request")
    assert list(told.values_list("person", flat=True)) == [trade.li_na.pk]


def test_what_a_round_lacks_is_named(trade: NamedPeople, acting: NamedActors) -> None:
    yesterday = governance.today() - timedelta(days=1)
    found = refusals(
        trade, acting, name=" ", criteria=[], customers=[], people=[], due_on=yesterday
    )
    assert set(found) == {"name", "criteria", "customers", "due_on"}
    assert set(refusals(trade, acting, people=[])) == {"people"}
    assert refusals(trade, acting, criteria=["charm"])["criteria"] == ["Unknown criteria: charm."]


def test_one_is_asked_about_what_one_sees_alone(trade: NamedPeople, acting: NamedActors) -> None:
    found = refusals(
        trade,
        acting,
        customers=keys_of("GIANT", "MIDDLE", "SMALL"),
        people=[trade.li_na.pk, trade.tom_becker.pk],
    )
    assert found == {"people": ["Tom Becker does not see: GIANT, MIDDLE."]}
    make_round(
        acting.chen_wei, facts(trade, customers=keys_of("SMALL"), people=[trade.tom_becker.pk])
    )


def test_who_may_not_rate_is_not_asked(trade: NamedPeople, acting: NamedActors) -> None:
    found = refusals(trade, acting, people=[trade.grace_liu.pk])
    assert found == {"people": ["Grace Liu may not rate."]}


def test_customers_out_of_reach_cannot_be_chosen(trade: NamedPeople, acting: NamedActors) -> None:
    with pytest.raises(ValidationError) as refused:
        make_round(acting.mei_lin, facts(trade))
    assert list(refused.value.message_dict) == ["customers"]
    with pytest.raises(ValidationError) as unknown:
        chosen(acting.mei_lin, Choice(codes=["GIANT", "SMALL"]))
    assert unknown.value.message_dict["customers"] == ["There is no such customer for you: GIANT."]


def test_customers_put_away_cannot_be_chosen(trade: NamedPeople, acting: NamedActors) -> None:
    archive_customer(MAKING, keys_of("GIANT")[0])
    assert list(refusals(trade, acting)) == ["customers"]


def test_customers_are_chosen_by_code_and_as_key_accounts(
    trade: NamedPeople, acting: NamedActors
) -> None:
    from mainstay.apps.evaluation.models import Grade
    from mainstay.apps.evaluation.services.evaluating import evaluate

    evaluation = evaluate(MAKING, "tiers", governance.today())
    giant, small = keys_of("GIANT", "SMALL")
    Grade.objects.system("test").filter(evaluation=evaluation, customer=giant).update(
        key_account=True
    )
    assert chosen(acting.chen_wei, Choice(key_accounts=True)) == [giant]
    both = chosen(acting.chen_wei, Choice(codes=[" SMALL "], key_accounts=True))
    assert both == sorted([giant, small])
    assert Scheme.objects.system("test").get(code="tiers").in_force == evaluation


def test_closing_makes_a_round_count_from_today(trade: NamedPeople, acting: NamedActors) -> None:
    made = round_of([trade.li_na])
    rate(trade.li_na, made, "GIANT", {"brand_awareness": 4})

    done = close_round(acting.chen_wei, made.pk)

    assert (done.state, done.closed_on) == ("closed", governance.today())
    entry = AuditEntry.objects.system("test").get(action="evaluation.rating_round.closed")
    assert (entry.details["ratings"], entry.details["steps"]) == (1, 1)


def test_a_round_that_has_ended_does_not_change(trade: NamedPeople) -> None:
    made = round_of([trade.li_na])
    rate(trade.li_na, made, "GIANT", {"brand_awareness": 4})
    closed(made)

    for change in (close_round, cancel_round):
        with pytest.raises(RoundEnded):
            change(MAKING, made.pk)
    with pytest.raises(RoundEnded):
        rate(trade.li_na, made, "GIANT", {"brand_awareness": 1})
    assert Rating.objects.system("test").get().value == 4


def test_a_round_in_which_nobody_gave_a_step_cannot_be_closed(trade: NamedPeople) -> None:
    made = round_of([trade.li_na])
    rate(trade.li_na, made, "GIANT", {"brand_awareness": None})
    with pytest.raises(NobodyRated):
        close_round(MAKING, made.pk)
    assert cancel_round(MAKING, made.pk).state == "cancelled"


def test_who_may_not_ask_does_not_end_a_round(trade: NamedPeople, acting: NamedActors) -> None:
    made = round_of([trade.li_na])
    for end in (close_round, cancel_round):
        with pytest.raises(AccessDenied):
            end(acting.li_na, made.pk)


def test_there_is_nothing_to_end_where_there_is_no_round(acting: NamedActors) -> None:
    with pytest.raises(RoundNotFound):
        close_round(acting.chen_wei, 99)


def test_the_customers_of_a_round_stay_when_one_is_put_away(trade: NamedPeople) -> None:
    made = round_of([trade.li_na])
    archive_customer(MAKING, keys_of("GIANT")[0])
    assert Customer.objects.system("test").filter(pk__in=keys_of("GIANT")).exists()
    rate(trade.li_na, made, "GIANT", {"brand_awareness": 2})
