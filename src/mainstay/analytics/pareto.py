"""Pareto classes and what it takes to get into one: exact, over arrays of integers.

Rule, proofs and sources: docs/algorithms/pareto.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[Any]
"""Exact integers: int64, or Python integers where products would not fit."""
Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_LARGEST = 2**61


@dataclass(frozen=True, eq=False)
class ParetoRanking:
    """Customers by value, largest first, equal values by code.

    ``values`` are in the smallest unit, below 2**61 in size; ``code_ranks`` are 0 … n - 1 in the
    order of the codes. Only positive values take part in sums.
    """

    values: npt.NDArray[np.int64]
    code_ranks: Positions

    @cached_property
    def order(self) -> Positions:
        """The positions of the customers, first of the ranking first."""
        return np.lexsort((self.code_ranks, -self.values))

    @cached_property
    def ranks(self) -> Positions:
        """For each customer its place, from 1."""
        result = np.empty(len(self.values), dtype=np.int64)
        result[self.order] = np.arange(1, len(self.values) + 1)
        return result

    @cached_property
    def total(self) -> int:
        """The total of the positive values."""
        return int(self._positive.sum())

    @cached_property
    def before(self) -> Integers:
        """For each customer the sum of the positive values before it."""
        ranked = self._positive[self.order]
        result = np.empty_like(ranked)
        result[self.order] = np.cumsum(ranked) - ranked
        return result

    def within(self, share: Fraction) -> Flags:
        """Tell who is among those that make the first ``share`` of the positive total."""
        return np.asarray((self.values > 0) & (self.before < self.limit(share)), dtype=bool)

    def limit(self, share: Fraction) -> int:
        """Give what the customers before one must stay below for it to be within ``share``."""
        return -(-share.numerator * self.total // share.denominator)

    def classes(self, borders: Sequence[Fraction]) -> Positions:
        """Give each customer its class: 0 up to the first border, ``len(borders)`` the last."""
        result = np.full(len(self.values), len(borders), dtype=np.int64)
        for index in reversed(range(len(borders))):
            result[self.within(borders[index])] = index
        return result

    def within_if_moved(self, share: Fraction, moved: Integers) -> Flags:
        """Tell who would be within ``share`` if it alone had its ``moved`` value."""
        result = self.within(share)
        places = np.flatnonzero(moved != self.values)
        result[places] = self._within_if_moved(share, moved[places], places)
        return result

    def _within_if_moved(self, share: Fraction, moved: Integers, places: Positions) -> Flags:
        distinct, above, _ = self._levels
        index = np.searchsorted(distinct, moved, side="right")
        larger = np.concatenate((self._whole(), above))[index] - np.where(
            self.values[places] > moved, self._positive[places], 0
        )
        equal = np.searchsorted(distinct, moved, side="left")
        tied = self._tied_before(equal, self.code_ranks[places])
        before = larger + np.where(index > equal, moved * tied, 0)
        a, b, before, total = self._scaled(share, before, self._others[places] + moved)
        return np.asarray((moved > 0) & (b * before < a * total), dtype=bool)

    def least_to_enter(self, share: Fraction, step: int) -> Integers:
        """Give the smallest value, whole steps above the own one, at which each is within.

        The others keep their values and the total moves along. Who is within keeps its value.
        """
        if self.total == 0:
            needed = _next_above(self.values, np.zeros_like(self.values), step)
        else:
            needed = self._least_among_positive(share, step)
        return np.where(self.within(share), self.values, needed)

    def _least_among_positive(self, share: Fraction, step: int) -> Integers:
        distinct, above, level_sums = self._levels
        a, b, above, distinct, others, level_sums, values = self._scaled(
            share, above, distinct, self._others, level_sums, self.values
        )
        # The lowest level that would do if all ties there were won.
        level = np.searchsorted(a * distinct - b * above, -a * others, side="right")
        reached, larger = distinct[level], above[level]
        # Below that level, where those at the level come before.
        least = b * (larger + level_sums[level]) // a - others + 1
        below = values - (-(least - values) // step) * step
        # At the level, among ties.
        tied = larger + reached * self._tied_before(level, self.code_ranks)
        reachable = (reached > values) & ((reached - values) % step == 0)
        at = reachable & (b * tied < a * (others + reached))
        beyond = _next_above(values, reached, step)
        return np.where(below < reached, below, np.where(at, reached, beyond))

    def _tied_before(self, level: Positions, code_ranks: Positions) -> Positions:
        """Count, per customer, those at a level whose code comes before its own."""
        keys, count = self._tied_keys, len(self.values)
        upto = np.searchsorted(keys, level * count + code_ranks)
        return np.asarray(upto - np.searchsorted(keys, level * count), dtype=np.int64)

    @cached_property
    def _tied_keys(self) -> Positions:
        """Level and code of everybody with a positive value, as one number each, ascending."""
        distinct, _, _ = self._levels
        positive = self.values > 0
        own_level = np.searchsorted(distinct, self.values[positive])
        return np.sort(own_level * len(self.values) + self.code_ranks[positive])

    @cached_property
    def _positive(self) -> Integers:
        positive = np.where(self.values > 0, self.values, 0)
        fits = positive.sum(dtype=np.float64) < _LARGEST
        return positive if fits else positive.astype(object)

    @cached_property
    def _others(self) -> Integers:
        """For each customer the positive total of the others."""
        return self.total - self._positive

    @cached_property
    def _levels(self) -> tuple[Integers, Integers, Integers]:
        """The distinct positive values ascending, the sums above each, and the sums at each."""
        levels, counts = np.unique(self.values[self.values > 0], return_counts=True)
        sums = levels.astype(self._positive.dtype) * counts
        return levels, self.total - np.cumsum(sums), sums

    def _whole(self) -> Integers:
        return np.array([self.total], dtype=self._positive.dtype)

    def _scaled(self, share: Fraction, *parts: Integers) -> tuple[Any, ...]:
        """Give the terms of the share and the parts, wide enough for every product and sum."""
        a, b = share.numerator, share.denominator
        largest = max(int(np.abs(part).max(initial=0)) for part in parts) + self.total
        fits = 2 * (a + b) * largest < _LARGEST
        return a, b, *(parts if fits else (part.astype(object) for part in parts))


def _next_above(values: Integers, floor: Integers, step: int) -> Integers:
    """Give the first value, whole steps from ``values``, that is greater than ``floor``."""
    return np.asarray(values + ((floor - values) // step + 1) * step)


def exact_sum(figures: npt.NDArray[np.int64]) -> int:
    """Add up integers, wide enough whatever their size."""
    fits = np.abs(figures).sum(dtype=np.float64) < _LARGEST
    return int(figures.sum() if fits else figures.astype(object).sum())


def rank_codes(codes: Sequence[str]) -> Positions:
    """Give the place of each code in code-point order, from 0.

    Raises ``ValueError`` naming a code that occurs twice.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    column = pa.array(codes, pa.string())
    order = pc.sort_indices(column).to_numpy()
    ordered = column.take(order)
    if len(ordered) > 1:
        repeated = pc.equal(ordered[1:], ordered[:-1])
        if pc.any(repeated).as_py():
            raise ValueError(f"customer {ordered[pc.index(repeated, True).as_py()]} occurs twice")
    result = np.empty(len(order), dtype=np.int64)
    result[order] = np.arange(len(order))
    return result
