"""What is said of models: kinds, parameters, stages."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.evaluation.models import ModelKind
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
    }
}
