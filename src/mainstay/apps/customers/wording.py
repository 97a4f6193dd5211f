"""Codes of the customer master in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "customers.customer.created": _("Customer created"),
    "customers.customer.changed": _("Customer changed"),
    "customers.customer.archived": _("Customer archived"),
    "customers.customer.restored": _("Customer restored"),
    "customers.list.exported": _("Customers exported"),
}
"""What the audit trail calls what was done."""
