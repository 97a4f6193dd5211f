"""What is said of models: kinds, parameters, figures of customers, stages."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.evaluation.models import ModelKind
from mainstay.apps.evaluation.wording import churn, segments
from mainstay.apps.evaluation.wording.amounts import indicator_name
from mainstay.shell.web.tables import Tone

KINDS: Mapping[str, tuple[Promise, str]] = {
    # What it tells, and its icon.
    ModelKind.LIFECYCLE: (
        _(
            "Where each customer stands: not yet won, being won, growing, steady, at risk, lost, "
            "or coming back; how all went through the stages month by month, and how long they "
            "stay."
        ),
        "route",
    ),
    ModelKind.CLV: (
        _(
            "What each customer will bring over the next years: how often it will buy, whether it "
            "is still there, what it spends, and what of that is margin. With what the model "
            "would have said a year ago beside what came."
        ),
        "coin",
    ),
    ModelKind.BASKETS: (
        _(
            "What customers have together, as rules with their support, confidence and lift; and "
            "what each customer may buy next: what others with the same products have and it has "
            "not, with the reason and what it may bring."
        ),
        "basket",
    ),
    ModelKind.CHURN: (
        _(
            "Who will not buy in the time ahead: how likely, and why. Trained by what customers "
            "did after past days, and tested on a later one beside plain rules that it has to beat."
        ),
        "trending-down",
    ),
    ModelKind.FORECAST: (
        _(
            "What customers, groups and all together will bring month by month, up to two years "
            "ahead: revenue and margin with intervals, by the method that was least wrong in the "
            "past, and how much better it was than to expect the year before."
        ),
        "chart-line",
    ),
    ModelKind.SEGMENTS: (
        _(
            "Which customers are alike by indicators that you choose: how many kinds there are, "
            "whether they come again, and what tells each one. Says so where there are none."
        ),
        "chart-radar",
    ),
}
STAGES: Mapping[str, tuple[Promise, Tone]] = {
    "identify": (pgettext_lazy("lifecycle stage", "Identify"), Tone.PLAIN),
    "engage": (pgettext_lazy("lifecycle stage", "Engage"), Tone.INFO),
    "deepen": (pgettext_lazy("lifecycle stage", "Deepen"), Tone.GOOD),
    "maintain": (pgettext_lazy("lifecycle stage", "Maintain"), Tone.GOOD),
    "at_risk": (pgettext_lazy("lifecycle stage", "At risk"), Tone.CAUTION),
    "win_back": (pgettext_lazy("lifecycle stage", "Win back"), Tone.INFO),
    "lost": (pgettext_lazy("lifecycle stage", "Lost"), Tone.BAD),
}
MEANINGS: Mapping[str, Promise] = {
    "identify": _("It has never bought."),
    "engage": _("Its first order is young, or it has ordered on one day only."),
    "deepen": _("Its revenue grows."),
    "maintain": _("It buys as usual."),
    "at_risk": _("An order is overdue by its own rhythm, or its revenue has fallen."),
    "win_back": _("It was lost and has bought again."),
    "lost": _("It has not bought for long, measured by its own rhythm."),
}


@dataclass(frozen=True, slots=True)
class ParameterWords:
    """A parameter in a form."""

    label: Promise
    help_text: Promise


CHOICES: Mapping[str, str | Promise] = {
    # What may be chosen; names of models are the same in every language.
    "bgnbd": "BG/NBD",
    "mbgnbd": "MBG/NBD",
    "paretonbd": "Pareto/NBD",
    "gammagamma": "gamma–gamma",
    "product": _("Products"),
    "category": _("Categories"),
    "automatic": _("Automatic"),
    **{str(number): str(number) for number in range(2, 9)},
    "rhythm": _("By each customer's rhythm"),
    "fixed": _("The same for all"),
}
FIGURES: Mapping[str, Mapping[str, Promise]] = {
    # What stands over the columns of customers.
    ModelKind.LIFECYCLE: {
        "stage": _("Stage"),
        "since": _("Since"),
        "before": pgettext_lazy("stage", "Before"),
    },
    ModelKind.CLV: {
        "clv": _("Lifetime value"),
        "clv_low": _("At least"),
        "clv_high": _("At most"),
        "p_alive": _("Still there"),
        "expected_purchases": _("Purchases, next 12 months"),
        "spend": _("Spend on a purchase"),
        "margin": _("Margin"),
    },
    ModelKind.BASKETS: {
        "product": _("Next product"),
        "product_name": _("Its name"),
        "expected_value": _("Expected value, 12 months"),
        "confidence": _("Confidence"),
        "held": _("Products it has"),
    },
    ModelKind.CHURN: {
        "churn_probability": _("Risk of churn"),
        "place": _("Among all"),
        "reason_1": _("First reason"),
        "horizon_days": _("Horizon, days"),
        "reason_2": _("Second reason"),
        "reason_3": _("Third reason"),
        "contribution_1": _("Weight of the first"),
        "contribution_2": _("Weight of the second"),
        "contribution_3": _("Weight of the third"),
    },
    ModelKind.FORECAST: {
        "forecast_12m": _("Next 12 months"),
        "low_80": _("At least (80 %)"),
        "high_80": _("At most (80 %)"),
        "last_12m": _("Last 12 months"),
        "second_12m": _("Months 13 to 24"),
        "margin_12m": _("Margin, next 12 months"),
        "method": _("Method"),
    },
    ModelKind.SEGMENTS: {
        "segment": _("Segment"),
        "revenue": _("Revenue, 12 months"),
        "rfm": _("RFM segment"),
        "lifecycle": _("Lifecycle stage"),
        "segment_before": _("Segment before"),
    },
}
METHODS: Mapping[str, tuple[Promise, Tone]] = {
    "auto_ets": (_("Exponential smoothing (AutoETS)"), Tone.INFO),
    "auto_theta": (_("Theta (AutoTheta)"), Tone.INFO),
    "seasonal_level": (_("Level with the season of all"), Tone.PLAIN),
    "seasonal_naive": (_("As a year before"), Tone.PLAIN),
    "tsb": (_("Now and then, chance falling (TSB)"), Tone.PLAIN),
    "croston_sba": (_("Now and then (Croston)"), Tone.PLAIN),
    "new": (_("As other new customers went on"), Tone.PLAIN),
    "nothing": (_("Nothing for two years"), Tone.CAUTION),
}
_REASONS = {code: (words.name, Tone.PLAIN) for code, words in churn.FEATURES.items()}
LABELS: Mapping[str, Mapping[str, tuple[Promise, Tone]]] = {
    # What the labels of a column are called, and how good they are.
    "stage": STAGES,
    "before": STAGES,
    "place": churn.PLACES,
    "reason_1": _REASONS,
    "reason_2": _REASONS,
    "reason_3": _REASONS,
    "method": METHODS,
    "rfm": segments.RFM_LABELS,
    "lifecycle": {**STAGES, "none": (segments.NOBODY, Tone.PLAIN)},
}


PARAMETERS: Mapping[str, Mapping[str, ParameterWords]] = {
    ModelKind.LIFECYCLE: {
        "months": ParameterWords(
            _("Months looked back"), _("The stages are found once a month, from so long ago on.")
        ),
        "engaged_days": ParameterWords(
            _("Days of engaging"), _("So long after its first order a customer is being won.")
        ),
        "growth": ParameterWords(
            _("Growth that deepens"), _("Of 12 months on the 12 before, as a share: 0.1 is 10 %.")
        ),
        "decline": ParameterWords(
            _("Decline that puts at risk"), _("The same below nothing: -0.3 is 30 % less.")
        ),
        "risk_gaps": ParameterWords(
            _("Gaps until at risk"),
            _("A gap is the usual time between its orders; an order is overdue after so many."),
        ),
        "risk_days": ParameterWords(
            _("Days until at risk, at least"), _("No order is overdue before.")
        ),
        "lost_gaps": ParameterWords(_("Gaps until lost"), _("At least as many as until at risk.")),
        "lost_days": ParameterWords(_("Days until lost, at least"), _("Nobody is lost before.")),
        "won_back_days": ParameterWords(
            _("Days of winning back"), _("So long after it came back a customer is being won back.")
        ),
    },
    ModelKind.CLV: {
        "model": ParameterWords(
            _("Model of purchases"),
            _(
                "How customers are taken to leave: after a purchase (BG/NBD), after the first one "
                "too (MBG/NBD), or at any moment (Pareto/NBD). Where the data do not fit it, "
                "another one is used and said so."
            ),
        ),
        "months": ParameterWords(_("Months ahead"), _("How far the value reaches.")),
        "annual_discount": ParameterWords(
            _("Discount a year"), _("What money is worth less a year later: 0.1 is 10 %.")
        ),
    },
    ModelKind.BASKETS: {
        "by": ParameterWords(_("Rules about"), _("Products, or the categories of lines.")),
        "months": ParameterWords(
            _("Months of orders"), _("What a customer bought in so many months before the day.")
        ),
        "support": ParameterWords(
            _("Support, at least"),
            _("The share of the customers that have all of a rule: 0.01 is 1 %."),
        ),
        "confidence": ParameterWords(
            _("Confidence, at least"),
            _("Of those who have one side of a rule, the share that has the other one too."),
        ),
        "longest": ParameterWords(
            _("Products in a rule, at most"), _("2 or 3, both sides together.")
        ),
    },
    ModelKind.CHURN: {
        "horizon": ParameterWords(
            _("Horizon"), _("How long a customer must not buy to have churned.")
        ),
        "gaps": ParameterWords(
            _("Usual intervals in the horizon"),
            _("By each customer's rhythm: so many of its usual intervals between purchases."),
        ),
        "least_days": ParameterWords(
            _("Shortest horizon, days"), _("By each customer's rhythm: but no shorter.")
        ),
        "most_days": ParameterWords(
            _("Longest horizon, days"),
            _("Also the one that is the same for all. Four times as long must be known."),
        ),
        "cutoffs": ParameterWords(
            _("Past days for the training"),
            _("So many at most, 30 days apart, as far as the ledger reaches back."),
        ),
        "active_days": ParameterWords(
            _("Lost already after days"),
            _("Who has not bought for longer is lost already and not looked at."),
        ),
    },
    ModelKind.FORECAST: {
        "months": ParameterWords(
            _("Months ahead"), _("12 to 24, counted from the last complete month.")
        ),
        "full": ParameterWords(
            _("Customers with full models"),
            _(
                "So many get AutoETS and AutoTheta, as the total does: key accounts first, then "
                "the largest. Each takes about half a second; all others are forecast at once."
            ),
        ),
        "full_groups": ParameterWords(
            _("Groups with full models"), _("So many of the largest groups get them too.")
        ),
    },
    ModelKind.SEGMENTS: {
        "indicators": ParameterWords(
            _("Indicators"),
            _(
                "What customers are compared by. Each one weighs the same, so two that say the "
                "same count twice: choose few that say different things."
            ),
        ),
        "number": ParameterWords(
            _("Number of segments"),
            _(
                "Automatic: the most clear-cut number whose segments come again, and none where "
                "there are none. A number is always made, and said to be a cut where it is one."
            ),
        ),
    },
}


def choice_name(choice: str) -> str:
    """What is chosen, in words: a choice of its own, or an indicator."""
    return str(CHOICES[choice]) if choice in CHOICES else indicator_name(choice)
