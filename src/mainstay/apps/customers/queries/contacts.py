"""Reads of the people at customers, on behalf of somebody."""

from django.db.models import QuerySet

from mainstay.apps.customers.models import Contact, Status
from mainstay.apps.customers.queries.records import customer
from mainstay.foundation.access.actor import Actor


class ContactNotFound(LookupError):
    """There is no such contact, or none that the actor may see."""


def contacts(actor: Actor, *, archived: bool = False) -> QuerySet[Contact]:
    """The contacts the actor may see, with their customer; archived ones only when asked for."""
    rows = Contact.objects.visible_to(actor).select_related("customer")
    return rows if archived else rows.filter(archived_at=None)


def contacts_of(actor: Actor, key: int, *, archived: bool = False) -> QuerySet[Contact]:
    """The contacts of one customer, main ones first. Raises CustomerNotFound."""
    found = customer(actor, key)
    rows = contacts(actor, archived=archived).filter(customer=found)
    return rows.order_by("-is_main", "name", "id")


def contact(actor: Actor, key: int, contact_id: int) -> Contact:
    """One contact of a customer. Raises ContactNotFound."""
    rows = contacts(actor, archived=True)
    found = rows.filter(customer_id=key, pk=contact_id).first()
    if found is None:
        raise ContactNotFound(contact_id)
    return found


def contacts_to_export(actor: Actor) -> QuerySet[Contact]:
    """The contacts of the customers within reach that are in use, by customer code and name."""
    rows = contacts(actor).exclude(customer__status=Status.ARCHIVED)
    return rows.order_by("customer__code", "-is_main", "name", "id")
