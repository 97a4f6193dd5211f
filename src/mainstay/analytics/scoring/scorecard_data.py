"""Scorecards read from and written to plain data, as docs/algorithms/scorecard.md has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from mainstay.analytics.scoring.ahp import Comparisons
from mainstay.analytics.scoring.curves import Curve, Logistic, MinMax, Percentile, Steps
from mainstay.analytics.scoring.plain_data import (
    SchemeError,
    day_of,
    figure_of,
    list_of,
    object_of,
    text_from,
    text_of,
)
from mainstay.analytics.scoring.scorecard import (
    Direct,
    FromComparisons,
    FromEntropy,
    Scorecard,
    ScoredIndicator,
    Weighting,
    check_lines,
)
from mainstay.analytics.scoring.values import HIGHEST, VALUE_PLACES

_DROP = "drop"
_AHP = "ahp"


def scorecard_from_dict(data: Any, place: str = "scorecard") -> Scorecard:
    """Read a scorecard. Raises ``SchemeError``."""
    facts = object_of(
        data,
        place,
        required={"indicators"},
        optional={"weights", "if_missing", "coverage_floor"},
    )
    entries = list_of(facts["indicators"], f"{place}.indicators")
    weights = facts.get("weights", {"method": Direct().method})
    method = _method(weights, f"{place}.weights")
    lines = tuple(
        _line(entry, f"{place}.indicators[{index}]", weighed=method != _AHP)
        for index, entry in enumerate(entries)
    )
    check_lines(lines, f"{place}.indicators")
    scorecard = Scorecard(
        lines,
        _weighting(weights, lines, f"{place}.weights"),
        _neutral(facts.get("if_missing", _DROP), f"{place}.if_missing"),
        _floor(facts["coverage_floor"], f"{place}.coverage_floor")
        if "coverage_floor" in facts
        else None,
    )
    _ = scorecard.whole_weights
    return scorecard


def scorecard_to_dict(scorecard: Scorecard) -> dict[str, Any]:
    """Write a scorecard; reading it gives the same one."""
    floor = scorecard.coverage_floor
    return {
        "indicators": [_line_data(line) for line in scorecard.lines],
        "weights": _weighting_data(scorecard.weighting),
        "if_missing": _DROP if scorecard.neutral is None else text_from(scorecard.neutral),
        **({} if floor is None else {"coverage_floor": text_from(floor)}),
    }


def curve_from_dict(data: Any, place: str = "curve") -> Curve:
    """Read a curve. Raises ``SchemeError``."""
    if not isinstance(data, Mapping):
        raise SchemeError(place, "not_an_object")
    kind = text_of(data.get("kind"), f"{place}.kind")
    if kind not in _CURVES:
        raise SchemeError(f"{place}.kind", "unknown_curve")
    return _CURVES[kind](data, place)


def curve_to_dict(curve: Curve) -> dict[str, Any]:
    """Write a curve; reading it gives the same one."""
    match curve:
        case MinMax(winsor):
            return {"kind": "minmax", "winsor": text_from(winsor)}
        case Steps(steps):
            rows = [{"from": text_from(border), "value": text_from(to)} for border, to in steps]
            return {"kind": "steps", "steps": rows}
        case Logistic(middle, width):
            return {"kind": "logistic", "middle": text_from(middle), "width": text_from(width)}
        case _:
            return {"kind": "percentile"}


# --- lines and curves -------------------------------------------------------------------------


def _line(data: Any, place: str, *, weighed: bool) -> ScoredIndicator:
    required = {"indicator", "dimension", "curve"} | ({"weight"} if weighed else set())
    facts = object_of(data, place, required=required)
    return ScoredIndicator(
        text_of(facts["indicator"], f"{place}.indicator"),
        text_of(facts["dimension"], f"{place}.dimension"),
        curve_from_dict(facts["curve"], f"{place}.curve"),
        figure_of(facts["weight"], f"{place}.weight") if weighed else None,
    )


def _line_data(line: ScoredIndicator) -> dict[str, Any]:
    weight = {} if line.weight is None else {"weight": text_from(line.weight)}
    return {
        "indicator": line.indicator,
        "dimension": line.dimension,
        **weight,
        "curve": curve_to_dict(line.curve),
    }


def _percentile(data: Any, place: str) -> Curve:
    object_of(data, place, required={"kind"})
    return Percentile()


def _minmax(data: Any, place: str) -> Curve:
    facts = object_of(data, place, required={"kind", "winsor"})
    winsor = figure_of(facts["winsor"], f"{place}.winsor")
    if not 0 <= winsor < Decimal("0.5"):
        raise SchemeError(f"{place}.winsor", "not_a_winsor_share")
    return MinMax(winsor)


def _steps(data: Any, place: str) -> Curve:
    facts = object_of(data, place, required={"kind", "steps"})
    rows = []
    for index, entry in enumerate(list_of(facts["steps"], f"{place}.steps")):
        here = f"{place}.steps[{index}]"
        row = object_of(entry, here, required={"from", "value"})
        rows.append((figure_of(row["from"], f"{here}.from"), _value(row["value"], f"{here}.value")))
    if not rows:
        raise SchemeError(f"{place}.steps", "no_steps")
    borders, values = zip(*rows, strict=True)
    if list(values) != sorted(values):
        raise SchemeError(f"{place}.steps", "values_fall")
    pairs = list(pairwise(borders))
    if not (all(a < b for a, b in pairs) or all(a > b for a, b in pairs)):
        raise SchemeError(f"{place}.steps", "borders_out_of_order")
    return Steps(tuple(rows))


def _logistic(data: Any, place: str) -> Curve:
    facts = object_of(data, place, required={"kind", "middle", "width"})
    width = figure_of(facts["width"], f"{place}.width")
    if width <= 0:
        raise SchemeError(f"{place}.width", "not_positive")
    return Logistic(figure_of(facts["middle"], f"{place}.middle"), width)


_CURVES: dict[str, Callable[[Any, str], Curve]] = {
    "percentile": _percentile,
    "minmax": _minmax,
    "steps": _steps,
    "logistic": _logistic,
}


def _value(data: Any, place: str) -> Decimal:
    value = figure_of(data, place)
    if not 0 <= value <= HIGHEST or value.scaleb(VALUE_PLACES) % 1:
        raise SchemeError(place, "not_a_value")
    return value


# --- missing figures --------------------------------------------------------------------------


def _neutral(data: Any, place: str) -> Decimal | None:
    return None if data == _DROP else _value(data, place)


def _floor(data: Any, place: str) -> Decimal:
    floor = figure_of(data, place)
    if not 0 < floor <= 1 or floor.scaleb(VALUE_PLACES) % 1:
        raise SchemeError(place, "not_a_share")
    return floor


# --- weights ----------------------------------------------------------------------------------


def _method(data: Any, place: str) -> str:
    if not isinstance(data, Mapping):
        raise SchemeError(place, "not_an_object")
    method = text_of(data.get("method"), f"{place}.method")
    if method not in (Direct().method, FromEntropy().method, _AHP):
        raise SchemeError(f"{place}.method", "unknown_method")
    return method


def _weighting(data: Any, lines: Sequence[ScoredIndicator], place: str) -> Weighting:
    if data["method"] == Direct().method:
        object_of(data, place, required={"method"})
        return Direct()
    if data["method"] != _AHP:
        kept = object_of(data, place, required={"method"}, optional={"as_of"})
        return FromEntropy(day_of(kept["as_of"], f"{place}.as_of") if "as_of" in kept else None)
    facts = object_of(data, place, required={"method"}, optional={"dimensions", "within", "reason"})
    members: dict[str, list[str]] = {}
    for line in lines:
        members.setdefault(line.dimension, []).append(line.indicator)
    compared = {code: things for code, things in members.items() if len(things) > 1}
    within = object_of(facts.get("within", {}), f"{place}.within", required=set(compared))
    return FromComparisons(
        _of_dimensions(facts, tuple(members), place),
        {
            code: comparisons_from(within[code], tuple(things), f"{place}.within.{code}")
            for code, things in compared.items()
        },
        text_of(facts["reason"], f"{place}.reason") if "reason" in facts else "",
    )


def _of_dimensions(
    facts: Mapping[str, Any], dimensions: tuple[str, ...], place: str
) -> Comparisons | None:
    if len(dimensions) == 1:
        if "dimensions" in facts:
            raise SchemeError(place, "unknown_key dimensions")
        return None
    if "dimensions" not in facts:
        raise SchemeError(place, "missing_key dimensions")
    return comparisons_from(facts["dimensions"], dimensions, f"{place}.dimensions")


def comparisons_from(data: Any, things: Sequence[str], place: str = "comparisons") -> Comparisons:
    """Read the comparisons of some things, row by row. Raises ``SchemeError``."""
    rows = tuple(
        tuple(
            _judgement(entry, f"{place}[{row}][{column}]")
            for column, entry in enumerate(list_of(entries, f"{place}[{row}]"))
        )
        for row, entries in enumerate(list_of(data, place))
    )
    comparisons = Comparisons(tuple(things), rows)
    comparisons.check(place)
    return comparisons


def _judgement(data: Any, place: str) -> Fraction:
    """Read a judgement: a whole number, a fraction like 1/3 or a decimal."""
    try:
        return Fraction(text_of(data, place))
    except (ValueError, ZeroDivisionError):
        raise SchemeError(place, "not_a_figure") from None


def _weighting_data(weighting: Weighting) -> dict[str, Any]:
    if isinstance(weighting, FromEntropy) and weighting.as_of is not None:
        return {"method": weighting.method, "as_of": weighting.as_of.isoformat()}
    if not isinstance(weighting, FromComparisons):
        return {"method": weighting.method}
    data: dict[str, Any] = {"method": weighting.method}
    if weighting.dimensions is not None:
        data["dimensions"] = _matrix_data(weighting.dimensions)
    if weighting.within:
        data["within"] = {code: _matrix_data(each) for code, each in weighting.within.items()}
    return data | ({"reason": weighting.reason} if weighting.reason else {})


def _matrix_data(comparisons: Comparisons) -> list[list[str]]:
    return [[str(judgement) for judgement in row] for row in comparisons.matrix]
