"""What customers have in common: the season of all together, and how new ones keep up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.analytics.forecasts.histories import (
    MONTHS_OF_TWO_YEARS,
    MONTHS_OF_YEAR,
    Block,
    Floats,
    Histories,
)

_FEWEST = 20
_LEAST_SEASON, _MOST_SEASON = 0.1, 10.0
_MOST_KEPT_UP = 2.0


@dataclass(frozen=True, eq=False)
class Common:
    """What is known before a month of all customers.

    ``season`` has what each month of the year is worth against the mean, in the order of the
    history's months; ``kept_up`` by age, from no months to eleven, which share of their mean so far
    new customers went on with.
    """

    season: Floats
    kept_up: Floats

    def seasons(self, start: int, count: int) -> Floats:
        """The season of so many months from a month on, as a column."""
        return self.season[np.arange(start, start + count) % MONTHS_OF_YEAR, None]

    def without_season(self, block: Block) -> Block:
        """Histories with the season taken out."""
        return Block(block.values / self.seasons(0, block.months), block.first)


def common(histories: Histories, total: Floats, until: int, horizon: int) -> Common:
    """Learn from what was known before the month ``until``; ``total`` has the sums of all."""
    return Common(seasonal_index(total[:until]), _kept_up(histories, until, horizon))


def seasonal_index(total: Floats) -> Floats:
    """What each month of the year is worth: the mean ratio to the centred mean of a year.

    One everywhere for fewer than two years, or where a year's mean is not positive.
    """
    even = np.ones(MONTHS_OF_YEAR)
    if len(total) < MONTHS_OF_TWO_YEARS:
        return even
    weights = np.concatenate([[0.5], np.ones(MONTHS_OF_YEAR - 1), [0.5]]) / MONTHS_OF_YEAR
    centred = np.convolve(total, weights, mode="valid")
    if (centred <= 0).any():
        return even
    half = MONTHS_OF_YEAR // 2
    months = np.arange(half, half + len(centred)) % MONTHS_OF_YEAR
    ratios = total[half : half + len(centred)] / centred
    counts = np.bincount(months, minlength=MONTHS_OF_YEAR)
    if (counts == 0).any():
        return even
    index = np.bincount(months, ratios, minlength=MONTHS_OF_YEAR) / counts
    index = np.clip(index, _LEAST_SEASON, _MOST_SEASON)
    found: Floats = index / index.mean()
    return found


def _kept_up(histories: Histories, until: int, horizon: int) -> Floats:
    """How those who were as young so many months before went on: sums over sums, by age.

    Where fewer than twenty were as old, all who were new count; where these are fewer too, one.
    """
    then = until - horizon
    first = histories.first
    ages = then - first
    new = (ages >= 1) & (ages < MONTHS_OF_YEAR)
    if new.sum() < _FEWEST:
        return np.ones(MONTHS_OF_YEAR)
    so_far = _sums(histories, 0, then) / np.maximum(ages, 1)
    later = _sums(histories, then, until) / horizon
    by_age = [np.bincount(ages[new], each[new], MONTHS_OF_YEAR) for each in (so_far, later)]
    enough = np.bincount(ages[new], minlength=MONTHS_OF_YEAR) >= _FEWEST
    before = np.where(enough, by_age[0], by_age[0].sum())
    after = np.where(enough, by_age[1], by_age[1].sum())
    shares = np.divide(after, before, out=np.ones(MONTHS_OF_YEAR), where=before > 0)
    return np.clip(shares, 0.0, _MOST_KEPT_UP)


def _sums(histories: Histories, start: int, stop: int) -> Floats:
    """Each customer's sum of the months from one to another."""
    within = (histories.month >= start) & (histories.month < stop)
    sums: Floats = np.add.reduceat(np.where(within, histories.value, 0.0), histories.entries[:-1])
    return sums
