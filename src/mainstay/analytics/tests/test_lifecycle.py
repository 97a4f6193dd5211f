"""Lifecycle stages, from which to which customers go, and how long they stay."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from mainstay.analytics.lifecycle import (
    STAGES,
    LifecycleRules,
    LifecycleStage,
    Standing,
    conversions,
    dwelling,
    stages,
)

NONE = float("nan")
RULES = LifecycleRules()
STEADY = {
    "recency_days": 20.0,
    "tenure_days": 1_000.0,
    "interval_median_days": 30.0,
    "revenue_12m": 100.0,
    "revenue_prev_12m": 100.0,
}
"""A customer of three years who orders every month for about the same."""


def figures(*customers: dict[str, float]) -> dict[str, Any]:
    told = [STEADY | each for each in customers]
    return {name: np.array([each[name] for each in told]) for name in STEADY}


def stage_of(**differs: float) -> LifecycleStage:
    return STAGES[int(stages(figures(differs), RULES).stages[0])]


def numbers(*names: str) -> np.ndarray[Any, Any]:
    return np.array([STAGES.index(LifecycleStage(name)) for name in names], dtype=np.int8)


def test_a_steady_customer_is_maintained() -> None:
    assert stage_of() is LifecycleStage.MAINTAIN


def test_who_has_never_bought_is_to_be_identified() -> None:
    never = dict.fromkeys(STEADY, NONE)
    assert stage_of(**never) is LifecycleStage.IDENTIFY


def test_a_customer_of_its_first_year_is_being_engaged() -> None:
    assert stage_of(tenure_days=365) is LifecycleStage.ENGAGE
    assert stage_of(tenure_days=366) is LifecycleStage.MAINTAIN


def test_who_has_ordered_once_is_still_being_engaged() -> None:
    customers = figures({}, {"interval_median_days": NONE})
    assert STAGES[stages(customers, RULES).stages[1]] is LifecycleStage.ENGAGE


def test_growth_deepens_and_decline_puts_at_risk_exactly_at_the_border() -> None:
    assert stage_of(revenue_12m=110) is LifecycleStage.DEEPEN
    assert stage_of(revenue_12m=109.99) is LifecycleStage.MAINTAIN
    assert stage_of(revenue_12m=70) is LifecycleStage.AT_RISK
    assert stage_of(revenue_12m=70.01) is LifecycleStage.MAINTAIN


def test_an_order_overdue_by_two_gaps_puts_at_risk() -> None:
    assert stage_of(recency_days=60) is LifecycleStage.MAINTAIN
    assert stage_of(recency_days=61) is LifecycleStage.AT_RISK


def test_nobody_is_overdue_before_thirty_days() -> None:
    assert stage_of(interval_median_days=2, recency_days=30) is LifecycleStage.MAINTAIN
    assert stage_of(interval_median_days=2, recency_days=31) is LifecycleStage.AT_RISK


def test_a_customer_is_lost_after_a_year_and_four_gaps() -> None:
    assert stage_of(recency_days=365) is LifecycleStage.AT_RISK
    assert stage_of(recency_days=366) is LifecycleStage.LOST
    slow = {"interval_median_days": 200.0}
    assert stage_of(recency_days=800, **slow) is LifecycleStage.AT_RISK
    assert stage_of(recency_days=801, **slow) is LifecycleStage.LOST


def test_who_has_no_gap_of_its_own_is_measured_by_the_usual_one() -> None:
    customers = figures(
        {"interval_median_days": 10.0},
        {"interval_median_days": 100.0},
        {"interval_median_days": NONE, "recency_days": 111.0},
    )
    assert STAGES[stages(customers, RULES).stages[2]] is LifecycleStage.AT_RISK


def test_who_was_lost_and_ordered_again_is_won_back_for_half_a_year() -> None:
    before = Standing(numbers("lost", "maintain"), np.array([NONE, NONE]))
    back = stages(figures({"recency_days": 10.0}, {}), RULES, before, 30)
    assert [STAGES[each] for each in back.stages] == ["win_back", "maintain"]
    assert back.days_back[0] == 10

    later = stages(figures({}, {}), RULES, back, 170)
    assert STAGES[later.stages[0]] == "win_back"
    assert STAGES[stages(figures({}, {}), RULES, back, 171).stages[0]] == "maintain"


def test_a_winning_back_that_fails_ends() -> None:
    before = Standing(numbers("win_back"), np.array([100.0]))
    silent = stages(figures({"recency_days": 90.0}), RULES, before, 30)
    assert STAGES[silent.stages[0]] == "at_risk"
    assert np.isnan(silent.days_back[0])


def test_a_missing_figure_is_named() -> None:
    told = figures({})
    del told["tenure_days"]
    with pytest.raises(KeyError, match="tenure_days"):
        stages(told, RULES)


def test_no_customers_have_no_stages() -> None:
    nobody = {name: np.array([]) for name in STEADY}
    assert stages(nobody, RULES).stages.tolist() == []


@pytest.mark.parametrize(
    "borders",
    [
        {"risk_gaps": 5.0},
        {"risk_gaps": 0.0},
        {"risk_days": 400},
        {"growth": -0.4},
        {"engaged_days": -1},
    ],
)
def test_borders_that_contradict_each_other_are_refused(borders: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"is|are"):
        LifecycleRules(**borders)


@given(arrays.arrays(np.float64, (5, 7), elements=st.floats(1, 2_000)), st.permutations(range(7)))
def test_the_order_of_customers_plays_no_part(
    given_figures: np.ndarray[Any, Any], order: list[int]
) -> None:
    told = dict(zip(STEADY, given_figures, strict=True))
    permuted = {name: figure[order] for name, figure in told.items()}
    expected = stages(told, RULES).stages[order]
    assert stages(permuted, RULES).stages.tolist() == expected.tolist()


def test_conversions_count_every_move_between_two_looks() -> None:
    history = [
        numbers("identify", "maintain", "maintain"),
        numbers("engage", "maintain", "at_risk"),
        numbers("engage", "at_risk", "lost"),
    ]
    square = conversions(history)
    named = {
        (STAGES[row].value, STAGES[column].value): int(square[row, column])
        for row, column in zip(*np.nonzero(square), strict=True)
    }
    assert named == {
        ("identify", "engage"): 1,
        ("maintain", "maintain"): 1,
        ("maintain", "at_risk"): 2,
        ("engage", "engage"): 1,
        ("at_risk", "lost"): 1,
    }
    assert conversions(history[:1]).sum() == 0


def test_a_stay_counts_as_ended_only_when_its_beginning_was_seen() -> None:
    history = [
        numbers("maintain", "engage"),
        numbers("at_risk", "engage"),
        numbers("at_risk", "engage"),
        numbers("lost", "engage"),
    ]
    told = dwelling(history)
    at_risk = told[LifecycleStage.AT_RISK]
    assert (at_risk.ended, at_risk.ended_median, at_risk.running) == (1, 2.0, 0)
    assert told[LifecycleStage.MAINTAIN].ended == 0
    engage = told[LifecycleStage.ENGAGE]
    assert (engage.running, engage.running_median) == (1, 4.0)
    assert told[LifecycleStage.LOST].running == 1
    assert LifecycleStage.DEEPEN not in told


def test_without_a_look_nobody_dwells() -> None:
    assert dwelling([]) == {}
