"""Comparisons in pairs in words: how many times as much one thing matters, and what contradicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.analytics.scoring.scorecard import OF_DIMENSIONS
from mainstay.apps.evaluation.wording.amounts import indicator_name
from mainstay.apps.evaluation.wording.names import dimension_name
from mainstay.shell.sentences import joined, labelled
from mainstay.shell.web import figures

if TYPE_CHECKING:
    from mainstay.analytics.scoring.ahp import Comparisons

JUDGEMENTS: dict[str, Promise] = {
    "9": gettext_lazy("extremely more (9)"),
    "8": gettext_lazy("very strongly to extremely more (8)"),
    "7": gettext_lazy("very strongly more (7)"),
    "6": gettext_lazy("strongly to very strongly more (6)"),
    "5": gettext_lazy("strongly more (5)"),
    "4": gettext_lazy("moderately to strongly more (4)"),
    "3": gettext_lazy("moderately more (3)"),
    "2": gettext_lazy("equally to moderately more (2)"),
    "1": gettext_lazy("equally (1)"),
    "1/2": gettext_lazy("equally to moderately less (1/2)"),
    "1/3": gettext_lazy("moderately less (1/3)"),
    "1/4": gettext_lazy("moderately to strongly less (1/4)"),
    "1/5": gettext_lazy("strongly less (1/5)"),
    "1/6": gettext_lazy("strongly to very strongly less (1/6)"),
    "1/7": gettext_lazy("very strongly less (1/7)"),
    "1/8": gettext_lazy("very strongly to extremely less (1/8)"),
    "1/9": gettext_lazy("extremely less (1/9)"),
}
"""Saaty's scale, from the first of two mattering most to it mattering least."""


@dataclass(frozen=True, slots=True)
class MatrixWords:
    """The comparisons of a group: each row has a thing, what was said of it, and its weight.

    `finding` says how far they contradict each other, `fits` whether that is accepted.
    """

    title: str
    things: list[str]
    rows: list[tuple[str, list[str], str]]
    finding: str
    fits: bool


def group_name(group: str) -> str:
    """What is compared in a group."""
    if group == OF_DIMENSIONS:
        return _("Dimensions")
    return _("Within “%(dimension)s”") % {"dimension": dimension_name(group)}


def thing_name(group: str, thing: str) -> str:
    """A dimension or an indicator that is compared."""
    return str(dimension_name(thing)) if group == OF_DIMENSIONS else indicator_name(thing)


def matrix_in_words(group: str, comparisons: "Comparisons") -> MatrixWords:
    """All comparisons of a group, with the weights that follow from them."""
    names = [thing_name(group, thing) for thing in comparisons.things]
    rows = [
        (name, [str(judgement) for judgement in judgements], figures.percent(weight))
        for name, judgements, weight in zip(
            names, comparisons.matrix, comparisons.weights, strict=True
        )
    ]
    return MatrixWords(
        group_name(group),
        names,
        rows,
        consistency_in_words(group, comparisons),
        comparisons.is_acceptable,
    )


def matrices_in_words(definition: Mapping[str, Any]) -> list[MatrixWords]:
    """All comparisons that the weights of a definition follow from."""
    from mainstay.analytics.scoring.scorecard import FromComparisons
    from mainstay.analytics.scoring.scorecard_data import scorecard_from_dict

    if "scorecard" not in definition:
        return []
    weighting = scorecard_from_dict(definition["scorecard"]).weighting
    if not isinstance(weighting, FromComparisons):
        return []
    return [matrix_in_words(group, each) for group, each in weighting.matrices.items()]


def consistency_in_words(group: str, comparisons: "Comparisons") -> str:
    """How far comparisons contradict each other; above the accepted ratio also which most."""
    ratio = {"ratio": figures.full_number(comparisons.consistency_ratio, 2)}
    if comparisons.is_acceptable:
        return _("Consistency ratio %(ratio)s: they agree well enough.") % ratio
    says = _("Consistency ratio %(ratio)s, more than 0.1: they contradict each other.") % ratio
    worst = comparisons.most_inconsistent()
    if worst is None:
        return says
    fits_least = _(
        "“%(first)s” against “%(second)s” fits least: %(stated)s, where the others come to "
        "%(consistent)s."
    ) % {
        "first": thing_name(group, worst.first),
        "second": thing_name(group, worst.second),
        "stated": worst.stated,
        "consistent": figures.full_number(worst.consistent, 2),
    }
    return joined([says, fits_least])


def weighting_in_words(scorecard: Mapping[str, Any]) -> list[str]:
    """Where the weights of a definition's scorecard come from; nothing where they were typed."""
    from mainstay.analytics.scoring.scorecard import FromComparisons, FromEntropy
    from mainstay.analytics.scoring.scorecard_data import scorecard_from_dict

    match scorecard_from_dict(scorecard).weighting:
        case FromEntropy(as_of=None):
            return [_("The weights follow from how far the indicators tell customers apart.")]
        case FromEntropy(as_of=date() as day):
            says = _(
                "The weights follow from how far the indicators told customers apart by the "
                "figures as of %(day)s."
            )
            return [says % {"day": figures.day(day)}]
        case FromComparisons(reason=reason) as weighting:
            told = [_("The weights follow from comparisons in pairs.")]
            told += [
                labelled(group_name(group), consistency_in_words(group, each))
                for group, each in weighting.matrices.items()
            ]
            return [*told, labelled(_("Why contradictions stand"), reason)] if reason else told
        case _:
            return []


def choices_with(judgement: str) -> list[tuple[str, str | Promise]]:
    """Saaty's scale, with a judgement between its steps that a file states."""
    scale: Mapping[str, str | Promise] = JUDGEMENTS
    if judgement in scale:
        return list(scale.items())
    with_it = [*scale.items(), (judgement, judgement)]
    try:
        return sorted(with_it, key=lambda choice: Fraction(choice[0]), reverse=True)
    except (ValueError, ZeroDivisionError):
        return with_it
