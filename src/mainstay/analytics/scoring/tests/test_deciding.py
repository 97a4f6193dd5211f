"""Scores, places, caps, margins and minimum stay: who gets which grade, and the way up."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from mainstay.analytics.scoring.explanation import explain
from mainstay.analytics.scoring.grading import Grading, grade
from mainstay.analytics.scoring.history import months_later
from mainstay.analytics.scoring.next_grade import next_grades
from mainstay.analytics.scoring.population import InputError, Population, population_from_table
from mainstay.analytics.scoring.scheme import scheme_from_dict
from mainstay.analytics.scoring.tests.decisions import (
    AS_OF,
    FIXED,
    capped,
    remembering,
    top,
    with_card,
)
from mainstay.analytics.scoring.tests.populations import (
    INDICATORS,
    Figure,
    at_least,
    own,
    population,
)
from mainstay.analytics.scoring.tests.reference import Before
from mainstay.analytics.scoring.tests.scorecards import card, line, steps


def graded(definition: dict[str, Any], people: Population) -> Grading:
    return grade(scheme_from_dict(definition), people)


def codes(definition: dict[str, Any], people: Population) -> list[str | None]:
    return graded(definition, people).codes()


def orders(*figures: Figure, before: Sequence[Before | None] | None = None) -> Population:
    people = population({"orders_12m": figures})
    return people if before is None else remembering(people, before)


def told(definition: dict[str, Any], people: Population, position: int = 0) -> dict[str, Any]:
    grading = graded(definition, people)
    return explain(grading, next_grades(grading), position).to_dict()


# --- top ------------------------------------------------------------------------------------


def test_the_first_two_are_taken_and_ties_go_to_the_smaller_code() -> None:
    people = population({"orders_12m": [5, 9, 5, 5, None]}, codes=["d", "e", "b", "c", "a"])
    assert codes(own(top("orders_12m", count="2")), people) == ["rest", "g0", "g0", "rest", "rest"]


def test_less_is_first_where_less_is_better() -> None:
    people = population({"recency_days": [30, 2, None, 9]})
    assert codes(own(top("recency_days", count="2")), people) == ["rest", "g0", "rest", "g0"]


def test_the_customer_that_crosses_the_border_of_a_share_is_in() -> None:
    people = orders(1, 2, 3, 4, None)
    quarter = codes(own(top("orders_12m", share="0.25")), people)
    more = codes(own(top("orders_12m", share="0.26")), people)
    assert (quarter.count("g0"), more.count("g0")) == (1, 2)


def test_one_customer_is_among_the_first_and_nobody_without_a_figure_is() -> None:
    assert codes(own(top("orders_12m", share="0.01")), orders(-3)) == ["g0"]
    assert codes(own(top("orders_12m", count="9")), orders(None, None)) == ["rest", "rest"]
    assert codes(own(top("orders_12m", count="9")), population({"orders_12m": []})) == []


def test_the_reason_of_a_place_is_the_rank() -> None:
    reason = told(own(top("orders_12m", share="0.5")), orders(5, 7, 9, None))
    assert reason["findings"] == [
        {
            "kind": "top",
            "outcome": "failed",
            "indicator": "orders_12m",
            "figure": "5",
            "share": "0.5",
            "most": 2,
            "rank": 3,
            "customers": 3,
        }
    ]
    assert reason["next"]["changes"][0]["needed"] == "7"


# --- scores ---------------------------------------------------------------------------------


def test_a_score_exactly_at_the_border_reaches_it() -> None:
    scheme = with_card(
        card(line("orders_12m", **steps((1, "79.9999"), (2, 80)))), at_least("score", 80)
    )
    assert codes(scheme, orders(1, 2, None)) == ["rest", "g0", "rest"]


def test_the_way_to_a_score_is_the_smallest_change_of_one_figure() -> None:
    people = population({"orders_12m": [3, 3], "recency_days": [9, 1]})
    reason = told(with_card(FIXED, at_least("score", 60)), people)
    assert reason["score"]["score"] == "40.0000"
    assert reason["next"]["status"] == "reachable"
    assert reason["next"]["changes"] == [
        {"indicator": "orders_12m", "present": "3", "needed": "8", "difference": "5"}
    ]


def test_a_score_of_half_a_last_place_is_rounded_to_the_even_one_on_the_way_too() -> None:
    scored = card(line("orders_12m", **steps((1, "0.00005"), (2, "0.00006"))))
    reason = told(with_card(scored, at_least("score", "0.0001")), orders(0))
    assert reason["next"]["changes"][0]["needed"] == "2"


def test_what_a_rule_asks_for_besides_counts_towards_the_score() -> None:
    scored = card(
        line("revenue_12m", **steps((10, 100))), line("orders_12m", **steps((1, 20), (3, 50)))
    )
    both = {"all": [at_least("revenue_12m", 10), at_least("score", 75)]}
    people = population({"revenue_12m": [0], "orders_12m": [1]})
    changes = told(with_card(scored, both), people)["next"]["changes"]
    assert {each["indicator"]: each["needed"] for each in changes} == {
        "revenue_12m": "10.0000", "orders_12m": "3",
    }  # fmt: skip


def test_where_no_single_figure_reaches_a_score_no_change_is_stated() -> None:
    people = population({"orders_12m": [0], "recency_days": [99]})
    assert told(with_card(FIXED, at_least("score", 80)), people)["next"] == {
        "status": "no_change_found",
        "grade": None,
        "changes": [],
        "missing": [],
    }


def test_a_score_of_nothing_names_what_is_missing() -> None:
    people = population({"orders_12m": [None], "recency_days": [None]})
    reason = told(with_card(FIXED, at_least("score", 80)), people)
    assert (reason["grade"], reason["missing"]) == ("rest", ["score"])
    assert reason["next"]["status"] == "needs_figures"
    assert reason["next"]["missing"] == ["orders_12m", "recency_days"]


def test_a_grade_is_withheld_below_the_floor_and_says_what_is_missing() -> None:
    scheme = with_card(FIXED | {"coverage_floor": "0.5"}, at_least("score", 80))
    people = population({"orders_12m": [None, 8], "recency_days": [1, None]})
    grading = graded(scheme, people)
    assert grading.codes() == [None, "g0"]
    assert grading.counts() == {"g0": 1, "rest": 0}
    reason = told(scheme, people)
    assert reason["findings"] == [
        {"kind": "coverage", "outcome": "failed", "coverage": "0.2500", "floor": "0.5"}
    ]
    assert (reason["missing"], reason["next"]["status"]) == (["orders_12m"], "needs_figures")


def test_who_never_bought_moves_no_score() -> None:
    people = population({"revenue_12m": [1, 99, 3]}, graded=[True, False, True])
    grading = graded(with_card(card(line("revenue_12m")), at_least("score", 75)), people)
    assert grading.codes() == ["rest", None, "g0"]


# --- caps -----------------------------------------------------------------------------------

CAPPED = capped(own(at_least("orders_12m", 2), at_least("orders_12m", 3)), 0, 2, "orders_12m")


def test_the_best_stay_and_the_rest_go_to_the_next_grade_whose_rule_they_meet() -> None:
    assert codes(CAPPED, orders(2, 5, 2, 4, 3, 1)) == ["rest", "g0", "rest", "g0", "g1", "rest"]


def test_ties_at_a_cap_go_to_the_smaller_code() -> None:
    people = population({"orders_12m": [5, 5, 5]}, codes=["c", "a", "b"])
    assert codes(CAPPED, people) == ["g1", "g0", "g0"]


def test_the_reason_names_the_grade_that_was_full() -> None:
    reason = told(CAPPED, orders(3, 5, 4))
    assert reason["grade"] == "g1"
    assert reason["decided"]["by_rules"] == "g0"
    assert reason["decided"]["capped_from"] == {
        "grade": "g0", "most": 2, "indicator": "orders_12m", "figure": "3", "rank": 3,
    }  # fmt: skip
    assert reason["next"]["changes"][0]["needed"] == "4"


def test_who_must_stay_takes_a_place_first() -> None:
    scheme = CAPPED | {"minimum_stay": {"months": "6"}}
    before = [Before("g0", stays=True), None, None, None]
    people = orders(0, 5, 4, 3, before=before)
    assert codes(scheme, people) == ["g0", "g0", "g1", "g1"]


def test_more_may_have_to_stay_than_a_grade_takes_and_then_nobody_comes_in() -> None:
    scheme = CAPPED | {"minimum_stay": {"months": "6"}}
    people = orders(0, 0, 0, 9, before=[Before("g0", stays=True)] * 3 + [None])
    assert codes(scheme, people) == ["g0", "g0", "g0", "g1"]
    assert told(scheme, people, 3)["next"]["status"] == "no_change_found"


# --- margins --------------------------------------------------------------------------------

WITH_MARGIN = own(at_least("orders_12m", 10, margin="2"), at_least("orders_12m", 5, margin="2"))


@pytest.mark.parametrize(
    ("figure", "before", "after"),
    [
        (11, "g1", "g1"), (12, "g1", "g0"),  # upwards only past the margin
        (8, "g0", "g0"), (7, "g0", "g1"),  # downwards only past the margin
        (4, "g0", "g1"), (2, "g0", "rest"),  # two borders, each with its margin
        (10, None, "g0"), (9, None, "g1"),  # without a grade before, no margin
        (10, "gone", "g0"),  # a grade that the scheme does not have is none
        (11, "rest", "g1"), (12, "rest", "g0"),
    ],
)  # fmt: skip
def test_a_border_is_passed_by_the_margin_only(figure: int, before: str | None, after: str) -> None:
    people = orders(figure, before=[Before(before) if before else None])
    assert codes(WITH_MARGIN, people) == [after]


def test_the_reason_says_that_the_grade_before_tipped_the_scales() -> None:
    reason = told(WITH_MARGIN, orders(8, before=[Before("g0")]))
    assert reason["decided"] == {
        "by_rules": "g1",
        "previous": "g0",
        "by_margin": True,
        "stays_until": None,
        "capped_from": None,
    }
    assert reason["findings"][0] == {
        "kind": "condition",
        "outcome": "met",
        "indicator": "orders_12m",
        "operator": ">=",
        "value": "8",
        "figure": "8",
    }


def test_the_way_up_passes_the_margin() -> None:
    reason = told(WITH_MARGIN, orders(11, before=[Before("g1")]))
    assert reason["next"]["changes"][0]["needed"] == "12"


# --- minimum stay ---------------------------------------------------------------------------

STAYING = own(at_least("orders_12m", 10)) | {"minimum_stay": {"months": "6"}}


def test_a_grade_is_kept_until_its_months_are_over() -> None:
    people = orders(0, 0, 99, before=[Before("g0", stays=True), Before("g0"), Before("rest", True)])
    assert codes(STAYING, people) == ["g0", "rest", "rest"]
    reason = told(STAYING, people, 2)
    assert reason["decided"]["stays_until"] == "2026-03-02"
    assert (reason["decided"]["by_rules"], reason["decided"]["by_margin"]) == ("g0", False)
    assert reason["next"]["status"] == "held"


def test_a_grade_without_a_day_of_beginning_is_not_kept() -> None:
    table = pa.table(
        {
            "customer": ["a"],
            "orders_12m": pa.array([0], pa.int64()),
            "previous_grade": ["g0"],
            "previous_since": pa.array([None], pa.date32()),
        }
    )
    people = population_from_table(table, INDICATORS, as_of=AS_OF)
    assert codes(STAYING, people) == ["rest"]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2025-12-15", 1, "2026-01-15"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(
    day: str, months: int, later: str
) -> None:
    assert months_later(np.array([day], "datetime64[D]"), months).astype(str).tolist() == [later]


@pytest.mark.parametrize(
    ("scheme", "columns", "as_of", "lacking"),
    [
        (WITH_MARGIN, [], AS_OF, "previous_grade"),
        (STAYING, ["previous_grade"], AS_OF, "previous_since"),
        (STAYING, ["previous_grade", "previous_since"], None, "day of the evaluation"),
    ],
)
def test_a_past_that_is_asked_for_and_not_there_is_named(
    scheme: dict[str, Any], columns: list[str], as_of: date | None, lacking: str
) -> None:
    table = pa.table(
        {
            "customer": ["a"],
            "orders_12m": pa.array([0], pa.int64()),
            "previous_grade": ["g0"],
            "previous_since": pa.array([date(2026, 1, 1)], pa.date32()),
        }
    ).select(["customer", "orders_12m", *columns])
    with pytest.raises(InputError, match=lacking):
        codes(scheme, population_from_table(table, INDICATORS, as_of=as_of))
