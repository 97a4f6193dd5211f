"""Forecasting some histories: each one's method by the back-test, what it tells, its errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mainstay.analytics.forecasts.accuracy import Tally
from mainstay.analytics.forecasts.backtest import Judged, Numbers, Plan, choose, judge, scales
from mainstay.analytics.forecasts.choices import METHODS, Method
from mainstay.analytics.forecasts.histories import Block, Flags, Floats
from mainstay.analytics.forecasts.library import LIBRARY_METHODS, library_forecasts
from mainstay.analytics.forecasts.methods import ARRAY_METHODS, Forecaster, fitting, place
from mainstay.analytics.forecasts.patterns import is_sparse, patterns
from mainstay.analytics.forecasts.seasons import Common
from mainstay.analytics.forecasts.spreads import POOLS, Pool, pools

Tell = Callable[[], None]
"""Hears of each history that a model of the library is done with."""


@dataclass(frozen=True, eq=False)
class Asked:
    """What a forecast is made from: the plan, what is common by month known, and how far."""

    plan: Plan
    commons: Mapping[int, Common]
    horizon: int
    at_least_zero: bool
    tell: Tell

    def forecasters(self) -> dict[Method, Forecaster]:
        """Every method, with what it tells held above nothing where that is asked."""
        return {method: self._held(self._plain(method)) for method in METHODS}

    def _plain(self, method: Method) -> Forecaster:
        if method not in LIBRARY_METHODS:
            return ARRAY_METHODS[method]

        def forecast(block: Block, _common: Common, horizon: int) -> Floats:
            return library_forecasts(block, method, horizon, self.tell)

        return forecast

    def _held(self, forecast: Forecaster) -> Forecaster:
        if not self.at_least_zero:
            return forecast
        return lambda block, common, horizon: np.maximum(forecast(block, common, horizon), 0.0)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What was found of some histories.

    ``paths`` are scaled errors at all origins by pool, each of the method that the other origins
    choose, so that none is small because it was chosen for that; ``early`` and ``late`` are those
    of all origins but the latest, and of the latest. ``tallies`` add up errors at the latest
    origin, of methods chosen by the oldest, beside the seasonal naive ones, by level. ``failed``
    counts histories for which a model of the library found nothing.
    """

    points: Floats
    methods: Numbers
    patterns: Numbers
    pools: Numbers
    scale: Floats
    paths: Mapping[Pool, Floats]
    early: Mapping[Pool, Floats]
    late: Mapping[Pool, Floats]
    tallies: tuple[Tally, ...]
    failed: int


@dataclass(frozen=True, eq=False)
class Standing:
    """What part histories have: with ``full`` models or not, whose errors are handed out, level."""

    full: Flags
    sampled: Flags
    level: Numbers


CUSTOMERS, GROUPS, TOTAL = range(3)


def forecast_block(block: Block, standing: Standing, asked: Asked) -> Outcome:
    """Forecast histories; those that are full get the models of the library too.

    Raises ``LibraryMissing``.
    """
    full, sampled = standing.full, standing.sampled
    found = patterns(block)
    allowed = fitting(found, full)
    forecasters, sparse = asked.forecasters(), is_sparse(found)
    judged = judge(block, asked.plan, asked.commons, allowed, forecasters)
    told, failed = _told(block, allowed, asked, forecasters)
    origins = range(len(asked.plan.origins))
    chosen = choose(judged.losses(sparse, origins), allowed)
    before = choose(judged.losses(sparse, origins[-1:]), allowed)
    pool = pools(found, full & ~sparse)
    errors = _Errors(judged, allowed, sparse, pool, sampled)
    return Outcome(
        np.take_along_axis(told, chosen.astype(np.int64)[None, None, :], axis=0)[0],
        chosen,
        found,
        pool,
        scales(block),
        errors.paths(origins),
        errors.paths(origins[1:]),
        errors.paths(origins[:1], by=origins),
        tuple(
            _tally(judged, before, standing.level == each) for each in (CUSTOMERS, GROUPS, TOTAL)
        ),
        failed,
    )


def _told(
    block: Block, allowed: Flags, asked: Asked, forecasters: Mapping[Method, Forecaster]
) -> tuple[Floats, int]:
    """What each method tells, by method; where one finds nothing it is allowed no more."""
    told = np.zeros((len(METHODS), asked.horizon, block.size))
    common, failed = asked.commons[block.months], 0
    for method, forecast in forecasters.items():
        rows = np.flatnonzero(allowed[place(method)])
        if not len(rows):
            continue
        points = forecast(block.some(rows), common, asked.horizon)
        nothing = np.isnan(points).any(axis=0)
        allowed[place(method), rows[nothing]] = False
        failed += int(nothing.sum())
        told[place(method)][:, rows] = np.where(nothing, 0.0, points)
    return told, failed


@dataclass(frozen=True, eq=False)
class _Errors:
    """The scaled errors of a back-test by pool; who was new at an origin is in that of new."""

    judged: Judged
    allowed: Flags
    sparse: Flags
    pool: Numbers
    sampled: Flags

    def paths(self, origins: Sequence[int], by: Sequence[int] = ()) -> dict[Pool, Floats]:
        """Those at some origins, of the methods that the others of these, or of ``by``, choose."""
        found: dict[Pool, list[Floats]] = {}
        for origin in origins:
            others = [each for each in by or origins if each != origin]
            methods = choose(self.judged.losses(self.sparse, others), self.allowed)
            for pool, errors in self._at(origin, methods).items():
                found.setdefault(pool, []).append(errors)
        return {pool: np.concatenate(errors) for pool, errors in found.items()}

    def _at(self, origin: int, methods: Numbers) -> dict[Pool, Floats]:
        errors = self.judged.of(methods, origin)
        as_new = self.judged.errors[origin, place(Method.NEW)]
        scale = self.judged.scale[origin]
        usable = (scale > 0) & self.sampled
        found = {}
        for number, each in enumerate(POOLS):
            told = as_new if each is Pool.NEW else errors
            chosen = usable & ~np.isnan(told[0])
            if each is not Pool.NEW:
                chosen &= self.pool == number
            found[each] = (told[:, chosen] / scale[chosen]).T
        return found


def _tally(judged: Judged, methods: Numbers, counted: Flags) -> Tally:
    """Add up the errors at the latest origin of those whom the seasonal naive method tells too."""
    if not len(judged.errors):
        return Tally()
    errors = judged.of(methods, 0)
    naive = judged.errors[0, place(Method.SEASONAL_NAIVE)]
    both = ~np.isnan(errors[0]) & ~np.isnan(naive[0]) & counted
    return Tally.of(
        errors[:, both], naive[:, both], judged.actual[0][:, both], judged.scale[0][both]
    )


def paths_of(outcomes: Sequence[Outcome], name: str) -> dict[Pool, Floats]:
    """The scaled errors of several outcomes by pool: ``paths``, ``early`` or ``late``."""
    found: dict[Pool, Floats] = {}
    for pool in POOLS:
        some = [paths[pool] for each in outcomes if pool in (paths := getattr(each, name))]
        if some:
            found[pool] = np.concatenate(some)
    return found
