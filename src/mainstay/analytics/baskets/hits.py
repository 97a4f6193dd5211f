"""Whether customers bought afterwards what was suggested to them, beside what most had.

Definitions: docs/algorithms/baskets.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_POPULAR = 50
"""The naive list of a customer is taken from so many of the items that most customers had."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What became of suggestions to customers.

    ``customers`` bought something afterwards that they had not had; of them ``hit`` were suggested
    at least one of the items. Of all ``suggested`` items ``bought`` were bought.
    """

    customers: int
    hit: int
    suggested: int
    bought: int

    @property
    def hit_rate(self) -> float | None:
        """The share of the customers that were suggested something they bought."""
        return self.hit / self.customers if self.customers else None

    @property
    def precision(self) -> float | None:
        """The share of the suggestions that were bought."""
        return self.bought / self.suggested if self.suggested else None


def newly_bought(before: pa.Table, after: pa.Table) -> pa.Table:
    """What customers have afterwards and had not: ``customer`` and ``item``, of who had something.

    Both tables list in ``customer`` and ``item`` what each one had, each once.
    """
    new = after.join(before, ["customer", "item"], join_type="left anti")
    return new.filter(pc.is_in(new["customer"], value_set=before["customer"].combine_chunks()))


def hits(suggested: pa.Table, new: pa.Table) -> Hits:
    """Hold suggestions, ``customer`` and ``item``, against what was newly bought."""
    bought = suggested.join(new, ["customer", "item"], join_type="left semi")
    return Hits(
        customers=len(new["customer"].unique()),
        hit=len(bought["customer"].unique()),
        suggested=suggested.num_rows,
        bought=bought.num_rows,
    )


def most_popular(before: pa.Table, most: int) -> pa.Table:
    """Suggest to each customer the items that most customers had, but for those it has.

    The result has ``customer`` and ``item``, at most so many of each customer.
    """
    counts = before.group_by("item").aggregate([("customer", "count")])
    popular = counts.sort_by([("customer_count", "descending"), ("item", "ascending")])["item"]
    popular = popular.slice(0, _POPULAR).combine_chunks()
    customers = before["customer"].unique().sort()
    held = _held(before, customers, popular)
    free = ~held & (np.cumsum(~held, axis=1) <= most)
    rows, columns = np.nonzero(free)
    return pa.table({"customer": customers.take(rows), "item": popular.take(columns)})


def _held(before: pa.Table, customers: pa.Array, items: pa.Array) -> np.ndarray[Any, Any]:
    """Which customer has which of some items."""
    held = np.zeros((len(customers), len(items)), dtype=bool)
    columns = pc.index_in(before["item"], value_set=items)
    rows = pc.index_in(before["customer"], value_set=customers)
    known = pc.is_valid(columns)
    held[rows.filter(known).to_numpy(), columns.filter(known).to_numpy()] = True
    return held
