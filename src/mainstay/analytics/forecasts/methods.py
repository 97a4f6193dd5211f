"""The methods: each gives figures of months ahead for many histories at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from mainstay.analytics.forecasts.choices import METHODS, Method
from mainstay.analytics.forecasts.histories import MONTHS_OF_YEAR, Block, Flags, Floats
from mainstay.analytics.forecasts.patterns import GONE, NEW, is_sparse
from mainstay.analytics.forecasts.seasons import Common
from mainstay.analytics.forecasts.smoothing import (
    best_levels,
    croston_sba,
    teunter_syntetos_babai,
)

Forecaster = Callable[[Block, Common, int], Floats]
"""Tells so many months after a block: an array by month and customer."""


def place(method: Method) -> int:
    """The number of a method in arrays."""
    return METHODS.index(method)


def seasonal_naive(block: Block, _common: Common, horizon: int) -> Floats:
    """Say that every month is as it was a year before."""
    year = block.values[-MONTHS_OF_YEAR:]
    if len(year) < MONTHS_OF_YEAR:
        return np.zeros((horizon, block.size))
    repeated: Floats = np.tile(year, (-(-horizon // MONTHS_OF_YEAR), 1))[:horizon]
    return repeated


def seasonal_level(block: Block, common: Common, horizon: int) -> Floats:
    """Take the level without the season of all, and put the season on again."""
    levels = best_levels(common.without_season(block))
    told: Floats = common.seasons(block.months, horizon) * levels
    return told


def new_customers(block: Block, common: Common, horizon: int) -> Floats:
    """Let new customers go on with their mean so far as others did who were as new."""
    ages = np.clip(block.ages, 1, MONTHS_OF_YEAR - 1)
    means = common.without_season(block).values.sum(axis=0) / ages
    told: Floats = common.seasons(block.months, horizon) * (means * common.kept_up[ages])
    return told


def _flat(rates: Callable[[Block], Floats]) -> Forecaster:
    def forecast(block: Block, _common: Common, horizon: int) -> Floats:
        return np.tile(rates(block), (horizon, 1))

    return forecast


def _nothing(block: Block, _common: Common, horizon: int) -> Floats:
    return np.zeros((horizon, block.size))


ARRAY_METHODS: dict[Method, Forecaster] = {
    Method.SEASONAL_LEVEL: seasonal_level,
    Method.TSB: _flat(teunter_syntetos_babai),
    Method.CROSTON_SBA: _flat(croston_sba),
    Method.SEASONAL_NAIVE: seasonal_naive,
    Method.NEW: new_customers,
    Method.NOTHING: _nothing,
}
"""The methods that take many histories at once, in arrays."""

_OF_SPARSE = (Method.TSB, Method.CROSTON_SBA, Method.SEASONAL_NAIVE)
_OF_REGULAR = (
    Method.SEASONAL_LEVEL,
    Method.AUTO_ETS,
    Method.AUTO_THETA,
    Method.SEASONAL_NAIVE,
)


def fitting(found: npt.NDArray[np.int8], full: Flags) -> Flags:
    """Which methods come into question, by method and history of these patterns.

    ``full`` are the histories that get the models of StatsForecast too. The first method of those
    that do is what is taken where nothing can be judged.
    """
    allowed = np.zeros((len(METHODS), len(found)), dtype=bool)
    allowed[place(Method.NEW)] = found == NEW
    allowed[place(Method.NOTHING)] = found == GONE
    sparse = is_sparse(found)
    regular = ~sparse & (found != NEW) & (found != GONE)
    for methods, histories in ((_OF_SPARSE, sparse), (_OF_REGULAR, regular)):
        for method in methods:
            allowed[place(method)] |= histories
    for method in (Method.AUTO_ETS, Method.AUTO_THETA):
        allowed[place(method)] &= full
    return allowed
