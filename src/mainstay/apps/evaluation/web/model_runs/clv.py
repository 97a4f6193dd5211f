"""What the page of a run of lifetime values shows."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.wording.model_runs import CHOICES
from mainstay.apps.governance import queries as governance
from mainstay.shell.web import figures
from mainstay.shell.web.charts import Chart, HistogramBin, histogram

_LARGE = 100
MEANINGS: dict[str, Promise] = {
    "r": gettext_lazy("how alike the rates of purchases are"),
    "alpha": gettext_lazy("how slowly customers buy, in weeks"),
    "a": gettext_lazy("how many leave after a purchase: against b"),
    "b": gettext_lazy("how many stay"),
    "s": gettext_lazy("how alike the rates of leaving are"),
    "beta": gettext_lazy("how slowly customers leave, in weeks"),
    "p": gettext_lazy("how alike a customer's own payments are"),
    "q": gettext_lazy("how alike the means of customers are"),
    "v": gettext_lazy("how large they are, in money"),
}


def shown(run: ModelRun) -> dict[str, Any]:
    """The value of all, who is still there, the check of a year ago, and the fits."""
    report = run.report
    return {
        "report": report,
        "currency": governance.installation().reporting_currency,
        "model": CHOICES[report["used"]["model"]],
        "fell_back_from": _fell_back_from(report),
        "repeat_share": report["repeaters"] / report["buyers"] if report["buyers"] else None,
        "alive": _alive(report["alive"]) if report["alive"] else None,
        "check": _check(report["check"]) if report["check"] else None,
        "fits": [_fit(report["used"]), _fit(report["spending"])],
        "limits": [*report["used"]["limits"], *report["spending"]["limits"]],
    }


def _fell_back_from(report: dict[str, Any]) -> str:
    asked = report["asked"]["model"]
    return "" if asked == report["used"]["model"] else str(CHOICES[asked])


def _alive(counts: list[int]) -> Chart:
    step = 1 / len(counts)
    bins = [
        HistogramBin(
            f"{figures.percent(place * step, 0)}–{figures.percent((place + 1) * step, 0)}", count
        )
        for place, count in enumerate(counts)
    ]
    return histogram(
        _("Customers by the probability that they are still there"),
        bins,
        _("Still there"),
        _("Customers"),
    )


def _check(check: dict[str, Any]) -> dict[str, Any]:
    """The check with its verdict, and what each class of customers is called."""
    better = check["error"] < check["naive_error"]
    rows = [{**each, "name": _class(each["first"], each["last"])} for each in check["classes"]]
    return {**check, "model": CHOICES[check["model"]], "better": better, "classes": rows}


def _class(first: int, last: int | None) -> str:
    if last is None:
        return _("%(number)s times or more") % {"number": first}
    if first == last:
        if not first:
            return _("never again")
        return ngettext("%(number)s time", "%(number)s times", first) % {"number": first}
    return _("%(first)s to %(last)s times") % {"first": first, "last": last}


def _fit(fit: dict[str, Any]) -> dict[str, Any]:
    return {
        "model": CHOICES[fit["model"]],
        "sound": fit["sound"],
        "log_likelihood": figures.full_number(fit["log_likelihood"], 1),
        "distinct": fit["distinct"],
        "parameters": [
            {
                "name": name,
                "value": _told(value),
                "error": "" if (error := fit["errors"][name]) is None else _told(error),
                "meaning": MEANINGS[name],
            }
            for name, value in fit["parameters"].items()
        ],
    }


def _told(value: float) -> str:
    """Three digits that count; none after the point of what is large."""
    return f"{value:.3g}" if abs(value) < _LARGE else figures.full_number(value)
