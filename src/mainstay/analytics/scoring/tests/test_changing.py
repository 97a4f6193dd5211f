"""One change of a definition by its path."""

from copy import deepcopy
from typing import Any

import pytest

from mainstay.analytics.scoring.changing import changed
from mainstay.analytics.scoring.presets import ABC, RFM, SERVICE, TIERS
from mainstay.analytics.scoring.scheme import SchemeError, scheme_from_dict

BY_SCORE: dict[str, Any] = {
    **SERVICE,
    "grades": [
        {
            "code": "A.1",
            "rule": {"indicator": "score.financial", "operator": ">=", "value": "80"},
            "cap": {"most": "5", "indicator": "score"},
        },
        {"code": "A", "rule": {"top": {"indicator": "revenue_12m", "count": "10"}}},
        {"code": "C", "rule": "otherwise"},
    ],
}
COMPARED: dict[str, Any] = {
    "code": "compared",
    "grades": [{"code": "C", "rule": "otherwise"}],
    "scorecard": {
        "indicators": [
            {"indicator": code, "dimension": "value", "curve": {"kind": "percentile"}}
            for code in ("revenue_12m", "orders_12m")
        ],
        "weights": {"method": "ahp", "within": {"value": [["1", "2"], ["1/2", "1"]]}},
    },
}


def line_of(definition: dict[str, Any], indicator: str) -> dict[str, Any]:
    lines = definition["scorecard"]["indicators"]
    found: dict[str, Any] = next(each for each in lines if each["indicator"] == indicator)
    return found


def refused(definition: dict[str, Any], path: str, value: str) -> str:
    with pytest.raises(SchemeError) as refusal:
        changed(definition, path, value)
    assert refusal.value.place == path
    return refusal.value.problem


def test_a_weight_is_changed_and_the_old_definition_stays() -> None:
    before = deepcopy(SERVICE)
    after = changed(SERVICE, "weight.revenue_12m", "0.4")

    assert line_of(after, "revenue_12m")["weight"] == "0.4"
    assert before == SERVICE
    line_of(after, "revenue_12m")["weight"] = "30"
    assert after == SERVICE
    scheme_from_dict(after)


def test_a_weight_set_by_hand_is_no_longer_one_of_entropy() -> None:
    scorecard = {**SERVICE["scorecard"], "weights": {"method": "entropy"}}
    after = changed({**SERVICE, "scorecard": scorecard}, "weight.orders_12m", "1")

    assert after["scorecard"]["weights"] == {"method": "direct"}


def test_weights_that_follow_from_comparisons_cannot_be_set() -> None:
    scheme_from_dict(COMPARED)
    assert refused(COMPARED, "weight.revenue_12m", "1") == "weights_from_comparisons"


@pytest.mark.parametrize(
    ("value", "curve"),
    [
        ("percentile", {"kind": "percentile"}),
        ("minmax:0.05", {"kind": "minmax", "winsor": "0.05"}),
        ("minmax:0", {"kind": "minmax", "winsor": "0"}),
        ("logistic:100:-5", {"kind": "logistic", "middle": "100", "width": "-5"}),
    ],
)
def test_a_curve_is_changed(value: str, curve: dict[str, str]) -> None:
    after = changed(SERVICE, "curve.background", value)
    assert line_of(after, "background")["curve"] == curve


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("", "unknown_curve"),
        ("steps", "unknown_curve"),
        ("minmax", "unknown_curve"),
        ("percentile:1", "unknown_curve"),
        ("logistic:1", "unknown_curve"),
        ("minmax:", "not_a_text"),
        ("logistic:a:b", "not_a_figure"),
    ],
)
def test_a_curve_that_there_is_not_is_refused(value: str, problem: str) -> None:
    assert refused(SERVICE, "curve.background", value) == problem


