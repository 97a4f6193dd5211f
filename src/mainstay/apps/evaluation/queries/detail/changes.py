"""What changed of a customer since the last evaluation, as far as each of them is told.

Both sides are narrowed first, then compared: what follows from the comparison is never more than
what the two tell anyway.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.why_in_detail import Change, ChangedLine
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.explanations import Explanation, explanation
from mainstay.apps.evaluation.queries.files import INPUTS, read_row
from mainstay.apps.evaluation.queries.told_scores import decimal_of, tells_of_others
from mainstay.apps.evaluation.queries.withholding import OwnReasons
from mainstay.foundation.access.actor import Actor

if TYPE_CHECKING:
    from mainstay.analytics.scoring.comparison import Movement


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A line of a scorecard, or another indicator of a scheme, as far as it is told."""

    indicator: str
    dimension: str
    figure: Decimal | None
    value: Decimal | None = None
    share: Decimal | None = None
    points: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ToldScore:
    """A score with its lines; no score where there is none, or it is not told."""

    score: Decimal | None
    contributions: Sequence[ToldLine]


def change_since(actor: Actor, earlier: Evaluation, later: Evaluation, unit: int) -> Change | None:
    """A unit in two evaluations; None where the earlier one has not graded it.

    Raises EvaluationDamaged.
    """
    from mainstay.analytics.scoring.comparison import compare

    kept = [explanation(each, unit) for each in (earlier, later)]
    if kept[0] is None or kept[1] is None:
        return None
    told = [
        _told(actor, evaluation, unit, found)
        for evaluation, found in zip((earlier, later), kept, strict=True)
        if found is not None
    ]
    found = compare(*told)
    curves = [_curves(each.version.definition) for each in (earlier, later)]
    return Change(
        evaluation=earlier.pk,
        as_of=earlier.as_of,
        grade_before=kept[0]["grade"],
        grade=kept[1]["grade"],
        score_before=found.before,
        score=found.after,
        difference=found.difference,
        lines=[_line(movement, *curves) for movement in found.movements],
    )


def _told(actor: Actor, evaluation: Evaluation, unit: int, kept: Explanation) -> ToldScore:
    scored = OwnReasons(actor, evaluation).of(kept).get("score")
    lines = [] if scored is None else [_scorecard_line(each) for each in scored["contributions"]]
    lines += _other_lines(actor, evaluation, unit, {line.indicator for line in lines})
    score = None if scored is None else decimal_of(scored["score"])
    return ToldScore(score, lines)


def _scorecard_line(each: Mapping[str, Any]) -> ToldLine:
    figures = {name: decimal_of(each[name]) for name in ("figure", "value", "share", "points")}
    return ToldLine(each["indicator"], each["dimension"], **figures)


def _other_lines(
    actor: Actor, evaluation: Evaluation, unit: int, known: set[str]
) -> list[ToldLine]:
    """What else the scheme asks for, with the frozen figures that the actor may know."""
    from mainstay.analytics.scoring.scheme import scheme_from_dict

    frozen = read_row(evaluation, INPUTS, unit) or {}
    everybody = customers.sees_all(actor)
    lines = []
    for code in scheme_from_dict(evaluation.version.definition).indicators():
        if code not in known and indicators.sees(actor, code):
            told = everybody or not tells_of_others(code)
            figure = frozen.get(code) if told else None
            lines.append(ToldLine(code, "", None if figure is None else Decimal(figure)))
    return lines


def _curves(definition: Mapping[str, Any]) -> dict[str, Any]:
    lines = definition.get("scorecard", {}).get("indicators", [])
    return {line["indicator"]: line["curve"] for line in lines}


def _line(movement: "Movement", before: dict[str, Any], after: dict[str, Any]) -> ChangedLine:
    code, was, now = movement.indicator, movement.before, movement.after
    counts = any(line is not None and line.points is not None for line in (was, now))
    return ChangedLine(
        indicator=code,
        dimension=movement.dimension,
        cause=movement.cause.value,
        figure_before=None if was is None else was.figure,
        figure=None if now is None else now.figure,
        points_before=None if was is None else was.points,
        points=None if now is None else now.points,
        difference=movement.difference if counts else None,
        curve_changed=code in before and code in after and before[code] != after[code],
    )
