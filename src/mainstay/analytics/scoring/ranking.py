"""Customers in the order of one figure, best first, and what it takes to be among the first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mainstay.analytics.scoring.bounds import UNBOUNDED, Bound
from mainstay.analytics.scoring.population import Figures, Flags

_UNKNOWN = -(2**62)


@dataclass(frozen=True, eq=False)
class Ranking:
    """Customers by a figure; equal ones by code, those without a figure after all others.

    ``better`` is 1 when more is better and -1 when less is; ``code_ranks`` are 0 … n - 1 in the
    order of the codes.
    """

    figures: Figures
    known: Flags
    better: int
    code_ranks: Figures

    @cached_property
    def goodness(self) -> Figures:
        """The figures, signed so that more is better."""
        return np.where(self.known, self.figures * self.better, _UNKNOWN)

    @cached_property
    def order(self) -> Figures:
        """The positions of the customers, the best first."""
        return np.lexsort((self.code_ranks, -self.goodness))

    @cached_property
    def ranks(self) -> Figures:
        """For each customer its place, from 1."""
        result = np.empty(len(self.figures), dtype=np.int64)
        result[self.order] = np.arange(1, len(self.figures) + 1)
        return result

    @cached_property
    def count(self) -> int:
        """How many have a figure."""
        return int(self.known.sum())

    def within(self, most: int) -> Flags:
        """Tell who is among the first ``most`` of those that have a figure."""
        return np.asarray(self.known & (self.ranks <= most), dtype=bool)

    def least_to_enter(self, most: int) -> Figures | None:
        """Give the goodness from which each is among the first ``most``, the others unmoved.

        ``None`` where there are so few that everybody with a figure is.
        """
        if self.count <= most or most < 1:
            return None
        # The last of the others that must come after: whoever stands before it does not count.
        place = np.where(self.within(most), most, most - 1)
        border = self.order[place]
        wins_ties = self.code_ranks <= self.code_ranks[border]
        return np.asarray(self.goodness[border] + ~wins_ties, dtype=np.int64)

    def bound_to_pass(self, border: int) -> Bound:
        """Give the figures with which each stands before or at the customer at a position."""
        wins_ties = self.code_ranks <= self.code_ranks[border]
        return goodness_bound(self.goodness[border] + ~wins_ties, self.better)

    def passes(self, border: int, moved: Figures) -> Flags:
        """Tell who would stand before or at the customer at a position, each moved alone."""
        goodness = np.where(self.known, moved * self.better, _UNKNOWN)
        at = self.goodness[border]
        wins_ties = self.code_ranks <= self.code_ranks[border]
        return np.asarray((goodness > at) | ((goodness == at) & wins_ties), dtype=bool)


def goodness_bound(least: Figures, better: int) -> Bound:
    """Turn the least goodness into a bound on figures."""
    beyond = np.full(len(least), UNBOUNDED)
    return Bound(least, beyond) if better > 0 else Bound(-beyond, -least)
