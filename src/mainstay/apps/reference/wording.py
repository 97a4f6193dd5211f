"""Codes of reference data in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIONS: dict[str, Promise] = {
    "reference.rate.created": _("Exchange rate set"),
    "reference.rate.changed": _("Exchange rate changed"),
    "reference.rate.removed": _("Exchange rate deleted"),
    "reference.rates.imported": _("Exchange rates imported"),
    "reference.rates.exported": _("Exchange rates exported"),
    "reference.calendars.exported": _("Business calendars exported"),
    "reference.calendar.created": _("Calendar created"),
    "reference.calendar.changed": _("Calendar changed"),
    "reference.calendar.removed": _("Calendar deleted"),
    "reference.calendar_days.changed": _("Days of a calendar changed"),
    "reference.calendar_days.imported": _("Days of a calendar imported"),
    "reference.calendar_days.exported": _("Days of a calendar exported"),
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
    "name": _("Name"),
    "country": _("Public holidays of"),
    "weekdays": _("Weekdays"),
    "is_default": _("Default"),
    "days": _("Days"),
}
"""What the audit trail calls the facts that were changed or told."""

COUNTRIES: dict[str, Promise] = {
    "": _("none"),
    "CN": _("Mainland China, with exchanged workdays"),
}
"""Whose public holidays a calendar can keep."""

HOLIDAYS: dict[str, Promise] = {
    "New Year's Day": _("New Year's Day"),
    "Spring Festival": _("Spring Festival"),
    "Tomb-sweeping Day": _("Tomb-sweeping Day"),
    "Labour Day": _("Labour Day"),
    "Dragon Boat Festival": _("Dragon Boat Festival"),
    "National Day": _("National Day"),
    "Mid-autumn Festival": _("Mid-autumn Festival"),
    "Anti-Fascist 70th Day": _("70th anniversary of the victory in the war"),
}
"""The public holidays by the names of `rules.china`."""


def day_name(name: str) -> str:
    """A holiday as people call it; an own name as it was given."""
    return str(HOLIDAYS.get(name, name))
