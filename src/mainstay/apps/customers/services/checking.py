"""Checking what a person says about a customer, before anything is written."""

from collections.abc import Iterable

from django.db.models import F

from mainstay.apps.customers.models import Counter, Customer, Kind, Status
from mainstay.apps.customers.rules import (
    Facts,
    Problem,
    figure_problems,
    registration_problems,
    text_problems,
)
from mainstay.apps.customers.services.refusals import refused
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.kernel.text import has_controls

SETTABLE_STATUSES = (Status.PROSPECT, Status.ACTIVE)
"""What a person may choose; archiving is a step of its own."""


def check_facts(
    actor: Actor, customer: Customer | None, facts: Facts, others: Iterable[Problem] = ()
) -> None:
    """Raise ValidationError for what cannot be kept; `customer` is None for a new one.

    Only what is in `facts` is looked at: a change need not mend what was there before. `others`
    are problems that were found already.
    """
    problems = [
        *text_problems(facts),
        *registration_problems(facts),
        *figure_problems(facts, governance.today()),
        *_choice_problems(facts),
        *_owner_problems(facts),
        *_code_problems(actor, customer, facts),
        *_parent_problems(actor, customer, facts),
        *others,
    ]
    if customer is not None and customer.status == Status.ARCHIVED:
        problems.append(Problem("status", "archived"))
    if problems:
        raise refused(problems)


def _choice_problems(facts: Facts) -> list[Problem]:
    problems = []
    if facts.get("kind", Kind.ORGANISATION) not in Kind.values:
        problems.append(Problem("kind", "unknown_choice"))
    if facts.get("status", Status.PROSPECT) not in SETTABLE_STATUSES:
        problems.append(Problem("status", "unknown_choice"))
    return problems


def _owner_problems(facts: Facts) -> list[Problem]:
    owner = facts.get("owner")
    if owner is None or governance.person_of_session(owner) is not None:
        return []
    return [Problem("owner", "unknown_owner")]


def _code_problems(actor: Actor, customer: Customer | None, facts: Facts) -> list[Problem]:
    if not facts.get("code") or has_controls(facts["code"]):
        return []
    holders = Customer.objects.system("a code is unique in the whole company")
    holder = holders.filter(code=facts["code"]).first()
    if holder is None or (customer is None and holder.withdrawn_at is not None):
        return []
    archived = Customer.objects.visible_to(actor).filter(key=holder.key, status=Status.ARCHIVED)
    return [Problem("code", "code_belongs_to_archived" if archived.exists() else "code_taken")]


def _parent_problems(actor: Actor, customer: Customer | None, facts: Facts) -> list[Problem]:
    parent = facts.get("parent")
    if parent is None:
        return []
    if not Customer.objects.visible_to(actor).filter(key=parent).exists():
        return [Problem("parent", "unknown_parent")]
    if customer is not None and customer.key in _ancestors(parent):
        return [Problem("parent", "parent_cycle")]
    return []


def lock_hierarchy() -> None:
    """Let nobody else move or withdraw customers until this transaction ends.

    Whoever locks both takes this lock before any customer's.
    """
    counters = Counter.objects.system("the hierarchy is everybody's")
    counters.get_or_create(name=Counter.HIERARCHY_VERSION)
    counters.filter(name=Counter.HIERARCHY_VERSION).update(value=F("value") + 1)


def _ancestors(key: int) -> set[int]:
    """The customer itself and all above it."""
    rows = Customer.objects.system("a cycle may run through customers nobody here sees")
    found: set[int] = set()
    node: int | None = key
    while node is not None and node not in found:
        found.add(node)
        node = rows.filter(key=node).values_list("parent_id", flat=True).first()
    return found
