"""Reading schemes: what is written comes back, and what is wrong is refused with its place."""

import json
from typing import Any

import pytest

from mainstay.analytics.scoring.presets import PRESETS
from mainstay.analytics.scoring.scheme import SchemeError, scheme_from_dict, scheme_to_dict
from mainstay.analytics.scoring.tests.decisions import EVERY, SCORE_50, capped, with_card
from mainstay.analytics.scoring.tests.populations import INDICATORS
from mainstay.analytics.scoring.tests.scorecards import card, line

CODES = {indicator.code for indicator in INDICATORS}


def scheme_with(rule: Any) -> dict[str, Any]:
    return {
        "code": "own",
        "grades": [{"code": "high", "rule": rule}, {"code": "rest", "rule": "otherwise"}],
    }


CONDITION = {"indicator": "revenue_12m", "operator": ">=", "value": "5"}


@pytest.mark.parametrize("code", PRESETS)
def test_a_shipped_scheme_reads_and_writes_back_the_same(code: str) -> None:
    scheme = scheme_from_dict(json.loads(json.dumps(PRESETS[code])), indicators=CODES)
    assert scheme_to_dict(scheme) == PRESETS[code]
    assert scheme_from_dict(scheme_to_dict(scheme)) == scheme


def test_nested_groups_read_and_write_back_the_same() -> None:
    definition = scheme_with(
        {
            "any": [
                {"all": [CONDITION, CONDITION | {"if_missing": "skip"}]},
                {"pareto": {"indicator": "revenue_12m", "share": "0.05"}},
            ]
        }
    )
    assert scheme_to_dict(scheme_from_dict(definition)) == definition


