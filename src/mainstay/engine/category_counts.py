"""How many sale lines a customer has in a category and a month, counted from parts of orders."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mainstay.engine.order_parts import Integers, OrderParts, changes
from mainstay.engine.schemas import CATEGORIES_SCHEMA

_DAY = "datetime64[D]"
_MONTH = "datetime64[M]"


def count_categories(parts: OrderParts) -> pa.Table:
    """Count the differences for ``CATEGORIES_SCHEMA``, sorted by customer.

    ``parts`` are sorted by customer and have the day of their whole order. A part that goes counts
    negative; what adds up to nothing is left out.
    """
    new = changes(parts.customer)
    customers, customer = parts.customer[new], np.cumsum(new) - 1
    months = parts.ordered_on.astype(_DAY).astype(_MONTH)
    month = months.astype(np.int64)
    first, span = (int(month.min()), int(np.ptp(month)) + 1) if len(month) else (0, 1)
    categories = max(len(parts.category.dictionary), 1)
    codes = parts.category.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    part = parts.category_part
    cell = (customer[part] * categories + codes) * span + (month[part] - first)
    cell, count = _count(cell, parts.sign[part] < 0)
    rest, since_first = np.divmod(cell, span)
    of_customer, code = np.divmod(rest, categories)
    starts = (since_first + first).astype(_MONTH).astype(_DAY).astype(np.int32)
    return pa.table(
        [
            pa.array(customers[of_customer]),
            parts.category.dictionary.take(pa.array(code)).cast(pa.string()),
            pa.array(starts).view(pa.date32()),
            pa.array(count),
        ],
        schema=CATEGORIES_SCHEMA,
    )


def _count(cell: Integers, goes: npt.NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """Count how often each cell comes less how often it goes; sorting is quicker than hashing."""
    marked = np.sort(cell * 2 + goes)
    starts = np.flatnonzero(np.diff(marked, prepend=-1))
    times = np.diff(starts, append=len(marked))
    found = marked[starts]
    signed = np.where(found % 2 == 1, -times, times)
    cells = found // 2
    firsts = np.flatnonzero(np.diff(cells, prepend=-1))
    counts = np.add.reduceat(signed, firsts) if len(firsts) else signed
    kept = counts != 0
    return cells[firsts][kept], counts[kept]
