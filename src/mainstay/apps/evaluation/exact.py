"""Exact columns: indicator figures as decimals and integers, rounded once to their kept places.

Pure functions over Arrow tables. A frozen table has `key` and `customer` (the code) and one column
per indicator: decimals with the indicator's places, 64-bit integers where it keeps none.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.analytics.indicators import Indicator
from mainstay.analytics.scoring.population import Column, population_from_table

KEY, CODE = "key", "customer"


def frozen_figures(
    measured: pa.Table, codes: Mapping[int, str], indicators: Iterable[Indicator]
) -> pa.Table:
    """The measured units that have a code, ordered by code, every figure in its kept places.

    `measured` has the units' keys in `customer`. Raises `scoring.population.InputError` for a
    figure that cannot be kept.
    """
    keys = measured[CODE].cast(pa.int64())
    named = [codes.get(key) for key in keys.to_pylist()]
    table = measured.set_column(
        measured.column_names.index(CODE), CODE, pa.array(named, pa.string())
    ).append_column(KEY, keys)
    table = table.filter(pc.is_valid(table[CODE])).sort_by(CODE).combine_chunks()
    columns = population_from_table(table, indicators).columns
    figures = {
        code: exact_array(column)
        for code, column in columns.items()
        if code in measured.column_names
    }
    return pa.table({KEY: table[KEY], CODE: table[CODE], **figures})


def exact_array(column: Column) -> pa.Array:
    """The figures of a column as decimals, or as integers where no places are kept."""
    places = column.indicator.places
    figures = column.figures
    if places == 0:
        return pa.array(figures, mask=~column.known)
    # A 128-bit decimal is its integer in two words, the low one first.
    words = np.stack([figures, figures >> 63], axis=1)
    known = pa.array(column.known).buffers()[1]
    return pa.Array.from_buffers(
        pa.decimal128(38, places), len(figures), [known, pa.py_buffer(words)]
    )
