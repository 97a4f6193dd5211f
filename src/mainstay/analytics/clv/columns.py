"""Columns of numbers out of tables, and the refusal of those that cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ALL_ROWS = 0


class HistoryError(ValueError):
    """A table of histories cannot be read or used.

    ``column`` is empty where it is about none; ``row`` counts from 1, ``ALL_ROWS`` where it is
    about the whole table; ``problem`` is a code: ``missing``, ``ambiguous``, ``empty_value``,
    ``not_a_number``, ``negative``, ``not_positive``, ``fractional``, ``after_end`` (a last purchase
    after the end of observation), ``without_purchase`` (one of a customer who never bought
    again), ``too_few`` (customers), ``no_repeats`` (nobody bought twice).
    """

    def __init__(self, problem: str, column: str = "", row: int = ALL_ROWS) -> None:
        """Keep all three for the application to put into words."""
        place = [f"column {column}"] if column else []
        place += [f"row {row}"] if row else []
        super().__init__(": ".join([", ".join(place), problem] if place else [problem]))
        self.problem = problem
        self.column = column
        self.row = row


def column_name(table: pa.Table, name: str) -> str:
    """Find the one column that is called so, however it is capitalised."""
    found = [each for each in table.column_names if each.strip().lower() == name.lower()]
    if not found:
        raise HistoryError("missing", name)
    if len(found) > 1:
        raise HistoryError("ambiguous", name)
    return str(found[0])


def numbers(table: pa.Table, name: str) -> Floats:
    """Read the column ``name`` as finite numbers; texts are read as they are written in English."""
    called = column_name(table, name)
    column = table[called]
    if column.null_count:
        raise HistoryError("empty_value", name, _first(pc.is_null(column).to_numpy()))
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = _read(pc.utf8_trim_whitespace(column), name)
    try:
        read = column.cast(pa.float64(), safe=False).to_numpy()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise HistoryError("not_a_number", name) from None
    values: Floats = read
    refuse(~np.isfinite(values), name, "not_a_number")
    return values


def _read(texts: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    refuse(pc.equal(texts, "").to_numpy(), name, "empty_value")
    try:
        return texts.cast(pa.float64())
    except pa.ArrowInvalid:
        readable = [_is_number(text) for text in texts.to_pylist()]
        raise HistoryError("not_a_number", name, readable.index(False) + 1) from None


def _is_number(text: str) -> bool:
    try:
        pa.scalar(text).cast(pa.float64())
    except pa.ArrowInvalid:
        return False
    return True


def refuse(wrong: Flags, column: str, problem: str) -> None:
    """Raise ``HistoryError`` for the first row that is wrong."""
    if wrong.any():
        raise HistoryError(problem, column, _first(wrong))


def _first(rows: Flags) -> int:
    return int(np.argmax(rows)) + 1


def portions(columns: Sequence[Floats], rows: int = 1 << 13) -> Iterator[tuple[Floats, ...]]:
    """Cut columns into portions that fit into the cache of a core; one at least."""
    for start in range(0, max(len(columns[0]), 1), rows):
        yield tuple(column[start : start + rows] for column in columns)


def nonnegative(values: Floats, column: str) -> None:
    """Refuse what is no finite number of zero or more."""
    refuse(~np.isfinite(values), column, "not_a_number")
    refuse(values < 0, column, "negative")


def whole(values: Floats, column: str) -> None:
    """Refuse what is no whole number of zero or more."""
    nonnegative(values, column)
    refuse(values != np.floor(values), column, "fractional")
