"""What is said of runs of models that are held against what came since."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.evaluation.models import ModelKind
from mainstay.shell.web import figures

PLAIN_RULES: Mapping[str, Promise] = {
    ModelKind.LIFECYCLE: gettext_lazy("stages dealt out by lot, as many of each"),
    ModelKind.CLV: gettext_lazy("as many purchases as in as many months before"),
    ModelKind.BASKETS: gettext_lazy("the products that most customers had"),
    ModelKind.CHURN: gettext_lazy("days since the last purchase"),
    ModelKind.FORECAST: gettext_lazy("the same months of the year before"),
}


@dataclass(frozen=True, slots=True)
class _Words:
    label: Promise
    meaning: Promise
    told: Callable[[float], str]


def _share(figure: float) -> str:
    return figures.percent(figure, 1)


def _number(figure: float) -> str:
    return figures.full_number(figure, 3)


_MEASURES: Mapping[str, _Words] = {
    "stage_held": _Words(
        gettext_lazy("Stage held"),
        gettext_lazy("Customers who still had their stage at the end; more is steadier."),
        _share,
    ),
    "error_of_purchases": _Words(
        gettext_lazy("Error of a customer"),
        gettext_lazy("Purchases by which a customer was off on average; less is better."),
        _number,
    ),
    "error_of_total": _Words(
        gettext_lazy("Error of the total"),
        gettext_lazy("By how much all together were off, of what came; less is better."),
        _share,
    ),
    "error_of_customers": _Words(
        gettext_lazy("Error of customers"),
        gettext_lazy("What customers were off by, added up, of what came; less is better."),
        _share,
    ),
    "hit_rate": _Words(
        gettext_lazy("Hit rate"),
        gettext_lazy(
            "Of those who bought something new, who bought one of five suggestions; more is better."
        ),
        _share,
    ),
    "precision": _Words(
        gettext_lazy("Suggestions bought"),
        gettext_lazy("Of all suggestions, those that were bought; more is better."),
        _share,
    ),
    "auc": _Words(
        gettext_lazy("AUC"),
        gettext_lazy("How often who churned stands above who stayed; 0.5 is chance."),
        _number,
    ),
    "recall_of_tenth": _Words(
        gettext_lazy("Found in the highest tenth"),
        gettext_lazy("Of those who churned, who was among the highest tenth; more is better."),
        _share,
    ),
}


@dataclass(frozen=True, slots=True)
class MeasureTold:
    """One measure of a back-test, its figures as texts; empty where they cannot be told."""

    label: str
    meaning: str
    run: str
    naive: str
    better: bool | None


def measure(told: Mapping[str, Any]) -> MeasureTold:
    """A measure of a report, in words."""
    words = _MEASURES[told["name"]]
    run, naive = ("" if told[name] is None else words.told(told[name]) for name in ("run", "naive"))
    return MeasureTold(str(words.label), str(words.meaning), run, naive, told["better"])


def verdict(better: bool | None) -> str:
    """What the first measure says."""
    if better is None:
        return _("Cannot be told")
    return _("Better than the plain rule") if better else _("No better than the plain rule")
