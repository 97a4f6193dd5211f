"""The forecast of all customers, their groups and the total."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import numpy as np
import pyarrow as pa

from mainstay.analytics.forecasts.backtest import Plan
from mainstay.analytics.forecasts.blocks import (
    CUSTOMERS,
    GROUPS,
    TOTAL,
    Asked,
    Outcome,
    Standing,
    forecast_block,
    paths_of,
)
from mainstay.analytics.forecasts.hierarchy import Base, Tree, reconciled
from mainstay.analytics.forecasts.histories import (
    MONTHS_OF_TWO_YEARS,
    MONTHS_OF_YEAR,
    Block,
    Flags,
    Histories,
    Integers,
)
from mainstay.analytics.forecasts.library import LIBRARY_METHODS, require_library
from mainstay.analytics.forecasts.refusals import ForecastError
from mainstay.analytics.forecasts.reporting import report
from mainstay.analytics.forecasts.seasons import common
from mainstay.analytics.forecasts.spreads import spreads
from mainstay.analytics.forecasts.told import Forecast

MOST_MONTHS = MONTHS_OF_TWO_YEARS
_SAMPLED_PATHS = 10_000
Progress = Callable[[int, int], None]
"""Hears how much is done, of how much; may raise to stop."""


def largest(histories: Histories, count: int, first: Iterable[int] = ()) -> Integers:
    """So many customers: those that are named first, then those with the largest last year.

    Of equal ones the lower key counts.
    """
    named = np.isin(histories.keys, np.array(sorted(first), np.int64))
    order = np.lexsort((histories.keys, -histories.last_sums(MONTHS_OF_YEAR), ~named))
    return np.sort(histories.keys[order[:count]])


def forecast(
    histories: Histories,
    until: date,
    *,
    horizon: int = MONTHS_OF_TWO_YEARS,
    full: Integers,
    groups: pa.Table | None = None,
    full_groups: int | None = None,
    at_least_zero: bool = True,
    progress: Progress = lambda _done, _total: None,
) -> Forecast:
    """Forecast so many months from ``until`` on, the first one that the histories do not have.

    ``full`` are the keys of those who get the models of StatsForecast, as the total always does and
    so many of the largest groups, by default all. ``groups`` has ``customer`` and ``group``. With
    ``at_least_zero``, as for revenue, no forecast falls below nothing; margins may. Raises
    ``ForecastError`` and ``LibraryMissing``.
    """
    if not 1 <= horizon <= MOST_MONTHS:
        raise ForecastError("horizon")
    require_library()
    tree = Tree.among(histories.keys, groups)
    chosen = np.isin(histories.keys, full)
    above = _above(histories, tree)
    work = _Work(
        histories,
        above,
        _full_above(above, tree, full_groups),
        horizon=horizon,
        at_least_zero=at_least_zero,
        progress=progress,
    )
    work.expect(int(chosen.sum()))
    tail = work.tail(chosen)
    whole = work.full(np.flatnonzero(chosen))
    outcomes = [*(each for _, each in tail), whole]
    base = Base.joined(histories.keys, tail, whole, chosen)
    told = spreads(paths_of(outcomes, "paths"), horizon)
    customers, grouped, total = reconciled(base, tree, told, at_least_zero=at_least_zero)
    progress(work.steps, work.steps)
    return Forecast(
        until,
        horizon,
        customers,
        grouped,
        total,
        told,
        at_least_zero,
        report(work.asked.plan, until, (customers, grouped, total), outcomes),
    )


def _above(histories: Histories, tree: Tree) -> Block:
    """The histories of groups, and after them that of all together."""
    grouped = histories.added_up(tree.of, len(tree.keys))
    total = histories.added_up(np.zeros(histories.size, np.int64), 1)
    return Block(
        np.hstack([grouped.values, total.values]), np.concatenate([grouped.first, total.first])
    )


def _full_above(above: Block, tree: Tree, most: int | None) -> Flags:
    """Which groups get the models of the library, those with the largest last year; the total."""
    full = np.ones(above.size, bool)
    if most is not None:
        last_year = above.values[-MONTHS_OF_YEAR:, :-1].sum(axis=0)
        full[np.lexsort((tree.keys, -last_year))[most:]] = False
    return full


class _Work:
    """Forecasting portion by portion, telling how far it is."""

    def __init__(
        self,
        histories: Histories,
        above: Block,
        full_above: Flags,
        *,
        horizon: int,
        at_least_zero: bool,
        progress: Progress,
    ) -> None:
        self.histories, self.above, self.full_above = histories, above, full_above
        plan = Plan.of(histories.months)
        total = above.values[:, -1]
        commons = {
            month: common(histories, total, month, plan.horizon)
            for month in (*plan.origins, histories.months)
        }
        self.asked = Asked(plan, commons, horizon, at_least_zero, self._tell)
        self._progress, self._done = progress, 0
        self.steps = 0

    def expect(self, customers: int) -> None:
        """Count what there is to do: histories, and models of the library for some."""
        plan, fully = self.asked.plan, customers + int(self.full_above.sum())
        fits = fully * len(LIBRARY_METHODS) * (len(plan.origins) + 1)
        self.steps = fits + self.histories.size

    def _tell(self, count: int = 1) -> None:
        self._done = min(self._done + count, self.steps)
        self._progress(self._done, self.steps)

    def tail(self, full: Flags) -> list[tuple[Integers, Outcome]]:
        """Forecast those who do not get the models of the library, with their places."""
        stride = -(-self.histories.size // _SAMPLED_PATHS)
        found = []
        for where, block in self.histories.blocks():
            rows = np.flatnonzero(~full[where])
            places = rows + where.start
            standing = Standing(
                np.zeros(len(rows), bool),
                places % stride == 0,
                np.full(len(rows), CUSTOMERS, np.int8),
            )
            found.append((places, forecast_block(block.some(rows), standing, self.asked)))
            self._tell(block.size)
        return found

    def full(self, rows: Integers) -> Outcome:
        """Forecast customers with the models of the library, then groups and the total."""
        customers = self.histories.of_customers(rows)
        block = Block(
            np.hstack([customers.values, self.above.values]),
            np.concatenate([customers.first, self.above.first]),
        )
        full = np.concatenate([np.ones(len(rows), bool), self.full_above])
        level = np.full(block.size, GROUPS, np.int8)
        level[: len(rows)], level[-1] = CUSTOMERS, TOTAL
        standing = Standing(full, np.ones(block.size, bool), level)
        return forecast_block(block, standing, self.asked)
