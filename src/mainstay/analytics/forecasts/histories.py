"""Histories of customers by month: few figures kept, and made whole portion by portion.

Whole histories lie in arrays with a row for each month and a column for each customer, so that
what goes month by month reads neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.analytics.forecasts.refusals import ForecastError
from mainstay.analytics.measures import MissingColumn

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MONTHS_OF_YEAR = 12
MONTHS_OF_TWO_YEARS = 24
# So many customers fit into the cache with their months.
PORTION = 1 << 12


@dataclass(frozen=True, eq=False)
class Block:
    """Some histories: ``values`` by month and customer, and the month in which each begins.

    Before that everything is zero.
    """

    values: Floats
    first: Integers

    @property
    def months(self) -> int:
        """How many months there are."""
        return len(self.values)

    @property
    def size(self) -> int:
        """How many customers there are."""
        return len(self.first)

    @property
    def ages(self) -> Integers:
        """For how many months each has a history; none or less for one that begins later."""
        ages: Integers = self.months - self.first
        return ages

    def until(self, month: int) -> Block:
        """What was known before a month."""
        return Block(self.values[:month], self.first)

    def some(self, rows: npt.NDArray[np.generic]) -> Block:
        """The histories of some customers."""
        return Block(self.values[:, rows], self.first[rows])


@dataclass(frozen=True, eq=False)
class Histories:
    """The histories of all customers, by key.

    ``start`` is the first month of any, ``months`` how many there are up to the last complete one.
    ``entries`` leads from each customer to its figures: month by month, without those of zero that
    are between.
    """

    keys: Integers
    start: date
    months: int
    entries: Integers
    month: Integers
    value: Floats

    @classmethod
    def of(cls, table: pa.Table, figure: str, until: date) -> Histories:
        """Read the columns ``customer``, ``month`` and the one of a figure, before ``until``.

        Rows without the figure are left out; a history begins with the first row that has one.
        Raises ``MissingColumn`` and ``ForecastError``.
        """
        for name in ("customer", "month", figure):
            if name not in table.column_names:
                raise MissingColumn("months", name)
        table = table.select(["customer", "month", figure]).filter(pc.is_valid(table[figure]))
        customer = table["customer"].cast(pa.int64()).to_numpy()
        month = table["month"].cast(pa.date32()).to_numpy().astype("datetime64[M]").astype(np.int64)
        value = table[figure].cast(pa.float64()).to_numpy()
        end = int(np.datetime64(until, "M").astype(np.int64))
        before = month < end
        customer, month, value = customer[before], month[before], value[before]
        if not len(customer):
            raise ForecastError("no_history")
        order = np.lexsort((month, customer))
        return cls._sorted(customer[order], month[order], value[order], end)

    @classmethod
    def _sorted(cls, customer: Integers, month: Integers, value: Floats, end: int) -> Histories:
        wrong = ~np.isfinite(value)
        if wrong.any():
            raise ForecastError("not_finite", int(customer[np.argmax(wrong)]))
        twice = (customer[1:] == customer[:-1]) & (month[1:] == month[:-1])
        if twice.any():
            raise ForecastError("twice", int(customer[1:][np.argmax(twice)]))
        keys, places = np.unique(customer, return_index=True)
        first = int(month.min())
        start = np.datetime64(first, "M").astype("datetime64[D]").astype(object)
        entries = np.append(places, len(customer)).astype(np.int64)
        return cls(keys, start, end - first, entries, month - first, value)

    @property
    def size(self) -> int:
        """How many customers there are."""
        return len(self.keys)

    @property
    def first(self) -> Integers:
        """The month in which each history begins."""
        return self.month[self.entries[:-1]]

    def block(self, start: int, stop: int) -> Block:
        """Make the histories of neighbours whole."""
        begin, end = self.entries[start], self.entries[stop]
        column = np.repeat(np.arange(stop - start), np.diff(self.entries[start : stop + 1]))
        values = np.zeros((self.months, stop - start))
        values[self.month[begin:end], column] = self.value[begin:end]
        return Block(values, self.month[self.entries[start:stop]])

    def blocks(self) -> Iterator[tuple[slice, Block]]:
        """All histories, portion by portion, with where each portion lies."""
        for start in range(0, self.size, PORTION):
            stop = min(start + PORTION, self.size)
            yield slice(start, stop), self.block(start, stop)

    def of_customers(self, rows: Integers) -> Block:
        """Make the histories of some customers whole, by their places."""
        blocks = [self.block(row, row + 1) for row in rows.tolist()]
        if not blocks:
            return Block(np.zeros((self.months, 0)), np.zeros(0, np.int64))
        return Block(
            np.hstack([block.values for block in blocks]),
            np.concatenate([block.first for block in blocks]),
        )

    def added_up(self, into: Integers, count: int) -> Block:
        """Add histories up: ``into`` has the place of the sum for each customer, -1 for none."""
        of_entry = np.repeat(into, np.diff(self.entries))
        kept = of_entry >= 0
        places = self.month[kept] * count + of_entry[kept]
        sums = np.bincount(places, self.value[kept], self.months * count).astype(np.float64)
        first = np.full(count, self.months, np.int64)
        np.minimum.at(first, into[into >= 0], self.first[into >= 0])
        return Block(sums.reshape(self.months, count), first)

    def last_sums(self, months: int) -> Floats:
        """Each customer's sum of the last so many months."""
        recent = np.where(self.month >= self.months - months, self.value, 0.0)
        sums: Floats = np.add.reduceat(recent, self.entries[:-1])
        return sums
