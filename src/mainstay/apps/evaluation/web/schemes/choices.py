"""What the fields of the draft's form offer."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.analytics.scoring.scorecard import SCORE
from mainstay.apps.evaluation.contracts.indicators import IndicatorDefinition
from mainstay.apps.evaluation.web.schemes.editor import (
    CONDITIONS,
    KEPT,
    LOGISTIC,
    MINMAX,
    OTHERWISE,
    PARETO,
    PERCENTILE,
    STEPS,
    TOP_COUNT,
    TOP_SHARE,
    Draft,
)
from mainstay.apps.evaluation.wording.amounts import indicator_name
from mainstay.apps.evaluation.wording.names import DIMENSIONS, dimension_name, grade_name

Choices = list[tuple[str, str | Promise]]

KINDS: dict[str, Promise] = {
    CONDITIONS: gettext_lazy("Conditions"),
    PARETO: gettext_lazy("Make the first … % of"),
    TOP_SHARE: gettext_lazy("The first … % by"),
    TOP_COUNT: gettext_lazy("The first … by"),
    OTHERWISE: gettext_lazy("All others"),
}
OPERATORS: dict[str, Promise] = {
    ">=": gettext_lazy("at least"),
    ">": gettext_lazy("more than"),
    "<=": gettext_lazy("at most"),
    "<": gettext_lazy("less than"),
    "=": gettext_lazy("exactly"),
}
CURVES: dict[str, Promise] = {
    PERCENTILE: gettext_lazy("By rank among all"),
    MINMAX: gettext_lazy("Evenly from least to most"),
    LOGISTIC: gettext_lazy("S-shaped"),
    STEPS: gettext_lazy("By steps"),
}


@dataclass(frozen=True, slots=True)
class EditorChoices:
    """The lists to choose from, and how the grades are called."""

    kinds: Choices
    operators: Choices
    curves: Choices
    measured: Choices
    asked: Choices
    dimensions: list[tuple[str, str]]
    names: list[str]


def editor_choices(
    scheme: str, draft: Draft, known: Mapping[str, IndicatorDefinition]
) -> EditorChoices:
    """The choices for a draft: rules may ask for its scores too."""
    kept = _named(draft)
    measured: Choices = [
        (code, each.name) for code, each in known.items() if not each.retired or code in kept
    ]
    used = list(dict.fromkeys(line.dimension for line in draft.lines if line.dimension))
    scores = [SCORE, *(f"{SCORE}.{each}" for each in used)] if draft.lines else []
    kinds = {**KINDS}
    if draft.labelled:
        del kinds[OTHERWISE]
    if any(row.kind == KEPT for row in draft.grades):
        kinds[KEPT] = gettext_lazy("As it is: too intricate for this form")
    return EditorChoices(
        list(kinds.items()),
        list(OPERATORS.items()),
        list(CURVES.items()),
        measured,
        [*((code, indicator_name(code)) for code in scores), *measured],
        [(each, str(dimension_name(each))) for each in dict.fromkeys([*DIMENSIONS, *used])],
        [str(grade_name(scheme, row.code)) or _("New grade") for row in draft.grades],
    )


def _named(draft: Draft) -> set[str]:
    """The indicators that the fields name already: a retired one stays where it is."""
    conditions = [row.indicator for grade in draft.grades for row in grade.conditions]
    grades = [code for grade in draft.grades for code in (grade.indicator, grade.most_by)]
    return {*conditions, *grades, *(line.indicator for line in draft.lines)}
