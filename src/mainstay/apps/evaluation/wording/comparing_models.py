"""What is said of two runs of a model side by side, and of runs that a schedule starts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.evaluation.models import ModelKind, ModelSchedule, Runs
from mainstay.apps.evaluation.policies import RUN
from mainstay.apps.evaluation.services.model_runs.comparing import Comparison, Moved
from mainstay.apps.evaluation.services.model_runs.kind import FigureType, Value
from mainstay.apps.evaluation.services.model_runs.kinds import KINDS
from mainstay.apps.evaluation.wording.model_runs import CHOICES, FIGURES, LABELS, STAGES
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Words
from mainstay.shell.web import figures

_METRICS: Mapping[str, Promise] = {
    "total": gettext_lazy("Value of all customers"),
    "expected_purchases": gettext_lazy("Purchases, next 12 months"),
    "repeaters": gettext_lazy("Have bought again"),
    "error": gettext_lazy("Error of a customer, a year before"),
    "auc": gettext_lazy("AUC"),
    "brier": gettext_lazy("Brier score"),
    "scored": gettext_lazy("Customers looked at"),
    "expected": gettext_lazy("Of them expected to churn"),
    "rules": gettext_lazy("Rules"),
    "suggested": gettext_lazy("Customers with a next product"),
    "expected_value": gettext_lazy("Expected value of the best ones"),
    "forecast_12m": gettext_lazy("Revenue, next 12 months"),
    "wape_of_total": gettext_lazy("Error of the total, in the past"),
    "wape_of_customers": gettext_lazy("Error of customers, in the past"),
}


def metric_name(name: str) -> str:
    """What a figure of all customers together is called; a stage by its own name."""
    return str(STAGES[name][0]) if name in STAGES else str(_METRICS[name])


def told(value: Value | date | None, type_: FigureType, name: str = "") -> str:
    """A figure of a customer or of all, as a text; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, date):
        return figures.day(value)
    if isinstance(value, str):
        return str(LABELS[name][value][0]) if type_ is FigureType.LABEL else value
    if type_ is FigureType.SHARE:
        return figures.percent(value, 1)
    whole = type_ in {FigureType.MONEY, FigureType.COUNT}
    return figures.full_number(value, 0 if whole else 3)


def parameter_told(value: Value | None) -> str:
    """A parameter as a text."""
    if value is None:
        return ""
    return str(CHOICES[value]) if isinstance(value, str) else f"{value:g}"


def moved_told(moved: Moved) -> str:
    """How far a figure moved, in words."""
    if moved.changed is not None:
        return _("other for %(share)s") % {"share": figures.percent(moved.changed, 1)}
    if moved.rank_correlation is None:
        return _("cannot be told")
    named = {"correlation": figures.full_number(moved.rank_correlation, 3)}
    return _("rank correlation %(correlation)s") % named


def summary(found: Comparison) -> str:
    """The comparison in a sentence: how far customers moved by the leading figure."""
    name = FIGURES[found.after.kind][found.leading.name]
    says = _("%(figure)s of %(customers)s customers of both: %(moved)s.")
    return says % {
        "figure": name,
        "customers": figures.full_number(found.leading.customers),
        "moved": moved_told(found.leading),
    }


def schedule_told(row: ModelSchedule | None) -> str:
    """When a kind is run by itself, in words; empty for one that never is."""
    if row is None or not (row.runs or row.runs_on_import):
        return ""
    often = str(Runs(row.runs).label)
    if not row.runs:
        return _("Runs by itself after order lines were imported.")
    if not row.runs_on_import:
        return _("Runs by itself %(often)s.") % {"often": often}
    return _("Runs by itself %(often)s, and after order lines were imported.") % {"often": often}


def words_of_scheduled_run(actor: Actor, told: Mapping[str, Any]) -> Words:
    """What who runs models is told of a run that a schedule started."""
    kind = ModelKind(told["kind"]).label
    if not actor.may(RUN):
        return Words(_("A model was run by its schedule"))
    if "problem" in told:
        return Words(_("The model “%(kind)s” could not be run") % {"kind": kind}, told["problem"])
    titles = {
        True: _("The model “%(kind)s” was run by its schedule and is in use"),
        False: _("The model “%(kind)s” was run by its schedule: look at it and put it to use"),
    }
    title = titles[told["in_use"]] % {"kind": kind}
    if "before" not in told:
        return Words(title, "", reverse("evaluation:model_run", args=[told["model_run"]]))
    address = reverse("evaluation:compare_model_runs", args=[told["model_run"]])
    return Words(title, _compared(told), f"{address}?other={told['before']}")


def _compared(told: Mapping[str, Any]) -> str:
    """How it compares with the run that was in use."""
    if told.get("changed") is not None:
        says = _("%(figure)s is another one for %(share)s of the customers of both runs.")
        share = figures.percent(told["changed"], 1)
        return says % {"figure": _leading(told), "share": share}
    if told.get("rank_correlation") is not None:
        says = _("%(figure)s: rank correlation %(correlation)s with the run before.")
        correlation = figures.full_number(told["rank_correlation"], 3)
        return says % {"figure": _leading(told), "correlation": correlation}
    return ""


def _leading(told: Mapping[str, Any]) -> str:
    return str(FIGURES[told["kind"]][KINDS[told["kind"]].leading])
