"""A draft as the fields of a form, and back: texts as they were typed, right or wrong; pure.

What a form cannot show (groups within groups, segments) is kept as it is. `definition` has the way
back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from typing import Any

from mainstay.analytics.scoring.reading import entries_of, is_typology
from mainstay.apps.evaluation.web.schemes.pairs import Pairs, pairs_of, sent_pairs

Data = Mapping[str, str]

CONDITIONS, PARETO, TOP_SHARE, TOP_COUNT, OTHERWISE, KEPT = (
    "conditions", "pareto", "top_share", "top_count", "otherwise", "kept",
)  # fmt: skip
PERCENTILE, MINMAX, LOGISTIC, STEPS = "percentile", "minmax", "logistic", "steps"
DIRECT, AHP, ENTROPY = "direct", "ahp", "entropy"
MOST_ROWS = 60
GRADE_TEXTS = ("code", "was", "kind", "indicator", "border", "margin", "most", "most_by")
CONDITION_TEXTS = ("group", "indicator", "operator", "value", "margin")
DRAFT_TEXTS = ("neutral", "floor", "stay", "reason", "weighed_on", "weighed_for", "weigh_by")
LINE_TEXTS = ("indicator", "dimension", "weight", "curve", "shape", "width")
_HUNDRED = Decimal(100)


@dataclass(slots=True)
class ConditionRow:
    """One condition; of those with the same group one is enough, every group has to hold."""

    group: str = "1"
    indicator: str = ""
    operator: str = ">="
    value: str = ""
    margin: str = ""
    skip: bool = False


@dataclass(slots=True)
class GradeRow:
    """A grade; `was` names the grade of the stored draft whose rule is kept."""

    code: str = ""
    was: str = ""
    key_account: bool = False
    kind: str = CONDITIONS
    indicator: str = ""
    border: str = ""
    margin: str = ""
    conditions: list[ConditionRow] = field(default_factory=list)
    most: str = ""
    most_by: str = ""


@dataclass(slots=True)
class LineRow:
    """An indicator of the scorecard; `shape` and `width` are what its curve takes."""

    indicator: str = ""
    dimension: str = ""
    weight: str = ""
    curve: str = PERCENTILE
    shape: str = ""
    width: str = ""


@dataclass(slots=True)
class Draft:
    """A whole draft; of a typology `grades` are its labels, and it is `labelled`.

    `weighing` is the way to weights. By comparisons these follow from `pairs`, and `reason` says
    why contradictions stand. By entropy they were computed as of the day `weighed_on` for the lines
    `weighed_for`; `weigh_by` names the evaluation whose figures are taken next, none for those of
    today.
    """

    grades: list[GradeRow]
    lines: list[LineRow]
    labelled: bool = False
    neutral: str = ""
    floor: str = ""
    stay: str = ""
    weighing: str = DIRECT
    pairs: Pairs = field(default_factory=dict)
    reason: str = ""
    weighed_on: str = ""
    weighed_for: str = ""
    weigh_by: str = ""

    @property
    def compared(self) -> list[tuple[str, str]]:
        """Indicator and dimension of each line, as comparisons are grouped."""
        return [(line.indicator, line.dimension) for line in self.lines]

    @property
    def weighed_day(self) -> date | None:
        """The day of the figures that the weights by entropy were computed from."""
        try:
            return date.fromisoformat(self.weighed_on)
        except ValueError:
            return None

    @property
    def is_weighed(self) -> bool:
        """Whether the weights by entropy are those of the lines as they stand."""
        return bool(self.weighed_on) and self.weighed_for == curves_digest(self.lines)


def curves_digest(lines: list[LineRow]) -> str:
    """A short mark of the indicators and curves, which weights by entropy rest on."""
    curves = [[line.indicator, line.curve, line.shape, line.width] for line in lines]
    return sha256(json.dumps(curves).encode()).hexdigest()[:16]


def percent_of(share: str) -> str:
    """A share as a percentage: `0.80` is `80`; what is no number stays as it is."""
    return _scaled(share, _HUNDRED)


def share_of(percent: str) -> str:
    """A percentage as a share: `80` is `0.8`; what is no number stays as it is."""
    return _scaled(percent.replace("%", "").strip(), 1 / _HUNDRED)


def _scaled(text: str, by: Decimal) -> str:
    try:
        scaled = Decimal(text) * by
    except InvalidOperation:
        return text
    if not scaled.is_finite():
        return text
    plain = format(scaled, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


# --- from a definition ------------------------------------------------------------------------


def draft_from(definition: Mapping[str, Any]) -> Draft:
    """The fields of a definition that `analytics.scoring.scheme` has read."""
    scorecard = definition.get("scorecard", {})
    neutral = scorecard.get("if_missing", "drop")
    weights = scorecard.get("weights", {})
    draft = Draft(
        [_grade_row(grade) for grade in entries_of(definition)],
        [_line_row(line) for line in scorecard.get("indicators", [])],
        labelled=is_typology(definition),
        neutral="" if neutral == "drop" else neutral,
        floor=percent_of(scorecard.get("coverage_floor", "")),
        stay=definition.get("minimum_stay", {}).get("months", ""),
        weighing=weights.get("method", DIRECT),
        reason=weights.get("reason", ""),
        weighed_on=weights.get("as_of", ""),
    )
    draft.pairs = pairs_of(weights, draft.compared)
    draft.weighed_for = curves_digest(draft.lines)
    return draft


def _grade_row(grade: Mapping[str, Any]) -> GradeRow:
    row = GradeRow(grade["code"], grade["code"], grade.get("key_account", False))
    if cap := grade.get("cap"):
        row.most, row.most_by = cap["most"], cap["indicator"]
    _read_rule(row, grade["rule"])
    return row


def _read_rule(row: GradeRow, rule: Any) -> None:
    if not isinstance(rule, Mapping):
        row.kind = OTHERWISE
        return
    for kind, inner in (("pareto", rule.get("pareto")), ("top", rule.get("top"))):
        if inner is not None:
            _read_border(row, kind, inner)
            return
    groups = _groups(rule)
    if groups is None:
        row.kind = KEPT
        return
    row.conditions = [
        _condition_row(str(number), condition)
        for number, group in enumerate(groups, 1)
        for condition in group
    ]


def _read_border(row: GradeRow, kind: str, inner: Mapping[str, str]) -> None:
    row.indicator = inner["indicator"]
    if "count" in inner:
        row.kind, row.border, row.margin = TOP_COUNT, inner["count"], inner.get("margin", "")
        return
    row.kind = PARETO if kind == "pareto" else TOP_SHARE
    row.border, row.margin = percent_of(inner["share"]), percent_of(inner.get("margin", ""))


def _groups(rule: Mapping[str, Any]) -> list[list[Mapping[str, Any]]] | None:
    """The conditions of a rule as groups that all have to hold; None where they are no such."""
    if "indicator" in rule:
        return [[rule]]
    if "any" in rule:
        return [list(rule["any"])] if _are_conditions(rule["any"]) else None
    if "all" not in rule:
        return None
    groups = []
    for part in rule["all"]:
        inner = _groups(part) if "all" not in part else None
        if inner is None:
            return None
        groups += inner
    return groups


def _are_conditions(parts: list[Any]) -> bool:
    return all(isinstance(part, Mapping) and "indicator" in part for part in parts)


def _condition_row(group: str, condition: Mapping[str, str]) -> ConditionRow:
    return ConditionRow(
        group,
        condition["indicator"],
        condition["operator"],
        condition["value"],
        condition.get("margin", ""),
        skip="if_missing" in condition,
    )


def _line_row(line: Mapping[str, Any]) -> LineRow:
    curve = line["curve"]
    row = LineRow(line["indicator"], line["dimension"], line.get("weight", ""), curve["kind"])
    match row.curve:
        case "minmax":
            row.shape = percent_of(curve["winsor"])
        case "logistic":
            row.shape, row.width = curve["middle"], curve["width"]
        case "steps":
            row.shape = ", ".join(f"{step['from']}: {step['value']}" for step in curve["steps"])
    return row


# --- from what was sent -----------------------------------------------------------------------


def draft_from_data(data: Data, *, labelled: bool = False) -> Draft:
    """The fields as they were sent, of a scheme or of a typology."""
    return Draft(
        [_sent_grade(data, number) for number in _numbers(data, "grades")],
        [_sent_line(data, number) for number in _numbers(data, "lines")],
        labelled=labelled,
        **{name: data.get(name, "").strip() for name in DRAFT_TEXTS},
        weighing=data.get("weighing", DIRECT),
        pairs=sent_pairs(data),
    )


def _numbers(data: Data, name: str) -> range:
    try:
        count = int(data.get(name, "0"))
    except ValueError:
        count = 0
    return range(min(max(count, 0), MOST_ROWS))


def _sent_grade(data: Data, number: int) -> GradeRow:
    here = f"grade-{number}"
    row = GradeRow()
    for name in GRADE_TEXTS:
        setattr(row, name, data.get(f"{here}-{name}", "").strip())
    row.key_account = bool(data.get(f"{here}-key_account"))
    row.conditions = [
        _sent_condition(data, f"{here}-{place}") for place in _numbers(data, f"{here}-conditions")
    ]
    return row


def _sent_condition(data: Data, here: str) -> ConditionRow:
    row = ConditionRow()
    for name in CONDITION_TEXTS:
        setattr(row, name, data.get(f"{here}-{name}", "").strip())
    row.skip = bool(data.get(f"{here}-skip"))
    return row


def _sent_line(data: Data, number: int) -> LineRow:
    return LineRow(**{name: data.get(f"line-{number}-{name}", "").strip() for name in LINE_TEXTS})
