"""Exporting the lists of customers and contacts for spreadsheets and for other programs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from mainstay.apps.customers.contracts.columns import ListColumn, columns, plain_value
from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.policies import EXPORT
from mainstay.apps.customers.queries import (
    DEFAULT_SORT,
    ContactFilter,
    CustomerFilter,
    column_values,
    contacts,
    customers,
    with_details,
)
from mainstay.apps.customers.services.keys import CHUNK
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.shell.exports import ExportedList

FIELDS = (
    "code",
    "name",
    "short_name",
    "kind",
    "status",
    "registration_number",
    "industry",
    "region",
    "scale",
    "registered_capital",
    "founded_on",
    "business_scope",
    "parent",
    "owner",
    "source",
    "tags",
    "to_be_completed",
)
"""The headings; those that an import knows too have the names that it knows."""


CONTACT_FIELDS = {
    "customer": "customer",
    "customer_name": "customer_name",
    "contact_source": "source",
    "contact_code": "code",
    "contact_name": "name",
    "position": "position",
    "department": "department",
    "email": "email",
    "phone": "phone",
    "mobile": "mobile",
    "wechat": "wechat",
    "is_main": "is_main",
    "notes": "notes",
}
"""The headings of contacts, which an import knows, and the fact below each."""


@service(EXPORT)
def export_customers(
    actor: Actor, wanted: CustomerFilter | None = None, sort: str = DEFAULT_SORT
) -> ExportedList:
    """The customers the actor sees and wants, audited when asked for.

    One chunk is in memory at a time. Raises UnknownSort.
    """
    rows = with_details(actor, customers(actor, wanted, sort))
    audit.record(
        actor,
        "customers.list.exported",
        rows=rows.count(),
        filter={name: value for name, value in asdict(wanted).items() if value} if wanted else {},
    )
    added = columns(actor)
    headings = [*FIELDS, *(column.code for column in added)]
    return ExportedList("customers", headings, _rows(added, rows.iterator(CHUNK)))


def _rows(added: Sequence[ListColumn], rows: Iterator[Customer]) -> Iterator[Sequence[Any]]:
    while chunk := list(islice(rows, CHUNK)):
        values = column_values(added, [customer.pk for customer in chunk])
        for customer in chunk:
            more = [plain_value(values[column.code].get(customer.pk)) for column in added]
            yield [*(_cell(customer, name) for name in FIELDS), *more]


def _cell(customer: Customer, name: str) -> Any:
    if name == "parent":
        return customer.parent.code if customer.parent else ""
    if name == "owner":
        return customer.owner.email if customer.owner else ""
    if name == "tags":
        return "; ".join(sorted(tag.name for tag in customer.tags.all()))
    return getattr(customer, name)


@service(EXPORT)
def export_contacts(actor: Actor, wanted: ContactFilter | None = None) -> ExportedList:
    """The contacts the actor sees and wants, by customer; audited when asked for."""
    rows = contacts(actor, wanted).order_by("customer__code", "-is_main", "name", "pk")
    audit.record(
        actor,
        "customers.contacts.exported",
        rows=rows.count(),
        filter={name: value for name, value in asdict(wanted).items() if value} if wanted else {},
    )
    cells = (
        [_contact_cell(contact, fact) for fact in CONTACT_FIELDS.values()]
        for contact in rows.iterator(CHUNK)
    )
    return ExportedList("contacts", list(CONTACT_FIELDS), cells)


def _contact_cell(contact: Contact, fact: str) -> Any:
    if fact == "customer":
        return contact.customer.code
    if fact == "customer_name":
        return contact.customer.name
    if fact == "is_main":
        return "yes" if contact.is_main else "no"
    return getattr(contact, fact)
