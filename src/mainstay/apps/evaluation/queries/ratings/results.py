"""What the answers of a round add up to, as far as the reader may know them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from mainstay.apps.evaluation.criteria import CRITERIA, Criterion
from mainstay.apps.evaluation.models import Rating, RatingRound
from mainstay.apps.evaluation.queries.ratings.rounds import customers_of, raters_of
from mainstay.apps.evaluation.rules.ratings import Tally
from mainstay.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class ResultOfRating:
    """A customer in a criterion: mean, spread and how many gave a step or could not say."""

    key: int
    code: str
    name: str
    criterion: Criterion
    tally: Tally
    cannot_say: int

    @property
    def mean(self) -> Decimal | None:
        return self.tally.mean

    @property
    def spread(self) -> Decimal | None:
        return self.tally.spread

    @property
    def raters(self) -> int:
        return self.tally.raters

    @property
    def disagrees(self) -> bool:
        return self.tally.disagrees

    @property
    def place(self) -> int:
        """Where the criterion stands among all."""
        return list(CRITERIA).index(self.criterion.code)


def tallies(rows: QuerySet[Rating], *by: str) -> QuerySet[Any, dict[str, Any]]:
    """Ratings added up by some fields: `raters`, `total`, `squares`, `answers`."""
    added_up: QuerySet[Any, dict[str, Any]] = (
        rows.order_by()
        .values(*by)
        .annotate(
            answers=Count("pk"),
            raters=Count("value"),
            total=Sum("value", default=0),
            squares=Sum(F("value") * F("value"), default=0),
        )
    )
    return added_up


def tally_of(row: dict[str, Any]) -> Tally:
    """The tally in a row of `tallies`."""
    return Tally(row["raters"], int(row["total"]), int(row["squares"]))


def results(actor: Actor, rating_round: RatingRound) -> list[ResultOfRating]:
    """The results of a round by customer and criterion, of the ratings that the actor sees."""
    seen = Rating.objects.visible_to(actor).filter(round=rating_round)
    rows = tallies(seen, "customer", "customer__code", "customer__name", "criterion")
    told = [
        ResultOfRating(
            row["customer"],
            row["customer__code"],
            row["customer__name"],
            CRITERIA[row["criterion"]],
            tally_of(row),
            row["answers"] - row["raters"],
        )
        for row in rows
        if row["criterion"] in CRITERIA
    ]
    return sorted(told, key=lambda each: (each.code, each.place))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a round is answered, among the ratings and customers that the reader sees.

    `rated` are the customers with a step in each criterion.
    """

    customers: int
    rated: int
    asked: int
    answers: int
    cannot_say: int

    @property
    def share(self) -> Decimal | None:
        """The answers as a share of what was asked."""
        return Decimal(self.answers) / self.asked if self.asked else None


def coverage(actor: Actor, rating_round: RatingRound, found: list[ResultOfRating]) -> Coverage:
    """How much is answered; `found` are the results."""
    customers = customers_of(actor, rating_round).count()
    known: dict[int, int] = {}
    for each in found:
        if each.raters:
            known[each.key] = known.get(each.key, 0) + 1
    return Coverage(
        customers=customers,
        rated=sum(count >= rating_round.asks for count in known.values()),
        asked=customers * rating_round.asks * len(raters_of(rating_round)),
        answers=sum(each.raters + each.cannot_say for each in found),
        cannot_say=sum(each.cannot_say for each in found),
    )


def comments(actor: Actor, rating_round: RatingRound) -> QuerySet[Rating]:
    """The ratings with a comment that the actor sees, by customer."""
    rows = Rating.objects.visible_to(actor).filter(round=rating_round).exclude(comment="")
    return rows.select_related("customer", "rater").order_by("customer__code", "criterion", "pk")
