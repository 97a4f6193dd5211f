"""Names of schemes and grades: translated where they are shipped, the code elsewhere."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.evaluation.models import Scheme

SCHEMES: dict[str, Promise] = {
    "tiers": _("Tiers"),
    "abc": _("ABC by revenue"),
    "rfm": _("Buying behaviour (RFM)"),
}

SCHEME_NOTES: dict[str, Promise] = {
    "tiers": _("Strategic, focus, main and general customers, by yearly revenue and ratings."),
    "abc": _("A makes the first 80 per cent of revenue, B the next 15, C the rest."),
    "rfm": _("Ten segments by how recently, how often and how much a customer buys."),
}

GRADES: dict[tuple[str, str], Promise] = {
    ("tiers", "strategic"): pgettext_lazy("grade", "Strategic"),
    ("tiers", "focus"): pgettext_lazy("grade", "Focus"),
    ("tiers", "main"): pgettext_lazy("grade", "Main"),
    ("tiers", "general"): pgettext_lazy("grade", "General"),
    ("rfm", "champions"): pgettext_lazy("grade", "Champions"),
    ("rfm", "loyal_customers"): pgettext_lazy("grade", "Loyal customers"),
    ("rfm", "potential_loyalists"): pgettext_lazy("grade", "Potential loyalists"),
    ("rfm", "cannot_lose"): pgettext_lazy("grade", "Cannot lose"),
    ("rfm", "need_attention"): pgettext_lazy("grade", "Need attention"),
    ("rfm", "new_customers"): pgettext_lazy("grade", "New customers"),
    ("rfm", "at_risk"): pgettext_lazy("grade", "At risk"),
    ("rfm", "promising"): pgettext_lazy("grade", "Promising"),
    ("rfm", "about_to_sleep"): pgettext_lazy("grade", "About to sleep"),
    ("rfm", "hibernating"): pgettext_lazy("grade", "Hibernating"),
}


_OF_COPIES: dict[str, Promise] = {code: name for (_scheme, code), name in reversed(GRADES.items())}
"""Schemes that people make from shipped ones keep the codes of their grades."""


def scheme_name(code: str) -> str | Promise:
    """The scheme as people call it: what is shipped translated, others as they were named."""
    if code in SCHEMES:
        return SCHEMES[code]
    rows = Scheme.objects.system("the name of a scheme is no secret")
    found = rows.filter(code=code).values_list("name", flat=True).first()
    return found or code


def scheme_note(scheme: Scheme) -> str | Promise:
    """One sentence about a scheme."""
    return SCHEME_NOTES.get(scheme.code, scheme.note)


def grade_name(scheme: str, code: str) -> str | Promise:
    """The grade as people call it."""
    return GRADES[scheme, code] if (scheme, code) in GRADES else _OF_COPIES.get(code, code)
