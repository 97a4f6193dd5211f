"""From closed rounds to figures of indicators: the newest rating that counts on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mainstay.apps.evaluation.criteria import CRITERIA, Criterion
from mainstay.apps.evaluation.models import Rating, RoundState
from mainstay.apps.evaluation.queries.ratings.results import tallies, tally_of
from mainstay.apps.evaluation.rules.ratings import Tally
from mainstay.foundation.access.actor import Actor

_WHY = "an evaluation compares all customers"


@dataclass(frozen=True, slots=True)
class RatedFigure:
    """A customer's figure in a criterion, and the round that it comes from."""

    round: int
    closed_on: date
    tally: Tally

    @property
    def mean(self) -> Decimal | None:
        return self.tally.mean


Figures = Mapping[str, Mapping[int, RatedFigure]]
"""By criterion and customer."""


def figures_as_of(as_of: date, aliases: Mapping[int, int]) -> Figures:
    """What rounds that were closed on or before a day say of each customer, in each criterion.

    It is the newest of them in which somebody gave the customer a step. A merged customer's ratings
    count for the kept one, together with its own of the same round.
    """
    rows = Rating.objects.system(_WHY).filter(
        round__state=RoundState.CLOSED, round__closed_on__lte=as_of, value__isnull=False
    )
    found: dict[str, dict[int, RatedFigure]] = {}
    order = ("round__closed_on", "round__ended_at", "round", "customer", "criterion")
    for row in tallies(rows, *order).order_by(*order).iterator(10_000):
        customer = aliases.get(row["customer"], row["customer"])
        figures = found.setdefault(row["criterion"], {})
        tally, before = tally_of(row), figures.get(customer)
        if before is not None and before.round == row["round"]:
            tally += before.tally
        figures[customer] = RatedFigure(row["round"], row["round__closed_on"], tally)
    return {code: found[code] for code in CRITERIA if code in found}


@dataclass(frozen=True, slots=True)
class LatestRating:
    """What counts today of a customer in a criterion: the figure and where it comes from."""

    criterion: Criterion
    tally: Tally
    round: int
    round_name: str
    closed_on: date

    @property
    def mean(self) -> Decimal | None:
        return self.tally.mean

    @property
    def spread(self) -> Decimal | None:
        return self.tally.spread

    @property
    def disagrees(self) -> bool:
        return self.tally.disagrees


def latest_ratings(actor: Actor, customer: int) -> list[LatestRating]:
    """What counts of a customer in each criterion, in order; for who sees the customer."""
    rows = Rating.objects.visible_to(actor).filter(
        customer=customer, round__state=RoundState.CLOSED, value__isnull=False
    )
    order = ("round__closed_on", "round__ended_at", "round", "round__name", "criterion")
    newest = {
        row["criterion"]: LatestRating(
            CRITERIA[row["criterion"]],
            tally_of(row),
            row["round"],
            row["round__name"],
            row["round__closed_on"],
        )
        for row in tallies(rows, *order).order_by(*order)
        if row["criterion"] in CRITERIA
    }
    return [newest[code] for code in CRITERIA if code in newest]
