"""Grades and reasons, scheme by scheme."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import numpy as np
import pytest

from mainstay.analytics.indicators import Unit
from mainstay.analytics.scoring.explanation import explain
from mainstay.analytics.scoring.grading import grade
from mainstay.analytics.scoring.next_grade import next_grades
from mainstay.analytics.scoring.population import InputError, Population
from mainstay.analytics.scoring.presets import ABC, PRESETS, RFM, TIERS
from mainstay.analytics.scoring.scheme import scheme_from_dict
from mainstay.analytics.scoring.tests.populations import INDICATORS, Figure, population

TOP_RATINGS: dict[str, list[Figure]] = {
    "brand_awareness": [4],
    "strategic_cooperation": [5],
    "growth_prospects": [4],
    "volume_leap": [4],
    "global_purchasing": [4],
    "future_competition": [2],
    "scale_and_brand": [1],
}


def grades(definition: dict[str, Any], people: Population) -> list[str | None]:
    return grade(scheme_from_dict(definition), people).codes()


def explained(definition: dict[str, Any], people: Population, position: int = 0) -> dict[str, Any]:
    grading = grade(scheme_from_dict(definition), people)
    return explain(grading, next_grades(grading), position).to_dict()


def tiers_of(columns: Mapping[str, Sequence[Figure]]) -> list[str | None]:
    return grades(TIERS, population(columns))


def one_rule(rule: Any) -> dict[str, Any]:
    return {
        "code": "own",
        "grades": [{"code": "yes", "rule": rule}, {"code": "no", "rule": "otherwise"}],
    }


def test_abc_grades_by_the_pareto_of_revenue() -> None:
    people = population({"revenue_12m": [70, 20, 9, 1, 0, -5]})
    assert grades(ABC, people) == ["A", "A", "B", "C", "C", "C"]


def test_who_never_bought_is_not_graded_and_moves_no_border() -> None:
    people = population(
        {"revenue_12m": [80, None, 15, 5], "recency_days": [1] * 4, "orders_12m": [1] * 4},
        graded=[True, False, True, True],
    )
    assert grades(ABC, people) == ["A", None, "B", "C"]
    assert grades(RFM, people)[1] is None
    told = explained(ABC, people, 1)
    assert (told["grade"], told["next"]["status"]) == (None, "not_graded")


def test_tiers_go_by_amount_alone_where_nobody_rated() -> None:
    revenue = ["20000000", "19999999.9999", "5000000", "4999999.9999", "0"]
    expected = ["focus", "main", "main", "general", "general"]
    assert tiers_of({"revenue_12m": revenue}) == expected


def test_tiers_hold_a_known_rating_against_the_amount() -> None:
    columns: dict[str, list[Figure]] = {
        "revenue_12m": [30_000_000] * 4,
        "scale_and_brand": [4, "3.9", "2.9", None],
    }
    assert tiers_of(columns) == ["focus", "main", "general", "focus"]


def test_strategic_needs_all_ratings_and_no_amount() -> None:
    assert tiers_of({"revenue_12m": [0], **TOP_RATINGS}) == ["strategic"]
    for code in TOP_RATINGS.keys() - {"scale_and_brand"}:
        assert tiers_of({"revenue_12m": [0], **TOP_RATINGS, code: [None]}) == ["general"]


def test_a_future_competitor_is_vetoed_from_strategic() -> None:
    columns: dict[str, list[Figure]] = {
        "revenue_12m": [0],
        **TOP_RATINGS,
        "future_competition": [4],
    }
    assert tiers_of(columns) == ["general"]


def test_tiers_say_which_ratings_were_missing_and_which_skipped() -> None:
    told = explained(TIERS, population({"revenue_12m": [25_000_000]}))
    assert (told["grade"], told["key_account"], told["explained"]) == ("focus", True, "focus")
    assert told["skipped"] == ["scale_and_brand"]
    assert told["missing"] == list(TOP_RATINGS)
    assert told["findings"] == [
        {
            "kind": "condition",
            "outcome": "met",
            "indicator": "revenue_12m",
            "operator": ">=",
            "value": "20000000",
            "figure": "25000000.0000",
        },
        {
            "kind": "condition",
            "outcome": "skipped",
            "indicator": "scale_and_brand",
            "operator": ">=",
            "value": "4",
            "figure": None,
        },
    ]


def test_what_otherwise_decided_is_explained_by_what_was_not_reached() -> None:
    told = explained(ABC, population({"revenue_12m": [95, 5]}), 1)
    assert (told["grade"], told["explained"]) == ("C", "B")
    assert told["findings"] == [
        {
            "kind": "pareto",
            "outcome": "failed",
            "indicator": "revenue_12m",
            "share": "0.95",
            "figure": "5.0000",
            "rank": 2,
            "customers": 2,
            "before": "95.0000",
            "total": "100.0000",
        }
    ]


def test_rfm_grades_are_segments_with_scores_as_reasons() -> None:
    people = population(
        {
            "recency_days": [1, 2, 3, 4, None],
            "orders_12m": [50, 40, 30, 20, 0],
            "revenue_12m": [50, 40, 30, 20, -10],
        }
    )
    assert grades(RFM, people) == [
        "champions",
        "loyal_customers",
        "need_attention",
        "hibernating",
        "hibernating",
    ]
    finding = explained(RFM, people, 1)["findings"][0]
    assert (finding["recency_score"], finding["frequency_score"], finding["monetary_score"]) == (
        4,
        4,
        4,
    )
    assert (finding["recency_figure"], finding["own_segment"]) == ("2", "loyal_customers")


def condition(operator: str, value: str, **more: str) -> dict[str, str]:
    return {"indicator": "orders_12m", "operator": operator, "value": value, **more}


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        (">=", "2", "no yes yes"),
        (">", "2", "no no yes"),
        ("<=", "2", "yes yes no"),
        ("<", "2", "yes no no"),
        ("=", "2", "no yes no"),
        (">=", "2.5", "no no yes"),
        (">", "2.5", "no no yes"),
        ("<", "2.5", "yes yes no"),
        ("<=", "1.5", "yes no no"),
        ("=", "2.5", "no no no"),
    ],
)
def test_operators_compare_exactly(operator: str, value: str, expected: str) -> None:
    people = population({"orders_12m": [1, 2, 3]})
    assert grades(one_rule(condition(operator, value)), people) == expected.split()


def test_a_missing_figure_fails_every_operator() -> None:
    people = population({"orders_12m": [None]})
    for operator in (">=", ">", "<=", "<", "="):
        assert grades(one_rule(condition(operator, "0")), people) == ["no"]


def test_skipped_conditions_leave_the_decision_to_the_others() -> None:
    people = population({"orders_12m": [None, None, 1], "category_count": [5, 1, 5]})
    skipping = condition(">=", "2", if_missing="skip")
    other = {"indicator": "category_count", "operator": ">=", "value": "3"}
    assert grades(one_rule({"all": [skipping, other]}), people) == ["yes", "no", "no"]
    assert grades(one_rule({"any": [skipping, other]}), people) == ["yes", "no", "yes"]


def test_a_group_of_skipped_conditions_does_not_hold() -> None:
    people = population({"orders_12m": [None]})
    skipping = condition(">=", "2", if_missing="skip")
    for group in ({"all": [skipping]}, {"any": [skipping]}, skipping):
        assert grades(one_rule(group), people) == ["no"]
    nested = {"all": [{"any": [skipping]}, condition("<", "0", if_missing="skip")]}
    assert grades(one_rule(nested), people) == ["no"]


@pytest.mark.parametrize("definition", PRESETS.values(), ids=PRESETS)
def test_a_missing_column_is_named(definition: dict[str, Any]) -> None:
    scheme = scheme_from_dict(definition)
    ratings = {each.code for each in INDICATORS if each.unit is Unit.RATING}
    for code in set(scheme.indicators()) - ratings:
        columns = {each.code: [1] for each in INDICATORS if each.code != code}
        with pytest.raises(InputError, match=f"no column {code}"):
            grade(scheme, population(columns))


@pytest.mark.parametrize("definition", PRESETS.values(), ids=PRESETS)
@pytest.mark.parametrize("count", [0, 1])
def test_nobody_and_one_customer_can_be_graded(definition: dict[str, Any], count: int) -> None:
    columns: dict[str, list[Figure]] = {
        each.code: [7] * count for each in INDICATORS if each.unit is not Unit.RATING
    }
    grading = grade(scheme_from_dict(definition), population(columns))
    ahead = next_grades(grading)
    assert sum(grading.counts().values()) == count
    assert [ahead.of(index).status.value for index in range(count)] in (
        [],
        ["best"],
        ["reachable"],
        ["no_change_found"],
        ["needs_figures"],
    )


@pytest.mark.parametrize("definition", PRESETS.values(), ids=PRESETS)
def test_the_order_of_customers_changes_nothing(definition: dict[str, Any]) -> None:
    random = Random(3)
    columns: dict[str, list[Figure]] = {
        each.code: [random.choice([None, 1, 2, 3, 4, 5]) for _ in range(60)] for each in INDICATORS
    }
    columns |= {
        "revenue_12m": [random.choice([-5, 0, 5, 5, 80, 3000, 9_000_000]) for _ in range(60)],
        "orders_12m": [random.randint(0, 6) for _ in range(60)],
        "recency_days": [random.choice([None, 1, 5, 30, 300]) for _ in range(60)],
    }
    people = population(columns)
    turned = people.take(np.array(random.sample(range(60), 60)))
    results = []
    for tried in (people, turned):
        grading = grade(scheme_from_dict(definition), tried)
        ahead = next_grades(grading)
        results.append(
            {code: explain(grading, ahead, place) for place, code in enumerate(tried.codes)}
        )
    assert results[0] == results[1]
