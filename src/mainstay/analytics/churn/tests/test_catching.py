"""Who is looked at first, and how early."""

import numpy as np
import pytest

from mainstay.analytics.churn.catching import caught, chosen, lead_time, rule_days
from mainstay.analytics.churn.tests.trading import labelled

NEVER = float("inf")


def test_precision_and_recall_of_the_highest_shares() -> None:
    scores = np.arange(100.0)[::-1]
    churned = np.zeros(100, dtype=bool)
    churned[[0, 1, 2, 3, 7, 15, 60, 90]] = True
    five, ten, twenty = caught(scores, churned)
    assert [each.customers for each in (five, ten, twenty)] == [5, 10, 20]
    assert [each.precision for each in (five, ten, twenty)] == [4 / 5, 5 / 10, 6 / 20]
    assert [each.recall for each in (five, ten, twenty)] == [4 / 8, 5 / 8, 6 / 8]
    assert five.lift == pytest.approx(10)


def test_of_equal_scores_at_the_border_a_part_counts() -> None:
    scores = np.array([3.0, 2.0, 2.0, 2.0, 1.0])
    assert chosen(scores, 2) == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 0])
    assert chosen(scores, 5).tolist() == [1] * 5


def test_the_order_of_rows_plays_no_part() -> None:
    chance = np.random.default_rng(1)
    scores, churned = chance.integers(0, 5, 50).astype(np.float64), chance.random(50) < 0.3
    order = chance.permutation(50)
    assert caught(scores[order], churned[order]) == caught(scores, churned)


def test_lead_time_is_until_the_personal_rule_would_have_spoken() -> None:
    rows = labelled(waited=[NEVER, NEVER, NEVER, 3, *[3] * 36], recency=[5, 30, 90, *[5] * 37])
    assert rule_days(rows)[:3].tolist() == [35, 10, -50]
    scores = np.arange(40.0)[::-1].copy()
    told = lead_time(scores, rows)
    assert (told.unnoticed, told.caught, told.median_days) == (2, 2, 22.5)


def test_nobody_caught_has_no_lead_time() -> None:
    told = lead_time(np.arange(20.0), labelled(waited=[NEVER, *[3] * 19]))
    assert (told.unnoticed, told.caught, told.median_days) == (1, 0, None)
