"""Every customer of a real retailer under every shipped scheme: the stated change, tried out."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from mainstay.analytics.measures import ledger_measures
from mainstay.analytics.scoring.explanation import explain
from mainstay.analytics.scoring.grading import Grading, grade
from mainstay.analytics.scoring.next_grade import NextGrades, Status, next_grades
from mainstay.analytics.scoring.population import Population, population_from_table
from mainstay.analytics.scoring.presets import PRESETS, RFM
from mainstay.analytics.scoring.record import explain_row, record
from mainstay.analytics.scoring.scheme import scheme_from_dict
from mainstay.analytics.scoring.tests.populations import INDICATORS
from mainstay.analytics.tests.online_retail import (
    needs_online_retail,
    no_categories,
    order_rows,
    order_table,
)

pytestmark = needs_online_retail

SEGMENTS = {
    "champions": 474,
    "loyal_customers": 746,
    "potential_loyalists": 315,
    "cannot_lose": 45,
    "need_attention": 153,
    "new_customers": 37,
    "at_risk": 410,
    "promising": 57,
    "about_to_sleep": 224,
    "hibernating": 899,
}
"""Worked out from the file by the formulas of the RFM page with plain Python."""


@cache
def retailer() -> Population:
    measured = ledger_measures(
        order_table(order_rows()), no_categories(), as_of=date(2011, 9, 1)
    ).to_pyarrow()
    measured = measured.sort_by("customer")
    codes = measured["customer"].cast(pa.string())
    table = measured.set_column(0, "customer", codes)
    table = table.append_column("industry_rank", pa.nulls(len(codes), pa.int64()))
    return population_from_table(table, INDICATORS)


@cache
def graded(code: str) -> tuple[Grading, NextGrades]:
    grading = grade(scheme_from_dict(PRESETS[code]), retailer())
    return grading, next_grades(grading)


def grade_after(grading: Grading, position: int, figures: dict[str, Decimal]) -> int:
    """Grade all customers again with some figures of one of them replaced."""
    again = grade(grading.scheme, grading.population.with_figures(position, figures))
    return int(again.grades[position])


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("abc", {"A": 948, "B": 1136, "C": 1276}),
        ("tiers", {"strategic": 0, "focus": 0, "main": 0, "general": 3360}),
        ("rfm", SEGMENTS),
    ],
)
def test_grades_are_counted(code: str, counts: dict[str, int]) -> None:
    assert graded(code)[0].counts() == counts


def test_customers_at_or_below_zero_are_in_c() -> None:
    grading, _ = graded("abc")
    revenue = retailer().column("revenue_12m").figures
    assert (grading.grades[revenue <= 0] == 2).all()
    assert int((revenue <= 0).sum()) == 56


@pytest.mark.parametrize("code", ["abc", "tiers", "rfm"])
def test_the_stated_change_reaches_the_stated_grade(code: str) -> None:
    grading, ahead = graded(code)
    for position in range(len(grading.population)):
        found = ahead.of(position)
        if found.status is Status.BEST:
            continue
        assert found.status is Status.REACHABLE
        figures = {change.indicator: change.needed for change in found.changes}
        reached = grade_after(grading, position, figures)
        assert grading.scheme.grades[reached].code == found.grade
        assert reached < grading.grades[position]


@pytest.mark.parametrize("code", ["abc", "tiers", "rfm"])
def test_one_step_less_reaches_no_better_grade(code: str) -> None:
    grading, ahead = graded(code)
    for position in range(len(grading.population)):
        changes = ahead.of(position).changes
        for short in changes:
            step = grading.population.column(short.indicator).indicator.step
            figures = {change.indicator: change.needed for change in changes}
            figures[short.indicator] -= step if short.difference > 0 else -step
            assert grade_after(grading, position, figures) >= grading.grades[position]


def test_the_stated_change_reaches_a_score_and_one_step_less_does_not() -> None:
    grading, ahead = graded("service")
    tried = 0
    for position in range(0, len(grading.population), 40):
        found = ahead.of(position)
        if found.status is not Status.REACHABLE:
            continue
        tried += 1
        (change,) = found.changes
        step = grading.population.column(change.indicator).indicator.step
        short = change.needed - (step if change.difference > 0 else -step)
        reached = grade_after(grading, position, {change.indicator: change.needed})
        assert grading.scheme.grades[reached].code == found.grade
        less = grade_after(grading, position, {change.indicator: short})
        assert less >= grading.grades[position]
    assert tried > 20


def test_where_rfm_finds_no_change_no_single_change_helps() -> None:
    """Take small parts of the retailer: among few customers many are stuck."""
    stuck = 0
    random = np.random.default_rng(11)
    for _ in range(150):
        part = retailer().take(random.choice(3360, size=3, replace=False))
        grading = grade(scheme_from_dict(RFM), part)
        ahead = next_grades(grading)
        for position in range(len(part)):
            if ahead.of(position).status is Status.NO_CHANGE_FOUND:
                stuck += 1
                assert_no_single_change_helps(grading, position)
    assert stuck > 20


def assert_no_single_change_helps(grading: Grading, position: int) -> None:
    for code in grading.scheme.indicators():
        column: Any = grading.population.column(code)
        if not column.known[position]:
            continue
        for border in column.figures:
            for offset in (-column.step, 0, column.step):
                figure = column.figure(max(int(border) + offset, 1))
                assert grade_after(grading, position, {code: figure}) >= grading.grades[position]


@pytest.mark.parametrize("code", PRESETS)
def test_every_customers_row_explains_the_same_as_the_grading(code: str) -> None:
    grading, ahead = graded(code)
    for position, row in enumerate(record(grading, ahead).to_pylist()):
        assert explain_row(grading.scheme, row) == explain(grading, ahead, position)
