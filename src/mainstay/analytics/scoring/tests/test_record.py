"""What a record keeps: its rows explain the same as the grading they were made of."""

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mainstay.analytics.scoring.explanation import explain
from mainstay.analytics.scoring.grading import grade
from mainstay.analytics.scoring.next_grade import next_grades
from mainstay.analytics.scoring.population import Population
from mainstay.analytics.scoring.presets import ABC, PRESETS, TIERS
from mainstay.analytics.scoring.record import explain_row, record
from mainstay.analytics.scoring.scheme import scheme_from_dict
from mainstay.analytics.scoring.tests.decisions import EVERY, past_of, remembering
from mainstay.analytics.scoring.tests.populations import (
    INDICATORS,
    SCHEMES,
    own,
    population,
    random_population,
)


def through_parquet(table: pa.Table) -> list[dict[str, Any]]:
    file = io.BytesIO()
    pq.write_table(table, file)
    rows: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return rows


def assert_rows_explain_the_same(definition: dict[str, Any], people: Population) -> None:
    scheme = scheme_from_dict(definition)
    grading = grade(scheme, people)
    ahead = next_grades(grading)
    rows = through_parquet(record(grading, ahead))
    told = [explain_row(scheme, row).to_dict() for row in rows]
    assert told == [explain(grading, ahead, int(member)).to_dict() for member in grading.members]


@pytest.mark.parametrize("name", [*SCHEMES, "tiers"])
@pytest.mark.parametrize("seed", range(30))
def test_a_row_explains_the_same_as_the_grading(name: str, seed: int) -> None:
    assert_rows_explain_the_same(SCHEMES.get(name, TIERS), random_population(seed))


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("seed", range(10))
def test_a_row_keeps_scores_places_and_what_decided(name: str, seed: int) -> None:
    people, _before = past_of(EVERY[name], seed)
    assert_rows_explain_the_same(EVERY[name], people)


def test_nobody_has_no_row_whatever_decides() -> None:
    people = population({code: [] for code in ("revenue_12m", "orders_12m", "recency_days")})
    for name in ("all at once", "score by steps", "floor"):
        assert_rows_explain_the_same(EVERY[name], remembering(people, []))


def test_ratings_that_were_missing_skipped_or_asked_for_are_kept() -> None:
    people = population(
        {
            "revenue_12m": [25_000_000, 6_000_000, None, 3],
            "scale_and_brand": [None, 2, None, 5],
            "brand_awareness": [None, 5, 3, None],
        }
    )
    assert_rows_explain_the_same(TIERS, people)


def test_sums_beyond_64_bits_are_kept_exactly() -> None:
    people = population({"revenue_12m": [100_000_000_000_000, 99_999_999_999_999] * 3000})
    grading = grade(scheme_from_dict(ABC), people)
    kept = record(grading, next_grades(grading))["places"][0].as_py()
    assert str(kept["revenue_12m"]["total"]) == "599999999999997000.0000"
    assert_rows_explain_the_same(ABC, people.take(grading.members[:40]))


def test_who_is_not_graded_has_no_row() -> None:
    people = population({"revenue_12m": [5, 0, 7]}, graded=[True, False, True])
    assert_rows_explain_the_same(ABC, people)


@pytest.mark.parametrize("definition", [*PRESETS.values(), own()], ids=[*PRESETS, "otherwise"])
def test_nobody_is_a_record_without_rows(definition: dict[str, Any]) -> None:
    people = population({indicator.code: [] for indicator in INDICATORS})
    assert_rows_explain_the_same(definition, people)


def test_a_scheme_of_one_grade_needs_no_figures() -> None:
    assert_rows_explain_the_same(own(), population({"revenue_12m": [5, 0]}))
