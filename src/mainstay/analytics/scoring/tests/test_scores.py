"""Scores: by hand, in exact fractions, and whatever the order of the customers."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.analytics.scoring.plain_data import SchemeError
from mainstay.analytics.scoring.population import InputError, Population
from mainstay.analytics.scoring.scorecard import SCORE
from mainstay.analytics.scoring.scorecard_data import scorecard_from_dict, scorecard_to_dict
from mainstay.analytics.scoring.scores import Scores, entropy_weighted, scores_of
from mainstay.analytics.scoring.tests.populations import Figure, population
from mainstay.analytics.scoring.tests.scorecards import (
    FIVE,
    FIVE_CUSTOMERS,
    MINMAX,
    card,
    line,
    steps,
)


def scored(definition: dict[str, Any], people: Population) -> Scores:
    return scores_of(scorecard_from_dict(definition), people)


def texts(found: Scores, code: str = SCORE) -> list[str | None]:
    column = found.column(code)
    figures = [column.at(member) for member in range(len(found.population))]
    return [None if figure is None else str(figure) for figure in figures]


def test_five_customers_by_hand() -> None:
    found = scored(FIVE, population(FIVE_CUSTOMERS))
    assert texts(found) == ["96.0000", "63.5000", "49.0000", "12.9167", "17.7778"]
    assert texts(found, "score.value") == ["100.0000", "75.0000", "50.0000", "16.6667", "0.0000"]
    assert texts(found, "score.loyalty") == ["93.3333", "53.3333", "73.3333", "6.6667", "30.0000"]
    assert texts(found, "score.potential") == ["90.0000", "50.0000", "10.0000", None, "50.0000"]
    assert [str(found.at(member).coverage) for member in range(5)] == [
        "1.0000", "1.0000", "1.0000", "0.8000", "0.9000",
    ]  # fmt: skip


def test_the_waterfall_of_a_customer_adds_up_to_its_score() -> None:
    last = scored(FIVE, population(FIVE_CUSTOMERS)).at(4)
    assert [
        (each.indicator, each.dimension, each.figure, each.value, str(each.share), str(each.points))
        for each in last.contributions
    ] == [
        ("revenue_12m", "value", Decimal(-200), Decimal(0), "0.555556", "0.0000"),
        ("orders_12m", "loyalty", Decimal(2), Decimal(30), "0.222222", "6.6667"),
        ("recency_days", "loyalty", None, None, "0.000000", "0.0000"),
        ("growth_yoy", "potential", Decimal("0.1"), Decimal(50), "0.222222", "11.1111"),
    ]
    assert last.score == Decimal("17.7778")
    assert last.dimensions["loyalty"] == Decimal(30)


def test_a_neutral_value_stands_for_a_missing_figure() -> None:
    found = scored(FIVE | {"if_missing": "50"}, population(FIVE_CUSTOMERS))
    assert texts(found) == ["96.0000", "63.5000", "49.0000", "20.3333", "21.0000"]
    assumed = found.at(4).contributions[2]
    assert (assumed.figure, assumed.value, assumed.points, assumed.assumed) == (
        None, Decimal(50), Decimal(5), True,
    )  # fmt: skip


@pytest.mark.parametrize("policy", ["drop", "50"])
def test_nobody_has_a_score_of_whom_nothing_is_known(policy: str) -> None:
    people = population({"revenue_12m": [None, 5], "orders_12m": [None, 1]})
    found = scored(card(line("revenue_12m"), line("orders_12m"), if_missing=policy), people)
    assert texts(found) == [None, "50.0000"]
    assert found.at(0).contributions == ()
    assert found.at(0).coverage == 0


def test_below_the_floor_there_is_no_score_and_at_it_there_is() -> None:
    people = population(FIVE_CUSTOMERS)
    at = scored(FIVE | {"coverage_floor": "0.8"}, people)
    above = scored(FIVE | {"coverage_floor": "0.800001"}, people)
    assert texts(at)[3] == "12.9167"
    assert texts(above) == ["96.0000", "63.5000", "49.0000", None, "17.7778"]
    assert above.withheld.tolist() == [False, False, False, True, False]


def test_a_third_of_everything_is_not_lost_by_rounding() -> None:
    same = steps((0, 79))
    lines = [line(code, "1", **same) for code in ("orders_12m", "category_count", "tenure_days")]
    people = population({"orders_12m": [1], "category_count": [1], "tenure_days": [1]})
    found = scored(card(*lines), people)
    assert texts(found) == ["79.0000"]
    assert [str(each.points) for each in found.at(0).contributions] == [
        "26.3333", "26.3334", "26.3333",
    ]  # fmt: skip


def test_an_indicator_without_weight_counts_nothing_and_is_shown() -> None:
    people = population({"revenue_12m": [1, 2], "orders_12m": [2, None]})
    found = scored(card(line("revenue_12m"), line("orders_12m", "0")), people)
    assert texts(found) == ["25.0000", "75.0000"]
    assert [each.value for each in found.at(0).contributions] == [Decimal(25), Decimal(50)]
    assert found.at(1).coverage == 1


def test_nobody_makes_no_scores() -> None:
    people = population({"revenue_12m": [], "orders_12m": []})
    found = scored(card(line("revenue_12m"), line("orders_12m", "2", **MINMAX)), people)
    assert texts(found) == []


def test_one_customer_is_in_the_middle() -> None:
    found = scored(card(line("revenue_12m")), population({"revenue_12m": [-5]}))
    assert texts(found) == ["50.0000"]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InputError, match="orders_12m"):
        scored(card(line("orders_12m")), population({"revenue_12m": [1]}))


def test_steps_against_the_direction_are_named_with_their_place() -> None:
    with pytest.raises(SchemeError) as refused:
        scored(
            card(line("revenue_12m"), line("orders_12m", **steps((5, 10), (1, 90)))),
            population({"revenue_12m": [1], "orders_12m": [1]}),
        )
    assert refused.value.place == "scorecard.indicators[1].curve.steps"


def test_entropy_gives_weights_that_are_kept_as_figures() -> None:
    people = population({"revenue_12m": [0, 0, 100], "orders_12m": [1, 2, 3]})
    drafted = scorecard_from_dict(
        card(line("revenue_12m", "0.5", **MINMAX), line("orders_12m", "0.5", **MINMAX))
    )
    weighted = scorecard_to_dict(entropy_weighted(drafted, people, date(2026, 3, 1)))
    assert weighted["weights"] == {"method": "entropy", "as_of": "2026-03-01"}
    # Values 0, 0, 100 tell most apart: e = 0; 0, 50, 100 have e = 0.636514 ÷ ln 3 = 0.579380.
    assert [each["weight"] for each in weighted["indicators"]] == ["0.703918", "0.296082"]
    assert scores_of(scorecard_from_dict(weighted), people).scorecard.shares == (
        Decimal("0.703918"), Decimal("0.296082"),
    )  # fmt: skip


# --- properties -----------------------------------------------------------------------------

CODES = ("revenue_12m", "orders_12m", "recency_days")
FIGURE = st.none() | st.integers(0, 9)
KNOWN = st.integers(0, 9)
WEIGHTS = st.lists(st.integers(1, 9), min_size=3, max_size=3)


def three(weights: Sequence[int], **more: Any) -> dict[str, Any]:
    return card(
        line("revenue_12m", str(weights[0])),
        line("orders_12m", str(weights[1]), "loyalty", **MINMAX),
        line("recency_days", str(weights[2]), "loyalty", kind="logistic", middle="4", width="2.5"),
        **more,
    )


def people_of(rows: Sequence[Sequence[Figure]], codes: Sequence[str] | None = None) -> Population:
    columns = {code: [row[index] for row in rows] for index, code in enumerate(CODES)}
    return population(columns, codes=codes)


ROWS = st.lists(st.tuples(FIGURE, FIGURE, FIGURE), min_size=1, max_size=8)


@settings(deadline=None)
@given(ROWS, WEIGHTS, st.sampled_from(["drop", "50"]))
def test_scores_are_the_rounded_exact_means_and_points_add_up(
    rows: list[tuple[Figure, ...]], weights: list[int], policy: str
) -> None:
    found = scored(three(weights, if_missing=policy), people_of(rows))
    for member, row in enumerate(rows):
        told = found.at(member)
        counted = [
            (weight, each.value)
            for weight, each in zip(weights, told.contributions, strict=False)
            if each.value is not None
        ]
        if all(figure is None for figure in row):
            assert told.score is None
            continue
        mean = sum((weight * Fraction(value) for weight, value in counted), Fraction(0)) / sum(
            weight for weight, _value in counted
        )
        assert told.score is not None
        assert Fraction(told.score) == Fraction(round(mean * 10_000), 10_000)
        assert sum(each.points for each in told.contributions) == told.score
        for weight, each in zip(weights, told.contributions, strict=True):
            exact = weight * Fraction(each.value or 0) / sum(weight for weight, _value in counted)
            assert abs(Fraction(each.points) - exact) < Fraction(1, 10_000)


@settings(deadline=None)
@given(ROWS, WEIGHTS, st.randoms(use_true_random=False))
def test_the_order_of_customers_changes_nothing(
    rows: list[tuple[Figure, ...]], weights: list[int], random: Any
) -> None:
    codes = [f"K{index}" for index in range(len(rows))]
    order = list(range(len(rows)))
    random.shuffle(order)
    one = scored(three(weights), people_of(rows, codes))
    other = scored(three(weights), people_of([rows[i] for i in order], [codes[i] for i in order]))
    assert [one.at(i) for i in order] == [other.at(place) for place in range(len(rows))]


@settings(deadline=None)
@given(
    st.lists(st.tuples(KNOWN, KNOWN, KNOWN), min_size=2, max_size=8),
    WEIGHTS,
    st.integers(0, 2),
    st.integers(1, 20),
)
def test_more_weight_never_lowers_the_best_customer_of_an_indicator_below_the_worst(
    rows: list[tuple[int, ...]], weights: list[int], index: int, more: int
) -> None:
    people = people_of(rows)
    before = scored(three(weights), people)
    heavier = [weight + more * (place == index) for place, weight in enumerate(weights)]
    after = scored(three(heavier), people)
    values = before.values[index]
    best, worst = int(values.argmax()), int(values.argmin())
    if before.column(SCORE).figures[best] >= before.column(SCORE).figures[worst]:
        assert after.column(SCORE).figures[best] >= after.column(SCORE).figures[worst]


@settings(max_examples=60, deadline=None)
@given(ROWS, WEIGHTS, st.sampled_from(["drop", "50"]), st.lists(KNOWN, min_size=3, max_size=3))
def test_scores_if_figures_moved_are_those_of_scoring_anew(
    rows: list[tuple[Figure, ...]], weights: list[int], policy: str, moved: list[int]
) -> None:
    definition, people = three(weights, if_missing=policy), people_of(rows)
    found = scored(definition, people)
    told = found.if_moved(
        {
            code: np.full(len(rows), moved[index] * 10 ** people.column(code).indicator.places)
            for index, code in enumerate(CODES)
        }
    )
    for member, row in enumerate(rows):
        anew = [*rows]
        anew[member] = tuple(
            None if figure is None else moved[index] for index, figure in enumerate(row)
        )
        expected = scored(definition, people_of(anew))
        for code in ("score", "score.value", "score.loyalty"):
            if expected.column(code).known[member]:
                assert told[code][member] == expected.column(code).figures[member]
