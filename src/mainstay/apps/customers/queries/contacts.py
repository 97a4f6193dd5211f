"""Reads of the people at customers, on behalf of somebody."""

from dataclasses import dataclass

from django.db.models import QuerySet

from mainstay.apps.customers.models import Contact, Status
from mainstay.apps.customers.queries.searching import called_contacts, search_contacts
from mainstay.apps.customers.queries.within import few_seen
from mainstay.foundation.access.actor import Actor

BY_NAME = ("name", "pk")
AS_THEY_CAME = ("pk",)


class ContactNotFound(LookupError):
    """There is no such contact, or none that the actor may see."""


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """Which contacts to list; what is left empty does not matter.

    Without `archived`, contacts that were put away and those of archived customers are left out.
    """

    text: str = ""
    customer: int | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True)
class ContactList:
    """Contacts and their order: by name, or as they came where too many are called so."""

    rows: QuerySet[Contact]
    order: tuple[str, ...]


def contacts(actor: Actor, wanted: ContactFilter | None = None) -> QuerySet[Contact]:
    """The contacts the actor may see and wants, with their customer, by name.

    For who may not see how to reach them, that is empty, and nobody is found by it.
    """
    wanted = wanted or ContactFilter()
    of_these, are_few = _wanted(actor, wanted)
    rows, _is_narrow = search_contacts(actor, of_these, wanted.text, are_few=are_few)
    return rows.order_by(*BY_NAME)


def contact_list(actor: Actor, wanted: ContactFilter) -> ContactList:
    """The same, to be shown page by page."""
    of_these, are_few = _wanted(actor, wanted)
    rows, is_narrow = search_contacts(actor, of_these, wanted.text, are_few=are_few)
    return ContactList(rows, BY_NAME if is_narrow or not wanted.text else AS_THEY_CAME)


def contacts_called(actor: Actor, text: str, most: int) -> list[Contact]:
    """Some contacts in use whom the words call themselves, with their customer."""
    of_these, are_few = _wanted(actor, ContactFilter())
    rows, is_narrow = called_contacts(actor, of_these, text, are_few=are_few)
    return list(rows.order_by(*BY_NAME if is_narrow else AS_THEY_CAME)[:most])


def _wanted(actor: Actor, wanted: ContactFilter) -> tuple[QuerySet[Contact], bool]:
    """All that are wanted but for the text; and whether they are those of few customers."""
    rows = Contact.objects.visible_to(actor).select_related("customer")
    if not wanted.archived:
        rows = rows.filter(archived_at=None).exclude(customer__status=Status.ARCHIVED)
    if wanted.customer is not None:
        return rows.filter(customer=wanted.customer), True
    keys = few_seen(actor)
    return (rows, False) if keys is None else (rows.filter(customer__among=keys), True)


def contacts_of(actor: Actor, key: int) -> QuerySet[Contact]:
    """The contacts in use of one customer, main ones first; none of one out of reach."""
    rows = Contact.objects.visible_to(actor).filter(customer=key, archived_at=None)
    return rows.order_by("-is_main", "name", "pk")


def contact(actor: Actor, contact_id: int) -> Contact:
    """One contact, with its customer. Raises ContactNotFound."""
    rows = Contact.objects.visible_to(actor).select_related("customer")
    found = rows.filter(pk=contact_id).first()
    if found is None:
        raise ContactNotFound(contact_id)
    return found
