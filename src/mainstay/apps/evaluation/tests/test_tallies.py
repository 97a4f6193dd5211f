"""What steps add up to: mean, spread, disagreement; and the days of reminders."""

from datetime import date, timedelta
from decimal import Decimal
from statistics import fmean, pstdev

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainstay.apps.evaluation.rules.ratings import Tally, is_late, is_near

DUE = date(2027, 3, 10)


def tally(*steps: int) -> Tally:
    return Tally(len(steps), sum(steps), sum(step * step for step in steps))


def test_nobody_gives_no_mean() -> None:
    assert (tally().mean, tally().spread, tally().disagrees) == (None, None, False)


def test_one_rater_has_a_mean_and_no_spread() -> None:
    assert (tally(4).mean, tally(4).spread, tally(4).disagrees) == (Decimal(4), Decimal(0), False)


def test_means_are_rounded_half_even_to_two_places() -> None:
    assert tally(4, 4, 5).mean == Decimal("4.33")
    assert tally(1, 1, 1, 1, 1, 1, 1, 2).mean == Decimal("1.12")  # 1.125
    assert tally(1, 1, 1, 1, 1, 2, 2, 2).mean == Decimal("1.38")  # 1.375


@pytest.mark.parametrize(
    ("steps", "disagrees"),
    [
        ((3, 4), False),
        ((2, 4), True),
        ((4, 4, 4, 2), False),
        ((4, 4, 2, 2), True),
        ((5, 5, 5, 1), True),
        ((1,), False),
    ],
)
def test_raters_disagree_from_a_standard_deviation_of_one_on(
    steps: tuple[int, ...], disagrees: bool
) -> None:
    assert tally(*steps).disagrees is disagrees


PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@PATIENT
@given(st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_mean_and_spread_are_those_of_the_standard_library(steps: list[int]) -> None:
    found = tally(*steps)
    assert abs(float(found.mean or 0) - fmean(steps)) <= 0.0051
    assert abs(float(found.spread or 0) - pstdev(steps)) <= 0.0051


@PATIENT
@given(st.lists(st.integers(1, 5)), st.lists(st.integers(1, 5)))
def test_tallies_add_up_like_their_steps(some: list[int], others: list[int]) -> None:
    assert tally(*some) + tally(*others) == tally(*some, *others)


@pytest.mark.parametrize(("before", "near"), [(4, False), (3, True), (0, True), (-1, False)])
def test_raters_are_reminded_three_days_before_the_day(before: int, near: bool) -> None:
    assert is_near(DUE, date(2027, 1, 1), DUE - timedelta(days=before)) is near


def test_nobody_is_reminded_on_the_day_of_asking() -> None:
    assert not is_near(DUE, DUE, DUE)


def test_the_due_day_itself_is_in_time() -> None:
    assert not is_late(DUE, DUE)
    assert is_late(DUE, DUE + timedelta(days=1))
