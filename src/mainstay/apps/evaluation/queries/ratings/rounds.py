"""Reads of rating rounds: which there are, what they ask of whom, how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.criteria import CRITERIA, Criterion
from mainstay.apps.evaluation.models import (
    Rating,
    RatingRound,
    RoundCustomer,
    RoundRater,
    RoundState,
)
from mainstay.apps.evaluation.policies import GIVE_RATINGS
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor

_COUNTED = "how many answers there are tells nothing of them"


class RoundNotFound(LookupError):
    """There is no such rating round, or none that the actor may see."""


class RoundEnded(Exception):
    """The round is closed or cancelled; nothing of it is changed any more."""


def rounds(actor: Actor) -> QuerySet[RatingRound]:
    """The rating rounds, newest first."""
    return RatingRound.objects.visible_to(actor).order_by("-pk")


def rating_round(actor: Actor, number: int) -> RatingRound:
    """One round. Raises RoundNotFound."""
    found = rounds(actor).filter(pk=number).first()
    if found is None:
        raise RoundNotFound(number)
    return found


def criteria_of(rating_round: RatingRound) -> list[Criterion]:
    """What a round asks, in order."""
    return [CRITERIA[code] for code in rating_round.criteria if code in CRITERIA]


def customers_of(actor: Actor, rating_round: RatingRound) -> QuerySet[Any]:
    """The customers of a round that the actor sees, by code."""
    asked = RoundCustomer.objects.visible_to(actor).filter(round=rating_round).order_by()
    return customers.visible(actor).filter(pk__in=asked.values("customer")).order_by("code")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many answers there are of those that are asked for."""

    answers: int
    asked: int

    @property
    def is_done(self) -> bool:
        return self.answers >= self.asked

    @property
    def missing(self) -> int:
        return max(self.asked - self.answers, 0)


@dataclass(frozen=True, slots=True)
class RaterProgress:
    """How far one of the raters is."""

    person_id: int
    name: str
    progress: Progress


def raters_progress(rating_round: RatingRound) -> list[RaterProgress]:
    """How far each rater of a visible round is, by name; of answers only their number."""
    people = {each.person_id: each.full_name for each in governance.everybody()}
    asked = _customers_asked(rating_round) * rating_round.asks
    given = answers_by_rater(rating_round)
    told = [
        RaterProgress(key, people.get(key, ""), Progress(given.get(key, 0), asked))
        for key in raters_of(rating_round)
    ]
    return sorted(told, key=lambda each: (each.name, each.person_id))


def raters_of(rating_round: RatingRound) -> list[int]:
    """The keys of the people who were asked."""
    rows = RoundRater.objects.system("the round is visible").filter(round=rating_round)
    return list(rows.order_by("person_id").values_list("person_id", flat=True))


def answers_by_rater(rating_round: RatingRound) -> dict[int, int]:
    """How many answers each rater has given."""
    rows = Rating.objects.system(_COUNTED).filter(round=rating_round).order_by()
    return dict(rows.values_list("rater").annotate(Count("pk")))


def _customers_asked(rating_round: RatingRound) -> int:
    rows = RoundCustomer.objects.system("how many are asked about").filter(round=rating_round)
    return rows.count()


def who_lacks_answers(rating_round: RatingRound) -> list[int]:
    """The raters who have not answered everything."""
    return [each.person_id for each in raters_progress(rating_round) if not each.progress.is_done]


@dataclass(frozen=True, slots=True)
class OwnRound:
    """A round in which the actor is asked to rate, and how far the actor is."""

    round: RatingRound
    progress: Progress


def rounds_to_rate(actor: Actor) -> list[OwnRound]:
    """The open rounds in which the actor is asked, the most urgent first."""
    if not actor.may(GIVE_RATINGS) or actor.person_id is None:
        return []
    own = RoundRater.objects.system("what the actor was asked").filter(person_id=actor.person_id)
    rows = rounds(actor).filter(state=RoundState.OPEN, pk__in=own.order_by().values("round"))
    found = list(rows.order_by("due_on", "pk"))
    if not found:
        return []
    asked = _counted(RoundCustomer.objects.visible_to(actor), found)
    own_rows = Rating.objects.visible_to(actor).filter(rater_id=actor.person_id)
    given = _counted(own_rows, found)
    return [
        OwnRound(each, Progress(given.get(each.pk, 0), asked.get(each.pk, 0) * each.asks))
        for each in found
    ]


def own_progress(actor: Actor, rating_round: RatingRound) -> Progress:
    """How far the actor is in a round, of the customers that the actor sees."""
    asked = _counted(RoundCustomer.objects.visible_to(actor), [rating_round])
    own = Rating.objects.visible_to(actor).filter(rater_id=actor.person_id)
    given = _counted(own, [rating_round])
    return Progress(
        given.get(rating_round.pk, 0), asked.get(rating_round.pk, 0) * rating_round.asks
    )


def _counted(
    rows: QuerySet[RoundCustomer] | QuerySet[Rating], found: Sequence[RatingRound]
) -> dict[int, int]:
    wanted = rows.filter(round__in=[each.pk for each in found]).order_by()
    return dict(wanted.values_list("round").annotate(Count("pk")))
