"""What is said of churn: features, reasons, baselines, parts of the data, refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mainstay.shell.web import figures
from mainstay.shell.web.tables import Tone

PLACES: Mapping[str, tuple[Promise, Tone]] = {
    "first_5": (_("Highest 5 %"), Tone.BAD),
    "first_10": (_("Highest 10 %"), Tone.CAUTION),
    "first_20": (_("Highest 20 %"), Tone.INFO),
    "others": (_("All others"), Tone.PLAIN),
}
BASELINES: Mapping[str, tuple[Promise, Promise]] = {
    # Name, and how it orders customers.
    "recency": (_("Recency alone"), _("Who has not bought for longest comes first.")),
    "frequency": (_("Frequency alone"), _("Who has bought on the fewest days comes first.")),
    "personal_interval": (
        _("Personal interval"),
        _("Who is silent for most of its own usual intervals comes first."),
    ),
    "rfm": (_("Logistic regression"), _("By recency, frequency and revenue of 12 months.")),
    "p_alive": (_("Model of purchases"), _("Who is least probably still there comes first.")),
}
SILENT: Mapping[str, Promise] = {
    # Why a baseline says nothing.
    "boundary": _("The data do not tell who has left: the model says that nobody ever does."),
    "too_few": _("Too few customers have bought again."),
    "not_converged": _("No parameters were found."),
}
PARTS: Mapping[str, Promise] = {
    "training": _("Training"),
    "validation": _("Validation and calibration"),
    "test": _("Test"),
}
REFUSALS: Mapping[str, Promise] = {
    "churn_no_purchases": _("Nobody has bought anything before that day."),
    "churn_history_too_short": _(
        "Training, validation and test take %(needed)s days of purchases, four times the longest "
        "horizon, and the ledger has %(found)s. Choose a shorter longest horizon, or wait."
    ),
    "churn_too_few_customers": _(
        "%(part)s: %(needed)s customers are needed, and there are %(found)s."
    ),
    "churn_too_few_churned": _(
        "%(part)s: %(needed)s observations of customers who churned are needed, and there are "
        "%(found)s. A shorter horizon finds more."
    ),
    "churn_too_few_kept": _(
        "%(part)s: %(needed)s observations of customers who stayed are needed, and there are "
        "%(found)s. A longer horizon finds more."
    ),
    "churn_not_converged": _("No line through these customers was found; nothing was trained."),
    "churn_implausible": _(
        "“%(feature)s” alone tells who churns (AUC %(auc)s), better than anything that was known "
        "on the day can. It is taken for knowledge of what came later, and nothing was trained."
    ),
}


@dataclass(frozen=True, slots=True)
class FeatureWords:
    """A feature: its name, and what it says of a customer with its figure and without one.

    `written` says how the figure is: `days`, `count`, `number`, `share` or `money`.
    """

    name: Promise
    says: Promise
    written: str
    without: Promise | None = None


FEATURES: Mapping[str, FeatureWords] = {
    "recency_days": FeatureWords(
        _("Days since the last purchase"), _("Its last purchase is %(figure)s ago."), "days"
    ),
    "days_of_first_year": FeatureWords(
        _("Days since the first purchase, a year at most"),
        _("Days since its first purchase, a year at most: %(figure)s."),
        "count",
    ),
    "interval_median_days": FeatureWords(
        _("Usual days between purchases"),
        _("It usually buys after %(figure)s."),
        "days",
        _("It has bought on one day only."),
    ),
    "interval_cv": FeatureWords(
        _("Irregularity of purchases"),
        _("Its intervals vary by %(figure)s of their mean."),
        "share",
        _("It has bought too seldom to have a rhythm."),
    ),
    "orders_12m": FeatureWords(
        _("Orders, 12 months"), _("Orders of the last 12 months: %(figure)s."), "count"
    ),
    "active_months_12m": FeatureWords(
        _("Active months of 12"), _("It bought in %(figure)s of the last 12 months."), "count"
    ),
    "revenue_12m": FeatureWords(
        _("Revenue, 12 months"), _("Revenue of the last 12 months: %(figure)s."), "money"
    ),
    "average_order_value": FeatureWords(
        _("Average order value"),
        _("Its average order is worth %(figure)s."),
        "money",
        _("It has no order of the last 12 months."),
    ),
    "category_count": FeatureWords(
        _("Categories bought"), _("Categories bought in 12 months: %(figure)s."), "count"
    ),
    "growth_yoy": FeatureWords(
        _("Growth on the year before"),
        _("Revenue of 12 months against the year before: %(figure)s."),
        "share",
        _("It had no revenue in the year before to compare with."),
    ),
    "revenue_drop_90d": FeatureWords(
        _("Drop over 90 days"),
        _("Revenue of 90 days is below that of a year earlier by %(figure)s."),
        "share",
        _("It had no revenue a year earlier to compare the last 90 days with."),
    ),
    "purchase_days": FeatureWords(
        _("Purchase days"), _("Days on which it has ever bought: %(figure)s."), "count"
    ),
    "overdue_gaps": FeatureWords(
        _("Silence in usual intervals"),
        _("It has been silent for %(figure)s of its usual intervals."),
        "number",
        _("It has no usual interval yet."),
    ),
    "orders_30d": FeatureWords(
        _("Orders, 30 days"), _("Orders of the last 30 days: %(figure)s."), "count"
    ),
    "orders_90d": FeatureWords(
        _("Orders, 90 days"), _("Orders of the last 90 days: %(figure)s."), "count"
    ),
    "orders_90d_before": FeatureWords(
        _("Orders, 90 days before those"),
        _("Orders of the 90 days before those: %(figure)s."),
        "count",
    ),
    "orders_same_season": FeatureWords(
        _("Orders of the season a year ago"),
        _("Orders of the coming 90 days a year ago: %(figure)s."),
        "count",
    ),
    "revenue_90d": FeatureWords(
        _("Revenue, 90 days"), _("Revenue of the last 90 days: %(figure)s."), "money"
    ),
    "return_share_12m": FeatureWords(
        _("Share of returns, 12 months"),
        _("Share of returns in its lines of 12 months: %(figure)s."),
        "share",
        _("It has no lines of the last 12 months."),
    ),
}
_DAYS, _COUNT, _SHARE, _MONEY = "days", "count", "share", "money"


def reason(feature: str, figure: float | None, currency: str) -> str:
    """What a feature says of a customer, as a sentence."""
    words = FEATURES[feature]
    if figure is None:
        return str(words.without or words.name)
    return str(words.says) % {"figure": _written(words.written, figure, currency)}


def _written(written: str, figure: float, currency: str) -> str:
    if written == _DAYS:
        digits = 0 if figure == round(figure) else 1
        days = figures.full_number(figure, digits)
        return ngettext("%(days)s day", "%(days)s days", round(figure)) % {"days": days}
    if written == _COUNT:
        return figures.full_number(figure)
    if written == _SHARE:
        return figures.percent(figure, 0)
    if written == _MONEY:
        return figures.short_money(figure, currency)
    return figures.full_number(figure, 1)


def refusal(code: str, details: Mapping[str, Any]) -> str:
    """Why no model was trained."""
    facts = dict(details)
    if "part" in facts:
        facts["part"] = PARTS.get(facts["part"], "")
    if "feature" in facts:
        facts["feature"] = FEATURES[facts["feature"]].name
    return str(REFUSALS[code]) % facts
