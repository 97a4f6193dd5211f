"""Sets of items with the number of baskets that hold all of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SetsOfLength:
    """Sets of as many items each, in order.

    ``members`` has a row of ascending item numbers for each set, ``counts`` how many baskets hold
    it.
    """

    members: Integers
    counts: Integers

    @classmethod
    def of(cls, members: Integers, counts: Integers) -> SetsOfLength:
        """Put sets whose rows are ascending into order."""
        order = np.lexsort(members.T[::-1])
        return cls(members[order], counts[order])

    @classmethod
    def none(cls, length: int) -> SetsOfLength:
        """Give no set of this length."""
        return cls(np.empty((0, length), np.int64), np.empty(0, np.int64))

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def length(self) -> int:
        """How many items each of them has."""
        return int(self.members.shape[1])


@dataclass(frozen=True, slots=True)
class FrequentSets:
    """All sets that at least so many baskets hold, up to a length.

    ``items`` has the name of each number, ``baskets`` is how many there are, ``least`` how many of
    them have to hold a set. ``levels`` has the sets of one item, of two, and so on.
    """

    items: tuple[str, ...]
    baskets: int
    least: int
    levels: tuple[SetsOfLength, ...]

    def counts_of(self, members: Integers) -> Integers:
        """Give how many baskets hold each of some frequent sets, a row of ascending numbers each.

        Every part of a frequent set is frequent, so a set is found by the place of all but its last
        item and that one.
        """
        place = np.zeros(len(members), np.int64)
        for depth, level in enumerate(self.levels[: members.shape[1]]):
            known = self._codes(depth)
            place = np.searchsorted(known, place * len(self.items) + members[:, depth])
            counts = level.counts
        return counts[place]

    def _codes(self, depth: int) -> Integers:
        """Give each set of a level as one number that keeps their order."""
        level = self.levels[depth]
        if depth == 0:
            return level.members[:, 0]
        place = np.zeros(len(level), np.int64)
        for before in range(depth):
            codes = place * len(self.items) + level.members[:, before]
            place = np.searchsorted(self._codes(before), codes)
        return place * len(self.items) + level.members[:, depth]
