"""Exponential smoothing of many histories at once: levels, and sales now and then.

What comes out is what StatsForecast gives for one history after the other.
"""

from __future__ import annotations

import numpy as np

from mainstay.analytics.forecasts.histories import Block, Flags, Floats

CROSTON_SMOOTHING = 0.1
"""For sizes and intervals, as Syntetos & Boylan (2005) and StatsForecast take it."""
SIZE_SMOOTHING = 0.1
CHANCE_SMOOTHING = 0.1
LEVEL_SMOOTHING = (0.05, 0.1, 0.2, 0.3, 0.5)
"""The least squares of one month ahead choose among these."""


def best_levels(block: Block) -> Floats:
    """Smooth the figures of each history from its first month on, as well as it goes.

    Of equally good smoothings the slowest counts.
    """
    best, least = np.zeros(block.size), np.full(block.size, np.inf)
    for smoothing in LEVEL_SMOOTHING:
        levels, squares = smoothed_levels(block, smoothing)
        better = squares < least
        best, least = np.where(better, levels, best), np.where(better, squares, least)
    return best


def smoothed_levels(block: Block, smoothing: float) -> tuple[Floats, Floats]:
    """Smooth exponentially: the last levels, and the squares of the errors of a month ahead."""
    levels, squares = np.zeros(block.size), np.zeros(block.size)
    for month, figures in enumerate(block.values):
        errors = np.where(month > block.first, figures - levels, 0.0)
        squares += errors**2
        levels = np.where(month == block.first, figures, levels + smoothing * errors)
    return levels, squares


def croston_sba(block: Block) -> Floats:
    """Figures per month by Croston's method with the correction of Syntetos & Boylan (2005).

    The sizes of sales and the months from one to the next are smoothed apart; the first interval
    counts from the month before the history.
    """
    size, interval = np.zeros(block.size), np.zeros(block.size)
    since, met = np.zeros(block.size), np.zeros(block.size, bool)
    for month, figures in enumerate(block.values):
        since += month >= block.first
        sold = figures != 0
        size = _follow(size, figures, sold, met, CROSTON_SMOOTHING)
        interval = _follow(interval, since, sold, met, CROSTON_SMOOTHING)
        since[sold] = 0
        met |= sold
    return (1 - CROSTON_SMOOTHING / 2) * size / np.where(met, interval, 1.0)


def teunter_syntetos_babai(block: Block) -> Floats:
    """Figures per month by the method of Teunter, Syntetos & Babai (2011).

    The chance of a sale is smoothed in every month, so it falls while there is none.
    """
    size, met = np.zeros(block.size), np.zeros(block.size, bool)
    sold_in = Block((block.values != 0).astype(np.float64), block.first)
    for figures in block.values:
        sold = figures != 0
        size = _follow(size, figures, sold, met, SIZE_SMOOTHING)
        met |= sold
    return size * smoothed_levels(sold_in, CHANCE_SMOOTHING)[0]


def _follow(state: Floats, news: Floats, told: Flags, met: Flags, smoothing: float) -> Floats:
    """Move states towards the news of those who have any; the first news is the first state."""
    moved = np.where(met, state + smoothing * (news - state), news)
    return np.where(told, moved, state)
