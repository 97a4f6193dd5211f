"""Names of schemes, grades and dimensions: translated where shipped, the code elsewhere."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.evaluation.models import EntitlementItem, Scheme
from mainstay.apps.evaluation.rules.labels import labels_in
from mainstay.shell.sentences import listed

SCHEMES: dict[str, Promise] = {
    "tiers": _("Tiers"),
    "abc": _("ABC by revenue"),
    "rfm": _("Buying behaviour (RFM)"),
    "profit": _("Contribution to profit"),
    "standard": _("Large accounts"),
    "partner": _("Partners"),
    "service": _("Service levels by score"),
    "attractiveness": _("Attractiveness"),
    "strength": _("Our relative strength"),
    "typology": _("Types of key accounts"),
}

SCHEME_NOTES: dict[str, Promise] = {
    "tiers": _("Strategic, focus, main and general customers, by yearly revenue and ratings."),
    "abc": _("A makes the first 80 per cent of revenue, B the next 15, C the rest."),
    "rfm": _("Ten segments by how recently, how often and how much a customer buys."),
    "profit": _("Strategic make the first 80 per cent of gross profit, focus the next 15."),
    "standard": _("Over 10 million a year, among the first five of its industry, or set to grow."),
    "partner": _("By scale, room to cooperate and influence in the industry, as people rate them."),
    "service": _("By a score of financial, behavioural and qualitative indicators."),
    "attractiveness": _("What a customer could bring: potential, growth, margin, standing, risk."),
    "strength": _("How well placed we are with a customer: loyalty, relationships, fit."),
    "typology": _(
        "Leads its industry, strong in its region, or set to grow: several may apply to a customer."
    ),
}

GRADES: dict[tuple[str, str], Promise] = {
    ("tiers", "strategic"): pgettext_lazy("grade", "Strategic"),
    ("tiers", "focus"): pgettext_lazy("grade", "Focus"),
    ("tiers", "main"): pgettext_lazy("grade", "Main"),
    ("tiers", "general"): pgettext_lazy("grade", "General"),
    ("profit", "strategic"): pgettext_lazy("grade", "Strategic"),
    ("profit", "focus"): pgettext_lazy("grade", "Focus"),
    ("profit", "ordinary"): pgettext_lazy("grade", "Ordinary"),
    ("standard", "large_account"): pgettext_lazy("grade", "Large account"),
    ("standard", "other"): pgettext_lazy("grade", "Other"),
    ("partner", "strategic"): pgettext_lazy("grade", "Strategic partner"),
    ("partner", "partner"): pgettext_lazy("grade", "Partner"),
    ("partner", "transactional"): pgettext_lazy("grade", "Transactional"),
    ("service", "vip"): pgettext_lazy("grade", "VIP"),
    ("service", "premium"): pgettext_lazy("grade", "Premium"),
    ("service", "ordinary"): pgettext_lazy("grade", "Ordinary"),
    ("service", "prospective"): pgettext_lazy("grade", "Prospective"),
    **{
        (scheme, code): name
        for scheme in ("attractiveness", "strength")
        for code, name in (
            ("high", pgettext_lazy("grade", "High")),
            ("medium", pgettext_lazy("grade", "Medium")),
            ("low", pgettext_lazy("grade", "Low")),
        )
    },
    ("typology", "industry"): pgettext_lazy("grade", "Industry key account"),
    ("typology", "regional"): pgettext_lazy("grade", "Regional key account"),
    ("typology", "potential"): pgettext_lazy("grade", "Potential key account"),
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

DIMENSIONS: dict[str, Promise] = {
    "value": pgettext_lazy("dimension", "Value"),
    "loyalty": pgettext_lazy("dimension", "Loyalty"),
    "satisfaction": pgettext_lazy("dimension", "Satisfaction"),
    "potential": pgettext_lazy("dimension", "Potential"),
    "risk": pgettext_lazy("dimension", "Risk"),
    "strategic_fit": pgettext_lazy("dimension", "Strategic fit"),
    "financial": pgettext_lazy("dimension", "Financial"),
    "behavioural": pgettext_lazy("dimension", "Behavioural"),
    "qualitative": pgettext_lazy("dimension", "Qualitative"),
}

ENTITLEMENT_COSTS: dict[EntitlementItem, Promise] = {
    EntitlementItem.VISITS: _("One visit"),
    EntitlementItem.EVENTS: _("One event"),
    EntitlementItem.PRIORITY_SERVICE: _("Priority service for a year"),
    EntitlementItem.MANAGER: _("One manager for a year"),
}
"""What has a cost of its own among what grades are entitled to."""

NO_LABEL = _("no label")
NO_GRADE = _("no grade")
"""What stands where too little is known of a customer for a grade."""


def scheme_name(code: str) -> str | Promise:
    """The scheme as people call it: what is shipped translated, others as they were named."""
    if code in SCHEMES:
        return SCHEMES[code]
    rows = Scheme.objects.system("the name of a scheme is no secret")
    found = rows.filter(code=code).values_list("name", flat=True).first()
    return found or code


def name_of(scheme: Scheme) -> str | Promise:
    """The same of a scheme that is at hand."""
    return SCHEMES.get(scheme.code) or scheme.name or scheme.code


def scheme_note(scheme: Scheme) -> str | Promise:
    """One sentence about a scheme."""
    return SCHEME_NOTES.get(scheme.code, scheme.note)


def grade_name(scheme: str, code: str) -> str | Promise:
    """The grade as people call it."""
    return GRADES[scheme, code] if (scheme, code) in GRADES else _OF_COPIES.get(code, code)


def grade_or_none(scheme: str, code: str | None) -> str | Promise:
    """The grade as people call it, or that there is none."""
    return NO_GRADE if code is None else grade_name(scheme, code)


def grade_or_labels(scheme: str, given: str | None, *, labelled: bool) -> str:
    """A grade, or the labels of a typology that stand in one text, or that there is none."""
    if given is None:
        return str(NO_LABEL if labelled else NO_GRADE)
    codes = labels_in(given) if labelled else [given]
    return listed(grade_name(scheme, code) for code in codes)


def dimension_name(code: str) -> str | Promise:
    """The dimension of a scorecard as people call it."""
    return DIMENSIONS.get(code, code)
