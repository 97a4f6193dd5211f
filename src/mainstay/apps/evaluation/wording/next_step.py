"""The way to the next grade in words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.evaluation.contracts.why import NextStep
from mainstay.apps.evaluation.wording.amounts import exact_figure, indicator_name, told_apart
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.apps.evaluation.wording.reasons import names
from mainstay.shell.web import figures


def next_step(explanation: Mapping[str, Any], scheme: str, currency: str) -> NextStep:
    """The next step of an explanation, with its sentence."""
    ahead = explanation["next"]
    changes = tuple(
        {
            "indicator": change["indicator"],
            "from": change["present"],
            "to": change["needed"],
            "change": change["difference"],
        }
        for change in ahead["changes"]
    )
    return NextStep(
        status=ahead["status"],
        text=(
            _("An evaluation as of a later day counts the order lines that there are.")
            if explanation.get("lines_from")
            else _sentence(explanation, changes, scheme, currency)
        ),
        grade=ahead["grade"],
        changes=changes,
        missing=tuple(ahead["missing"]),
    )


def _sentence(
    explanation: Mapping[str, Any],
    changes: tuple[Mapping[str, str], ...],
    scheme: str,
    currency: str,
) -> str:
    ahead = explanation["next"]
    match ahead["status"]:
        case "held":
            day = figures.day(date.fromisoformat(explanation["decided"]["stays_until"]))
            return _("Before %(day)s no figure brings another grade.") % {"day": day}
        case "reachable":
            return _way(grade_name(scheme, ahead["grade"]), changes, currency)
        case "needs_figures":
            return _("No way up can be stated before these are known: %(names)s.") % {
                "names": names(ahead["missing"])
            }
        case status if explanation.get("label"):
            return str(_OF_LABELS.get(status, _NO_WAY_TO_LABEL))
        case status:
            return str(_OTHERWISE.get(status, _NO_WAY))


_OTHERWISE: dict[str, Promise] = {
    "best": gettext_lazy("This is the best grade."),
    "withheld": gettext_lazy("The way up rests on figures that you may not see."),
    "hidden": gettext_lazy("The figures of the group are shown to those who see its top."),
    "not_graded": gettext_lazy("The first order brings a grade."),
}
_OF_LABELS: dict[str, Promise] = {**_OTHERWISE, "best": gettext_lazy("The label applies.")}
_NO_WAY_TO_LABEL = gettext_lazy("No change of a single figure brings the label.")
_NO_WAY = gettext_lazy("No change of a single figure reaches a better grade.")


def _way(grade: str | Promise, changes: tuple[Mapping[str, str], ...], currency: str) -> str:
    """What reaches a grade; without figures where those would tell of other customers."""
    if not changes:
        return _(
            "%(grade)s is within reach; how far it is depends on customers that you do not see."
        ) % {"grade": grade}
    told = _("; ").join(_change(change, currency) for change in changes)
    return _("Reaches %(grade)s with: %(changes)s.") % {"grade": grade, "changes": told}


def _change(change: Mapping[str, str], currency: str) -> str:
    code = change["indicator"]
    difference = Decimal(change["change"])
    present, needed = told_apart(code, change["from"], change["to"], currency)
    facts = {
        "indicator": indicator_name(code),
        "difference": exact_figure(code, abs(difference), currency),
        "present": present,
        "needed": needed,
    }
    if difference > 0:
        return _("“%(indicator)s” up by %(difference)s, from %(present)s to %(needed)s") % facts
    return _("“%(indicator)s” down by %(difference)s, from %(present)s to %(needed)s") % facts
