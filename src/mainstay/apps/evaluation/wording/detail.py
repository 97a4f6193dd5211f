"""What changed of a customer, what would, and who stands beside it, in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.evaluation.contracts.why_in_detail import (
    Change,
    ChangedLine,
    Neighbours,
    Reach,
    SingleStep,
)
from mainstay.apps.evaluation.wording.amounts import (
    exact_figure,
    figure,
    indicator_name,
    told_apart,
)
from mainstay.apps.evaluation.wording.names import dimension_name, grade_name, grade_or_none
from mainstay.shell.web import figures

PLACES = 2
CAUSES: dict[str, Promise | str] = {
    "line": gettext_lazy("Only one of the versions of the scheme asks for it"),
    "known": gettext_lazy("Known now or then alone"),
    "figure": gettext_lazy("The figure changed"),
    "scale": gettext_lazy("Other customers moved"),
    "weight": gettext_lazy("It weighs more or less"),
    "rounding": gettext_lazy("Rounding"),
    "none": "",
}
CURVE = gettext_lazy("The curve was changed")
BEST, LOWEST = gettext_lazy("This is the best grade."), gettext_lazy("This is the lowest grade.")
NO_CHANGE = gettext_lazy("No change of a single figure leads there.")
NOT_TOLD: dict[Reach, Promise] = {
    Reach.HELD: gettext_lazy("The grade is kept for a minimum time, whatever the figures."),
    Reach.DECIDED: gettext_lazy("People have decided the grade up to a day, whatever the figures."),
    Reach.NO_GRADE: gettext_lazy("Without a grade there is nothing to come from."),
    Reach.WITHHELD: gettext_lazy("Single changes rest on figures that you may not see."),
    Reach.COMPARES: gettext_lazy(
        "How far other grades are depends on customers that you do not see."
    ),
}


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A line of what changed as a table shows it; None where something is not told."""

    indicator: str
    dimension: str
    before: str
    after: str
    points_before: str | None
    points: str | None
    difference: str | None
    cause: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A single change as a table shows it."""

    indicator: str
    present: str
    needed: str
    difference: str
    grade: str


@dataclass(frozen=True, slots=True)
class NeighbourRow:
    """A customer beside another one as a table shows it."""

    key: int
    rank: int
    customer: str
    name: str
    grade: str
    step: int | None
    figure: str
    is_self: bool


def changed_rows(change: Change, currency: str) -> list[ChangedRow]:
    """Every indicator then and now."""
    return [_changed(line, currency) for line in change.lines]


def change_in_words(change: Change, scheme: str) -> str:
    """The grades, and the scores where both are told, in one sentence."""
    names = {
        "before": grade_or_none(scheme, change.grade_before),
        "after": grade_or_none(scheme, change.grade),
        "day": figures.day(change.as_of),
    }
    same = change.grade_before == change.grade
    says = _("%(after)s, as on %(day)s.") if same else _("%(before)s on %(day)s, now %(after)s.")
    told = says % names
    if change.score_before is None or change.score is None or change.difference is None:
        return told
    scores = _("The score went from %(before)s to %(after)s (%(difference)s).") % {
        "before": _points(change.score_before),
        "after": _points(change.score),
        "difference": signed(change.difference),
    }
    return f"{told} {scores}"


def step_rows(steps: Sequence[SingleStep], scheme: str, currency: str) -> list[StepRow]:
    """Single changes, each with the grade that it leads to."""
    return [_step(each, scheme, currency) for each in steps]


def neighbour_rows(found: Neighbours, scheme: str, currency: str) -> list[NeighbourRow]:
    """The customer between its neighbours, the best first."""
    return [
        NeighbourRow(
            row.key,
            row.rank,
            row.customer,
            row.name,
            str(grade_or_none(scheme, row.grade)),
            row.step,
            figure(found.by, row.figure, currency),
            row.is_self,
        )
        for row in found.rows
    ]


def place_in_words(found: Neighbours) -> str:
    """The customer's place, and among whom."""
    facts = {
        "rank": figures.full_number(found.rank),
        "customers": figures.full_number(found.customers),
        "by": indicator_name(found.by),
    }
    if found.everybody:
        return _("Number %(rank)s of %(customers)s by “%(by)s”.") % facts
    return _("Number %(rank)s of the %(customers)s that you see, by “%(by)s”.") % facts


def _changed(line: ChangedLine, currency: str) -> ChangedRow:
    before, after = (
        figure(line.indicator, value, currency) for value in (line.figure_before, line.figure)
    )
    if line.figure_before is not None and line.figure is not None:
        before, after = told_apart(line.indicator, line.figure_before, line.figure, currency)
    cause = CURVE if line.cause == "scale" and line.curve_changed else CAUSES[line.cause]
    return ChangedRow(
        indicator_name(line.indicator),
        str(dimension_name(line.dimension)) if line.dimension else "",
        before,
        after,
        None if line.points_before is None else _points(line.points_before),
        None if line.points is None else _points(line.points),
        None if line.difference is None else signed(line.difference),
        str(cause),
    )


def _step(step: SingleStep, scheme: str, currency: str) -> StepRow:
    present, needed = told_apart(step.indicator, step.present, step.needed, currency)
    amount = exact_figure(step.indicator, abs(step.difference), currency)
    return StepRow(
        indicator_name(step.indicator),
        present,
        needed,
        f"{'+' if step.difference > 0 else '−'}{amount}",
        str(grade_name(scheme, step.grade)),
    )


def signed(points: Decimal) -> str:
    """Points with their sign, where there are any."""
    sign = "+" if points > 0 else "−" if points < 0 else ""
    return sign + _points(abs(points))


def _points(points: Decimal) -> str:
    return figures.full_number(points, PLACES if points % 1 else 0)
