"""A draft as the fields of a form, and back."""

from copy import deepcopy
from typing import Any

import pytest

from mainstay.analytics.scoring.presets import ABC, PRESETS, SERVICE, TIERS
from mainstay.apps.evaluation.web.schemes import editor
from mainstay.apps.evaluation.web.schemes.buttons import changed
from mainstay.apps.evaluation.web.schemes.definition import definition_from
from mainstay.apps.evaluation.web.schemes.editor import (
    ConditionRow,
    Draft,
    GradeRow,
    draft_from,
    draft_from_data,
    percent_of,
    share_of,
)
from mainstay.apps.evaluation.web.schemes.pairs import field_name


def sent(draft: Draft) -> dict[str, str]:
    """What a browser sends of the fields."""
    data = {
        "grades": str(len(draft.grades)),
        "lines": str(len(draft.lines)),
        "weighing": draft.weighing,
        **{name: getattr(draft, name) for name in editor.DRAFT_TEXTS},
        **{field_name(*pair): said for pair, said in draft.pairs.items()},
    }
    for number, grade in enumerate(draft.grades):
        here = f"grade-{number}"
        data |= {f"{here}-{name}": getattr(grade, name) for name in editor.GRADE_TEXTS}
        data |= {f"{here}-key_account": "on"} if grade.key_account else {}
        data[f"{here}-conditions"] = str(len(grade.conditions))
        for place, row in enumerate(grade.conditions):
            said = {name: getattr(row, name) for name in editor.CONDITION_TEXTS}
            data |= {f"{here}-{place}-{name}": text for name, text in said.items()}
            data |= {f"{here}-{place}-skip": "on"} if row.skip else {}
    for number, line in enumerate(draft.lines):
        data |= {f"line-{number}-{name}": getattr(line, name) for name in editor.LINE_TEXTS}
    return data


def same(definition: dict[str, Any]) -> bool:
    from mainstay.analytics.scoring.scheme import scheme_from_dict

    back = definition_from(draft_from_data(sent(draft_from(definition))), definition)
    return scheme_from_dict(back) == scheme_from_dict(definition)


@pytest.mark.parametrize("code", sorted(PRESETS))
def test_every_shipped_scheme_comes_back_as_it_was(code: str) -> None:
    assert same(PRESETS[code])


def with_rule(rule: Any, **more: Any) -> dict[str, Any]:
    return {
        "code": "own",
        "grades": [{"code": "A", "rule": rule, **more}, {"code": "B", "rule": "otherwise"}],
    }


def more_than(value: str, **more: str) -> dict[str, str]:
    return {"indicator": "revenue_12m", "operator": ">=", "value": value, **more}


@pytest.mark.parametrize(
    "definition",
    [
        with_rule({"any": [more_than("5"), more_than("6", margin="1")]}),
        with_rule({"all": [more_than("5"), {"any": [more_than("6"), more_than("7")]}]}),
        with_rule({"all": [{"all": [more_than("5"), more_than("6")]}, more_than("7")]}),
        with_rule({"any": [{"all": [more_than("5"), more_than("6")]}, more_than("7")]}),
        with_rule({"top": {"indicator": "revenue_12m", "count": "10", "margin": "2"}}),
        with_rule({"top": {"indicator": "revenue_12m", "share": "0.05", "margin": "0.01"}}),
        with_rule(more_than("5", if_missing="skip"), cap={"most": "3", "indicator": "orders_12m"}),
        {**deepcopy(SERVICE), "minimum_stay": {"months": "6"}},
    ],
)
def test_rules_of_all_kinds_come_back_as_they_were(definition: dict[str, Any]) -> None:
    assert same(definition)


def test_groups_within_groups_are_kept_as_they_are() -> None:
    rule = {"any": [{"all": [more_than("5"), more_than("6")]}, more_than("7")]}

    assert draft_from(with_rule(rule)).grades[0].kind == editor.KEPT
    [first, _rest] = definition_from(draft_from(with_rule(rule)), with_rule(rule))["grades"]
    assert first["rule"] == rule


def test_curves_and_coverage_come_back_as_they_were() -> None:
    definition = deepcopy(SERVICE)
    scorecard = definition["scorecard"]
    scorecard |= {"if_missing": "40", "coverage_floor": "0.5"}
    scorecard["indicators"][0]["curve"] = {"kind": "minmax", "winsor": "0.025"}
    scorecard["indicators"][1]["curve"] = {"kind": "logistic", "middle": "1000000", "width": "5"}
    assert same(definition)


def test_shares_are_typed_as_percentages() -> None:
    assert (percent_of("0.80"), percent_of("0.025"), percent_of("")) == ("80", "2.5", "")
    assert (share_of("80"), share_of("2.5 %"), share_of("many")) == ("0.8", "0.025", "many")


def test_amounts_may_be_typed_with_commas_and_steps_with_chinese_signs() -> None:
    row = GradeRow("A", conditions=[ConditionRow("1", "revenue_12m", ">=", "20,000,000")])
    line = editor.LineRow("orders_12m", "value", "10", editor.STEPS, "1：0，3：50")
    made = definition_from(Draft([row], [line]), ABC)

    assert made["grades"][0]["rule"]["value"] == "20000000"
    assert made["scorecard"]["indicators"][0]["curve"]["steps"] == [
        {"from": "1", "value": "0"},
        {"from": "3", "value": "50"},
    ]


def codes(draft: Draft) -> list[str]:
    return [grade.code for grade in draft.grades]


def test_buttons_move_add_and_take_away_grades() -> None:
    draft = draft_from(ABC)

    changed(draft, "grade-up:1")
    assert codes(draft) == ["B", "A", "C"]
    changed(draft, "grade-down:0")
    changed(draft, "add-grade")
    assert codes(draft) == ["A", "B", "", "C"]
    changed(draft, "remove-grade:0")
    assert codes(draft) == ["B", "", "C"]


def test_buttons_add_and_take_away_conditions_and_indicators() -> None:
    draft = draft_from(TIERS)
    changed(draft, "add-condition:0")
    assert [row.group for row in draft.grades[0].conditions] == ["1", "2", "3", "4", "5", "6", "7"]
    changed(draft, "remove-condition:0:6")
    assert len(draft.grades[0].conditions) == 6
    changed(draft, "add-line")
    changed(draft, "remove-line:0")
    assert draft.lines == []


@pytest.mark.parametrize(
    "deed",
    ["", "grade-up:0", "grade-down:9", "remove-grade:99", "remove-line:5", "x:y", "grade-up"],
)
def test_a_button_that_there_is_not_does_nothing(deed: str) -> None:
    draft = draft_from(ABC)
    changed(draft, deed)
    assert draft == draft_from(ABC)


def test_a_form_that_was_tampered_with_is_read_as_far_as_it_goes() -> None:
    draft = draft_from_data({"grades": "many", "lines": "-1"})
    assert (draft.grades, draft.lines) == ([], [])
    assert len(draft_from_data({"grades": "99999"}).grades) == editor.MOST_ROWS
