"""Bins of a histogram: every figure in one, round borders, open ends for what lies far out."""

import numpy as np
import pytest

from mainstay.analytics.distribution import ABOUT, Bin, bins


def counted(figures: list[int]) -> list[Bin]:
    return bins(np.array(figures, dtype=np.int64))


def test_nobody_has_no_bins() -> None:
    assert counted([]) == []


def test_few_different_figures_have_a_bin_each() -> None:
    assert counted([3, 1, 3, 5]) == [Bin(1, 2, 1), Bin(3, 4, 2), Bin(5, 6, 1)]


def test_borders_are_round_and_hold_the_figure_that_they_begin_with() -> None:
    assert counted(list(range(100)))[:2] == [Bin(0, 10, 10), Bin(10, 20, 10)]


def test_a_single_giant_does_not_squeeze_the_others_into_one_bin() -> None:
    found = counted([*range(200), 10**12])
    assert found[0] == Bin(0, 20, 20)
    assert found[-1].upper is None
    assert found[-1].count == 21


def test_what_lies_far_below_is_in_the_first_bin() -> None:
    found = counted([-(10**12), *range(200)])
    assert found[0].lower is None
    assert found[0].count == 21


@pytest.mark.parametrize("seed", range(20))
def test_every_figure_is_in_exactly_one_bin(seed: int) -> None:
    draw = np.random.default_rng(seed)
    spread = draw.lognormal(8, 2, 1_000) * draw.choice([-1, 1], 1_000, p=[0.1, 0.9])
    figures = spread.astype(np.int64)

    found = bins(figures)

    assert 1 < len(found) <= 2 * ABOUT + 2
    for each in found:
        low = -(2**62) if each.lower is None else each.lower
        high = 2**62 if each.upper is None else each.upper
        assert each.count == int(((figures >= low) & (figures < high)).sum())
    assert sum(each.count for each in found) == len(figures)
