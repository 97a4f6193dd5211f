"""Codes of the customer master in words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts.custom_fields import CustomField, FieldType, Value
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.policies import VIEW
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Words
from mainstay.shell.sentences import listed
from mainstay.shell.web import figures

ACTIONS: dict[str, Promise] = {
    "customers.customer.created": _("Customer created"),
    "customers.customer.changed": _("Customer changed"),
    "customers.customer.archived": _("Customer archived"),
    "customers.customer.restored": _("Customer restored"),
    "customers.list.exported": _("Customers exported"),
    "customers.bulk.listed": _("Bulk changes exported"),
    "customers.bulk.exported": _("Customers of a bulk change exported"),
    "customers.group.exported": _("Group of customers exported"),
    "customers.access.exported": _("Who sees a customer exported"),
    "customers.account_team.added": _("Added to an account team"),
    "customers.account_team.changed": _("Member of an account team changed"),
    "customers.account_team.removed": _("Taken from an account team"),
    "customers.contact.created": _("Contact created"),
    "customers.contact.changed": _("Contact changed"),
    "customers.contact.archived": _("Contact archived"),
    "customers.contact.restored": _("Contact restored"),
    "customers.contacts.exported": _("Contacts exported"),
    "customers.bulk.asked": _("Bulk change of customers asked for"),
    "customers.bulk.changed": _("Customers changed in bulk"),
    "customers.bulk.stopped": _("Bulk change of customers stopped"),
    "customers.bulk.undo_asked": _("Undo of a bulk change asked for"),
    "customers.bulk.undone": _("Bulk change of customers undone"),
    "customers.bulk.undo_stopped": _("Undo of a bulk change stopped"),
    "customers.custom_field.created": _("Customer field defined"),
    "customers.custom_field.changed": _("Customer field changed"),
    "customers.custom_field.archived": _("Customer field archived"),
    "customers.custom_field.restored": _("Customer field restored"),
    "customers.custom_field.ordered": _("Customer fields put in order"),
    "customers.custom_field.deleted": _("Customer field deleted"),
    "customers.view.created": _("View of customers saved"),
    "customers.view.changed": _("View of customers changed"),
    "customers.view.deleted": _("View of customers deleted"),
    "customers.view.pinned": _("View of customers pinned"),
    "customers.view.unpinned": _("View of customers taken from the pinned ones"),
    "customers.view.pins_ordered": _("Pinned views put in order"),
    "customers.view.opens_first": _("View that opens first chosen"),
}
"""What the audit trail calls what was done."""

DETAILS: dict[str, Promise] = {
    "code": _("Code"),
    "name": _("Name"),
    "short_name": _("Short name"),
    "kind": _("Kind"),
    "status": _("Status"),
    "registration_number": _("Registration number"),
    "industry": _("Industry"),
    "region": _("Region"),
    "scale": _("Scale"),
    "registered_capital": _("Registered capital"),
    "founded_on": _("Founded on"),
    "business_scope": _("Business scope"),
    "source": _("Source"),
    "to_be_completed": _("To be completed"),
    "parent": _("Parent"),
    "owner": _("Owner"),
    "tags": _("Tags"),
    "type": pgettext_lazy("custom field", "Type"),
    "names": _("Names"),
    "helps": _("Help"),
    "is_required": _("Required"),
    "longest": _("Characters at most"),
    "least": _("Least value"),
    "most": _("Greatest value"),
    "choices": pgettext_lazy("custom field", "Choices"),
    "order": _("Order"),
    "rows": _("Rows"),
    "customer": _("Customer"),
    "fields": _("Fields"),
    "person": _("Person"),
    "function": _("Function"),
    "right": _("Right"),
    "sharing": _("Shared with"),
    "team": _("Team"),
    "where": _("Conditions"),
    "columns": pgettext_lazy("table", "Columns"),
    "sort": _("Sorted by"),
    "deed": pgettext_lazy("bulk change", "What is done"),
    "value": _("Value"),
    "customers": _("Customers"),
    "changed": _("Changed"),
    "unchanged": _("Had it already"),
    "archived": _("Archived, left alone"),
    "out_of_reach": _("Not yours to change"),
    "restored": _("Put back"),
    "left": _("Changed since, left alone"),
}
"""What the audit trail calls the facts that were changed or told."""

FUNCTIONS: tuple[Promise, ...] = (
    _("Deputy of the owner"),
    _("Technical support"),
    _("Service"),
    _("Logistics"),
    _("Quality"),
    _("Finance"),
    _("Executive sponsor"),
)
"""What a form suggests that members of an account team do."""


def custom_words(field: CustomField, value: Value | None) -> str | None:
    """A value of a custom field in the reader's words; None for nothing."""
    if value is None:
        return None
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, str):
        return field.known.get(value, value) if field.type is FieldType.CHOICE else value
    if isinstance(value, date):
        return figures.day(value)
    exponent = Decimal(value).normalize().as_tuple().exponent
    return figures.full_number(value, max(0, -int(exponent)))


def account_team_words(customer: Customer) -> str:
    """Everybody of a customer's account team, with what they do, read along before."""
    team = sorted(customer.account_team.all(), key=lambda member: member.person.full_name)
    return listed(
        f"{member.person.full_name} ({member.function})"
        if member.function
        else member.person.full_name
        for member in team
    )


def added_to_account_team(actor: Actor, figures: Mapping[str, Any]) -> Words:
    """What somebody is told who now belongs to an account team."""
    if not actor.may(VIEW):
        return Words(gettext("You belong to an account team"))
    title = gettext("You belong to the account team of {name}").format(name=figures["name"])
    said = [
        gettext("Added by {by}.").format(by=figures["by"]) if figures["by"] else "",
        gettext("Function: {function}.").format(function=figures["function"])
        if figures["function"]
        else "",
    ]
    page = reverse("customers:customer", args=[figures["customer"]])
    return Words(title, " ".join(filter(None, said)), page)
