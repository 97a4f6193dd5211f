"""Reads for rating: one's own answers about the customers of a round, and others' once one may."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import Rating, RatingRound
from mainstay.apps.evaluation.queries.ratings.rounds import customers_of
from mainstay.foundation.access.actor import Actor
from mainstay.kernel.text import has_controls


def ratings(actor: Actor, rating_round: RatingRound) -> QuerySet[Rating]:
    """The ratings of a round that the actor sees, by customer, criterion and rater."""
    rows = Rating.objects.visible_to(actor).filter(round=rating_round)
    found = rows.select_related("customer", "rater")
    return found.order_by("customer__code", "criterion", "pk")


def own_ratings(actor: Actor, rating_round: RatingRound) -> QuerySet[Rating]:
    """What the actor has answered in a round about customers that the actor sees."""
    rows = Rating.objects.visible_to(actor).filter(round=rating_round)
    return rows.filter(rater_id=actor.person_id).order_by("customer", "criterion")


@dataclass(frozen=True, slots=True)
class AskedCustomer:
    """A customer that the actor is asked about, and the own answers by criterion."""

    key: int
    code: str
    name: str
    answers: dict[str, Rating]
    asks: int

    @property
    def is_rated(self) -> bool:
        return len(self.answers) >= self.asks

    @property
    def missing(self) -> int:
        return max(self.asks - len(self.answers), 0)


def asked_customers(actor: Actor, rating_round: RatingRound) -> list[AskedCustomer]:
    """Every customer of a round that the actor sees, by code, with the actor's answers."""
    by_customer: dict[int, dict[str, Rating]] = {}
    for row in own_ratings(actor, rating_round):
        by_customer.setdefault(row.customer_id, {})[row.criterion] = row
    rows = customers_of(actor, rating_round).values_list("pk", "code", "name")
    return [
        AskedCustomer(key, code, name, by_customer.get(key, {}), rating_round.asks)
        for key, code, name in rows
    ]


def key_in_round(actor: Actor, rating_round: RatingRound, code: str) -> int:
    """The key of a customer of a round whom the actor sees. Raises CustomerNotFound."""
    if not has_controls(code):  # no database finds such a text
        found = customers_of(actor, rating_round).filter(code=code).values_list("pk", flat=True)
        for key in found[:1]:
            return int(key)
    raise customers.CustomerNotFound(code)


@dataclass(frozen=True, slots=True)
class Place:
    """A customer among those that the actor is asked about, with the keys of its neighbours."""

    customer: AskedCustomer
    number: int
    customers: int
    before: int | None
    after: int | None


def place_of(actor: Actor, rating_round: RatingRound, key: int) -> Place:
    """Where a customer stands among those of a round. Raises CustomerNotFound."""
    asked = asked_customers(actor, rating_round)
    for number, each in enumerate(asked):
        if each.key == key:
            before = asked[number - 1].key if number else None
            after = asked[number + 1].key if number + 1 < len(asked) else None
            return Place(each, number + 1, len(asked), before, after)
    raise customers.CustomerNotFound(key)


def next_unrated(asked: Iterable[AskedCustomer]) -> AskedCustomer | None:
    """The first customer that is not rated yet."""
    return next((each for each in asked if not each.is_rated), None)


def others_ratings(actor: Actor, rating_round: RatingRound, key: int) -> list[Rating]:
    """What others have answered about a customer, as far as the actor may know it already."""
    rows = ratings(actor, rating_round).filter(customer=key)
    return list(rows.exclude(rater_id=actor.person_id))
