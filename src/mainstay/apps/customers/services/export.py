"""Exporting the lists of customers and contacts for spreadsheets and for other programs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice
from typing import Any

from mainstay.apps.customers.contracts.columns import (
    ListColumn,
    columns,
    columns_named,
    plain_value,
)
from mainstay.apps.customers.contracts.custom_fields import NO, YES, CustomField, FieldType
from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.policies import EXPORT
from mainstay.apps.customers.queries import (
    DEFAULT_SORT,
    ContactFilter,
    CustomerFilter,
    column_values,
    contacts,
    customers,
    with_account_team,
    with_details,
)
from mainstay.apps.customers.queries.custom_fields import (
    custom_fields,
    custom_of,
    read_values_along,
)
from mainstay.apps.customers.queries.filter_fields import ACCOUNT_TEAM
from mainstay.apps.customers.rules.conditions import written
from mainstay.apps.customers.services.keys import CHUNK
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import hidden_fields
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
    actor: Actor,
    wanted: CustomerFilter | None = None,
    sort: str = DEFAULT_SORT,
    chosen: Sequence[str] = (),
) -> ExportedList:
    """The customers the actor sees and wants, audited when asked for.

    Without `chosen` columns the file has every field, and an import reads all of it back. With
    them it has these alone, for reading: an import does not know it as one of ours.
    One chunk is in memory at a time. Raises UnknownSort and InvalidFilter.
    """
    rows = with_details(actor, customers(actor, wanted, sort))
    audit.record(
        actor,
        "customers.list.exported",
        rows=rows.count(),
        filter=_told(wanted or CustomerFilter(), chosen),
    )
    if ACCOUNT_TEAM in chosen:
        rows = with_account_team(rows)
    custom = [field.name for field in custom_fields()]
    headings = chosen or [*FIELDS, *custom, *(column.code for column in columns(actor))]
    added = columns_named(actor, headings)
    return ExportedList("customers", headings, _rows(headings, added, rows.iterator(CHUNK)))


def _told(wanted: CustomerFilter, chosen: Sequence[str]) -> dict[str, Any]:
    """What the trail keeps: what was asked for, conditions as they are written, and columns."""
    told = {
        **asdict(replace(wanted, groups=())),
        "where": written(wanted.groups),
        "shown": list(chosen),
    }
    return {name: value for name, value in told.items() if value}


def _rows(
    headings: Sequence[str], added: Sequence[ListColumn], rows: Iterator[Customer]
) -> Iterator[Sequence[Any]]:
    fields = {field.name: field for field in custom_fields() if field.name in headings}
    while chunk := list(islice(rows, CHUNK)):
        read_values_along(chunk, list(fields.values()))
        values = column_values(added, [customer.pk for customer in chunk])
        for customer in chunk:
            yield [
                plain_value(values[name].get(customer.pk))
                if name in values
                else _custom_cell(customer, fields[name])
                if name in fields
                else _cell(customer, name)
                for name in headings
            ]


def _custom_cell(customer: Customer, field: CustomField) -> Any:
    """A value as an import reads it: choices by their codes."""
    value = custom_of(customer).get(field.code)
    if field.type is FieldType.YES_NO and value is not None:
        return YES if value else NO
    return "" if value is None else value


def _cell(customer: Customer, name: str) -> Any:
    if name == "parent":
        return customer.parent.code if customer.parent else ""
    if name == "owner":
        return customer.owner.email if customer.owner else ""
    if name == "tags":
        return "; ".join(sorted(tag.name for tag in customer.tags.all()))
    if name == ACCOUNT_TEAM:
        team = sorted(customer.account_team.all(), key=lambda member: member.person.email)
        return "; ".join(member.person.email for member in team)
    return getattr(customer, name)


@service(EXPORT)
def export_contacts(actor: Actor, wanted: ContactFilter | None = None) -> ExportedList:
    """The contacts the actor sees and wants, by customer; audited when asked for.

    Without how to reach them for who may not see it.
    """
    rows = contacts(actor, wanted).order_by("customer__code", "-is_main", "name", "pk")
    audit.record(
        actor,
        "customers.contacts.exported",
        rows=rows.count(),
        filter={name: value for name, value in asdict(wanted).items() if value} if wanted else {},
    )
    hidden = hidden_fields(actor, Contact)
    shown = {heading: fact for heading, fact in CONTACT_FIELDS.items() if fact not in hidden}
    cells = (
        [_contact_cell(contact, fact) for fact in shown.values()]
        for contact in rows.iterator(CHUNK)
    )
    return ExportedList("contacts", list(shown), cells)


def _contact_cell(contact: Contact, fact: str) -> Any:
    if fact == "customer":
        return contact.customer.code
    if fact == "customer_name":
        return contact.customer.name
    if fact == "is_main":
        return "yes" if contact.is_main else "no"
    return getattr(contact, fact)
