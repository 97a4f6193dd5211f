"""The definition that the fields of a draft's form say; pure.

What cannot be read is left in it, for the reader of definitions to refuse with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mainstay.analytics.scoring.reading import entries_of
from mainstay.apps.evaluation.web.schemes.editor import (
    AHP,
    ENTROPY,
    ConditionRow,
    Draft,
    GradeRow,
    LineRow,
    share_of,
)
from mainstay.apps.evaluation.web.schemes.pairs import weights_from


def definition_from(draft: Draft, stored: Mapping[str, Any]) -> dict[str, Any]:
    """The definition that the fields say; what cannot be read is left for the reader to refuse.

    `stored` is the draft's definition as it is, for what the form keeps.
    """
    rules = {grade["code"]: grade["rule"] for grade in entries_of(stored)}
    made: dict[str, Any] = {
        "code": stored["code"],
        "labels" if draft.labelled else "grades": [_grade(row, rules) for row in draft.grades],
    }
    if draft.lines:
        made["scorecard"] = scorecard_from(draft)
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


def scorecard_from(draft: Draft) -> dict[str, Any]:
    """The scorecard that the lines and their weights say."""
    made: dict[str, Any] = {
        "indicators": [_line(row, weighed=draft.weighing != AHP) for row in draft.lines],
        "weights": _weights(draft),
        "if_missing": _plain(draft.neutral) if draft.neutral else "drop",
    }
    return made | ({"coverage_floor": share_of(draft.floor)} if draft.floor else {})


def _weights(draft: Draft) -> dict[str, Any]:
    match draft.weighing:
        case "ahp":
            return weights_from(draft.pairs, draft.compared, draft.reason)
        case "entropy" if draft.is_weighed:
            return {"method": ENTROPY, "as_of": draft.weighed_on}
        case _:
            return {"method": draft.weighing}


def _line(row: LineRow, *, weighed: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"indicator": row.indicator, "dimension": row.dimension}
    if weighed:
        made["weight"] = _plain(row.weight)
    return made | {"curve": curve_from(row)}


def curve_from(row: LineRow) -> dict[str, Any]:
    """The curve that a line says."""
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
