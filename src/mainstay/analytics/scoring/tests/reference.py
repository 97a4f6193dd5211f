"""Grading once more, customer by customer, in the plainest words: for comparison in tests."""

import operator
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from mainstay.analytics.rfm import SEGMENTS, segments

Row = Mapping[str, Decimal | None]

_COMPARE = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
}


def grades(definition: Mapping[str, Any], codes: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Give each customer the first grade whose rule holds."""
    return [
        next(
            entry["code"]
            for entry in definition["grades"]
            if _holds(entry["rule"], codes, rows, index)
        )
        for index in range(len(rows))
    ]


def _holds(rule: Any, codes: Sequence[str], rows: Sequence[Row], index: int) -> bool | None:
    """Decide a rule; ``None`` when everything in it was skipped."""
    if rule == "otherwise":
        return True
    if "all" in rule or "any" in rule:
        parts = [_holds(part, codes, rows, index) for part in rule.get("all", rule.get("any"))]
        decided = [part for part in parts if part is not None]
        together = all if "all" in rule else any
        return together(decided) if decided else None
    if "pareto" in rule:
        return _is_within(rule["pareto"], codes, rows, index)
    if "rfm" in rule:
        return bool(_segment(rule["rfm"], rows, index) == rule["rfm"]["segment"])
    figure, skip = rows[index][rule["indicator"]], rule.get("if_missing") == "skip"
    if figure is None:
        return None if skip else False
    return bool(_COMPARE[rule["operator"]](figure, Decimal(rule["value"])))


def _is_within(
    rule: Mapping[str, str], codes: Sequence[str], rows: Sequence[Row], index: int
) -> bool:
    values = [row[rule["indicator"]] or Decimal(0) for row in rows]
    total = sum(value for value in values if value > 0)
    before = sum(
        value
        for value, code in zip(values, codes, strict=True)
        if value > 0 and (-value, code) < (-values[index], codes[index])
    )
    return values[index] > 0 and Fraction(before) < Fraction(rule["share"]) * Fraction(total)


def _segment(rule: Mapping[str, str], rows: Sequence[Row], index: int) -> str:
    scores = []
    for name in ("recency", "frequency", "monetary"):
        sign = -1 if name == "recency" else 1
        figures = [row[rule[name]] for row in rows]
        goodness = [
            (figure is not None, 0 if figure is None else figure * sign) for figure in figures
        ]
        worse = sum(other < goodness[index] for other in goodness)
        scores.append(1 + 5 * worse // len(rows))
    return SEGMENTS[int(segments(*np.array(scores)[:, None])[0])]
