"""Owners are told when customers of theirs get another grade by themselves."""

from datetime import date

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.governance.queries import actor_of
from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.notifications.models import Message
from mainstay.foundation.access.actor import Actor, system_actor

SYSTEM = system_actor("test")


def told(actor: Actor) -> list[tuple[int, int]]:
    """Evaluate twice; whom the second one tells, and of how many customers."""
    messages = Message.objects.system("test").filter(kind="evaluation.grades_changed")
    evaluate(actor, "abc", date(2025, 1, 1))
    assert not messages.exists()
    evaluate(actor, "abc", date(2025, 6, 1))
    return [(each.person_id, each.figures["customers"]) for each in messages]


def test_owners_hear_of_other_grades_and_not_of_first_ones(trade: NamedPeople) -> None:
    assert told(SYSTEM) == [(trade.tom_becker.pk, 1)]


def test_who_evaluates_knows_already(trade: NamedPeople) -> None:
    Customer.objects.system("test").filter(code="SMALL").update(owner=trade.li_na)
    assert told(actor_of(trade.li_na)) == []
