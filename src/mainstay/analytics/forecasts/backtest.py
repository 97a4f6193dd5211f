"""The rolling-origin back-test: what each method would have said, and how wrong it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mainstay.analytics.forecasts.choices import METHODS, Method
from mainstay.analytics.forecasts.histories import (
    MONTHS_OF_TWO_YEARS,
    MONTHS_OF_YEAR,
    Block,
    Flags,
    Floats,
)
from mainstay.analytics.forecasts.methods import Forecaster, place
from mainstay.analytics.forecasts.seasons import Common

ORIGINS = 3
_FEWEST_MONTHS = 3
_MONTHS_OF_SCALE = MONTHS_OF_YEAR + MONTHS_OF_TWO_YEARS

Numbers = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Plan:
    """From which months on a back-test tells how many months; the latest origin stands first."""

    origins: tuple[int, ...]
    horizon: int

    @classmethod
    def of(cls, months: int) -> Plan:
        """Plan for so many months of history.

        Three origins half a horizon apart; the horizon is a year, or as long as the earliest origin
        has a year before it. With fewer than eighteen months there is nothing to judge by.
        """
        horizon = min(MONTHS_OF_YEAR, (months - MONTHS_OF_YEAR) // 2)
        if horizon < _FEWEST_MONTHS:
            return cls((), _FEWEST_MONTHS)
        return cls(
            tuple(months - horizon - number * (horizon // 2) for number in range(ORIGINS)), horizon
        )


def scales(block: Block) -> Floats:
    """What errors of a history are measured by: the seasonal naive error of its last three years.

    That is the mean absolute difference to the same month a year before. Where fewer than twelve
    months can be compared the rest is the mean deviation from the mean. A history that repeats
    itself has that alone; one that never changes has its mean absolute figure.
    """
    values = block.values[-_MONTHS_OF_SCALE:]
    months = np.arange(block.months - len(values), block.months)[:, None]
    begun = months >= block.first
    lengths = np.maximum(begun.sum(axis=0), 1)
    mean = values.sum(axis=0) / lengths
    deviation = (np.abs(values - mean) * begun).sum(axis=0) / lengths
    found = np.where(deviation > 0, deviation, np.abs(mean))
    if len(values) > MONTHS_OF_YEAR:
        compared = begun[:-MONTHS_OF_YEAR]
        apart = np.abs(values[MONTHS_OF_YEAR:] - values[:-MONTHS_OF_YEAR]) * compared
        count = compared.sum(axis=0)
        seasonal = apart.sum(axis=0) / np.maximum(count, 1)
        weight = np.minimum(count / MONTHS_OF_YEAR, 1.0)
        found = np.where(seasonal > 0, weight * seasonal + (1 - weight) * found, found)
    scale: Floats = found
    return scale


@dataclass(frozen=True, eq=False)
class Judged:
    """The back-test of some histories.

    ``errors`` are forecasts less what came, by origin, method, month ahead and history: NaN where
    the history was too young then, or the method does not fit it. ``actual`` is what came and
    ``scale`` what errors are measured by, as of each origin.
    """

    errors: Floats
    actual: Floats
    scale: Floats

    def losses(self, sparse: Flags, origins: Sequence[int]) -> Floats:
        """The mean loss of each method over some origins, by method and history; NaN for none.

        That is the mean absolute error of a month. For those who buy now and then it is the error
        of all months together: month by month, to expect nothing would be best of all.
        """
        errors = self.errors[list(origins)]
        if not len(errors):
            return np.full(self.errors.shape[1::2], np.nan)
        monthly = np.abs(errors).mean(axis=2)
        together = np.abs(errors.mean(axis=2))
        losses = np.where(sparse, together, monthly)
        judged = ~np.isnan(losses)
        count = judged.sum(axis=0)
        total = np.where(judged, losses, 0.0).sum(axis=0)
        mean: Floats = np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0)
        return mean

    def of(self, methods: Numbers, origin: int) -> Floats:
        """The errors of a method for each history at an origin, by month ahead and history."""
        places = methods.astype(np.int64)[None, None, :]
        picked: Floats = np.take_along_axis(self.errors[origin], places, axis=0)[0]
        return picked


def choose(losses: Floats, allowed: Flags) -> Numbers:
    """The best method of each history among those that are allowed, both by method and history.

    Where none of these was judged it is the first one.
    """
    usable = np.where(allowed & ~np.isnan(losses), losses, np.inf)
    judged = np.isfinite(usable).any(axis=0)
    chosen: Numbers = np.where(
        judged, np.argmin(usable, axis=0), np.argmax(allowed, axis=0)
    ).astype(np.int8)
    return chosen


def judge(
    block: Block,
    plan: Plan,
    commons: Mapping[int, Common],
    allowed: Flags,
    forecasters: Mapping[Method, Forecaster],
) -> Judged:
    """Let every method tell what it would have told at each origin, and look what came.

    A history is judged by the methods that are allowed once it is a year old, before that by what
    is done for new ones.
    """
    shape = (len(plan.origins), len(METHODS), plan.horizon, block.size)
    errors = np.full(shape, np.nan)
    actual = np.zeros((len(plan.origins), plan.horizon, block.size))
    scale = np.zeros((len(plan.origins), block.size))
    for number, origin in enumerate(plan.origins):
        known = block.until(origin)
        actual[number] = block.values[origin : origin + plan.horizon]
        scale[number] = scales(known)
        old = known.ages >= MONTHS_OF_YEAR
        for method, forecast in forecasters.items():
            asked = allowed[place(method)] & old
            if method is Method.NEW:
                asked = (known.ages >= 1) & ~old
            rows = np.flatnonzero(asked)
            if len(rows):
                told = forecast(known.some(rows), commons[origin], plan.horizon)
                errors[number, place(method)][:, rows] = told - actual[number][:, rows]
    return Judged(errors, actual, scale)
