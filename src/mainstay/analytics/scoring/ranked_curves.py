"""Curves that depend on the figures of all customers: percentile rank and winsorised min–max.

A customer whose figure is moved leaves its old one: both are stated over *the others*.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

import numpy as np

from mainstay.analytics.scoring.bounds import UNBOUNDED
from mainstay.analytics.scoring.population import Figures
from mainstay.analytics.scoring.rounding import least_part, round_half_even, share_of
from mainstay.analytics.scoring.values import FULL_VALUE, MIDDLE_VALUE, Values


class PercentileShape:
    """Mid-rank percentiles: 100 · (worse + ½ equal) ÷ all, oneself among the equal."""

    def __init__(self, known: Figures) -> None:
        """Keep the figures of everybody who has one."""
        self._known = known
        self._count = len(known)

    @cached_property
    def _sorted(self) -> Figures:
        return np.sort(self._known)

    def present(self, own: Figures) -> Values:
        """Rank them by one sort."""
        if not self._count:
            return np.zeros(len(own), dtype=np.int32)
        order = np.argsort(own)
        ordered = own[order]
        begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        ends = np.append(begins[1:], self._count)
        values = self._value(begins + ends)
        result = np.empty(self._count, dtype=np.int32)
        result[order] = np.repeat(values, ends - begins)
        return result

    def moved(self, own: Figures, moved: Figures) -> Values:
        """Rank each among the others."""
        if not self._count:
            return np.zeros(len(own), dtype=np.int32)
        worse = np.searchsorted(self._sorted, moved) - (own < moved)
        not_better = np.searchsorted(self._sorted, moved, side="right") - (own <= moved)
        return self._value(worse + not_better + 1)

    def reach(self, own: Figures, target: Figures) -> Figures:
        """Find the other customer that has to be passed, or equalled."""
        if not self._count:
            return np.where(target > 0, UNBOUNDED, -UNBOUNDED)
        halves = (2 * target - 1) * self._count + (target & 1)
        needed = -(-halves // FULL_VALUE)
        possible = needed <= 2 * self._count - 1
        rank = np.clip(needed // 2 - 1, 0, max(self._count - 2, 0))
        # Without the own figure, those from its place on move up by one.
        place = np.minimum(rank + (own <= self._sorted[rank]), self._count - 1)
        border = self._sorted[place]
        begins, ends = self._runs
        worse = begins[place] - (own < border)
        not_better = ends[place] - (own <= border)
        passed = border + (worse + not_better + 1 < needed)
        result = np.where(possible, passed, UNBOUNDED)
        return np.where(needed <= 1, -UNBOUNDED, result)

    @cached_property
    def _runs(self) -> tuple[Figures, Figures]:
        """For each place in ascending order where those equal to it begin and end."""
        ordered = self._sorted
        begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        ends = np.append(begins[1:], self._count)
        return np.repeat(begins, ends - begins), np.repeat(ends, ends - begins)

    def _value(self, halves: Figures) -> Values:
        """Turn twice the rank into a value."""
        return round_half_even(halves * FULL_VALUE, 2 * self._count).astype(np.int32)


class WinsorisedShape:
    """A line between two figures that are found by cutting off a share at either end."""

    def __init__(self, known: Figures, winsor: Fraction) -> None:
        """Keep the figures around both ends; the ends themselves depend on who moves."""
        self._count = len(known)
        self._cut = winsor.numerator * self._count // winsor.denominator
        # With one figure left between the cuts everybody is equal.
        self._is_flat = self._count <= 2 * self._cut + 1
        if not self._is_flat:
            self._around = self._order_statistics(known)

    def _order_statistics(self, known: Figures) -> dict[int, int]:
        cut, count = self._cut, self._count
        last = count - 1 - cut
        places = {cut - 1, cut, cut + 1, last - 1, last, last + 1} & set(range(count))
        ordered = np.partition(known, sorted(places))
        return {place: int(ordered[place]) for place in places}

    def present(self, own: Figures) -> Values:
        """Clip to the ends and take the share of the way between them."""
        if self._is_flat:
            return np.full(len(own), MIDDLE_VALUE, dtype=np.int32)
        low = self._around[self._cut]
        high = self._around[self._count - 1 - self._cut]
        if low == high:
            return np.full(len(own), MIDDLE_VALUE, dtype=np.int32)
        part = np.clip(own, low, high) - low
        return share_of(part, np.array([high - low]), FULL_VALUE).astype(np.int32)

    def moved(self, own: Figures, moved: Figures) -> Values:
        """Take the ends that there are when each has its moved figure."""
        if self._is_flat:
            return np.full(len(own), MIDDLE_VALUE, dtype=np.int32)
        last = self._count - 1 - self._cut
        low = np.clip(moved, self._other(own, self._cut - 1), self._other(own, self._cut))
        high = np.clip(moved, self._other(own, last - 1), self._other(own, last))
        differs = high > low
        whole = np.where(differs, high - low, 1)
        part = np.where(differs, np.clip(moved, low, high) - low, 0)
        values = share_of(part, whole, FULL_VALUE)
        return np.where(differs, values, MIDDLE_VALUE).astype(np.int32)

    def reach(self, own: Figures, target: Figures) -> Figures:
        """Go the share of the way between the ends that the others leave."""
        if self._is_flat:
            reached = np.where(target > MIDDLE_VALUE, UNBOUNDED, -UNBOUNDED)
            return np.asarray(reached, dtype=np.int64)
        low, high = self._other(own, self._cut), self._other(own, self._count - 2 - self._cut)
        inside = np.clip(target, 1, FULL_VALUE)
        along = low + least_part(inside, np.maximum(high - low, 1), FULL_VALUE)
        result = np.where(high > low, along, self._jump(own, low, target))
        result = np.where(target > FULL_VALUE, UNBOUNDED, result)
        return np.where(target <= 0, -UNBOUNDED, result)

    def _jump(self, own: Figures, low: Figures, target: Figures) -> Figures:
        """Where the others leave one figure alone, a value changes only there."""
        above = np.where(self.moved(own, low + 1) >= target, low + 1, UNBOUNDED)
        at = np.where(self.moved(own, low) >= target, low, above)
        return np.where(self.moved(own, low - 1) >= target, -UNBOUNDED, at)

    def _other(self, own: Figures, place: int) -> Figures:
        """Give the figure at a place among the others, in ascending order."""
        if place < 0:
            return np.full(len(own), -UNBOUNDED)
        if place >= self._count - 1:
            return np.full(len(own), UNBOUNDED)
        return np.where(own <= self._around[place], self._around[place + 1], self._around[place])
