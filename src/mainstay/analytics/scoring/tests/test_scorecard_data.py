"""Reading scorecards: what is written comes back, and what is wrong is refused with its place."""

import json
from decimal import Decimal
from typing import Any

import pytest

from mainstay.analytics.scoring.plain_data import SchemeError
from mainstay.analytics.scoring.scorecard import FromComparisons
from mainstay.analytics.scoring.scorecard_data import scorecard_from_dict, scorecard_to_dict
from mainstay.analytics.scoring.tests.scorecards import FIVE, card, line, steps

COMPARED = card(
    line("revenue_12m", None, "value"),
    line("orders_12m", None, "loyalty"),
    line("recency_days", None, "loyalty"),
    line("category_count", None, "loyalty"),
    weights={
        "method": "ahp",
        "dimensions": [["1", "4"], ["1/4", "1"]],
        "within": {"loyalty": [["1", "2", "6"], ["1/2", "1", "3"], ["1/6", "1/3", "1"]]},
    },
)
CONTRADICTORY = [["1", "9", "1/9"], ["1/9", "1", "9"], ["9", "1/9", "1"]]


def ahp(**weights: Any) -> dict[str, Any]:
    return COMPARED | {"weights": COMPARED["weights"] | weights}


@pytest.mark.parametrize(
    "definition",
    [
        FIVE,
        COMPARED,
        ahp(within={"loyalty": CONTRADICTORY}, reason="the board wants it so"),
        FIVE | {"if_missing": "12.5", "coverage_floor": "0.6"},
        FIVE | {"weights": {"method": "entropy"}},
    ],
)
def test_a_scorecard_reads_and_writes_back_the_same(definition: dict[str, Any]) -> None:
    scorecard = scorecard_from_dict(json.loads(json.dumps(definition)))
    assert scorecard_to_dict(scorecard) == definition
    assert scorecard_from_dict(scorecard_to_dict(scorecard)) == scorecard


def test_what_is_left_out_is_weighed_directly_and_dropped_when_missing() -> None:
    written = scorecard_to_dict(scorecard_from_dict({"indicators": FIVE["indicators"]}))
    assert written == FIVE


def test_compared_weights_are_those_of_dimension_and_indicator_multiplied() -> None:
    assert scorecard_from_dict(COMPARED).shares == (
        Decimal("0.8"), Decimal("0.12"), Decimal("0.06"), Decimal("0.02"),
    )  # fmt: skip


def test_too_contradictory_comparisons_need_a_reason() -> None:
    for definition, asked in [
        (COMPARED, False),
        (ahp(within={"loyalty": CONTRADICTORY}), True),
        (ahp(within={"loyalty": CONTRADICTORY}, reason="so"), False),
    ]:
        weighting = scorecard_from_dict(definition).weighting
        assert isinstance(weighting, FromComparisons)
        assert weighting.needs_reason is asked


def test_one_dimension_is_compared_with_no_other() -> None:
    alone = card(
        line("orders_12m", None),
        line("revenue_12m", None),
        weights={"method": "ahp", "within": {"value": [["1", "3"], ["1/3", "1"]]}},
    )
    assert scorecard_from_dict(alone).shares == (Decimal("0.75"), Decimal("0.25"))


def with_curve(**curve: Any) -> dict[str, Any]:
    return card(line("revenue_12m", **curve))


CURVE = "scorecard.indicators[0].curve"
WEIGHTS = "scorecard.weights"


