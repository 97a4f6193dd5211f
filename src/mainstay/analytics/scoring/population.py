"""The frozen inputs of a grading: customers, and one exact column per indicator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from mainstay.analytics.indicators import Indicator, Unit
from mainstay.analytics.pareto import rank_codes
from mainstay.analytics.scoring.history import History, history_from_table

if TYPE_CHECKING:
    import pyarrow as pa

Figures = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LARGEST = 2**61
"""No figure reaches this size, so that sums and differences of two always fit."""


class InputError(ValueError):
    """The inputs cannot be graded; the message names the column."""


class FigureTooLarge(InputError):
    """A figure of the named indicator is beyond what can be graded."""

    def __init__(self, indicator: str) -> None:
        super().__init__(f"{indicator} holds a figure that is too large")
        self.indicator = indicator


@dataclass(frozen=True, eq=False)
class Column:
    """One indicator: integers in units of its last kept place, 0 where not ``known``."""

    indicator: Indicator
    figures: Figures
    known: Flags

    @property
    def step(self) -> int:
        """The proposed step, in units of the last kept place."""
        return self.units(self.indicator.step)

    def units(self, figure: Decimal) -> int:
        """Turn a figure that the kept places can hold into integer units."""
        return int(figure.scaleb(self.indicator.places))

    def figure(self, units: int) -> Decimal:
        """Turn integer units into the figure."""
        return Decimal(int(units)).scaleb(-self.indicator.places)

    def array(self) -> pa.Array:
        """Give the figures for Arrow: exact decimals, or integers where no places are kept."""
        return exact_array(self.figures, self.known, self.indicator.places)

    def at(self, position: int) -> Decimal | None:
        """Give the figure of one customer."""
        return self.figure(self.figures[position]) if self.known[position] else None


def exact_array(units: npt.NDArray[Any], known: Flags, places: int) -> pa.Array:
    """Give integer units as decimals, as integers without places; nothing where not known."""
    import pyarrow as pa

    if units.dtype == object:
        kind = pa.decimal128(38, places)
        exact = (Decimal(unit).scaleb(-places) for unit in units.tolist())
        kept = [figure if is_known else None for figure, is_known in zip(exact, known, strict=True)]
        return pa.array(kept, kind)
    if places == 0:
        return pa.array(units, mask=~known)
    # A 128-bit decimal is its integer in two words, the low one first.
    words = np.stack([units, units >> 63], axis=1)
    validity = pa.array(known).buffers()[1]
    return pa.Array.from_buffers(
        pa.decimal128(38, places), len(units), [validity, pa.py_buffer(words)]
    )


@dataclass(frozen=True, eq=False)
class Population:
    """Customers with their figures; only those marked ``graded`` take part.

    Raises ``InputError`` when columns differ in length, ``ValueError`` when a code occurs twice.
    """

    codes: Sequence[str]
    columns: Mapping[str, Column]
    graded: Flags
    history: History | None = None

    def __post_init__(self) -> None:
        """Check the shape."""
        for name, length in [
            ("graded", len(self.graded)),
            *((code, len(column.figures)) for code, column in self.columns.items()),
        ]:
            if length != len(self.codes):
                raise InputError(f"{name} has {length} rows for {len(self.codes)} customers")

    def __len__(self) -> int:
        """Give the number of customers, graded or not."""
        return len(self.codes)

    @cached_property
    def code_ranks(self) -> npt.NDArray[np.int64]:
        """The place of each code in code-point order."""
        return rank_codes(self.codes)

    def column(self, indicator: str) -> Column:
        """Give a column; ``InputError`` names one that is not there."""
        try:
            return self.columns[indicator]
        except KeyError:
            raise InputError(f"no column {indicator}") from None

    def take(self, positions: npt.NDArray[np.int64]) -> Population:
        """Give the customers at the positions, in that order."""
        return Population(
            [self.codes[position] for position in positions],
            {
                code: replace(
                    column, figures=column.figures[positions], known=column.known[positions]
                )
                for code, column in self.columns.items()
            },
            self.graded[positions],
            None if self.history is None else self.history.take(positions),
        )

    def with_columns(self, columns: Mapping[str, Column]) -> Population:
        """Give the same population with more columns."""
        return replace(self, columns={**self.columns, **columns})

    def with_figures(self, position: int, figures: Mapping[str, Decimal]) -> Population:
        """Give the same population with some figures of one customer replaced."""
        columns = dict(self.columns)
        for code, figure in figures.items():
            column = self.column(code)
            moved, known = column.figures.copy(), column.known.copy()
            moved[position], known[position] = column.units(figure), True
            columns[code] = replace(column, figures=moved, known=known)
        return replace(self, columns=columns)


def population_from_table(
    table: pa.Table,
    indicators: Iterable[Indicator],
    *,
    graded: Flags | None = None,
    as_of: date | None = None,
) -> Population:
    """Freeze an Arrow table: the column ``customer`` holds codes, the others indicators.

    A rating that the table lacks is unknown for everybody. Other indicators that it lacks are left
    out; a scheme that asks for one is refused later. Decimals and floats are rounded half-even to
    the kept places. Without ``graded`` everybody takes part. Raises ``InputError`` for a figure
    that is not finite or too large.
    """
    if "customer" not in table.column_names:
        raise InputError("no column customer")
    columns = {}
    for indicator in indicators:
        if indicator.code in table.column_names:
            columns[indicator.code] = frozen_column(indicator, table[indicator.code])
        elif indicator.unit is Unit.RATING:
            columns[indicator.code] = _unknown(indicator, table.num_rows)
    takes_part = np.ones(table.num_rows, dtype=bool) if graded is None else graded
    history = history_from_table(table, as_of)
    return Population(table["customer"].to_pylist(), columns, takes_part, history)


def _unknown(indicator: Indicator, count: int) -> Column:
    return Column(indicator, np.zeros(count, dtype=np.int64), np.zeros(count, dtype=bool))


def frozen_column(indicator: Indicator, values: pa.ChunkedArray) -> Column:
    """Freeze the figures of one indicator. Raises ``InputError`` as a whole table does."""
    import pyarrow as pa

    known = values.is_valid().to_numpy()
    try:
        if pa.types.is_floating(values.type):
            figures = np.rint(_finite(values, known) * 10.0**indicator.places)
        else:
            figures = _whole_units(values, indicator.places)
    except _TooLarge as error:
        raise FigureTooLarge(indicator.code) from error
    except ValueError as error:
        raise InputError(f"{indicator.code}: {error}") from error
    if ((figures >= LARGEST) | (figures <= -LARGEST)).any():
        raise FigureTooLarge(indicator.code)
    return Column(indicator, figures.astype(np.int64), known)


def _finite(values: pa.ChunkedArray, known: Flags) -> npt.NDArray[np.float64]:
    figures = np.where(known, values.to_numpy(), 0.0)
    if not np.isfinite(figures).all():
        raise ValueError("a figure is not finite")
    return figures


def _whole_units(values: pa.ChunkedArray, places: int) -> Figures:
    """Round exact figures half-even and count them in units of the last kept place."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_decimal128(values.type) and values.type.scale == places:
        return _as_stored(values)
    if pa.types.is_signed_integer(values.type) and places == 0:
        whole: Figures = pc.fill_null(values.cast(pa.int64()), 0).to_numpy()
        return whole
    exact = pc.round(values.cast(pa.decimal256(60, 12)), places, "half_to_even")
    units = pc.multiply(exact.cast(pa.decimal256(56, places)), pa.scalar(10**places))
    figures: Figures = pc.fill_null(units.cast(pa.int64()), 0).to_numpy()
    return figures


class _TooLarge(ValueError):
    """A figure does not fit 64 bits."""


def _as_stored(values: pa.ChunkedArray) -> Figures:
    """Take the integers that decimals of 128 bits are stored as: two words, the low one first."""
    parts = [np.zeros(0, dtype=np.int64)]
    for chunk in filter(len, values.chunks):
        words = np.frombuffer(chunk.buffers()[1], np.int64)
        low, high = words.reshape(-1, 2)[chunk.offset : chunk.offset + len(chunk)].T
        known = chunk.is_valid().to_numpy(zero_copy_only=False)
        if (known & (high != low >> 63)).any():
            raise _TooLarge
        parts.append(np.where(known, low, 0))
    return np.concatenate(parts)
