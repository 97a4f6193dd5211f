"""Scores, places, caps, margins and stays on random populations and pasts.

Compared with the plain reference, tried out, and graded again.
"""

from decimal import Decimal
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.analytics.scoring.explanation import explain
from mainstay.analytics.scoring.next_grade import Status, next_grades
from mainstay.analytics.scoring.tests import reference
from mainstay.analytics.scoring.tests.decisions import EVERY, EXACT, RANKED, past_of, remembering
from mainstay.analytics.scoring.tests.reference import Before
from mainstay.analytics.scoring.tests.test_deciding import codes, graded
from mainstay.analytics.scoring.tests.test_next_grade import rows_of


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("seed", range(25))
def test_grades_agree_with_the_reference(name: str, seed: int) -> None:
    people, before = past_of(EVERY[name], seed)
    expected = reference.grades(EVERY[name], people.codes, rows_of(people), before)
    assert codes(EVERY[name], people) == expected


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("seed", range(12))
def test_the_stated_change_reaches_the_grade_and_one_step_less_does_not(
    name: str, seed: int
) -> None:
    definition = EVERY[name]
    people, _before = past_of(definition, seed)
    grading = graded(definition, people)
    ahead = next_grades(grading)
    names = [entry.code for entry in grading.scheme.grades]

    def after(position: int, figures: dict[str, Decimal]) -> int:
        return int(graded(definition, people.with_figures(position, figures)).grades[position])

    for position, present in enumerate(grading.grades):
        found = ahead.of(position)
        if found.status is not Status.REACHABLE:
            continue
        needed = {change.indicator: change.needed for change in found.changes}
        reached = after(position, needed)
        assert found.grade is not None
        if name in RANKED:
            assert reached <= names.index(found.grade)
            continue
        assert reached == names.index(found.grade)
        assert reached < present
        if "scorecard" in definition and len(found.changes) > 1:
            continue  # several figures that reach a score together are not compared
        for change in found.changes:
            step = people.column(change.indicator).indicator.step
            back = step if change.difference > 0 else -step
            short = needed | {change.indicator: change.needed - back}
            assert after(position, short) >= present


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("seed", range(5))
def test_where_a_single_change_helps_one_is_found(name: str, seed: int) -> None:
    definition = EXACT[name]
    people, _before = past_of(definition, seed)
    grading = graded(definition, people)
    ahead = next_grades(grading)
    for position, present in enumerate(grading.grades):
        if ahead.of(position).status in (Status.REACHABLE, Status.BEST) or present < 0:
            continue
        for code in grading.scheme.indicators():
            column = people.column(code)
            if not column.known[position]:
                continue
            for steps_up in range(-10, 12):
                figure = column.figure(column.figures[position] + steps_up * column.step)
                if figure < 1 and code == "recency_days":
                    continue
                moved = graded(definition, people.with_figures(position, {code: figure}))
                assert moved.grades[position] >= present


@settings(deadline=None)
@given(st.sampled_from(sorted(EVERY)), st.integers(0, 2**32))
def test_the_same_data_never_moves_a_grade_twice(name: str, seed: int) -> None:
    definition = EVERY[name]
    people, before = past_of(definition, seed)
    once = codes(definition, people)
    again = [
        None
        if code is None
        else Before(code, stays=each is None or each.grade != code or each.stays)
        for code, each in zip(once, before, strict=True)
    ]
    assert codes(definition, remembering(people, again)) == once
    # Nor do margins and caps alone move one a second time, were everybody there for long.
    if "minimum_stay" not in definition:
        for_long = [None if code is None else Before(code) for code in once]
        assert codes(definition, remembering(people, for_long)) == once


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_customers_changes_nothing(name: str, seed: int) -> None:
    people, _before = past_of(EVERY[name], seed)
    order = list(range(len(people)))
    Random(seed).shuffle(order)
    one, other = graded(EVERY[name], people), graded(EVERY[name], people.take(np.array(order)))
    ways, others = next_grades(one), next_grades(other)
    for place, position in enumerate(order):
        expected = explain(one, ways, position)
        assert explain(other, others, place) == expected
