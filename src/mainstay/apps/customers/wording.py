"""Codes of the customer master in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIONS: dict[str, Promise] = {
    "customers.customer.created": _("Customer created"),
    "customers.customer.changed": _("Customer changed"),
    "customers.customer.archived": _("Customer archived"),
    "customers.customer.restored": _("Customer restored"),
    "customers.list.exported": _("Customers exported"),
    "customers.contact.created": _("Contact created"),
    "customers.contact.changed": _("Contact changed"),
    "customers.contact.archived": _("Contact archived"),
    "customers.contact.restored": _("Contact restored"),
    "customers.contacts.exported": _("Contacts exported"),
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
    "rows": _("Rows"),
    "customer": _("Customer"),
    "fields": _("Fields"),
    "sharing": _("Shared with"),
    "team": _("Team"),
    "where": _("Conditions"),
    "columns": pgettext_lazy("table", "Columns"),
    "sort": _("Sorted by"),
}
"""What the audit trail calls the facts that were changed or told."""
