"""Ratings from a file: one row for a customer in a criterion by a rater."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils import timezone

from mainstay.apps.evaluation.criteria import Criterion
from mainstay.apps.evaluation.models import Rating, RatingRound
from mainstay.apps.evaluation.models.ratings import COMMENT_LENGTH
from mainstay.apps.evaluation.policies import CHANGE_ROUNDS, GIVE_RATINGS
from mainstay.apps.evaluation.queries.ratings.rounds import (
    RoundEnded,
    criteria_of,
    customers_of,
    raters_of,
    rating_round,
)
from mainstay.apps.evaluation.services.ratings.answers import Answer, Unreadable, read_answer
from mainstay.apps.evaluation.services.ratings.rounds import locked_round
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.services.importing.ratings import take_ratings
from mainstay.apps.ledger.services.importing.reference_files import (
    ReferenceFile,
    ReferenceReport,
    Row,
)
from mainstay.apps.reference.contracts import Refusal, Taken
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.kernel.text import has_controls, search_form

_AT_ONCE = 1_000
_WHY = "the answers that a file would change"
_LINES = "\n\r\t"


@service(GIVE_RATINGS, atomic=False)
def import_ratings(
    actor: Actor, number: int, file: ReferenceFile, *, commit: bool = True
) -> ReferenceReport:
    """Take the ratings of a file into a round, all sound ones; without `commit` only tell.

    Raters hand in their own; who may make rounds those of the others too. What somebody has
    answered on their own is not changed by others, and no file tells whether it says the same.
    Raises RoundNotFound, RoundEnded, ImportFailed.
    """
    found = rating_round(actor, number)
    require(actor, right_to_import(actor), found)
    if not found.is_open:
        raise RoundEnded(number)

    def take(rows: Sequence[Row]) -> Taken:
        return _take(actor, found, rows, file_name=file.name[:255], commit=commit)

    return take_ratings(file, take)


def right_to_import(actor: Actor) -> str:
    """The right that a round has to give the actor: who asks hands in for all."""
    return CHANGE_ROUNDS if actor.may(CHANGE_ROUNDS) else GIVE_RATINGS


@dataclass(frozen=True, slots=True)
class _Fact:
    """What a row says, understood."""

    place: int
    customer: int
    criterion: str
    rater: int
    answer: Answer

    @property
    def key(self) -> tuple[int, str, int]:
        return self.customer, self.criterion, self.rater


def _take(
    actor: Actor, found: RatingRound, rows: Sequence[Row], *, file_name: str, commit: bool
) -> Taken:
    """Set what the rows say, in one transaction with the lock of the round."""
    with transaction.atomic():
        locked = locked_round(actor, found.pk, right_to_import(actor))
        facts, refusals = _understood(_Asked(actor, locked), rows)
        once, repeated, clashing = _once(facts)
        refusals += clashing
        new, other, same, more = _compared(actor, locked, once)
        refusals += more
        taken = Taken(len(new), len(other), same + repeated, tuple(refusals))
        if commit and (new or other):
            Rating.objects.bulk_create(new, batch_size=_AT_ONCE)
            changed = ["value", "comment", "entered_by", "rated_at"]
            rows_of = Rating.objects.system(_WHY)
            rows_of.bulk_update(other, changed, batch_size=_AT_ONCE)
            audit.record(
                actor,
                "evaluation.ratings.imported",
                subject=locked,
                file=file_name,
                **taken.counts,
            )
    return taken


class _Asked:
    """What a round asks of whom, by the texts that stand for it in files."""

    def __init__(self, actor: Actor, locked: RatingRound) -> None:
        self.actor = actor
        self.round = locked

    @cached_property
    def customers(self) -> Mapping[str, int]:
        """By code and, where only one is called so, by name."""
        rows = list(customers_of(self.actor, self.round).values_list("pk", "code", "name"))
        named: dict[str, list[int]] = defaultdict(list)
        for key, _code, name in rows:
            named[search_form(name)].append(key)
        alone = {name: keys[0] for name, keys in named.items() if len(keys) == 1}
        return {**alone, **{search_form(code): key for key, code, _name in rows}}

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        """By code and by the names in all languages."""
        return {form: each for each in criteria_of(self.round) for form in each.forms}

    @cached_property
    def steps(self) -> Mapping[str, Mapping[str, int]]:
        """The steps of each criterion by what they are called."""
        return {each.code: each.steps_by_form for each in criteria_of(self.round)}

    @cached_property
    def raters(self) -> Mapping[str, int]:
        """The round's raters by e-mail, as far as the actor may hand in their answers."""
        asked = set(raters_of(self.round))
        if not self.actor.may(CHANGE_ROUNDS):
            asked &= {self.actor.person_id}
        everybody = governance.colleagues()
        return {each.email.lower(): each.person_id for each in everybody if each.person_id in asked}

    def rater(self, email: str | None) -> int | None:
        """Whose answer it is: without an e-mail the actor's own."""
        if email is not None:
            return self.raters.get(email.lower())
        own = self.actor.person_id
        return own if own in self.raters.values() else None