@pytest.mark.parametrize(
    ("rule", "place", "problem"),
    [
        (None, "grades[0].rule", "not_a_rule"),
        ({}, "grades[0].rule", "not_a_rule"),
        ({"score": 3}, "grades[0].rule", "not_a_rule"),
        (CONDITION | {"operator": "=="}, "grades[0].rule.operator", "unknown_operator"),
        (CONDITION | {"value": 5.0}, "grades[0].rule.value", "not_a_text"),
        (CONDITION | {"value": "5e"}, "grades[0].rule.value", "not_a_figure"),
        (CONDITION | {"value": "NaN"}, "grades[0].rule.value", "not_a_figure"),
        (CONDITION | {"if_missing": "guess"}, "grades[0].rule.if_missing", "unknown_word"),
        (CONDITION | {"unless": "x"}, "grades[0].rule", "unknown_key unless"),
        ({"indicator": "revenue_12m", "operator": ">"}, "grades[0].rule", "missing_key value"),
        ({"all": []}, "grades[0].rule.all", "empty_group"),
        ({"any": CONDITION}, "grades[0].rule.any", "not_a_list"),
        ({"all": [CONDITION, "otherwise"]}, "grades[0].rule.all", "otherwise_inside_group"),
        ({"all": [CONDITION, {"any": [7]}]}, "grades[0].rule.all[1].any[0]", "not_a_rule"),
        (
            {"pareto": {"indicator": "revenue_12m", "share": "1.2"}},
            "grades[0].rule.pareto.share",
            "not_a_share",
        ),
        (
            {"rfm": {"segment": "x", "recency": "a", "frequency": "b", "monetary": "c"}},
            "grades[0].rule.rfm.segment",
            "unknown_segment",
        ),
        ("otherwise", "grades", "otherwise_not_last"),
        (CONDITION | {"margin": "0"}, "grades[0].rule.margin", "not_a_margin"),
        (
            CONDITION | {"operator": "=", "margin": "1"},
            "grades[0].rule.margin",
            "exact_value_has_no_margin",
        ),
        ({"top": {"indicator": "a"}}, "grades[0].rule.top", "count_or_share"),
        (
            {"top": {"indicator": "a", "count": "1", "share": "0.1"}},
            "grades[0].rule.top",
            "count_or_share",
        ),
        ({"top": {"indicator": "a", "count": "0"}}, "grades[0].rule.top.count", "not_a_count"),
        ({"top": {"indicator": "a", "count": "1.5"}}, "grades[0].rule.top.count", "not_a_count"),
        ({"top": {"indicator": "a", "share": "1.1"}}, "grades[0].rule.top.share", "not_a_share"),
        (
            {"top": {"indicator": "a", "count": "3", "margin": "3"}},
            "grades[0].rule.top.margin",
            "not_a_margin",
        ),
        (
            {"top": {"indicator": "a", "count": "3", "margin": "0.5"}},
            "grades[0].rule.top.margin",
            "not_a_margin",
        ),
        (
            {"pareto": {"indicator": "a", "share": "0.5", "margin": "0.5"}},
            "grades[0].rule.pareto.margin",
            "not_a_margin",
        ),
        (
            {"pareto": {"indicator": "score", "share": "0.5"}},
            "grades[0].rule.pareto.indicator",
            "no_share_of_scores",
        ),
        ({"indicator": "score", "operator": ">", "value": "5"}, "grades", "unknown_score score"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(rule: Any, place: str, problem: str) -> None:
    with pytest.raises(SchemeError) as refused:
        scheme_from_dict(scheme_with(rule))
    assert (refused.value.place, refused.value.problem) == (place, problem)


def test_the_last_grade_must_take_the_rest() -> None:
    with pytest.raises(SchemeError, match="otherwise_not_last"):
        scheme_from_dict({"code": "own", "grades": [{"code": "high", "rule": CONDITION}]})
    with pytest.raises(SchemeError, match="otherwise_not_last"):
        scheme_from_dict({"code": "own", "grades": []})


def test_two_grades_of_one_name_are_refused() -> None:
    definition = scheme_with(CONDITION)
    definition["grades"][0]["code"] = "rest"
    with pytest.raises(SchemeError, match="repeated_grade"):
        scheme_from_dict(definition)


def test_an_unknown_indicator_is_named() -> None:
    with pytest.raises(SchemeError, match="unknown_indicator shoe_size"):
        scheme_from_dict(scheme_with(CONDITION | {"indicator": "shoe_size"}), indicators=CODES)


def test_a_flag_must_be_true_or_false() -> None:
    definition = scheme_with(CONDITION)
    definition["grades"][0]["key_account"] = "yes"
    with pytest.raises(SchemeError, match="not_true_or_false"):
        scheme_from_dict(definition)


@pytest.mark.parametrize("name", EVERY)
def test_scorecards_caps_margins_and_stays_read_and_write_back_the_same(name: str) -> None:
    scheme = scheme_from_dict(json.loads(json.dumps(EVERY[name])), indicators=CODES)
    assert scheme_to_dict(scheme) == EVERY[name]
    assert scheme_from_dict(scheme_to_dict(scheme)) == scheme


def test_indicators_of_rules_caps_and_scorecard_are_asked_for_and_scores_are_not() -> None:
    scheme = scheme_from_dict(
        capped(
            with_card(card(line("recency_days"), line("orders_12m")), CONDITION, SCORE_50),
            1,
            3,
            "gross_profit_12m",
        )
    )
    asked = ("revenue_12m", "gross_profit_12m", "recency_days", "orders_12m")
    assert (scheme.indicators(), scheme.asked_scores()) == (asked, ("score",))


def test_an_unknown_indicator_of_a_scorecard_is_named() -> None:
    with pytest.raises(SchemeError, match="unknown_indicator shoe_size"):
        scheme_from_dict(with_card(card(line("shoe_size")), SCORE_50), indicators=CODES)


def test_a_sub_score_of_no_dimension_is_refused() -> None:
    rule = {"indicator": "score.looks", "operator": ">=", "value": "1"}
    with pytest.raises(SchemeError, match=r"unknown_score score\.looks"):
        scheme_from_dict(with_card(card(line("orders_12m")), rule))


@pytest.mark.parametrize(
    ("change", "place", "problem"),
    [
        ({"minimum_stay": {"months": "0"}}, "minimum_stay.months", "not_a_count"),
        ({"minimum_stay": "6"}, "minimum_stay", "not_an_object"),
        ({"scorecard": {}}, "scorecard", "missing_key indicators"),
        ({"caps": []}, "", "unknown_key caps"),
    ],
)
def test_what_is_wrong_beside_the_rules_is_refused(
    change: dict[str, Any], place: str, problem: str
) -> None:
    with pytest.raises(SchemeError) as refused:
        scheme_from_dict(scheme_with(CONDITION) | change)
    assert (refused.value.place, refused.value.problem) == (place, problem)


@pytest.mark.parametrize(
    ("grade", "cap", "place", "problem"),
    [
        (0, {"most": "0", "indicator": "a"}, "grades[0].cap.most", "not_a_count"),
        (0, {"most": "2"}, "grades[0].cap", "missing_key indicator"),
        (0, {"most": "2", "indicator": "score"}, "grades", "unknown_score score"),
        (1, {"most": "2", "indicator": "a"}, "grades[1].cap", "last_grade_takes_all"),
    ],
)
def test_a_cap_that_cannot_be_is_refused(
    grade: int, cap: dict[str, str], place: str, problem: str
) -> None:
    definition = scheme_with(CONDITION)
    definition["grades"][grade]["cap"] = cap
    with pytest.raises(SchemeError) as refused:
        scheme_from_dict(definition)
    assert (refused.value.place, refused.value.problem) == (place, problem)
