"""How far two orders or sortings agree."""

import numpy as np
import pytest

from mainstay.analytics.agreement import rank_correlation, share_alike, share_alike_by_chance


def test_the_same_order_on_another_scale_agrees_wholly_and_the_reverse_not_at_all() -> None:
    figures = np.array([3.0, 1.0, 2.0, 9.0])
    assert rank_correlation(figures, figures**3) == pytest.approx(1)
    assert rank_correlation(figures, -figures) == pytest.approx(-1)


def test_where_all_are_equal_nothing_can_be_told() -> None:
    assert rank_correlation(np.ones(3), np.array([1.0, 2.0, 3.0])) is None
    assert rank_correlation(np.array([]), np.array([])) is None
    assert share_alike(np.array([], str), np.array([], str)) is None


def test_labels_agree_for_a_share_and_by_lot_for_another() -> None:
    one = np.array(["a", "a", "a", "b"])
    other = np.array(["a", "a", "b", "b"])
    assert share_alike(one, other) == 0.75
    # 3/4 of a against 1/2 of a, and 1/4 of b against 1/2 of b.
    assert share_alike_by_chance(one, other) == pytest.approx(0.5)
