"""Purchase histories as the models read them: equal ones put together, with how many share them.

A history is how often a customer has bought again (``frequency``), when it did so last
(``recency``), and how long it has been observed (``T``); the last two count from its first
purchase, all customers in the same unit of time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mainstay.analytics.clv.columns import Floats, nonnegative, numbers, portions, refuse, whole

Places = npt.NDArray[np.int64]
FREQUENCY, RECENCY, AGE = "frequency", "recency", "T"

# Multiplying by an odd number and folding the upper half of the product into the lower one spreads
# what differs over all bits (Steele, Lea & Flood 2014).
_ODD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Levels:
    """A column as its distinct values, ascending, and the place of each row's value in them."""

    values: Floats
    places: Places

    @classmethod
    def of(cls, column: Floats) -> Levels:
        """Find the levels by hashing, which is fastest where there are few."""
        encoded = pa.array(column + 0.0).dictionary_encode()  # -0.0 is 0.0
        found = encoded.dictionary.to_numpy()
        order = np.argsort(found)
        ranks = np.empty(len(found), dtype=np.int64)
        ranks[order] = np.arange(len(found))
        return cls(found[order], ranks[encoded.indices.to_numpy()])

    @property
    def each(self) -> Floats:
        """The value of each row."""
        return self.values[self.places]

    @property
    def order(self) -> Places:
        """The rows by level; the fewer bits there are to sort, the faster numpy does it."""
        return np.argsort(self.places.astype(np.min_scalar_type(len(self.values))), kind="stable")

    def sums(self, weights: Floats) -> Floats:
        """Add up the rows' weights by level."""
        return np.bincount(self.places, weights, minlength=len(self.values)).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Collapsed:
    """Rows put together: the distinct ones, how often each occurs, and where each row went."""

    columns: tuple[Floats, ...]
    counts: Floats
    places: Places

    @classmethod
    def of(cls, columns: Sequence[Floats]) -> Collapsed:
        """Put equal rows together.

        The distinct ones lie in the order of a number that each row's values are mixed into, so a
        fit does not depend on the order of the customers, down to the last bit.
        """
        order = _order(columns)
        sorted_columns = [column[order] for column in columns]
        starts = np.ones(len(order), dtype=bool)
        starts[1:] = False
        for column in sorted_columns:
            starts[1:] |= column[1:] != column[:-1]
        places = np.empty(len(order), dtype=np.int64)
        places[order] = np.cumsum(starts) - 1
        counts = np.diff(np.flatnonzero(starts), append=len(order)).astype(np.float64)
        return cls(tuple(column[starts] for column in sorted_columns), counts, places)


def _order(columns: Sequence[Floats]) -> Places:
    """An order in which equal rows are neighbours, whichever order they came in.

    Rows are sorted by 64 bits mixed of their values, 16 bits at a time: numpy does that by counting
    and not by comparing, twice as fast.
    """
    digits = np.empty((4, len(columns[0])), dtype=np.uint16)
    done = 0
    for some in portions(columns):
        mixed = np.zeros(len(some[0]), dtype=np.uint64)
        for column in some:
            mixed += (column + 0.0).view(np.uint64)  # -0.0 is 0.0
            mixed *= _ODD
            mixed ^= mixed >> _HALF
        digits[:, done : done + len(mixed)] = mixed.view(np.uint16).reshape(-1, 4).T
        done += len(mixed)
    return np.lexsort(digits)


@dataclass(frozen=True, slots=True)
class Histories:
    """The distinct histories, by columns; ``places`` leads from each customer to its history."""

    frequency: Levels
    recency: Floats
    age: Floats
    counts: Floats
    places: Places

    @classmethod
    def of(cls, frequency: Floats, recency: Floats, age: Floats) -> Histories:
        """Check the columns of customers and put equal histories together.

        Raises ``HistoryError`` for the first customer whose history cannot be.
        """
        whole(frequency, FREQUENCY)
        nonnegative(recency, RECENCY)
        nonnegative(age, AGE)
        refuse(recency > age, RECENCY, "after_end")
        refuse((frequency == 0) & (recency > 0), RECENCY, "without_purchase")
        together = Collapsed.of([frequency, recency, age])
        bought, last, observed = together.columns
        return cls(Levels.of(bought), last, observed, together.counts, together.places)

    @classmethod
    def from_table(cls, table: pa.Table) -> Histories:
        """Read the columns frequency, recency and T; however they are capitalised.

        Raises ``HistoryError`` for a column that is missing, twice there or holds no numbers too.
        """
        return cls.of(*(numbers(table, name) for name in (FREQUENCY, RECENCY, AGE)))

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return len(self.places)

    @property
    def distinct(self) -> int:
        """How many distinct histories there are."""
        return len(self.counts)

    def thinned(self, most: int) -> Histories:
        """Every so many-th of the distinct histories by frequency, no more than ``most``."""
        rows = self.frequency.order[:: -(-self.distinct // most)]
        frequency = Levels.of(self.frequency.values[self.frequency.places[rows]])
        columns = (self.recency[rows], self.age[rows], self.counts[rows])
        return Histories(frequency, *columns, np.arange(len(rows)))

    def some(self, customers: npt.NDArray[np.bool_]) -> Histories:
        """The histories of some customers, as if there were no others."""
        rows = self.places[customers]
        return Histories.of(self.frequency.each[rows], self.recency[rows], self.age[rows])