def test_the_border_of_a_condition_a_share_and_a_number_is_changed() -> None:
    service = changed(SERVICE, "threshold.vip", "85")
    assert service["grades"][0]["rule"]["value"] == "85"
    abc = changed(ABC, "threshold.A", "0.7")
    assert abc["grades"][0]["rule"]["pareto"]["share"] == "0.7"
    top = changed(BY_SCORE, "threshold.A.revenue_12m", "12")
    assert top["grades"][1]["rule"]["top"]["count"] == "12"


def test_a_grade_with_a_dot_in_its_code_is_found_before_the_shorter_one() -> None:
    for path in ("threshold.A.1", "threshold.A.1.score.financial"):
        after = changed(BY_SCORE, path, "70")
        assert after["grades"][0]["rule"]["value"] == "70"
        assert after["grades"][1] == BY_SCORE["grades"][1]


def test_of_several_borders_the_indicator_says_which() -> None:
    assert refused(TIERS, "threshold.focus", "1") == "several_borders"
    after = changed(TIERS, "threshold.focus.revenue_12m", "30000000")
    assert [each["value"] for each in after["grades"][1]["rule"]["all"]] == ["30000000", "4"]
    assert refused(TIERS, "threshold.focus.orders_12m", "1") == "no_border"


def test_a_rule_without_a_border_has_none_to_change() -> None:
    assert refused(RFM, "threshold.champions", "1") == "no_border"
    assert refused(ABC, "threshold.C", "1") == "no_border"
    assert refused(ABC, "margin.C", "1") == "no_border"


def test_a_margin_is_set_and_taken_away() -> None:
    with_margin = changed(ABC, "margin.A", "0.05")
    assert with_margin["grades"][0]["rule"]["pareto"]["margin"] == "0.05"
    assert changed(with_margin, "margin.A", "none") == ABC
    assert changed(ABC, "margin.A", "none") == ABC


def test_a_limit_is_changed_made_and_taken_away() -> None:
    fewer = changed(BY_SCORE, "cap.A.1", "3")
    assert fewer["grades"][0]["cap"] == {"most": "3", "indicator": "score"}
    made = changed(ABC, "cap.B.revenue_12m", "7")
    assert made["grades"][1]["cap"] == {"most": "7", "indicator": "revenue_12m"}
    assert changed(made, "cap.B", "none") == ABC
    assert refused(ABC, "cap.B", "7") == "cap_needs_indicator"


def test_stay_and_floor_are_set_and_taken_away() -> None:
    stays = changed(ABC, "stay", "6")
    assert stays["minimum_stay"] == {"months": "6"}
    assert changed(stays, "stay", "none") == ABC
    floored = changed(SERVICE, "floor", "0.5")
    assert floored["scorecard"]["coverage_floor"] == "0.5"
    assert changed(floored, "floor", "none") == SERVICE
    assert refused(ABC, "floor", "0.5") == "no_scorecard"


@pytest.mark.parametrize(
    "path", ["", ".", "weight", "weight.", "threshold", "stay.A", "floor.x", "grades", "wait.A"]
)
def test_an_unknown_path_is_refused_by_name(path: str) -> None:
    assert refused(SERVICE, path, "1") == "unknown_path"


def test_what_the_scheme_does_not_have_is_refused() -> None:
    assert refused(SERVICE, "weight.nothing", "1") == "not_scored nothing"
    assert refused(ABC, "weight.revenue_12m", "1") == "no_scorecard"
    assert refused(ABC, "threshold.D", "1") == "unknown_grade"
    assert refused(ABC, "threshold.AB", "1") == "unknown_grade"


@pytest.mark.parametrize("value", ["", "much", "NaN", "1,5", "1e99"])
def test_a_value_that_is_no_figure_is_refused(value: str) -> None:
    for path in ("weight.revenue_12m", "threshold.vip", "margin.vip", "stay", "floor"):
        assert refused(SERVICE, path, value) in {"not_a_text", "not_a_figure"}


def test_what_no_scheme_can_be_read_from_is_left_to_the_reader() -> None:
    after = changed(ABC, "threshold.A", "1.5")
    with pytest.raises(SchemeError, match="not_a_share"):
        scheme_from_dict(after)
