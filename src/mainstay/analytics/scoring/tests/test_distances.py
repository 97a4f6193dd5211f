"""Single changes of one customer, up and down, tried out and searched for by brute force."""

from decimal import Decimal
from typing import Any

import pytest

from mainstay.analytics.scoring.distances import Distances, distances
from mainstay.analytics.scoring.population import Population
from mainstay.analytics.scoring.presets import ABC, RFM
from mainstay.analytics.scoring.tests.decisions import EVERY, EXACT, FIXED, past_of, with_card
from mainstay.analytics.scoring.tests.populations import (
    SCHEMES,
    at_least,
    own,
    population,
    random_population,
)
from mainstay.analytics.scoring.tests.reference import Before
from mainstay.analytics.scoring.tests.test_deciding import CAPPED, STAYING, graded, orders

KNOWN = SCHEMES | EVERY


def told(found: Distances) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    up, down = (
        [(each.indicator, f"{each.needed.normalize():f}", each.grade) for each in changes]
        for changes in (found.up, found.down)
    )
    return up, down


def test_each_indicator_that_can_do_it_alone_is_named() -> None:
    people = population({"orders_12m": [3], "recency_days": [3]})
    scheme = with_card(FIXED, at_least("score", 60), at_least("score", 45))
    assert told(distances(graded(scheme, people), 0)) == (
        [("orders_12m", "8", "g0"), ("recency_days", "1", "g0")],
        [("orders_12m", "2", "rest"), ("recency_days", "4", "rest")],
    )


def test_a_change_is_plain_data_with_texts() -> None:
    found = distances(graded(ABC, population({"revenue_12m": [70, 20, 10]})), 2)
    assert [each.to_dict() for each in found.up] == [
        {
            "indicator": "revenue_12m",
            "present": "10.0000",
            "needed": "20.0100",
            "difference": "10.0100",
            "grade": "A",
        }
    ]


def test_what_would_be_lost_in_a_pareto_class_is_searched_for() -> None:
    found = distances(graded(ABC, population({"revenue_12m": [70, 20, 9, 1]})), 1)
    # With 9 it still comes before the other one with 9, whose code is larger, and 70 is before it:
    # less than 80 % of 89. With less the other one is before it too.
    assert told(found) == ([], [("revenue_12m", "8.99", "B")])


def test_who_leads_has_nothing_above_and_who_is_last_nothing_below() -> None:
    found = distances(graded(own(at_least("orders_12m", 5)), orders(9, 1)), 0)
    assert told(found) == ([], [("orders_12m", "4", "rest")])
    found = distances(graded(own(at_least("orders_12m", 5)), orders(9, 1)), 1)
    assert told(found) == ([("orders_12m", "5", "g0")], [])


def test_who_has_to_stay_has_no_grade_or_never_bought_has_no_way() -> None:
    people = orders(0, before=[Before("g0", stays=True)])
    assert distances(graded(STAYING, people), 0) == Distances((), ())
    floor = with_card(FIXED | {"coverage_floor": "0.9"}, at_least("score", 80))
    people = population({"orders_12m": [9], "recency_days": [None]})
    assert distances(graded(floor, people), 0) == Distances((), ())
    people = population({"orders_12m": [9]}, graded=[False])
    assert distances(graded(own(at_least("orders_12m", 5)), people), 0) == Distances((), ())


def test_a_place_under_a_cap_is_lost_to_the_first_who_is_out() -> None:
    grading = graded(CAPPED, orders(9, 5, 4))
    assert told(distances(grading, 0))[1] == [("orders_12m", "3", "g1")]
    assert told(distances(grading, 2))[0] == [("orders_12m", "6", "g0")]


@pytest.mark.parametrize("name", [*EXACT, *(name for name in SCHEMES if name != "rfm")])
@pytest.mark.parametrize("seed", range(6))
def test_the_nearest_single_changes_are_those_of_brute_force(name: str, seed: int) -> None:
    definition = KNOWN[name]
    people = random_population(seed)
    grading = graded(definition, people)
    for position, present in enumerate(grading.grades):
        found = distances(grading, position)
        if present < 0:
            continue
        up = {each.indicator: each.needed for each in found.up}
        down = {each.indicator: each.needed for each in found.down}
        for code in grading.scheme.indicators():
            own = people.column(code).at(position)
            if own is None:
                continue
            better, worse = nearest_by_force(definition, people, position, code)
            assert better is None or abs(up[code] - own) == better
            assert worse is None or abs(down[code] - own) == worse


def nearest_by_force(
    definition: dict[str, Any], people: Population, position: int, code: str
) -> tuple[Decimal | None, Decimal | None]:
    """Try the figures within fourteen steps, the nearest first, each with everybody anew."""
    column = people.column(code)
    own, present = int(column.figures[position]), graded(definition, people).grades[position]
    better: Decimal | None = None
    worse: Decimal | None = None
    for steps in sorted(range(-14, 15), key=abs):
        figure = column.figure(own + steps * column.step)
        lowest = column.indicator.minimum
        if lowest is not None and figure < lowest:
            continue
        moved = graded(definition, people.with_figures(position, {code: figure}))
        distance = abs(figure - column.figure(own))
        if better is None and moved.grades[position] < present:
            better = distance
        if worse is None and moved.grades[position] > present:
            worse = distance
    return better, worse


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("seed", range(6))
def test_the_stated_changes_do_lead_up_and_down(name: str, seed: int) -> None:
    definition = KNOWN[name]
    people, _before = past_of(definition, seed)
    grading = graded(definition, people)
    names = [entry.code for entry in grading.scheme.grades]

    def after(position: int, figures: dict[str, Decimal]) -> int:
        return int(graded(definition, people.with_figures(position, figures)).grades[position])

    for position, present in enumerate(grading.grades):
        found = distances(grading, position)
        for change in found.up:
            reached = after(position, {change.indicator: change.needed})
            assert reached <= names.index(change.grade) < present
        for change in found.down:
            reached = after(position, {change.indicator: change.needed})
            assert names.index(change.grade) > present
            if name in EXACT and "capped" not in name:
                assert reached == names.index(change.grade)


def test_rfm_names_what_would_cost_the_segment() -> None:
    people = population(
        {
            "recency_days": [40, 10, 20, 30, 35],
            "orders_12m": [1, 2, 3, 4, 5],
            "revenue_12m": [1, 2, 3, 4, 5],
        }
    )
    grading = graded(RFM, people)
    for change in distances(grading, 4).down:
        moved = people.with_figures(4, {change.indicator: change.needed})
        assert graded(RFM, moved).grades[4] > grading.grades[4]
