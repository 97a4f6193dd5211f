"""What moved a score, who stands beside a customer, and who moved between gradings."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.analytics.scoring.comparison import Cause, ScoreChange, compare, neighbours
from mainstay.analytics.scoring.grading import grade
from mainstay.analytics.scoring.migration import (
    Grades,
    flip_rate,
    flips,
    grades_of,
    migration,
)
from mainstay.analytics.scoring.ranking import Ranking
from mainstay.analytics.scoring.scheme import scheme_from_dict
from mainstay.analytics.scoring.scorecard_data import scorecard_from_dict
from mainstay.analytics.scoring.scores import scores_of
from mainstay.analytics.scoring.tests.populations import Figure, at_least, own, population
from mainstay.analytics.scoring.tests.scorecards import FIVE, FIVE_CUSTOMERS, card, line, steps
from mainstay.analytics.scoring.tests.test_scores import ROWS, WEIGHTS, people_of, three


def changed(
    before: dict[str, list[Figure]],
    after: dict[str, list[Figure]],
    member: int = 0,
    cards: tuple[dict[str, Any], dict[str, Any]] = (FIVE, FIVE),
) -> ScoreChange:
    one, other = (
        scores_of(scorecard_from_dict(definition), population(columns)).at(member)
        for definition, columns in zip(cards, (before, after), strict=True)
    )
    return compare(one, other)


@dataclass
class Told:
    """A line of which figures are told, and neither share nor points."""

    indicator: str
    figure: Decimal | None
    dimension: str = "value"
    value: Decimal | None = None
    share: Decimal | None = None
    points: Decimal | None = None


@dataclass
class ToldScore:
    contributions: list[Told]
    score: Decimal | None = None


def test_what_is_not_told_is_compared_by_what_is() -> None:
    before = ToldScore([Told("revenue_12m", Decimal(1)), Told("orders_12m", None)])
    after = ToldScore([Told("orders_12m", None), Told("revenue_12m", Decimal(2))])
    found = compare(before, after)
    assert [(each.indicator, each.cause, each.difference) for each in found.movements] == [
        ("orders_12m", Cause.NONE, None),
        ("revenue_12m", Cause.FIGURE, None),
    ]
    assert found.difference is None


def test_the_worked_example() -> None:
    later = FIVE_CUSTOMERS | {"orders_12m": [10, 4, 4, 1, 6], "recency_days": [12, 45, 30, 200, 25]}
    found = changed(FIVE_CUSTOMERS, later, 4)
    assert (found.before, found.after) == (Decimal("17.7778"), Decimal(34))
    assert [
        (each.indicator, str(each.difference), each.cause.value) for each in found.movements
    ] == [
        ("recency_days", "10.0000", "known"),
        ("orders_12m", "7.3333", "figure"),
        ("growth_yoy", "-1.1111", "weight"),
        ("revenue_12m", "0.0000", "weight"),
    ]
    assert found.difference == sum(each.difference or 0 for each in found.movements)
    assert found.to_dict()["movements"][1] == {
        "indicator": "orders_12m",
        "dimension": "loyalty",
        "cause": "figure",
        "difference": "7.3333",
        "figure_before": "2",
        "figure_after": "6",
        "points_before": "6.6667",
        "points_after": "14.0000",
    }


def test_a_score_may_move_because_others_moved() -> None:
    found = changed(
        {"revenue_12m": [5, 1]},
        {"revenue_12m": [5, 9]},
        cards=(card(line("revenue_12m")),) * 2,
    )
    assert (found.difference, found.movements[0].cause) == (Decimal(-50), Cause.SCALE)


def test_a_line_that_came_or_went_is_told_as_such() -> None:
    flat = steps((0, 60))
    one = card(line("revenue_12m", **flat), line("orders_12m", **flat))
    other = card(line("revenue_12m", **flat), line("category_count", **flat))
    figures: dict[str, list[Figure]] = {
        "revenue_12m": [1], "orders_12m": [1], "category_count": [1],
    }  # fmt: skip
    found = changed(figures, figures, cards=(one, other))
    assert [
        (each.indicator, each.cause, int(each.difference or 0)) for each in found.movements
    ] == [
        ("category_count", Cause.LINE, 30),
        ("orders_12m", Cause.LINE, -30),
        ("revenue_12m", Cause.NONE, 0),
    ]


def test_without_one_of_the_scores_there_is_no_difference() -> None:
    found = changed(
        {"revenue_12m": [None]}, {"revenue_12m": [5]}, cards=(card(line("revenue_12m")),) * 2
    )
    assert (found.before, found.after, found.difference) == (None, Decimal(50), None)


@settings(deadline=None)
@given(ROWS, ROWS, WEIGHTS, WEIGHTS)
def test_movements_add_up_to_the_difference(
    before: list[tuple[Figure, ...]],
    after: list[tuple[Figure, ...]],
    weights: list[int],
    others: list[int],
) -> None:
    one = scores_of(scorecard_from_dict(three(weights)), people_of(before)).at(0)
    other = scores_of(scorecard_from_dict(three(others)), people_of(after)).at(0)
    found = compare(one, other)
    if found.difference is not None:
        assert found.difference == sum(each.difference or 0 for each in found.movements)
    assert all(each.difference == 0 for each in found.movements if each.cause is Cause.NONE)


# --- neighbours -------------------------------------------------------------------------------


def ranking(*figures: Figure) -> Ranking:
    people = population({"revenue_12m": figures})
    column = people.column("revenue_12m")
    return Ranking(column.figures, column.known, 1, people.code_ranks)


def test_neighbours_are_the_nearest_above_and_below() -> None:
    found = neighbours(ranking(10, 50, 30, 30, 20, None), 3, 2)
    assert found is not None
    assert (found.rank, found.customers) == (3, 5)
    assert (found.above, found.below) == ((2, 1), (4, 0))


def test_the_first_has_nobody_above_the_last_nobody_below_and_the_unknown_no_place() -> None:
    first, last = neighbours(ranking(9, 1, None), 0), neighbours(ranking(9, 1, None), 1)
    assert first is not None
    assert last is not None
    assert (first.above, last.below) == ((), ())
    assert neighbours(ranking(9, 1, None), 2) is None


# --- migration --------------------------------------------------------------------------------

NAMES = ("A", "B", "C")


def graded(**grades: str | None) -> Grades:
    import pyarrow as pa

    return Grades(pa.array(list(grades), pa.string()), pa.array(list(grades.values()), pa.string()))


def test_a_migration_counts_who_went_where() -> None:
    before = graded(a="A", b="A", c="B", d="C", e="B", gone="C", never=None)
    after = graded(b="B", a="A", c="A", d="C", e=None, new="B", never=None)
    found = migration(before, after, NAMES, NAMES)
    assert found.counts.tolist() == [[1, 1, 0, 0], [1, 0, 0, 1], [0, 0, 1, 1], [0, 1, 0, 0]]
    assert (found.stayed, found.rose, found.fell, found.entered, found.left) == (2, 1, 1, 1, 2)


def test_grades_of_two_schemes_are_counted_and_not_compared() -> None:
    found = migration(graded(a="A"), graded(a="x"), NAMES, ("x", "y"))
    assert found.counts[0].tolist() == [1, 0, 0]
    with pytest.raises(ValueError, match="two schemes"):
        _ = found.rose


def test_a_migration_of_nobody_is_empty() -> None:
    assert migration(graded(), graded(), NAMES, NAMES).counts.sum() == 0


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([*NAMES, None])),
    st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([*NAMES, None])),
)
def test_a_migration_agrees_with_a_cross_table(
    before: dict[str, str | None], after: dict[str, str | None]
) -> None:
    found = migration(graded(**before), graded(**after), NAMES, NAMES)
    everybody = sorted({*before, *after})
    one = pd.Series([before.get(code) or "-" for code in everybody], dtype="object")
    other = pd.Series([after.get(code) or "-" for code in everybody], dtype="object")
    order = [*NAMES, "-"]
    expected = pd.crosstab(one, other).reindex(index=order, columns=order, fill_value=0).to_numpy()
    if expected.size:
        expected[-1, -1] = 0
        assert found.counts.tolist() == expected.tolist()


def test_flips_are_counted_from_one_quarter_to_the_next() -> None:
    quarters = [
        graded(a="A", b="B", c=None, d="C"),
        graded(a="A", b="A", c="B", d="C"),
        graded(a="B", b="A", c="B"),
    ]
    found = flips(quarters, NAMES)
    assert [(each.customers, each.changed) for each in found] == [(3, 1), (3, 1)]
    assert flip_rate(found) == pytest.approx(1 / 3)
    assert flip_rate(flips(quarters[:1], NAMES)) is None


def test_grades_of_a_grading_have_nothing_for_whom_none_was_given() -> None:
    people = population({"orders_12m": [5, 1, 9]}, graded=[True, True, False])
    found = grades_of(grade(scheme_from_dict(own(at_least("orders_12m", 5))), people))
    assert found.grades.to_pylist() == ["g0", "rest", None]
    assert found.customers.to_pylist() == ["C0", "C1", "C2"]