@pytest.mark.parametrize(
    ("definition", "place", "problem"),
    [
        ([], "scorecard", "not_an_object"),
        ({}, "scorecard", "missing_key indicators"),
        (card(), "scorecard.indicators", "empty_scorecard"),
        (card(line("a"), line("a")), "scorecard.indicators[1].indicator", "repeated_indicator"),
        (card(line("score.value")), "scorecard.indicators[0].indicator", "reserved_name"),
        (card(line("a", None)), "scorecard.indicators[0]", "missing_key weight"),
        (card(line("a", "-1"), line("b")), WEIGHTS, "negative_weight"),
        (card(line("a", "0")), WEIGHTS, "no_weight"),
        (card(line("a"), if_missing="101"), "scorecard.if_missing", "not_a_value"),
        (card(line("a"), if_missing=None), "scorecard.if_missing", "not_a_text"),
        (card(line("a"), coverage_floor="0"), "scorecard.coverage_floor", "not_a_share"),
        (card(line("a"), coverage_floor="0.1234567"), "scorecard.coverage_floor", "not_a_share"),
        (card(line("a"), weights="direct"), WEIGHTS, "not_an_object"),
        (card(line("a"), weights={"method": "guess"}), f"{WEIGHTS}.method", "unknown_method"),
        (
            card(line("a"), weights={"method": "entropy", "x": 1}),
            WEIGHTS,
            "unknown_key x",
        ),
        (
            card(line("a"), weights={"method": "entropy", "as_of": "yesterday"}),
            f"{WEIGHTS}.as_of",
            "not_a_day",
        ),
        (with_curve(kind="spline"), f"{CURVE}.kind", "unknown_curve"),
        (with_curve(kind="percentile", winsor="0"), CURVE, "unknown_key winsor"),
        (with_curve(kind="minmax", winsor="0.5"), f"{CURVE}.winsor", "not_a_winsor_share"),
        (with_curve(kind="logistic", middle="1", width="0"), f"{CURVE}.width", "not_positive"),
        (with_curve(kind="logistic", middle=1, width="1"), f"{CURVE}.middle", "not_a_text"),
        (with_curve(kind="steps", steps=[]), f"{CURVE}.steps", "no_steps"),
        (with_curve(**steps((1, 50), (2, 40))), f"{CURVE}.steps", "values_fall"),
        (with_curve(**steps((1, 50), (1, 60))), f"{CURVE}.steps", "borders_out_of_order"),
        (
            with_curve(**steps((1, 50), (3, 60), (2, 70))),
            f"{CURVE}.steps",
            "borders_out_of_order",
        ),
        (with_curve(**steps((1, 101))), f"{CURVE}.steps[0].value", "not_a_value"),
        (COMPARED | {"weights": {"method": "ahp"}}, f"{WEIGHTS}.within", "missing_key loyalty"),
        (
            card(line("a", None, "x"), line("b", None, "y"), weights={"method": "ahp"}),
            WEIGHTS,
            "missing_key dimensions",
        ),
        (
            card(line("a", None), weights={"method": "ahp", "dimensions": [["1"]]}),
            WEIGHTS,
            "unknown_key dimensions",
        ),
        (ahp(dimensions=[["1", "a"], ["1", "1"]]), f"{WEIGHTS}.dimensions[0][1]", "not_a_figure"),
        (ahp(dimensions=[["1", "1/0"], ["1", "1"]]), f"{WEIGHTS}.dimensions[0][1]", "not_a_figure"),
        (ahp(dimensions=[["1", "3"], ["3", "1"]]), f"{WEIGHTS}.dimensions[0][1]", "not_reciprocal"),
        (ahp(dimensions=[["1", "3"]]), f"{WEIGHTS}.dimensions", "not_square"),
        (ahp(reason=""), f"{WEIGHTS}.reason", "not_a_text"),
        (
            COMPARED | {"indicators": [line("revenue_12m", "1")]},
            "scorecard.indicators[0]",
            "unknown_key weight",
        ),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(definition: Any, place: str, problem: str) -> None:
    with pytest.raises(SchemeError) as refused:
        scorecard_from_dict(definition)
    assert (refused.value.place, refused.value.problem) == (place, problem)


@pytest.mark.parametrize("figure", ["1E+999999999", "1E-999999999", "9" * 40, "0E+99"])
def test_a_figure_that_no_customer_has_is_refused(figure: str) -> None:
    with pytest.raises(SchemeError, match="middle: not_a_figure"):
        scorecard_from_dict(with_curve(kind="logistic", middle=figure, width="1"))
