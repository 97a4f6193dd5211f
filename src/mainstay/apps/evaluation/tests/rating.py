"""Rating rounds for tests, made and answered the way people do it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import RatingRound
from mainstay.apps.evaluation.services.ratings.giving import give_rating
from mainstay.apps.evaluation.services.ratings.rounds import close_round, make_round
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Person
from mainstay.foundation.access.actor import system_actor

MAKING = system_actor("test")
TWO = ("brand_awareness", "future_competition")


def keys_of(*codes: str) -> list[int]:
    """The keys of the customers with these codes."""
    known = dict(Customer.objects.system("test").values_list("code", "pk"))
    return [known[code] for code in codes]


def round_of(
    people: Sequence[Person],
    customers: Sequence[str] = ("GIANT", "MIDDLE"),
    criteria: Sequence[str] = TWO,
    *,
    name: str = "Spring",
    due_in: int = 14,
) -> RatingRound:
    """An open round."""
    return make_round(
        MAKING,
        {
            "name": name,
            "criteria": criteria,
            "customers": keys_of(*customers),
            "people": [each.pk for each in people],
            "due_on": governance.today() + timedelta(days=due_in),
        },
    )


def rate(
    rater: Person,
    row: RatingRound,
    code: str,
    values: Mapping[str, int | None],
    comment: str = "",
) -> None:
    """Answer about a customer, by criterion."""
    actor, [key] = governance.actor_of(rater), keys_of(code)
    for criterion, value in values.items():
        give_rating(actor, row.pk, key, criterion, value=value, comment=comment)


def closed(row: RatingRound, on: date | None = None) -> RatingRound:
    """The round closed, today or on another day."""
    found = close_round(MAKING, row.pk)
    if on is not None:
        RatingRound.objects.system("test").filter(pk=row.pk).update(
            closed_on=on, ended_at=datetime(on.year, on.month, on.day, tzinfo=UTC)
        )
        found.refresh_from_db()
    return found
