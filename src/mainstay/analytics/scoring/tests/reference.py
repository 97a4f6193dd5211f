"""Grading once more, customer by customer, in the plainest words: for comparison in tests."""

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from mainstay.analytics.rfm import SEGMENTS, segments

Row = Mapping[str, Decimal | None]


@dataclass(frozen=True)
class Before:
    """The grade of a customer before, and whether it has not had it for long enough."""

    grade: str
    stays: bool = False


_COMPARE = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
}


def grades(
    definition: Mapping[str, Any],
    codes: Sequence[str],
    rows: Sequence[Row],
    before: Sequence[Before | None] | None = None,
) -> list[str | None]:
    """Give each customer the first grade whose rule holds and that has a place for it."""
    scored: list[dict[str, Decimal | None]] = [dict(row) for row in rows]
    withheld = [False] * len(rows)
    if "scorecard" in definition:
        withheld = _scored(definition["scorecard"], scored)
    rows = scored
    entries = definition["grades"]
    names = [entry["code"] for entry in entries]
    places = [
        names.index(each.grade) if each and each.grade in names else None
        for each in before or [None] * len(rows)
    ]
    result: list[str | None] = [None] * len(rows)
    asking = []
    for index in range(len(rows)):
        each = before[index] if before else None
        if withheld[index]:
            continue
        if each is not None and places[index] is not None and each.stays:
            result[index] = each.grade
        else:
            asking.append(index)
    for place, entry in enumerate(entries):
        admitted = [
            index
            for index in asking
            if _holds(entry["rule"], codes, rows, index, _direction(places[index], place))
        ]
        if "cap" in entry:
            left = max(int(entry["cap"]["most"]) - result.count(entry["code"]), 0)
            by = entry["cap"]["indicator"]
            admitted.sort(key=lambda index: (_badness(rows[index][by], by), codes[index]))
            admitted = admitted[:left]
        for index in admitted:
            result[index] = entry["code"]
        asking = [index for index in asking if index not in admitted]
    return result


def _direction(previous: int | None, place: int) -> int:
    """Which way borders give: up to whoever comes from below, down to whoever is there."""
    if previous is None:
        return 0
    return -1 if previous <= place else 1


def _badness(figure: Decimal | None, indicator: str) -> tuple[bool, Decimal]:
    worth = Decimal(0) if figure is None else figure
    return figure is None, worth if indicator == "recency_days" else -worth


def _scored(scorecard: Mapping[str, Any], rows: list[dict[str, Decimal | None]]) -> list[bool]:
    """Put score and sub-scores into the rows; say whose grade is withheld."""
    lines = scorecard["indicators"]
    found = [dict(row) for row in rows]
    withheld = []
    for index, row in enumerate(rows):
        parts = []
        for line in lines:
            value = _value(line, rows, index)
            if value is None and scorecard["if_missing"] != "drop":
                value = Fraction(scorecard["if_missing"])
            known = row[line["indicator"]] is not None
            parts.append((line["dimension"], Fraction(line["weight"]), value, known))
        whole = sum(weight for _, weight, _, _ in parts)
        covered = sum(weight for _, weight, _, known in parts if known) / whole
        withheld.append(covered < Fraction(scorecard.get("coverage_floor", "0")))
        found[index]["score"] = None if withheld[-1] else _mean(parts)
        for dimension in {line["dimension"] for line in lines}:
            inside = [part for part in parts if part[0] == dimension]
            found[index][f"score.{dimension}"] = _mean(inside)
    rows[:] = found
    return withheld


def _mean(parts: Sequence[tuple[str, Fraction, Fraction | None, bool]]) -> Decimal | None:
    if not any(known for _, _, _, known in parts):
        return None
    counted = [(weight, value) for _, weight, value, _ in parts if value is not None]
    exact = sum(weight * value for weight, value in counted) / sum(w for w, _ in counted)
    return Decimal(round(exact * 10_000)).scaleb(-4)


def _value(line: Mapping[str, Any], rows: Sequence[Row], index: int) -> Fraction | None:
    code, curve = line["indicator"], line["curve"]
    sign = -1 if code == "recency_days" else 1
    known: list[Fraction] = [
        Fraction(row[code] or 0) * sign for row in rows if row[code] is not None
    ]
    known.sort()
    own = rows[index][code]
    if own is None:
        return None
    good = Fraction(own) * sign
    if curve["kind"] == "steps":
        passed = [s["value"] for s in curve["steps"] if Fraction(s["from"]) * sign <= good]
        exact = Fraction(passed[-1] if passed else 0)
    elif curve["kind"] == "percentile":
        worse, equal = sum(each < good for each in known), known.count(good)
        exact = Fraction(100 * (2 * worse + equal), 2 * len(known))
    else:
        cut = int(Fraction(curve["winsor"]) * len(known))
        low, high = known[cut], known[-1 - cut]
        clipped = min(max(good, low), high)
        exact = Fraction(50) if low == high else 100 * (clipped - low) / (high - low)
    return Fraction(round(exact * 10**6), 10**6)


def _holds(
    rule: Any, codes: Sequence[str], rows: Sequence[Row], index: int, direction: int = 0
) -> bool | None:
    """Decide a rule; ``None`` when everything in it was skipped."""
    if rule == "otherwise":
        return True
    if "all" in rule or "any" in rule:
        parts = [
            _holds(part, codes, rows, index, direction) for part in rule.get("all", rule.get("any"))
        ]
        decided = [part for part in parts if part is not None]
        together = all if "all" in rule else any
        return together(decided) if decided else None
    for kind, holds in (("pareto", _is_within), ("top", _is_among)):
        if kind in rule:
            return holds(rule[kind], codes, rows, index, direction)
    if "rfm" in rule:
        return bool(_segment(rule["rfm"], rows, index) == rule["rfm"]["segment"])
    return _is_met(rule, rows[index], direction)


def _is_met(rule: Mapping[str, str], row: Row, direction: int) -> bool | None:
    figure, skip = row[rule["indicator"]], rule.get("if_missing") == "skip"
    if figure is None:
        return None if skip else False
    upwards = 1 if rule["operator"] in (">=", ">") else -1
    margin = direction * upwards * Decimal(rule.get("margin", "0"))
    return bool(_COMPARE[rule["operator"]](figure, Decimal(rule["value"]) + margin))


def _is_among(
    rule: Mapping[str, str], codes: Sequence[str], rows: Sequence[Row], index: int, direction: int
) -> bool:
    by = rule["indicator"]
    known = [place for place in range(len(rows)) if rows[place][by] is not None]
    known.sort(key=lambda place: (_badness(rows[place][by], by), codes[place]))
    border = Fraction(rule.get("count") or rule["share"])
    border -= direction * Fraction(rule.get("margin", "0"))
    places = border if "count" in rule else min(border, Fraction(1)) * len(known)
    return index in known and known.index(index) < places


def _is_within(
    rule: Mapping[str, str], codes: Sequence[str], rows: Sequence[Row], index: int, direction: int
) -> bool:
    values = [row[rule["indicator"]] or Decimal(0) for row in rows]
    total = sum(value for value in values if value > 0)
    before = sum(
        value
        for value, code in zip(values, codes, strict=True)
        if value > 0 and (-value, code) < (-values[index], codes[index])
    )
    share = Fraction(rule["share"]) - direction * Fraction(rule.get("margin", "0"))
    return values[index] > 0 and Fraction(before) < min(share, Fraction(1)) * Fraction(total)


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
