"""The way to the next grade: what is stated works, and nothing smaller does."""

from decimal import Decimal
from typing import Any

import pytest

from mainstay.analytics.scoring.grading import Grading, grade
from mainstay.analytics.scoring.next_grade import NextGrade, Status, next_grades
from mainstay.analytics.scoring.population import Population
from mainstay.analytics.scoring.presets import ABC, RFM, TIERS
from mainstay.analytics.scoring.scheme import scheme_from_dict
from mainstay.analytics.scoring.tests import reference
from mainstay.analytics.scoring.tests.populations import (
    SCHEMES,
    Figure,
    at_least,
    own,
    population,
    random_population,
)

RATED: dict[str, list[Figure]] = {
    "brand_awareness": [4],
    "strategic_cooperation": [4],
    "growth_prospects": [4],
    "volume_leap": [4],
    "global_purchasing": [4],
    "future_competition": [1],
    "scale_and_brand": [4],
}


def way_up(definition: dict[str, Any], people: Population, position: int = 0) -> NextGrade:
    return next_grades(grade(scheme_from_dict(definition), people)).of(position)


def needed(found: NextGrade) -> dict[str, Decimal]:
    return {change.indicator: change.needed for change in found.changes}


def test_the_best_grade_has_no_next() -> None:
    assert way_up(ABC, population({"revenue_12m": [1]})) == NextGrade(Status.BEST)


def test_an_amount_is_reached_to_the_cent() -> None:
    found = way_up(TIERS, population({"revenue_12m": ["4999999.985"]}))
    (change,) = found.changes
    assert (found.status, found.grade) == (Status.REACHABLE, "main")
    assert (change.present, change.needed) == (Decimal("4999999.985"), Decimal("5000000.005"))
    assert change.difference == Decimal("0.02")


def test_amount_and_rating_are_asked_for_together() -> None:
    people = population({"revenue_12m": [1_000_000], "scale_and_brand": ["2.5"]})
    found = way_up(TIERS, people)
    assert found.grade == "main"
    assert needed(found) == {"revenue_12m": 5_000_000, "scale_and_brand": 3}


def test_a_missing_rating_that_is_skipped_is_not_asked_for() -> None:
    found = way_up(TIERS, population({"revenue_12m": [7_000_000]}))
    assert found.grade == "focus"
    assert needed(found) == {"revenue_12m": 20_000_000}


def test_strategic_without_ratings_says_which_are_needed() -> None:
    found = way_up(TIERS, population({"revenue_12m": [25_000_000]}))
    assert (found.status, found.changes) == (Status.NEEDS_FIGURES, ())
    assert found.missing == tuple(code for code in RATED if code != "scale_and_brand")


def test_a_rating_moves_in_tenths_and_a_veto_downwards() -> None:
    columns: dict[str, list[Figure]] = {"revenue_12m": [25_000_000], **RATED}
    people = population(columns | {"volume_leap": ["3.75"], "future_competition": ["4.5"]})
    found = way_up(TIERS, people)
    assert (found.grade, needed(found)) == (
        "strategic",
        {"volume_leap": Decimal("4.05"), "future_competition": Decimal("3.9")},
    )


def test_fewer_indicators_come_before_a_smaller_factor() -> None:
    both = {"all": [at_least("orders_12m", 11), at_least("category_count", 11)]}
    people = population({"orders_12m": [10], "category_count": [10], "revenue_12m": [1]})
    found = way_up(own(at_least("revenue_12m", 100), both), people)
    assert needed(found) == {"revenue_12m": 100}


def test_of_single_changes_the_smallest_factor_is_taken() -> None:
    either = {"any": [at_least("orders_12m", 30), at_least("category_count", 8)]}
    people = population({"orders_12m": [10], "category_count": [4]})
    assert needed(way_up(own(either), people)) == {"category_count": 8}


def test_from_zero_the_nearest_grade_comes_first() -> None:
    people = population({"orders_12m": [0]})
    found = way_up(own(at_least("orders_12m", 9), at_least("orders_12m", 2)), people)
    assert found.grade == "g1"
    assert needed(found) == {"orders_12m": 2}


def test_a_grade_that_is_passed_on_the_way_is_the_one_stated() -> None:
    people = population({"revenue_12m": [0]})
    found = way_up(ABC, people)
    assert (found.grade, needed(found)) == ("A", {"revenue_12m": Decimal("0.01")})


def test_a_contradiction_is_no_way() -> None:
    rule = {
        "all": [
            at_least("orders_12m", 5),
            {"indicator": "orders_12m", "operator": "<", "value": "5"},
        ]
    }
    assert way_up(own(rule), population({"orders_12m": [1]})).status is Status.NO_CHANGE_FOUND


