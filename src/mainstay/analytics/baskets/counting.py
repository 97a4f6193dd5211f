"""Frequent sets by a-priori (Agrawal & Srikant 1994): items, pairs and triples in the engine.

Every part of a frequent set is frequent, so pairs are made of frequent items, and triples begin
with frequent pairs. The engine counts; only what is frequent is read. Longer sets come from a
library.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from mainstay.analytics.baskets.choices import Per
from mainstay.analytics.baskets.contents import basket_contents
from mainstay.analytics.baskets.frequent_sets import FrequentSets, Integers, SetsOfLength
from mainstay.analytics.baskets.minimums import Minimums
from mainstay.analytics.baskets.refusals import (
    TooLargeForOneMachine,
    TooManyCombinations,
    TooManySets,
)

if TYPE_CHECKING:
    from ibis.expr.types import Table

LONGEST_IN_ENGINE = 3
_MOST_ITEMS = 1 << 21
"""A triple of numbers below this fits into one of 64 bits."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too much: combinations to count, sets to keep, items in memory for longer sets."""

    combinations: int = 5_000_000_000
    sets: int = 1_000_000
    items_in_memory: int = 5_000_000


_LIMITS = Limits()


def find_frequent_sets(
    traded: Table, per: Per, minimums: Minimums, *, longest: int, limits: Limits = _LIMITS
) -> FrequentSets:
    """Find every set of at most ``longest`` items that has the least support.

    ``traded`` is an expression of ``traded_items``. What lies in the baskets is kept by the engine
    meanwhile. Raises ``TooManyCombinations``, ``TooManySets`` and, for sets of more than three
    items, ``TooLargeForOneMachine`` and ``LibraryMissing``.
    """
    names, numbers = _number_items(traded)
    if len(names) > _MOST_ITEMS:
        raise TooManySets(_MOST_ITEMS)
    with basket_contents(traded, numbers, per).cache() as baskets:
        total: int = baskets.count().to_pyarrow().as_py()
        least = minimums.count(total)
        search = _Search(baskets, len(names), least, limits)
        return FrequentSets(names, total, least, tuple(search.levels(longest)))


def _number_items(traded: Table) -> tuple[tuple[str, ...], Table]:
    """Number the items that were sold, those with most lines first: these are seldom infrequent."""
    import ibis

    sold = traded.filter(traded.pieces > 0)
    lines = sold.group_by("item").aggregate(lines=lambda table: table.count()).to_pyarrow()
    ordered = lines.sort_by([("lines", "descending"), ("item", "ascending")])["item"]
    names = ordered.cast(pa.string()).combine_chunks()
    numbers = pa.array(np.arange(len(names), dtype=np.int32))
    return tuple(names.to_pylist()), ibis.memtable(pa.table({"item": names, "number": numbers}))


@dataclass(frozen=True, slots=True)
class _Search:
    """The baskets, how many items there are, and from which count on a set is frequent."""

    baskets: Table
    items: int
    least: int
    limits: Limits

    def levels(self, longest: int) -> list[SetsOfLength]:
        """Find the sets of one item, of two, and so on, until there are none."""
        singles = self.baskets.select(code=self.baskets["items"].unnest())
        found = [self._counted(singles, 1)]

        def goes_on() -> bool:
            return len(found) < longest and len(found[-1]) > 0

        if goes_on():
            fit = self._of_frequent(found[0])
            self._require_countable(fit, longest)
            pairs = _pairs(fit, self.items)
            found.append(self._counted(pairs, 2))
            if goes_on():
                found.append(self._counted(_triples(pairs, found[1], self.items), 3))
            if goes_on():
                found += self._longer(fit, longest)
        return found

    def _of_frequent(self, singles: SetsOfLength) -> Table:
        """Leave out of the baskets what has a higher number than any frequent item."""
        last = int(singles.members[-1, 0])
        kept = self.baskets.select(items=self.baskets["items"].filter(lambda item: item <= last))
        return kept.filter(kept["items"].length() > 1)

    def _require_countable(self, fit: Table, longest: int) -> None:
        """Refuse what would take too long; how many combinations there are need not be exact."""
        items = fit["items"].length().cast("float64")
        pairs = items * (items - 1) / 2
        ways = pairs if longest < LONGEST_IN_ENGINE else pairs + pairs * (items - 2) / 3
        combinations = fit.aggregate(ways=ways.sum()).to_pyarrow()["ways"][0].as_py() or 0
        if combinations > self.limits.combinations:
            raise TooManyCombinations(int(combinations), self.limits.combinations)

    def _counted(self, sets: Table, length: int) -> SetsOfLength:
        """Count sets by their ``code``, of which there is one for each basket that holds them."""
        counted = sets.group_by("code").aggregate(count=lambda table: table.count())
        frequent = counted.filter(counted["count"] >= self.least)
        found = frequent.limit(self.limits.sets + 1).to_pyarrow()
        if found.num_rows > self.limits.sets:
            raise TooManySets(self.limits.sets)
        return SetsOfLength.of(
            _members(_integers(found["code"]), length, self.items), _integers(found["count"])
        )

    def _longer(self, fit: Table, longest: int) -> list[SetsOfLength]:
        from mainstay.analytics.baskets.longer_sets import find_longer_sets

        large = fit.filter(fit["items"].length() > LONGEST_IN_ENGINE)
        items = large["items"].length().sum().to_pyarrow().as_py() or 0
        if items > self.limits.items_in_memory:
            raise TooLargeForOneMachine(items, self.limits.items_in_memory)
        return find_longer_sets(large.to_pyarrow()["items"], self.least, longest)


def _pairs(baskets: Table, items: int) -> Table:
    """Express the pairs in baskets: a row for each basket and pair, with the basket's items.

    To count by one number is half the work of counting by several.
    """
    once = baskets.mutate(first=baskets["items"].unnest())
    twice = once.mutate(first=once.first.cast("int64"), second=once["items"].unnest())
    pairs = twice.filter(twice.second > twice.first)
    return pairs.mutate(code=pairs.first * items + pairs.second)


def _triples(pairs: Table, frequent: SetsOfLength, items: int) -> Table:
    """Express the triples in baskets that begin with a frequent pair.

    The other two pairs of a triple are not looked up: to count it costs less.
    """
    import ibis

    codes = frequent.members[:, 0] * items + frequent.members[:, 1]
    known = pairs.semi_join(ibis.memtable(pa.table({"code": codes})), "code")
    thrice = known.mutate(third=known["items"].unnest())
    triples = thrice.filter(thrice.third > thrice.second)
    return triples.select(code=triples.code * items + triples.third)


def _members(codes: Integers, length: int, items: int) -> Integers:
    """Give the item numbers behind codes, a row each."""
    members = np.empty((len(codes), length), np.int64)
    for place in reversed(range(length)):
        codes, members[:, place] = np.divmod(codes, max(items, 1))
    return members


def _integers(column: pa.ChunkedArray) -> Integers:
    return np.asarray(column.cast(pa.int64()).to_numpy())
