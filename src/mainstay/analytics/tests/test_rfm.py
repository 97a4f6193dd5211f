"""RFM scores and segments."""

from random import Random

import numpy as np
import pytest

from mainstay.analytics.rfm import SEGMENTS, QuantileScores, segments


def scored(figures: list[int | None], better: int = 1) -> QuantileScores:
    known = np.array([figure is not None for figure in figures])
    filled = np.array([figure or 0 for figure in figures], dtype=np.int64)
    return QuantileScores(filled, known, better)


def score_by_counting(figures: list[int | None], index: int, better: int) -> int:
    own = figures[index]
    if own is None:
        return 1
    worse = sum(other is None or other * better < own * better for other in figures)
    return 1 + 5 * worse // len(figures)


def test_ten_different_figures_make_five_pairs() -> None:
    assert scored([*range(10)]).scores.tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_fewer_days_are_better_for_recency() -> None:
    assert scored([10, 20, 30, 40, 50], better=-1).scores.tolist() == [5, 4, 3, 2, 1]


def test_equal_figures_have_equal_scores_and_leave_a_gap() -> None:
    assert scored([1, 1, 1, 2, 3]).scores.tolist() == [1, 1, 1, 4, 5]


def test_a_missing_figure_is_worse_than_any_other() -> None:
    assert scored([None, -9, 4, 5, 6]).scores.tolist() == [1, 2, 3, 4, 5]
    assert scored([None, 400, 3, 2, 1], better=-1).scores.tolist() == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("figures", [[7], [7, 7, 7], [None], []])
def test_customers_that_are_all_equal_have_score_one(figures: list[int | None]) -> None:
    assert scored(figures).scores.tolist() == [1] * len(figures)


@pytest.mark.parametrize("seed", range(100))
def test_scores_and_borders_agree_with_counting(seed: int) -> None:
    random = Random(seed)
    better = random.choice([1, -1])
    figures: list[int | None] = [
        random.choice([None, *range(1, 7)]) for _ in range(random.randint(1, 14))
    ]
    quantiles = scored(figures, better)
    for index, own in enumerate(figures):
        assert quantiles.scores[index] == score_by_counting(figures, index, better)
        if own is None:
            continue
        for score in range(2, 6):
            border = quantiles.border(score)
            reaching = [
                tried
                for tried in range(-3, 12)
                if score_by_counting(
                    [*figures[:index], tried, *figures[index + 1 :]], index, better
                )
                >= score
            ]
            if border is None:
                assert reaching == []
            else:
                assert reaching == [
                    tried for tried in range(-3, 12) if tried * better > border[index] * better
                ]


@pytest.mark.parametrize("seed", range(50))
def test_a_moved_figure_is_scored_as_in_a_new_population(seed: int) -> None:
    random = Random(seed)
    figures: list[int | None] = [random.randint(1, 9) for _ in range(random.randint(1, 12))]
    moved = [random.randint(0, 10) for _ in figures]
    scores = scored(figures).scores_if_moved(np.array(moved))
    for index, figure in enumerate(moved):
        changed = [*figures[:index], figure, *figures[index + 1 :]]
        assert scores[index] == score_by_counting(changed, index, 1)


def test_every_cell_has_a_segment_and_every_segment_a_cell() -> None:
    cells = np.array(np.meshgrid(*[np.arange(1, 6)] * 3)).reshape(3, -1)
    found = segments(*cells)
    assert len(found) == 125
    assert set(found.tolist()) == set(range(len(SEGMENTS)))


def test_no_better_score_leads_to_a_worse_segment() -> None:
    for dimension in range(3):
        for cell in np.ndindex(5, 5, 5):
            scores = np.array(cell) + 1
            if scores[dimension] == 5:
                continue
            better = scores.copy()
            better[dimension] += 1
            assert segments(*better[:, None])[0] <= segments(*scores[:, None])[0]


@pytest.mark.parametrize(
    ("cell", "segment"),
    [
        ((5, 5, 5), "champions"),
        ((5, 3, 4), "champions"),
        ((1, 5, 5), "cannot_lose"),
        ((1, 5, 3), "at_risk"),
        ((3, 3, 3), "need_attention"),
        ((5, 1, 1), "new_customers"),
        ((4, 1, 1), "promising"),
        ((4, 1, 2), "potential_loyalists"),
        ((1, 1, 1), "hibernating"),
    ],
)
def test_segments_follow_the_grid(cell: tuple[int, int, int], segment: str) -> None:
    assert SEGMENTS[segments(*np.array(cell)[:, None])[0]] == segment


def test_the_segments_are_ordered_by_their_mean_scores() -> None:
    cells = np.array(np.meshgrid(np.arange(1, 6), np.arange(1, 6))).reshape(2, -1)
    found = segments(cells[0], cells[1], cells[1])
    means = [
        ((cells.sum(axis=0)[found == index]).mean(), cells[1][found == index].mean())
        for index in range(len(SEGMENTS))
    ]
    assert means == sorted(means, reverse=True)
