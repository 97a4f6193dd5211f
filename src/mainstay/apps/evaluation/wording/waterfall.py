"""What a score is made of, line by line, in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.evaluation.wording.amounts import figure, indicator_name
from mainstay.apps.evaluation.wording.names import dimension_name
from mainstay.shell.web import figures

PLACES = 2

NOTES: dict[str, Promise | None] = {
    "exact": None,
    "whole_points": gettext_lazy(
        "In whole points, since it compares with customers that you do not see."
    ),
    "nothing": gettext_lazy("The score is not shown: it would tell figures that you may not see."),
}


@dataclass(frozen=True, slots=True)
class WaterfallLine:
    """One indicator: its figure, that on the scale to 100, its weight and what it adds.

    What is not told is None. `start` and `width` place its bar on a scale to 100.
    """

    indicator: str
    dimension: str
    figure: str
    value: str | None
    weight: str | None
    points: str | None
    start: str = "0"
    width: str = "0"


@dataclass(frozen=True, slots=True)
class Waterfall:
    """A score, its sub-scores by dimension, and its lines, whose points add up to it."""

    score: str | None
    coverage: str | None
    dimensions: Sequence[tuple[str, str]]
    lines: Sequence[WaterfallLine]
    note: str | Promise | None
    width: str = "0"
    """How long the bar of the score is."""


def waterfall(scored: Mapping[str, Any] | None, currency: str) -> Waterfall | None:
    """The waterfall of a score, as `ScoreReader.told` gives it; None without a line."""
    if scored is None or not scored["contributions"]:
        return None
    lines, start = [], Decimal(0)
    for each in scored["contributions"]:
        lines.append(_line(each, start, currency))
        start += Decimal(each["points"] or 0)
    dimensions = [
        (str(dimension_name(code)), _number(score))
        for code, score in scored["dimensions"].items()
        if score is not None
    ]
    return Waterfall(
        _points(scored["score"]),
        _share(scored["coverage"]),
        dimensions,
        lines,
        NOTES[scored["telling"]],
        scored["score"] or "0",
    )


def _line(each: Mapping[str, Any], start: Decimal, currency: str) -> WaterfallLine:
    if each["figure"] is not None:
        shown = figure(each["indicator"], each["figure"], currency)
    elif each["assumed"]:
        shown = _("unknown, counts as %(value)s") % {"value": _points(each["value"])}
    else:
        shown = _("unknown")
    counts = each["value"] is not None or each["figure"] is not None
    return WaterfallLine(
        indicator_name(each["indicator"]),
        str(dimension_name(each["dimension"])),
        shown,
        _points(each["value"]),
        _share(each["share"]) if counts else None,
        _points(each["points"]) if counts else None,
        format(start, "f"),
        each["points"] or "0",
    )


def _points(score: str | None) -> str | None:
    return None if score is None else _number(score)


def _number(score: str) -> str:
    return figures.full_number(Decimal(score), PLACES if Decimal(score) % 1 else 0)


def _share(share: str | None) -> str | None:
    return None if share is None else figures.percent(Decimal(share), 1)
