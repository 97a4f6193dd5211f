"""One change of a scheme's definition, named by a path: `weight.revenue_12m`, `threshold.A`.

The paths, what they change and their values: docs/guide/grading-schemes.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from mainstay.analytics.scoring.plain_data import SchemeError, figure_of, text_from
from mainstay.analytics.scoring.scorecard import Direct

NONE = "none"
"""The value that takes a margin, a cap, a minimum stay or a floor away."""

_BORDERS = ("value", "share", "count")
_Data = dict[str, Any]


def changed(definition: Mapping[str, Any], path: str, value: str) -> dict[str, Any]:
    """Give a definition that scheme_from_dict reads with one thing changed; the old one stays.

    Whether the scheme can still be read says scheme_from_dict: several changes may be needed until
    it can. Raises ``SchemeError`` with the path as its place: ``unknown_path``, or why there is
    nothing at it, or that the value is of no use there.
    """
    new = deepcopy(dict(definition))
    name, _dot, rest = path.partition(".")
    if name in _OF_PARTS and rest:
        _OF_PARTS[name](new, rest, value, path)
    elif name in _OF_ALL and name == path:
        _OF_ALL[name](new, value, path)
    else:
        raise SchemeError(path, "unknown_path")
    return new


def _weight(data: _Data, indicator: str, value: str, path: str) -> None:
    scorecard = _scorecard(data, path)
    line = _line(scorecard, indicator, path)
    if "weight" not in line:
        raise SchemeError(path, "weights_from_comparisons")
    line["weight"] = _figure(value, path)
    # Entropy gave all weights together; what somebody sets is set by hand.
    scorecard["weights"] = {"method": Direct().method}


def _curve(data: _Data, indicator: str, value: str, path: str) -> None:
    line = _line(_scorecard(data, path), indicator, path)
    kind, *parameters = value.split(":")
    names = _PARAMETERS.get(kind)
    if names is None or len(names) != len(parameters):
        raise SchemeError(path, "unknown_curve")
    figures = (_figure(each, path) for each in parameters)
    line["curve"] = {"kind": kind, **dict(zip(names, figures, strict=True))}


_PARAMETERS = {"percentile": (), "minmax": ("winsor",), "logistic": ("middle", "width")}


def _threshold(data: _Data, name: str, value: str, path: str) -> None:
    border = _border(data, name, path)
    place = next(key for key in _BORDERS if key in border)
    border[place] = _figure(value, path)


def _margin(data: _Data, name: str, value: str, path: str) -> None:
    _put(_border(data, name, path), "margin", value, path)


def _cap(data: _Data, name: str, value: str, path: str) -> None:
    grade, indicator = _grade(data, name, path)
    if value == NONE:
        grade.pop("cap", None)
        return
    indicator = indicator or grade.get("cap", {}).get("indicator", "")
    if not indicator:
        raise SchemeError(path, "cap_needs_indicator")
    grade["cap"] = {"most": _figure(value, path), "indicator": indicator}


def _stay(data: _Data, value: str, path: str) -> None:
    if value == NONE:
        data.pop("minimum_stay", None)
    else:
        data["minimum_stay"] = {"months": _figure(value, path)}


def _floor(data: _Data, value: str, path: str) -> None:
    _put(_scorecard(data, path), "coverage_floor", value, path)


_OF_PARTS: dict[str, Callable[[_Data, str, str, str], None]] = {
    "weight": _weight,
    "threshold": _threshold,
    "margin": _margin,
    "cap": _cap,
    "curve": _curve,
}
_OF_ALL: dict[str, Callable[[_Data, str, str], None]] = {"stay": _stay, "floor": _floor}


def _figure(value: str, path: str) -> str:
    return text_from(figure_of(value, path))


def _put(data: _Data, key: str, value: str, path: str) -> None:
    if value == NONE:
        data.pop(key, None)
    else:
        data[key] = _figure(value, path)


def _scorecard(data: _Data, path: str) -> _Data:
    if "scorecard" not in data:
        raise SchemeError(path, "no_scorecard")
    scorecard: _Data = data["scorecard"]
    return scorecard


def _line(scorecard: _Data, indicator: str, path: str) -> _Data:
    lines: Sequence[_Data] = scorecard["indicators"]
    for line in lines:
        if line["indicator"] == indicator:
            return line
    raise SchemeError(path, f"not_scored {indicator}")


def _grade(data: _Data, name: str, path: str) -> tuple[_Data, str]:
    """Give the grade that a name begins with, and what follows it: codes may have dots in them."""
    grades: Sequence[_Data] = data["labels" if "labels" in data else "grades"]
    named = [each for each in grades if f"{name}.".startswith(f"{each['code']}.")]
    if not named:
        raise SchemeError(path, "unknown_grade")
    grade = max(named, key=lambda each: len(each["code"]))
    return grade, name[len(grade["code"]) + 1 :]


def _border(data: _Data, name: str, path: str) -> _Data:
    """Give the one border of a grade's rule that a name means."""
    grade, indicator = _grade(data, name, path)
    borders = [each for each in _borders(grade["rule"]) if indicator in ("", each["indicator"])]
    if len(borders) != 1:
        raise SchemeError(path, "several_borders" if borders else "no_border")
    return borders[0]


def _borders(rule: Any) -> Iterator[_Data]:
    """Give what of a rule is a condition, a share or a number of the first."""
    if not isinstance(rule, dict):
        return
    for part in (*rule.get("all", ()), *rule.get("any", ())):
        yield from _borders(part)
    if "indicator" in rule:
        yield rule
    for kind in ("pareto", "top"):
        if kind in rule:
            yield rule[kind]
