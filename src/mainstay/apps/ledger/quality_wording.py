"""What is looked at in the data of customers, and what is wrong with it, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIELDS: dict[str, Promise] = {
    "name": _("Name"),
    "registration_number": _("Registration number"),
    "owner": _("Owner"),
    "parent": _("Parent"),
    "record": _("Whole record"),
    "industry": _("Industry"),
    "region": _("Region"),
    "scale": _("Scale"),
    "registered_capital": _("Registered capital"),
    "founded_on": _("Founded on"),
}

PROBLEMS: dict[str, Promise] = {
    "missing": _("is missing"),
    "placeholder": _("is a placeholder"),
    "wrong_check_digit": _("has a wrong check digit"),
    "in_the_future": _("lies in the future"),
    "not_positive": _("is not more than zero"),
    "owner_left": _("may no longer sign in"),
    "parent_circle": _("leads back to this customer"),
    "parent_away": _("is archived or withdrawn"),
    "double": _("is also another customer's"),
    "stale": _("has not been confirmed for 12 months"),
    "unseen": _("has not been looked at since an order import made it"),
}

ACTIONS: dict[str, Promise] = {
    "ledger.quality.checked": _("Data quality checked"),
    "ledger.quality.exported": _("Data quality findings exported"),
    "ledger.finding.dismissed": _("Finding called right"),
    "ledger.finding.recalled": _("Finding put back on the work list"),
}

DETAILS: dict[str, Promise] = {
    "customers": _("Customers"),
    "findings": _("Findings"),
    "field": _("Field"),
    "code": _("Problem"),
}

PHASES: dict[str, Promise] = {"examine": _("Looking at all customers")}
