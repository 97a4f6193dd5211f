"""What tells segments in figures, and how customers moved between two runs."""

import numpy as np
import pytest

from mainstay.analytics.segments.fitting import fit_segments
from mainstay.analytics.segments.movement import crossed, same_segments
from mainstay.analytics.segments.telling import most_telling, profiles
from mainstay.analytics.segments.tests.mixtures import table_of, three_kinds, wanted


def test_a_segment_is_told_by_what_it_differs_most_by() -> None:
    figures = three_kinds()[0]
    table = table_of(figures)
    large, shrinking, growing = profiles(table, fit_segments(table, wanted()))
    assert most_telling(shrinking)[0].name == "growth"
    assert {each.name for each in most_telling(growing)} == {"growth", "orders", "revenue"}
    [orders] = [each for each in large if each.name == "orders"]
    assert orders.median == np.median(figures[:60, 1])
    assert orders.of_all == np.median(figures[:, 1])
    assert orders.percentile == pytest.approx(83, abs=1)


def test_unknown_figures_tell_nothing_and_are_not_counted_as_the_median() -> None:
    figures = three_kinds()[0]
    figures[:60, 2] = np.nan
    table = table_of(figures)
    large = profiles(table, fit_segments(table, wanted(number=3)))[0]
    [growth] = [each for each in large if each.name == "growth"]
    assert (growth.median, growth.difference, growth.percentile) == (None, None, None)
    assert growth not in most_telling(large)


def test_movement_counts_who_went_where_who_came_and_who_left() -> None:
    before = np.array([0, 0, 0, 1, -1, 1])
    after = np.array([1, 1, 0, 0, 0, -1])
    assert crossed(before, after, 2, 2).tolist() == [[1, 2, 0], [1, 0, 1], [1, 0, 0]]


def test_a_segment_is_the_one_before_with_which_it_has_half_in_common() -> None:
    before = np.repeat([0, 1, 2], 10)
    after = np.array([1] * 9 + [0] * 11 + [2] * 4 + [3] * 6)
    assert same_segments(crossed(before, after, 3, 4)) == {0: 1, 1: 0, 3: 2}
