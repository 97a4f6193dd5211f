"""Writing single contacts: create, change, archive, restore.

A contact is part of its customer's record: who may change the customer may change its contacts.
Who may not see how to reach a contact cannot write it either. The audit trail names the fields that
were written and not what they hold: its entries stay for ever, and a person's telephone number must
not.
"""

from collections.abc import Collection
from typing import Any, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone

from mainstay.apps.customers.contracts.events import ContactChanged, Happened
from mainstay.apps.customers.models import Contact, Customer, Status
from mainstay.apps.customers.policies import CHANGE
from mainstay.apps.customers.queries import ContactNotFound, CustomerNotFound
from mainstay.apps.customers.rules import (
    ContactFacts,
    ContactVersionConflict,
    Problem,
    contact_problems,
)
from mainstay.apps.customers.services.refusals import refused
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import hidden_fields, hide_from
from mainstay.foundation.access.services import OutOfReach, require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.events import publish


@service(CHANGE)
def create_contact(actor: Actor, key: int, **facts: Unpack[ContactFacts]) -> Contact:
    """Add a person to a customer, from at least a `name`.

    Raises CustomerNotFound, and ValidationError naming the fields.
    """
    customer = _locked_customer(actor, key)
    facts = {"name": "", **_tidy(facts)}
    _refuse_hidden(actor, [field for field, value in facts.items() if value])
    _check(customer, facts)
    now = timezone.now()
    contact = Contact(customer=customer, created_at=now, **facts)
    _save(contact)
    said = [field for field, value in facts.items() if value]
    audit.record(actor, "customers.contact.created", subject=contact, **_about(contact, said))
    _tell(contact, Happened.CREATED)
    return _as_seen(actor, contact)


@service(CHANGE)
def change_contact(
    actor: Actor, contact_id: int, version: int, **facts: Unpack[ContactFacts]
) -> Contact:
    """Change what `facts` names of the contact that was read at `version`.

    Raises ContactNotFound, ContactVersionConflict when somebody was faster, and ValidationError
    naming the fields.
    """
    contact = _locked(actor, contact_id)
    if contact.version != version:
        raise ContactVersionConflict(contact_id)
    _refuse_hidden(actor, facts)
    changed: Any = {
        field: value for field, value in _tidy(facts).items() if getattr(contact, field) != value
    }
    if not changed:
        return _as_seen(actor, contact)
    if contact.archived_at is not None:
        raise refused([Problem("name", "contact_archived")])
    _check(contact.customer, changed)
    for field, value in changed.items():
        setattr(contact, field, value)
    _save(contact)
    audit.record(actor, "customers.contact.changed", subject=contact, **_about(contact, changed))
    _tell(contact, Happened.CHANGED)
    return _as_seen(actor, contact)


@service(CHANGE)
def archive_contact(actor: Actor, contact_id: int) -> Contact:
    """Put a contact away. Archiving twice changes nothing."""
    contact = _locked(actor, contact_id)
    if contact.archived_at is not None:
        return _as_seen(actor, contact)
    contact.archived_at = timezone.now()
    _save(contact)
    audit.record(actor, "customers.contact.archived", subject=contact, **_about(contact))
    _tell(contact, Happened.ARCHIVED)
    return _as_seen(actor, contact)


@service(CHANGE)
def restore_contact(actor: Actor, contact_id: int) -> Contact:
    """Bring an archived contact back. Restoring twice changes nothing."""
    contact = _locked(actor, contact_id)
    if contact.archived_at is None:
        return _as_seen(actor, contact)
    contact.archived_at = None
    _save(contact)
    audit.record(actor, "customers.contact.restored", subject=contact, **_about(contact))
    _tell(contact, Happened.RESTORED)
    return _as_seen(actor, contact)


def _locked_customer(actor: Actor, key: int) -> Customer:
    """The customer, locked: an import that adds contacts to it waits or plans again."""
    rows = Customer.objects.system("the policy is asked for the very row")
    rows = rows.select_related("owner").select_for_update(of=("self",))
    customer = rows.filter(key=key, withdrawn_at=None).first()
    if customer is None:
        raise CustomerNotFound(key)
    require(actor, CHANGE, customer)
    return customer


def _locked(actor: Actor, contact_id: int) -> Contact:
    rows = Contact.objects.system("the policy is asked for its customer")
    key = rows.filter(pk=contact_id, withdrawn_at=None).values_list("customer", flat=True).first()
    if key is None:
        raise ContactNotFound(contact_id)
    try:
        customer = _locked_customer(actor, key)
    except CustomerNotFound:
        raise ContactNotFound(contact_id) from None
    except OutOfReach as denied:
        raise OutOfReach(denied.permission, f"customers.contact:{contact_id}") from None
    contact = rows.select_for_update().filter(pk=contact_id, withdrawn_at=None).first()
    if contact is None:
        raise ContactNotFound(contact_id)
    contact.customer = customer
    return contact


def _as_seen(actor: Actor, contact: Contact) -> Contact:
    """What was written, without what the actor may not see of it."""
    hide_from(actor, contact)
    return contact


def _refuse_hidden(actor: Actor, fields: Collection[str]) -> None:
    """Refuse to write what the actor may not see, the same or not: that would tell what it is."""
    hidden = sorted(hidden_fields(actor, Contact) & set(fields))
    if hidden:
        raise refused([Problem(field, "hidden_field") for field in hidden])


def _check(customer: Customer, facts: ContactFacts) -> None:
    problems = contact_problems(facts)
    if customer.status == Status.ARCHIVED:
        problems.append(Problem("name", "customer_archived"))
    if problems:
        raise refused(problems)


def _save(contact: Contact) -> None:
    contact.updated_at = contact.edited_at = timezone.now()
    if contact.pk is not None:
        contact.version += 1
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError:
        raise refused([Problem("code", "contact_code_taken")]) from None
    # Somebody works on this customer: the undo of the import that made it leaves it alone.
    rows = Customer.objects.system("the customer was checked")
    rows.filter(key=contact.customer_id).update(edited_at=contact.edited_at)


def _tidy(facts: ContactFacts) -> ContactFacts:
    tidied: Any = {
        field: value.strip() if isinstance(value, str) else value for field, value in facts.items()
    }
    return tidied  # type: ignore[no-any-return]


def _tell(contact: Contact, happened: Happened) -> None:
    publish(ContactChanged(contact.pk, contact.customer_id, contact.customer.code, happened))


def _about(contact: Contact, fields: Collection[str] = ()) -> dict[str, Any]:
    """What an audit entry tells: whose contact it is, and which fields were written."""
    told: dict[str, Any] = {"customer": contact.customer.code}
    return {**told, "fields": sorted(fields)} if fields else told
