"""How long customers may be silent, and when they are looked at."""

from datetime import date, timedelta

import numpy as np
import pytest

from mainstay.analytics.churn.horizons import Cutoffs, Horizon
from mainstay.analytics.churn.refusals import ChurnRefused
from mainstay.kernel.periods import Period

END = date(2026, 1, 1)


def known(days: int) -> Period:
    return Period(END - timedelta(days=days), END)


def test_a_customer_may_be_silent_for_so_many_of_its_own_intervals() -> None:
    horizon = Horizon(gaps=3, least_days=30, most_days=90)
    assert horizon.of(np.array([5.0, 10.0, 14.5, 30.0, 31.0])).tolist() == [30, 30, 44, 90, 90]


def test_a_fixed_horizon_is_the_same_for_everybody() -> None:
    assert Horizon.fixed(60).of(np.array([1.0, 500.0])).tolist() == [60, 60]


@pytest.mark.parametrize(
    "wrong",
    [{"gaps": -1.0}, {"gaps": float("nan")}, {"least_days": 0}, {"least_days": 91}],
)
def test_what_is_no_span_of_days_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"gaps|least_days"):
        Horizon(**wrong)  # type: ignore[arg-type]


def test_each_part_begins_when_the_horizon_of_the_one_before_is_over() -> None:
    cutoffs = Cutoffs.within(known(700), Horizon.fixed(90), most=3)
    assert cutoffs.test == END - timedelta(days=90)
    assert cutoffs.validation == END - timedelta(days=180)
    assert cutoffs.training == tuple(END - timedelta(days=back) for back in (330, 300, 270))


def test_cutoffs_of_the_training_have_a_horizon_of_history() -> None:
    assert len(Cutoffs.within(known(389), Horizon.fixed(90), most=6).training) == 1
    assert len(Cutoffs.within(known(390), Horizon.fixed(90), most=6).training) == 2
    assert len(Cutoffs.within(known(2_000), Horizon.fixed(90), most=6).training) == 6


def test_a_history_too_short_is_refused_with_how_long_it_must_be() -> None:
    with pytest.raises(ChurnRefused, match="360 needed, 359 found") as refused:
        Cutoffs.within(known(359), Horizon.fixed(90), most=6)
    assert (refused.value.code, refused.value.needed) == ("history_too_short", 360)
