"""A draft as the fields of a form, and back: texts as they were typed, right or wrong; pure.

What a form cannot show (groups within groups, comparisons in pairs, segments) is kept as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

Data = Mapping[str, str]

CONDITIONS, PARETO, TOP_SHARE, TOP_COUNT, OTHERWISE, KEPT = (
    "conditions", "pareto", "top_share", "top_count", "otherwise", "kept",
)  # fmt: skip
PERCENTILE, MINMAX, LOGISTIC, STEPS = "percentile", "minmax", "logistic", "steps"
MOST_ROWS = 60
GRADE_TEXTS = ("code", "was", "kind", "indicator", "border", "margin", "most", "most_by")
CONDITION_TEXTS = ("group", "indicator", "operator", "value", "margin")
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
    """A whole draft; `weights` is what the definition says of them."""

    grades: list[GradeRow]
    lines: list[LineRow]
    neutral: str = ""
    floor: str = ""
    stay: str = ""
    weighing: str = "direct"


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
    return Draft(
        [_grade_row(grade) for grade in definition["grades"]],
        [_line_row(line) for line in scorecard.get("indicators", [])],
        neutral="" if neutral == "drop" else neutral,
        floor=percent_of(scorecard.get("coverage_floor", "")),
        stay=definition.get("minimum_stay", {}).get("months", ""),
        weighing=scorecard.get("weights", {}).get("method", "direct"),
    )


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


def draft_from_data(data: Data) -> Draft:
    """The fields as they were sent."""
    return Draft(
        [_sent_grade(data, number) for number in _numbers(data, "grades")],
        [_sent_line(data, number) for number in _numbers(data, "lines")],
        **{name: data.get(name, "").strip() for name in ("neutral", "floor", "stay")},
        weighing=data.get("weighing", "direct"),
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


# --- to a definition --------------------------------------------------------------------------


def definition_from(draft: Draft, stored: Mapping[str, Any]) -> dict[str, Any]:
    """The definition that the fields say; what cannot be read is left for the reader to refuse.

    `stored` is the draft's definition as it is, for what the form keeps.
    """
    rules = {grade["code"]: grade["rule"] for grade in stored["grades"]}
    made: dict[str, Any] = {
        "code": stored["code"],
        "grades": [_grade(row, rules) for row in draft.grades],
    }
    if draft.lines:
        made["scorecard"] = _scorecard(draft, stored.get("scorecard", {}))
    if draft.stay:
        made["minimum_stay"] = {"months": draft.stay}
    return made


def _grade(row: GradeRow, rules: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"code": row.code}
    if row.key_account:
        made["key_account"] = True
    made["rule"] = _rule(row, rules)
    if row.most:
        made["cap"] = {"most": _plain(row.most), "indicator": row.most_by}
    return made


def _rule(row: GradeRow, rules: Mapping[str, Any]) -> Any:
    match row.kind:
        case "otherwise":
            return "otherwise"
        case "kept":
            return rules.get(row.was, {})
        case "pareto":
            return {"pareto": _border(row, "share", share_of)}
        case "top_share":
            return {"top": _border(row, "share", share_of)}
        case "top_count":
            return {"top": _border(row, "count", _plain)}
        case _:
            return _of_groups(row.conditions)


def _border(row: GradeRow, name: str, read: Any) -> dict[str, str]:
    made = {"indicator": row.indicator, name: read(row.border)}
    return made | ({"margin": read(row.margin)} if row.margin else {})


def _of_groups(rows: list[ConditionRow]) -> Any:
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(row.group or "1", []).append(_condition(row))
    parts: list[Any] = [
        group[0] if len(group) == 1 else {"any": group} for group in groups.values()
    ]
    return parts[0] if len(parts) == 1 else {"all": parts}


def _condition(row: ConditionRow) -> dict[str, str]:
    made = {"indicator": row.indicator, "operator": row.operator, "value": _plain(row.value)}
    if row.skip:
        made["if_missing"] = "skip"
    return made | ({"margin": _plain(row.margin)} if row.margin else {})


def _scorecard(draft: Draft, stored: Mapping[str, Any]) -> dict[str, Any]:
    weights = stored.get("weights", {"method": "direct"})
    kept = weights if weights.get("method") == draft.weighing else {"method": draft.weighing}
    made: dict[str, Any] = {
        "indicators": [_line(row, weighed=draft.weighing != "ahp") for row in draft.lines],
        "weights": kept,
        "if_missing": _plain(draft.neutral) if draft.neutral else "drop",
    }
    return made | ({"coverage_floor": share_of(draft.floor)} if draft.floor else {})


def _line(row: LineRow, *, weighed: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"indicator": row.indicator, "dimension": row.dimension}
    if weighed:
        made["weight"] = _plain(row.weight)
    return made | {"curve": _curve(row)}


def _curve(row: LineRow) -> dict[str, Any]:
    match row.curve:
        case "minmax":
            return {"kind": row.curve, "winsor": share_of(row.shape or "0")}
        case "logistic":
            return {"kind": row.curve, "middle": _plain(row.shape), "width": _plain(row.width)}
        case "steps":
            return {"kind": row.curve, "steps": list(_steps(row.shape))}
        case _:
            return {"kind": row.curve}


def _steps(text: str) -> Iterator[dict[str, str]]:
    """Read `1: 0, 2: 25`; signs of Chinese writing are as good."""
    plain = text.replace("，", ",").replace("：", ":").replace("、", ",").replace("\n", ",")
    for part in plain.split(","):
        if part.strip():
            border, _colon, value = part.partition(":")
            yield {"from": _plain(border), "value": _plain(value)}


def _plain(text: str) -> str:
    """A number without the commas and blanks that people write in it."""
    return text.strip().replace(",", "").replace(" ", "")


# --- what buttons do --------------------------------------------------------------------------


def changed(draft: Draft, deed: str) -> None:
    """Do what a button of the form says: `add-grade`, `grade-up:2`, `remove-condition:0:1`."""
    name, *places = deed.split(":")
    numbers = [int(place) for place in places if place.isdecimal()]
    match name, numbers:
        case "add-grade", []:
            draft.grades.insert(
                max(0, len(draft.grades) - 1), GradeRow(conditions=[ConditionRow()])
            )
        case "remove-grade", [place] if place < len(draft.grades):
            del draft.grades[place]
        case "grade-up", [place] if 0 < place < len(draft.grades):
            rows = draft.grades
            rows[place - 1], rows[place] = rows[place], rows[place - 1]
        case "grade-down", [place] if place + 1 < len(draft.grades):
            rows = draft.grades
            rows[place + 1], rows[place] = rows[place], rows[place + 1]
        case "add-condition", [place] if place < len(draft.grades):
            _add_condition(draft.grades[place])
        case "remove-condition", [place, row] if place < len(draft.grades):
            del draft.grades[place].conditions[row : row + 1]
        case "add-line", []:
            draft.lines.append(LineRow(weight="10"))
        case "remove-line", [place]:
            del draft.lines[place : place + 1]


def _add_condition(grade: GradeRow) -> None:
    """Another condition, which has to hold beside those there are."""
    groups = [int(row.group) for row in grade.conditions if row.group.isdecimal()]
    grade.conditions.append(ConditionRow(str(max(groups, default=0) + 1)))
