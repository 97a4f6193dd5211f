"""What stands against what where two people changed the same customer or contact."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mainstay.apps.customers.contracts.custom_fields import PREFIX
from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.queries.contacts import contact
from mainstay.apps.customers.queries.custom_fields import custom_fields, custom_of
from mainstay.apps.customers.queries.records import customer
from mainstay.apps.customers.rules import ContactFacts, Facts, tidy_tags
from mainstay.apps.customers.rules.custom_fields import ValueRefused, read_value
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit.models import AuditEntry, AuditOutcome
from mainstay.foundation.audit.naming import actor_words
from mainstay.foundation.audit.queries import entries

_RECENT = 20
"""So many entries of the trail are looked through for who changed what."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that is not as somebody wants it: what it is, and since when and by whom.

    `by` is empty where the trail does not say, or the reader may not read it.
    """

    field: str
    now: Any
    yours: Any
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """What is in force now, and where it differs from what somebody says."""

    version: int
    by: str
    at: datetime
    differences: tuple[Difference, ...]


def customer_conflict(actor: Actor, key: int, said: Facts) -> Conflict:
    """The customer as it is against what is said of it. Raises CustomerNotFound."""
    found = customer(actor, key)
    facts: dict[str, Any] = dict(said)
    custom = facts.pop("custom", {})
    pairs = [
        *((field, _fact(found, field), _tidy(value)) for field, value in facts.items()),
        *_custom(found, custom),
    ]
    return _conflict(actor, found, pairs)


def contact_conflict(actor: Actor, contact_id: int, said: ContactFacts) -> Conflict:
    """The contact as it is against what is said of it. Raises ContactNotFound."""
    found = contact(actor, contact_id)
    pairs = [(field, getattr(found, field), _tidy(value)) for field, value in said.items()]
    return _conflict(actor, found, pairs)


def _conflict(
    actor: Actor, found: Customer | Contact, pairs: Iterable[tuple[str, Any, Any]]
) -> Conflict:
    who = _who_changed(actor, found)
    differences = tuple(
        Difference(field, now, yours, *who(field)) for field, now, yours in pairs if now != yours
    )
    return Conflict(found.version, *who(""), differences)


def _fact(found: Customer, field: str) -> Any:
    """What the customer has, in the terms of `Facts`; a parent out of sight is none."""
    if field == "parent":
        return found.parent.key if found.parent else None
    if field == "owner":
        return found.owner_id
    if field == "tags":
        return tidy_tags(tag.name for tag in found.tags.all())
    return getattr(found, field)


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    return tidy_tags(value) if isinstance(value, list) else value


def _custom(found: Customer, said: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    had = custom_of(found)
    for field in custom_fields():
        if field.code not in said:
            continue
        yours = said[field.code]
        with suppress(ValueRefused):  # then it differs as it was said
            yours = read_value(field, yours)
        yield f"{PREFIX}{field.code}", had.get(field.code), yours


def _who_changed(actor: Actor, found: Customer | Contact) -> Callable[[str], tuple[str, datetime]]:
    """Tells who changed a field last, and when; without a field, who was the last at all."""
    rows = entries(
        actor,
        outcome=AuditOutcome.DONE,
        subject_type=found._meta.label_lower,
        subject_id=str(found.pk),
    )
    recent = [each for each in rows[:_RECENT] if each.action.startswith("customers.")]

    def who(field: str) -> tuple[str, datetime]:
        for entry in recent:
            if field in _fields_of(entry) or (not field and entry.at >= found.updated_at):
                return actor_words(entry), entry.at
        return "", found.updated_at

    return who


def _fields_of(entry: AuditEntry) -> Iterable[str]:
    """The fields that an entry tells of: those of contacts without what they hold."""
    told: Iterable[str] = entry.details.get("changes") or entry.details.get("fields") or ()
    return told
