"""Making a rating round, closing it, which makes its ratings count, and cancelling it."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.criteria import CRITERIA, in_order
from mainstay.apps.evaluation.models import (
    Rating,
    RatingRound,
    RoundCustomer,
    RoundRater,
    RoundState,
)
from mainstay.apps.evaluation.models.ratings import NAME_LENGTH
from mainstay.apps.evaluation.policies import CHANGE_ROUNDS
from mainstay.apps.evaluation.queries.ratings.choosing import (
    MOST_CUSTOMERS,
    CannotRate,
    told,
    who_cannot_rate,
)
from mainstay.apps.evaluation.queries.ratings.rounds import RoundEnded, RoundNotFound
from mainstay.apps.evaluation.services.ratings.telling import tell_asked
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.kernel.text import has_controls

MOST_PEOPLE = 50
_WHY = "the policy is asked for the very row"


class RoundFacts(TypedDict):
    """What a round is made of: codes of criteria, keys of customers and of people."""

    name: str
    criteria: Sequence[str]
    customers: Sequence[int]
    people: Sequence[int]
    due_on: date


class NobodyRated(Exception):
    """A round without a single step given cannot be closed; it can be cancelled."""


@service(CHANGE_ROUNDS)
def make_round(actor: Actor, facts: RoundFacts) -> RatingRound:
    """Ask people to rate customers, and tell them.

    Only customers that the actor sees are taken, and one is asked about what one may see alone.
    Raises ValidationError naming the facts.
    """
    criteria = [each.code for each in in_order(facts["criteria"])]
    keys, people = sorted(set(facts["customers"])), sorted(set(facts["people"]))
    problems = _problems(actor, facts, keys, people)
    if problems:
        raise ValidationError(problems)
    made = RatingRound.objects.create(
        name=facts["name"].strip(),
        criteria=criteria,
        asks=len(criteria),
        due_on=facts["due_on"],
        by_id=actor.person_id,
        by_name=actor.name[:200],
    )
    RoundCustomer.objects.bulk_create(RoundCustomer(round=made, customer_id=key) for key in keys)
    RoundRater.objects.bulk_create(RoundRater(round=made, person_id=key) for key in people)
    audit.record(
        actor,
        "evaluation.rating_round.created",
        subject=made,
        criteria=criteria,
        customers=len(keys),
        raters=len(people),
        due_on=made.due_on,
    )
    tell_asked(actor, made, people)
    return made


Problems = dict[str, list[ValidationError]]


def _problems(
    actor: Actor, facts: RoundFacts, keys: Sequence[int], people: Sequence[int]
) -> Problems:
    found: Problems = {}

    def refuse(field: str, code: str, words: str) -> None:
        found.setdefault(field, []).append(ValidationError(words, code))

    name = facts["name"].strip()
    if not name:
        refuse("name", "required", _("This field is required."))
    elif len(name) > NAME_LENGTH or has_controls(name):
        refuse("name", "unfit", _("A name has at most %(most)d signs.") % {"most": NAME_LENGTH})
    unknown = [code for code in facts["criteria"] if code not in CRITERIA]
    if unknown:
        refuse("criteria", "unknown", _("Unknown criteria: %(codes)s.") % {"codes": told(unknown)})
    if not facts["criteria"]:
        refuse("criteria", "required", _("Choose at least one criterion."))
    if facts["due_on"] < governance.today():
        refuse("due_on", "in_the_past", _("This day has passed already."))
    for code, words in _problems_of_customers(actor, keys):
        refuse("customers", code, words)
    if "customers" not in found:
        for code, words in _problems_of_people(people, keys):
            refuse("people", code, words)
    return found


def _problems_of_customers(actor: Actor, keys: Sequence[int]) -> list[tuple[str, str]]:
    if not keys:
        return [("required", _("Choose at least one customer."))]
    if len(keys) > MOST_CUSTOMERS:
        words = _("A round has at most %(most)d customers.") % {"most": MOST_CUSTOMERS}
        return [("too_many", words)]
    rows = customers.current(actor).select_related(None).order_by().filter(pk__in=keys)
    unseen = len(keys) - rows.count()
    return [("unknown_customer", _("Some of these customers are not there."))] if unseen else []


def _problems_of_people(people: Sequence[int], keys: Sequence[int]) -> list[tuple[str, str]]:
    if not people:
        return [("required", _("Choose at least one person."))]
    if len(people) > MOST_PEOPLE:
        return [("too_many", _("A round has at most %(most)d raters.") % {"most": MOST_PEOPLE})]
    return [_words_of(each) for each in who_cannot_rate(people, keys)]


def _words_of(refusal: CannotRate) -> tuple[str, str]:
    if not refusal.unseen:
        return "may_not_rate", _("%(name)s may not rate.") % {"name": refusal.name}
    words = _("%(name)s does not see: %(codes)s.")
    return "out_of_reach", words % {"name": refusal.name, "codes": told(refusal.unseen)}


@service(CHANGE_ROUNDS)
def close_round(actor: Actor, number: int) -> RatingRound:
    """Close a round: from today on its ratings count, and nothing of it changes any more.

    Raises RoundNotFound, RoundEnded and NobodyRated.
    """
    row = locked_round(actor, number, CHANGE_ROUNDS)
    given = Rating.objects.system("the ratings of a round that is closed").filter(round=row)
    steps = given.filter(value__isnull=False).count()
    if not steps:
        raise NobodyRated(number)
    row.closed_on = governance.today()
    _end(actor, row, RoundState.CLOSED)
    audit.record(
        actor,
        "evaluation.rating_round.closed",
        subject=row,
        ratings=given.count(),
        steps=steps,
        closed_on=row.closed_on,
    )
    return row


@service(CHANGE_ROUNDS)
def cancel_round(actor: Actor, number: int) -> RatingRound:
    """Cancel a round: nothing of it ever counts. Raises RoundNotFound and RoundEnded."""
    row = locked_round(actor, number, CHANGE_ROUNDS)
    _end(actor, row, RoundState.CANCELLED)
    audit.record(actor, "evaluation.rating_round.cancelled", subject=row)
    return row


def _end(actor: Actor, row: RatingRound, state: RoundState) -> None:
    row.state = state
    row.ended_at = timezone.now()
    row.ended_by_name = actor.name[:200]
    row.save(update_fields=["state", "ended_at", "ended_by_name", "closed_on"])


def locked_round(actor: Actor, number: int, permission: str) -> RatingRound:
    """An open round, locked until the transaction ends. Raises RoundNotFound and RoundEnded.

    AccessDenied where the actor may not use the permission on it.
    """
    rows = RatingRound.objects.system(_WHY).select_for_update()
    row = rows.filter(pk=number).first()
    if row is None:
        raise RoundNotFound(number)
    require(actor, permission, row)
    if not row.is_open:
        raise RoundEnded(number)
    return row
