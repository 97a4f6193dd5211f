"""Codes of reference data in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIONS: dict[str, Promise] = {
    "reference.rate.created": _("Exchange rate set"),
    "reference.rate.changed": _("Exchange rate changed"),
    "reference.rate.removed": _("Exchange rate removed"),
    "reference.rates.imported": _("Exchange rates imported"),
    "reference.rates.exported": _("Exchange rates exported"),
}
"""What the audit trail calls what was done."""

DETAILS: dict[str, Promise] = {
    "currency": _("Currency"),
    "on": _("Day"),
    "rate": pgettext_lazy("currency", "Rate"),
    "source": _("Source"),
    "file": _("File"),
    "created": _("New"),
    "changed": _("Changed"),
    "unchanged": _("Unchanged"),
    "rows": _("Rows"),
}
"""What the audit trail calls the facts that were changed or told."""
