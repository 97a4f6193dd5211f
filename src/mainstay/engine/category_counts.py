"""How many sale lines a customer has in a category and a month, counted from parts of orders."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mainstay.engine.order_parts import Integers, OrderParts, changes
from mainstay.engine.schemas import CATEGORIES_SCHEMA, REPEATING_TEXT

_DAY = "datetime64[D]"
_MONTH = "datetime64[M]"
# With more cells than that, most of them empty, sorting is quicker and smaller than counting.
_CELLS_PER_LINE = 8
_SCHEMA = pa.schema(
    [
        field.with_type(REPEATING_TEXT) if field.type == pa.string() else field
        for field in CATEGORIES_SCHEMA
    ]
)


def count_categories(parts: OrderParts) -> pa.Table:
    """Count the differences for ``CATEGORIES_SCHEMA``, sorted by customer, as a file takes them.

    ``parts`` are sorted by customer and have the day of their whole order. A part that goes counts
    negative; what adds up to nothing is left out.
    """
    new = changes(parts.customer)
    customers, customer = parts.customer[new], np.cumsum(new) - 1
    month, first, span = _months(parts.ordered_on)
    categories = max(len(parts.category.dictionary), 1)
    codes = parts.category.indices.to_numpy(zero_copy_only=False)
    part = parts.category_part
    cell = (customer * categories * span + month).take(part) + codes.astype(np.int64) * span
    goes = parts.sign < 0
    cell, count = _count(cell, goes.take(part) if goes.any() else None)
    rest, since_first = np.divmod(cell, span)
    of_customer, code = np.divmod(rest, categories)
    starts = (since_first + first).astype(_MONTH).astype(_DAY).astype(np.int32)
    return pa.table(
        [
            pa.array(customers[of_customer]),
            pa.DictionaryArray.from_arrays(
                pa.array(code.astype(np.int32)), parts.category.dictionary
            ),
            pa.array(starts).view(pa.date32()),
            pa.array(count),
        ],
        schema=_SCHEMA,
    )


def _months(days: Integers) -> tuple[Integers, int, int]:
    """Give the month of each day since the first one; that one since 1970; how many they span."""
    if not len(days):
        return days, 0, 1
    earliest = int(days.min())
    # A place in the calendar of these years is quicker to look up than to compute.
    calendar = np.arange(earliest, int(days.max()) + 1).astype(_DAY).astype(_MONTH).astype(np.int64)
    first = int(calendar[0])
    return (calendar - first)[days - earliest], first, int(calendar[-1]) - first + 1


def _count(cell: Integers, goes: npt.NDArray[np.bool_] | None) -> tuple[Integers, Integers]:
    """Count how often each cell comes less how often it goes, if any does."""
    if not len(cell):
        return cell, cell
    sparse = int(cell.max()) >= _CELLS_PER_LINE * len(cell)
    cells, place = np.unique(cell, return_inverse=True) if sparse else (None, cell)
    counts = np.bincount(place)
    if goes is not None:
        gone = np.bincount(place[goes], minlength=len(counts))
        counts -= 2 * gone
    found = np.flatnonzero(counts)
    return found if cells is None else cells[found], counts[found]
