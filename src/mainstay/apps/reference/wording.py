"""Codes of reference data in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REASONS: dict[str, Promise] = {
    "unknown_currency": _("This is not a currency."),
    "reporting_currency": _("This is the reporting currency itself: it needs no rate."),
    "year_out_of_range": _("Days from the year 1900 to the year 2200 can be kept."),
    "rate_not_positive": _("A rate is larger than 0."),
    "rate_too_large": _("The rate is too large: at most 10 digits stand before the decimals."),
    "rate_too_fine": _("A rate has at most 10 decimals, and 15 digits in all."),
    "rate_taken": _("There is a rate of this currency on this day already."),
    "too_long": _("This is too long."),
    "control_characters": _("This holds characters that cannot be seen."),
}
"""Why a fact was refused."""

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
