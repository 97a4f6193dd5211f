"""How far off forecasts are: intervals from the errors of the back-test, scaled and pooled.

One history has few errors; those of all that are forecast alike, each divided by the scale of its
history, are many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

from mainstay.analytics.forecasts.histories import MONTHS_OF_YEAR, Flags, Floats
from mainstay.analytics.forecasts.patterns import GONE, NEW, is_sparse

LEVELS = (80, 95)
"""Of the intervals, in per cent."""
_ENOUGH = 20
_MANY = 100
"""From so many paths on each month and each side has an end of its own."""
_DEVIATION_OF_MEAN_ERROR = (np.pi / 2) ** 0.5


class Pool(StrEnum):
    """Histories that are forecast alike."""

    FULL = "full"
    REGULAR = "regular"
    SPARSE = "sparse"
    NEW = "new"
    GONE = "gone"


POOLS = tuple(Pool)
"""The place of a pool here is its number in arrays."""
Paths = Mapping[Pool, Floats]
"""Scaled errors by pool: a row for each history and origin, a column for each month ahead."""


def pools(found: npt.NDArray[np.int8], full: Flags) -> npt.NDArray[np.int8]:
    """Into which pool histories of these patterns belong; ``full`` have had the full models."""
    chosen = np.where(full, POOLS.index(Pool.FULL), POOLS.index(Pool.REGULAR))
    chosen[is_sparse(found)] = POOLS.index(Pool.SPARSE)
    chosen[found == NEW] = POOLS.index(Pool.NEW)
    chosen[found == GONE] = POOLS.index(Pool.GONE)
    return chosen.astype(np.int8)


@dataclass(frozen=True, eq=False)
class Spread:
    """How far off the forecasts of a pool are, in scales of the history.

    ``months`` has the lower and the upper distance by level and month ahead, ``mean`` those of the
    mean month of the first year by level; lower ones are negative or zero. ``square`` is the mean
    square of a month, ``paths`` how many were looked at.
    """

    months: Mapping[int, tuple[Floats, Floats]]
    mean: Mapping[int, tuple[float, float]]
    square: float
    paths: int


NONE = Spread(
    dict.fromkeys(LEVELS, (np.zeros(1), np.zeros(1))), dict.fromkeys(LEVELS, (0.0, 0.0)), 0.0, 0
)


def spreads(paths: Paths, horizon: int) -> dict[Pool, Spread]:
    """The spread of each pool for so many months ahead.

    A pool with fewer than twenty paths takes those of all pools. Beyond the months of the
    back-test distances grow with the root of time.
    """
    some = [each for each in paths.values() if len(each)]
    everything = np.concatenate(some) if some else np.zeros((0, 1))
    found = {
        pool: _spread(paths[pool] if len(paths.get(pool, ())) >= _ENOUGH else everything, horizon)
        for pool in POOLS
    }
    return found | {Pool.GONE: NONE}


def _spread(errors: Floats, horizon: int) -> Spread:
    if not len(errors):
        return _as_if_normal(horizon)
    year = errors[:, : min(MONTHS_OF_YEAR, horizon)].mean(axis=1)
    return Spread(
        {level: _months(errors, level, horizon) for level in LEVELS},
        {level: _mean(year, level) for level in LEVELS},
        float((errors**2).mean()),
        len(errors),
    )


def _as_if_normal(horizon: int) -> Spread:
    """Where nothing could be judged: normal errors whose mean size is the scale."""
    root = np.sqrt(np.arange(1, horizon + 1) / MONTHS_OF_YEAR)
    months, mean = {}, {}
    for level in LEVELS:
        far = float(ndtri(0.5 + level / 200)) * _DEVIATION_OF_MEAN_ERROR
        months[level] = (-far * np.maximum(root, 1.0), far * np.maximum(root, 1.0))
        mean[level] = (-far, far)
    return Spread(months, mean, _DEVIATION_OF_MEAN_ERROR**2, 0)


def _months(errors: Floats, level: int, horizon: int) -> tuple[Floats, Floats]:
    """Distances by month ahead; of few paths all months count together, and both sides."""
    steps = errors.shape[1]
    columns = errors if len(errors) >= _MANY else np.tile(errors.reshape(-1, 1), steps)
    low, high = _ends(columns, level, both=len(errors) < _MANY)
    months = np.arange(horizon)
    growth = np.sqrt(np.maximum((months + 1) / steps, 1.0))
    known = np.minimum(months, steps - 1)
    return (
        np.minimum.accumulate(low)[known] * growth,
        np.maximum.accumulate(high)[known] * growth,
    )


def _mean(year: Floats, level: int) -> tuple[float, float]:
    if len(year) >= _ENOUGH:
        low, high = _ends(year[:, None], level, both=len(year) < _MANY)
        return float(low[0]), float(high[0])
    far = float(stdtrit(len(year), 0.5 + level / 200) * np.sqrt((year**2).mean()))
    return -far, far


def _ends(columns: Floats, level: int, *, both: bool) -> tuple[Floats, Floats]:
    """The ends of intervals around a forecast by column of errors; as far on both sides or not.

    A forecast is too high by its error, so what comes lies below it by as much.
    """
    if both:
        far = _ranked(np.abs(columns), level / 100)
        return -far, far
    share = 0.5 + level / 200
    return (
        np.minimum(-_ranked(columns, share), 0.0),
        np.maximum(_ranked(-columns, share), 0.0),
    )


def _ranked(columns: Floats, share: float) -> Floats:
    """Of n errors the ⌈(n + 1) p⌉-th, at most the last, by column.

    Another one lies beyond it with at most the probability 1 − p (Vovk, Gammerman & Shafer 2005),
    as long as there are enough.
    """
    rank = int(np.ceil(round((len(columns) + 1) * share, 9)))
    ends: Floats = np.sort(columns, axis=0)[min(rank, len(columns)) - 1]
    return ends
