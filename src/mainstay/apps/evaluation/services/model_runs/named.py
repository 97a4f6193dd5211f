"""Figures of customers with the codes of the customers, as the files of runs keep them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.exact import CODE, KEY

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_PLACES = 6


def named(keys: "np.ndarray[Any, Any]", figures: "Mapping[str, pa.Array]") -> "pa.Table":
    """A row for each customer that has a code, by code: `key`, `customer`, and the figures.

    Estimates are kept in six places: more would say that they are known.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    known = customers.all_codes()
    found = pa.array(keys, pa.int64())
    codes = known["code"].take(pc.index_in(found, value_set=known["key"].combine_chunks()))
    kept = {
        name: pc.round(column, _PLACES) if pa.types.is_floating(column.type) else column
        for name, column in figures.items()
    }
    table = pa.table({KEY: found, CODE: codes, **kept})
    return table.filter(pc.is_valid(table[CODE])).sort_by(CODE).combine_chunks()
