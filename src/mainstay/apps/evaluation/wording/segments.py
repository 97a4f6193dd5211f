"""What is said of segments: whether there are any, what tells one, what stands beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mainstay.analytics.rfm import SEGMENTS as RFM_SEGMENTS
from mainstay.analytics.segments.borders import DIFFERS_FAR
from mainstay.apps.evaluation.wording.amounts import indicator_name
from mainstay.apps.evaluation.wording.names import GRADES
from mainstay.shell.sentences import listed
from mainstay.shell.web.tables import Tone

STRUCTURES: Mapping[str, tuple[Promise, Promise]] = {
    # Where there is no structure: what stands over it, and what that means.
    "weak": (
        gettext_lazy("No segments that are there by themselves"),
        gettext_lazy(
            "Whatever the number, customers are hardly nearer to their own segment than to the "
            "next one: by these indicators they are one cloud."
        ),
    ),
    "as_noise": (
        gettext_lazy("No segments that are there by themselves"),
        gettext_lazy(
            "Points strewn at random fall into segments as clear-cut as these: by these "
            "indicators customers are one cloud."
        ),
    ),
    "unstable": (
        gettext_lazy("No segments that come again"),
        gettext_lazy(
            "When customers are drawn anew, other segments come out: what one sees would be chance."
        ),
    ),
}
REFUSALS: Mapping[str, Promise] = {
    "segments_too_few_customers": gettext_lazy(
        "Segments take %(needed)s customers of whom half of the indicators are known, and there "
        "are %(found)s."
    ),
    "segments_all_alike": gettext_lazy(
        "By these indicators all customers are alike: choose others."
    ),
}
NOBODY = pgettext_lazy("segment", "None")
RFM_LABELS: Mapping[str, tuple[Promise, Tone]] = {
    **{code: (GRADES["rfm", code], Tone.PLAIN) for code in RFM_SEGMENTS},
    "none": (gettext_lazy("no grade"), Tone.PLAIN),
}
TELLING: Mapping[str, tuple[Promise, Promise]] = {
    # What is said where the figure is higher than that of others, and where it is lower.
    "revenue_12m": (gettext_lazy("more revenue"), gettext_lazy("less revenue")),
    "revenue_prev_12m": (
        gettext_lazy("more revenue the year before"),
        gettext_lazy("less revenue the year before"),
    ),
    "gross_profit_12m": (gettext_lazy("more profit"), gettext_lazy("less profit")),
    "gross_margin": (gettext_lazy("higher margin"), gettext_lazy("lower margin")),
    "orders_12m": (gettext_lazy("buys more often"), gettext_lazy("buys less often")),
    "average_order_value": (gettext_lazy("larger orders"), gettext_lazy("smaller orders")),
    "recency_days": (gettext_lazy("last bought longer ago"), gettext_lazy("bought more recently")),
    "tenure_days": (gettext_lazy("customers for longer"), gettext_lazy("newer customers")),
    "active_months_12m": (
        gettext_lazy("buys in more months"),
        gettext_lazy("buys in fewer months"),
    ),
    "repurchase_rate": (gettext_lazy("comes back more"), gettext_lazy("comes back less")),
    "interval_median_days": (
        gettext_lazy("longer between purchases"),
        gettext_lazy("shorter between purchases"),
    ),
    "interval_cv": (gettext_lazy("buys less regularly"), gettext_lazy("buys more regularly")),
    "category_count": (gettext_lazy("more categories"), gettext_lazy("fewer categories")),
    "growth_yoy": (gettext_lazy("grows more"), gettext_lazy("grows less, or shrinks")),
    "revenue_drop_90d": (gettext_lazy("dropped more lately"), gettext_lazy("dropped less lately")),
    "age_years": (gettext_lazy("older companies"), gettext_lazy("younger companies")),
    "scale_step": (gettext_lazy("larger companies"), gettext_lazy("smaller companies")),
    "registered_capital": (gettext_lazy("more capital"), gettext_lazy("less capital")),
}


def told_by(segment: Mapping[str, Any], indicators: Sequence[str]) -> str:
    """What tells a segment from others, of some of its indicators; empty where nothing does."""
    profile = {each["name"]: each for each in segment["profile"]}
    told = [_told(profile[name]) for name in segment["telling"] if name in indicators]
    return listed(told)


def _told(each: Mapping[str, Any]) -> str:
    difference = each["difference"]
    says = _phrase(each["name"], more=difference > 0)
    return _("%(says)s by far") % {"says": says} if abs(difference) >= DIFFERS_FAR else says


def _phrase(code: str, *, more: bool) -> str:
    if code in TELLING:
        higher, lower = TELLING[code]
        return str(higher if more else lower)
    says = _("%(indicator)s higher") if more else _("%(indicator)s lower")
    return says % {"indicator": indicator_name(code)}