def test_an_impossible_figure_is_no_way() -> None:
    people = population({"scale_and_brand": [2]})
    assert way_up(own(at_least("scale_and_brand", 6)), people).status is Status.NO_CHANGE_FOUND
    people = population({"recency_days": [9]})
    rule = {"indicator": "recency_days", "operator": "<", "value": "1"}
    assert way_up(own(rule), people).status is Status.NO_CHANGE_FOUND


def test_an_exact_figure_off_the_steps_is_no_way() -> None:
    rule = {"indicator": "revenue_12m", "operator": "=", "value": "5"}
    assert needed(way_up(own(rule), population({"revenue_12m": [4]}))) == {"revenue_12m": 5}
    people = population({"revenue_12m": ["4.0001"]})
    assert way_up(own(rule), people).status is Status.NO_CHANGE_FOUND


def test_a_group_that_skips_everything_is_no_way() -> None:
    people = population({"orders_12m": [1], "category_count": [None]})
    skipping = {"all": [at_least("category_count", 2, if_missing="skip")]}
    found = way_up(own(skipping, at_least("orders_12m", 5)), people)
    assert found.grade == "g1"
    assert needed(found) == {"orders_12m": 5}
    assert way_up(own(skipping), people).status is Status.NO_CHANGE_FOUND


def test_in_rfm_a_lone_customer_finds_no_change() -> None:
    people = population({"recency_days": [9], "orders_12m": [1], "revenue_12m": [1]})
    assert way_up(RFM, people) == NextGrade(Status.NO_CHANGE_FOUND)


def test_in_rfm_only_one_indicator_moves() -> None:
    people = population(
        {
            "recency_days": [40, 10, 20, 30, 35],
            "orders_12m": [1, 2, 3, 4, 5],
            "revenue_12m": [1, 2, 3, 4, 5],
        }
    )
    found = way_up(RFM, people)
    assert found.grade == "about_to_sleep"
    assert needed(found) == {"recency_days": 29}


# --- random populations, compared with the plain reference -----------------------------------


def rows_of(people: Population) -> list[dict[str, Decimal | None]]:
    return [
        {code: column.at(index) for code, column in people.columns.items()}
        for index in range(len(people))
    ]


def rank_after(
    definition: dict[str, Any], grading: Grading, position: int, figures: dict[str, Decimal]
) -> int:
    """Grade everybody again by the reference, with some figures of one customer replaced."""
    rows = rows_of(grading.population)
    rows[position] |= figures
    result = reference.grades(definition, grading.population.codes, rows)
    found = result[position]
    assert found is not None
    return [entry.code for entry in grading.scheme.grades].index(found)


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("seed", range(60))
def test_grades_agree_with_the_reference(name: str, seed: int) -> None:
    people = random_population(seed)
    expected = reference.grades(SCHEMES[name], people.codes, rows_of(people))
    assert grade(scheme_from_dict(SCHEMES[name]), people).codes() == expected


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("seed", range(40))
def test_the_stated_change_reaches_the_grade_and_one_step_less_does_not(
    name: str, seed: int
) -> None:
    definition = SCHEMES[name]
    grading = grade(scheme_from_dict(definition), random_population(seed))
    ahead = next_grades(grading)
    for position, present in enumerate(grading.grades):
        found = ahead.of(position)
        if found.status is not Status.REACHABLE:
            continue
        reached = rank_after(definition, grading, position, needed(found))
        assert grading.scheme.grades[reached].code == found.grade
        assert reached < present
        for change in found.changes:
            step = grading.population.column(change.indicator).indicator.step
            back = step if change.difference > 0 else -step
            short = needed(found) | {change.indicator: change.needed - back}
            assert rank_after(definition, grading, position, short) >= present


@pytest.mark.parametrize("name", ["abc", "rfm", "two Pareto totals"])
@pytest.mark.parametrize("seed", range(40))
def test_where_a_single_change_helps_one_is_found(name: str, seed: int) -> None:
    definition = SCHEMES[name]
    grading = grade(scheme_from_dict(definition), random_population(seed))
    ahead = next_grades(grading)
    for position, present in enumerate(grading.grades):
        if ahead.of(position).status in (Status.REACHABLE, Status.BEST):
            continue
        for code in grading.scheme.indicators():
            column = grading.population.column(code)
            if not column.known[position]:
                continue
            for steps in range(-12, 40):
                figure = column.figure(column.figures[position] + steps * column.step)
                if code == "recency_days" and figure < 1:
                    continue
                assert rank_after(definition, grading, position, {code: figure}) >= present