def _understood(asked: _Asked, rows: Sequence[Row]) -> tuple[list[_Fact], list[Refusal]]:
    facts, refusals = [], []
    for place, row in enumerate(rows):
        problems = list(_problems(asked, row))
        refusals += [Refusal(place, field, code) for field, code in problems]
        if not problems:
            facts.append(_fact(asked, place, row))
    return facts, refusals


def _problems(asked: _Asked, row: Row) -> Iterable[tuple[str, str]]:
    criterion = asked.criteria.get(search_form(row["criterion"]))
    if search_form(row["customer"]) not in asked.customers:
        yield "customer", "unknown_customer"
    if criterion is None:
        yield "criterion", "unknown_criterion"
    if asked.rater(row["rater"]) is None:
        yield "rater", "unknown_rater" if row["rater"] else "missing_rater"
    if row["rating"] is None:
        yield "rating", "missing_rating"
    elif criterion is not None:
        try:
            read_answer(asked.steps[criterion.code], row["rating"])
        except Unreadable:
            yield "rating", "off_scale"
    comment = row["comment"] or ""
    if len(comment) > COMMENT_LENGTH or has_controls(comment, but=_LINES):
        yield "comment", "unfit_comment"


def _fact(asked: _Asked, place: int, row: Row) -> _Fact:
    criterion = asked.criteria[search_form(row["criterion"])]
    rater = asked.rater(row["rater"])
    return _Fact(
        place,
        asked.customers[search_form(row["customer"])],
        criterion.code,
        rater or 0,
        Answer(read_answer(asked.steps[criterion.code], row["rating"]), row["comment"] or ""),
    )


def _once(facts: Sequence[_Fact]) -> tuple[list[_Fact], int, list[Refusal]]:
    """Each answer once: what says the same again is known, what differs is refused."""
    by_key: dict[tuple[int, str, int], list[_Fact]] = defaultdict(list)
    for fact in facts:
        by_key[fact.key].append(fact)
    once, repeated, refusals = [], 0, []
    for same in by_key.values():
        if len({fact.answer for fact in same}) > 1:
            refusals += [Refusal(fact.place, "rating", "duplicate_in_file") for fact in same]
        else:
            once.append(same[0])
            repeated += len(same) - 1
    return once, repeated, refusals


def _compared(
    actor: Actor, locked: RatingRound, facts: Sequence[_Fact]
) -> tuple[list[Rating], list[Rating], int, list[Refusal]]:
    """What is new, what is other than known, how much is known, and what is not to be touched."""
    known: dict[tuple[int, str, int], Rating] = {
        (row.customer_id, row.criterion, row.rater_id): row
        for row in Rating.objects.system(_WHY).filter(round=locked)
    }
    new, other, same = [], [], 0
    refusals: list[Refusal] = []
    for fact in facts:
        row = known.get(fact.key)
        facts_of: dict[str, Any] = {"value": fact.answer.value, "comment": fact.answer.comment}
        if row is None:
            which = {"round": locked, "customer_id": fact.customer, "criterion": fact.criterion}
            made = Rating(**which, **facts_of, rater_id=fact.rater)
            made.entered_by_id = actor.person_id
            new.append(made)
        elif actor.person_id not in {fact.rater, row.entered_by_id}:
            refusals.append(Refusal(fact.place, "rater", "answered_already"))
        elif Answer(row.value, row.comment) == fact.answer:
            same += 1
        else:
            row.value, row.comment = fact.answer.value, fact.answer.comment
            row.entered_by_id, row.rated_at = actor.person_id, timezone.now()
            other.append(row)
    return new, other, same, refusals
