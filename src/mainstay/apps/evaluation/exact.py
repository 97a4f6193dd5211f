"""Exact columns: indicator figures as decimals and integers, rounded once to their kept places.

Pure functions over Arrow tables. A frozen table has `key` and `customer` (the code) and one column
per indicator: decimals with the indicator's places, 64-bit integers where it keeps none.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.analytics.indicators import Indicator
from mainstay.analytics.scoring.population import population_from_table

KEY, CODE = "key", "customer"


def frozen_figures(
    measured: pa.Table, codes: pa.Table, indicators: Iterable[Indicator]
) -> pa.Table:
    """The measured units that have a code, ordered by code, every figure in its kept places.

    `measured` has the units' keys in `customer`, `codes` the `code` of each `key`. Raises
    `scoring.population.InputError` for a figure that cannot be kept.
    """
    keys = measured[CODE].cast(pa.int64())
    named = codes["code"].take(pc.index_in(keys, value_set=codes["key"]))
    table = measured.set_column(measured.column_names.index(CODE), CODE, named).append_column(
        KEY, keys
    )
    table = table.filter(pc.is_valid(table[CODE])).sort_by(CODE).combine_chunks()
    columns = population_from_table(table, indicators).columns
    figures = {
        code: column.array() for code, column in columns.items() if code in measured.column_names
    }
    return pa.table({KEY: table[KEY], CODE: table[CODE], **figures})


def exact_type(indicator: Indicator) -> pa.DataType:
    """What the figures of an indicator are kept as."""
    return pa.decimal128(38, indicator.places) if indicator.places else pa.int64()


def decimals(figures: pa.ChunkedArray) -> list[Decimal | None]:
    """A column as decimals, one for each customer."""
    return [None if each is None else Decimal(each) for each in figures.to_pylist()]


def with_figures(
    table: pa.Table, indicator: Indicator, figures: Sequence[Decimal | int | None]
) -> pa.Table:
    """The table with a column more, named by the indicator's code."""
    column = pa.array(figures, exact_type(indicator))
    return table.append_column(indicator.code, column)
