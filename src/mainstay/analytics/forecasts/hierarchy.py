"""Customers, their groups and all together: base forecasts joined, and made to add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mainstay.analytics.forecasts.backtest import Numbers
from mainstay.analytics.forecasts.blocks import Outcome
from mainstay.analytics.forecasts.histories import Flags, Floats, Integers
from mainstay.analytics.forecasts.reconciling import Estimates, reconcile
from mainstay.analytics.forecasts.refusals import ForecastError
from mainstay.analytics.forecasts.spreads import POOLS, Pool, Spread
from mainstay.analytics.forecasts.told import Told, cents
from mainstay.analytics.measures import MissingColumn


@dataclass(frozen=True, eq=False)
class Tree:
    """Groups with at least two customers: their keys, and the place of each customer's, or -1."""

    keys: Integers
    of: Integers

    @classmethod
    def among(cls, customers: Integers, table: pa.Table | None) -> Tree:
        """Read the columns ``customer`` and ``group``; others than these customers are left out.

        Raises ``MissingColumn``, and ``ForecastError`` for a customer in two groups.
        """
        of = np.full(len(customers), -1, np.int64)
        for name in ("customer", "group"):
            if table is not None and name not in table.column_names:
                raise MissingColumn("groups", name)
        if table is None or not len(table):
            return cls(np.zeros(0, np.int64), of)
        members, groups = (
            table[name].to_numpy().astype(np.int64) for name in ("customer", "group")
        )
        places = np.searchsorted(customers, members)
        known = customers[np.minimum(places, len(customers) - 1)] == members
        places, groups = places[known], groups[known]
        counts = np.bincount(places, minlength=len(customers))
        if (counts > 1).any():
            raise ForecastError("twice", int(customers[np.argmax(counts > 1)]))
        keys, number, sizes = np.unique(groups, return_inverse=True, return_counts=True)
        kept = np.cumsum(sizes > 1) - 1
        of[places] = np.where(sizes[number] > 1, kept[number], -1)
        return cls(keys[sizes > 1], of)


@dataclass(frozen=True, eq=False)
class Base:
    """Forecasts before they add up, of customers, then of groups, last of all together."""

    keys: Integers
    points: Floats
    methods: Numbers
    patterns: Numbers
    pools: Numbers
    scale: Floats

    @classmethod
    def joined(
        cls, keys: Integers, tail: Sequence[tuple[Integers, Outcome]], whole: Outcome, full: Flags
    ) -> Base:
        """Join the outcomes of the tail, with their places, and that of who is ``full``.

        The latter has the customers by key first. Groups and the total have no key here: -1.
        """
        above = len(whole.methods) - int(full.sum())
        places = np.concatenate(
            [each for each, _ in tail]
            + [np.flatnonzero(full), np.arange(len(full), len(full) + above)]
        )
        order = np.argsort(places)
        outcomes = [outcome for _, outcome in tail] + [whole]

        def column(name: str) -> npt.NDArray[Any]:
            joined = np.concatenate([getattr(each, name) for each in outcomes], axis=-1)
            return joined[..., order]

        return cls(
            np.concatenate([keys, np.full(above, -1, np.int64)]),
            *(column(name) for name in ("points", "methods", "patterns", "pools", "scale")),
        )

    def told(self, keys: Integers, rows: slice, points: Integers) -> Told:
        """Some of them with points that add up."""
        return Told(
            keys,
            points,
            self.methods[rows],
            self.patterns[rows],
            self.pools[rows],
            self.scale[rows],
        )


def reconciled(
    base: Base, tree: Tree, found: Mapping[Pool, Spread], *, at_least_zero: bool
) -> tuple[Told, Told, Told]:
    """Make forecasts add up, month by month, and round customers' to hundredths before they do.

    The variance of a forecast is the mean square of its pool times its squared scale. Who is
    expected to bring nothing in a month is left at that.
    """
    count, groups = len(tree.of), len(tree.keys)
    below, between, above = slice(count), slice(count, count + groups), slice(count + groups, None)
    squares = np.array([found[pool].square for pool in POOLS])[base.pools] * base.scale**2
    customers = np.zeros((len(base.points), count), np.int64)
    for month, points in enumerate(base.points):
        certain = np.where(points[below] == 0, 0.0, squares[below])
        agreed = reconcile(
            Estimates(points[below], certain),
            Estimates(points[between], squares[between]),
            Estimates(points[above], squares[above]),
            tree.of,
            at_least_zero=at_least_zero,
        )
        customers[month] = cents(agreed)
    member = tree.of >= 0
    grouped = np.zeros((len(customers), groups), np.int64)
    np.add.at(grouped.T, tree.of[member], customers[:, member].T)
    return (
        base.told(base.keys[below], below, customers),
        base.told(tree.keys, between, grouped),
        base.told(np.zeros(1, np.int64), above, customers.sum(axis=1, keepdims=True)),
    )
