"""Files of figures in words: their fields, and why a row was refused."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIELDS: dict[str, Promise] = {
    "customer": _("Customer code"),
    "industry": _("Industry"),
    "figure": _("Figure"),
    "on": _("Day"),
}
"""What the fields of a file of figures are called."""

REFUSALS: dict[str, Promise] = {
    "customer_or_industry": _("A row is about a customer or about an industry."),
    "unknown_customer": _("There is no such customer, or none that you see."),
    "unknown_industry": _("There is no such industry."),
    "adds_up": _("Figures that add up are of customers, not of industries."),
    "missing_day": _("There is no day, neither in the row nor for the file."),
    "in_the_future": _("This day lies in the future."),
    "too_large": _("This number cannot be kept."),
    "duplicate_in_file": _("The file has another figure for the same."),
}
"""Why a row of a file was not taken, where it is more than a cell that cannot be read."""
