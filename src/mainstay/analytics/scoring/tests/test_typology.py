"""Typologies: several labels at once, each with its reasons and the way to it."""

from typing import Any

import pytest

from mainstay.analytics.scoring.explanation import explain
from mainstay.analytics.scoring.next_grade import Status, next_grades
from mainstay.analytics.scoring.plain_data import SchemeError
from mainstay.analytics.scoring.population import Population
from mainstay.analytics.scoring.tests.decisions import FIXED, SCORE_80, top
from mainstay.analytics.scoring.tests.populations import at_least, population
from mainstay.analytics.scoring.typology import (
    Labelling,
    label,
    typology_from_dict,
    typology_to_dict,
)

BIG, OFTEN = at_least("revenue_12m", 100), at_least("orders_12m", 5)
LATE = top("recency_days", count="1")


def labels(*rules: Any, **more: Any) -> dict[str, Any]:
    entries = [{"code": f"l{index}", "rule": rule} for index, rule in enumerate(rules)]
    return {"code": "own", "labels": entries, **more}


def labelled(definition: dict[str, Any], people: Population) -> Labelling:
    return label(typology_from_dict(definition), people)


PEOPLE = population(
    {
        "revenue_12m": [100, 100, 1, None],
        "orders_12m": [9, 1, 1, None],
        "recency_days": [9, 2, 3, 1],
    },
    graded=[True, True, True, False],
)


def test_all_labels_that_apply_are_given_and_who_never_bought_has_none() -> None:
    found = labelled(labels(BIG, OFTEN, LATE), PEOPLE)
    assert [found.of(position) for position in range(4)] == [
        ("l0", "l1"), ("l0", "l2"), (), (),
    ]  # fmt: skip
    assert found.counts() == {"l0": 2, "l1": 1, "l2": 1}
    assert found.table().to_pylist() == [
        {"customer": "C0", "labels": ["l0", "l1"]},
        {"customer": "C1", "labels": ["l0", "l2"]},
        {"customer": "C2", "labels": []},
    ]


def test_the_order_of_labels_means_nothing() -> None:
    one, other = labelled(labels(BIG, OFTEN), PEOPLE), labelled(labels(OFTEN, BIG), PEOPLE)
    assert [len(one.of(position)) for position in range(4)] == [
        len(other.of(position)) for position in range(4)
    ]


def test_each_label_has_its_reason_and_the_way_to_it() -> None:
    grading = labelled(labels(BIG, OFTEN), PEOPLE).gradings["l1"]
    ahead = next_grades(grading)
    told = explain(grading, ahead, 2)
    assert (told.explained, told.findings[0].figures["figure"]) == ("l1", 1)
    assert ahead.of(2).status is Status.REACHABLE
    assert [change.needed for change in ahead.of(2).changes] == [5]


def test_a_label_may_ask_for_a_score_and_is_withheld_below_the_floor() -> None:
    people = population({"orders_12m": [8, None], "recency_days": [1, 1]})
    found = labelled(labels(SCORE_80, scorecard=FIXED | {"coverage_floor": "0.5"}), people)
    assert found.table()["labels"].to_pylist() == [["l0"], None]


def test_nobody_has_no_labels() -> None:
    people = population({"revenue_12m": [], "orders_12m": []})
    assert labelled(labels(BIG, OFTEN), people).table().num_rows == 0


def test_a_typology_reads_and_writes_back_the_same() -> None:
    definition = labels(BIG, SCORE_80, scorecard=FIXED)
    definition["labels"][0]["key_account"] = True
    assert typology_to_dict(typology_from_dict(definition)) == definition


@pytest.mark.parametrize(
    ("definition", "place", "problem"),
    [
        (labels(), "labels", "no_labels"),
        (labels("otherwise"), "labels[0].rule", "label_for_everybody"),
        (labels(at_least("a", 1, margin="1")), "labels[0].rule", "label_has_no_margin"),
        (labels(SCORE_80), "labels", "unknown_score score"),
        (labels(at_least("shoe_size", 1)), "labels", "unknown_indicator shoe_size"),
        (
            {"code": "own", "labels": [{"code": "a", "rule": BIG}, {"code": "a", "rule": BIG}]},
            "labels",
            "repeated_label",
        ),
        (labels(BIG) | {"grades": []}, "", "unknown_key grades"),
        (labels(7), "labels[0].rule", "not_a_rule"),
        (
            {"code": "own", "labels": [{"code": "a", "rule": BIG, "key_account": 1}]},
            "labels[0].key_account",
            "not_true_or_false",
        ),
    ],
)
def test_what_is_no_typology_is_refused(
    definition: dict[str, Any], place: str, problem: str
) -> None:
    with pytest.raises(SchemeError) as refused:
        typology_from_dict(definition, indicators={"revenue_12m", "a"})
    assert (refused.value.place, refused.value.problem) == (place, problem)
