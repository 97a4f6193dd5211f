"""What two definitions of a scheme differ in."""

from copy import deepcopy

from mainstay.analytics.scoring.difference import Difference, difference
from mainstay.analytics.scoring.presets import ABC, PRESETS, SERVICE


def test_the_same_definition_has_no_differences() -> None:
    for each in PRESETS.values():
        assert difference(each, deepcopy(each)) == ()


def test_a_changed_figure_is_told_with_its_place() -> None:
    changed = deepcopy(ABC)
    changed["grades"][0]["rule"]["pareto"]["share"] = "0.70"

    assert difference(ABC, changed) == (
        Difference(("grades", "A", "rule", "pareto", "share"), "0.80", "0.70"),
    )


def test_a_new_grade_moves_those_below_it_and_nothing_else_of_them() -> None:
    changed = deepcopy(ABC)
    rule = {"pareto": {"indicator": "revenue_12m", "share": "0.50"}}
    changed["grades"].insert(0, {"code": "AA", "key_account": True, "rule": rule})

    found = {each.place: (each.before, each.after) for each in difference(ABC, changed)}

    assert found == {
        ("grades", "A", "position"): ("1", "2"),
        ("grades", "B", "position"): ("2", "3"),
        ("grades", "C", "position"): ("3", "4"),
        ("grades", "AA", "position"): (None, "1"),
        ("grades", "AA", "key_account"): (None, "true"),
        ("grades", "AA", "rule", "pareto", "indicator"): (None, "revenue_12m"),
        ("grades", "AA", "rule", "pareto", "share"): (None, "0.50"),
    }


def test_a_weight_is_told_by_the_indicator_that_it_is_of() -> None:
    changed = deepcopy(SERVICE)
    changed["scorecard"]["indicators"][1]["weight"] = "25"

    assert difference(SERVICE, changed) == (
        Difference(("scorecard", "indicators", "gross_profit_12m", "weight"), "20", "25"),
    )


def test_a_rule_of_another_kind_goes_and_comes_whole() -> None:
    changed = deepcopy(ABC)
    changed["grades"][1]["rule"] = {"all": [{"indicator": "score", "operator": ">=", "value": "5"}]}

    found = difference(ABC, changed)

    assert [(each.place[3:], each.before, each.after) for each in found] == [
        (("pareto", "indicator"), "revenue_12m", None),
        (("pareto", "share"), "0.95", None),
        (("all", "1", "indicator"), None, "score"),
        (("all", "1", "operator"), None, ">="),
        (("all", "1", "value"), None, "5"),
    ]
