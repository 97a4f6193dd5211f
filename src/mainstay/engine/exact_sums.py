"""Sums of decimals with four places over stretches of an array, exact at any size.

Decimals are held as integers of 1/10,000: in 64 bits as long as no sum can leave them, in Python's
own integers beyond.
"""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mainstay.engine.schemas import MONEY, MONEY_IN_64_BITS, TOTAL

# Of the type int64, or of objects that are Python integers.
Amounts: TypeAlias = npt.NDArray[np.int64] | npt.NDArray[np.object_]

_INT64_LIMIT = 1 << 63
_NARROW_LIMIT = 10**MONEY.precision
_WORD = 1 << 64


def amounts_of(column: pa.Decimal128Array) -> tuple[Amounts, npt.NDArray[np.bool_]]:
    """Read a column of ``MONEY``; null counts as 0. Also says which are known."""
    words = np.frombuffer(column.buffers()[1], dtype=np.int64)
    # 18 digits fit into the lower of the two words.
    low = words[2 * column.offset : 2 * (column.offset + len(column)) : 2].copy()
    if not column.null_count:
        return low, np.ones(len(low), dtype=bool)
    known: npt.NDArray[np.bool_] = column.is_valid().to_numpy(zero_copy_only=False)
    low[~known] = 0
    return low, known


def sum_runs(amounts: Amounts, starts: npt.NDArray[np.int64]) -> Amounts:
    """Add up from each start to the next, the last one to the end."""
    if not len(starts):
        return amounts[:0]
    if amounts.dtype != object:
        longest = int(np.diff(starts, append=len(amounts)).max())
        if longest * _largest(amounts) < _INT64_LIMIT:
            return _between_starts(amounts, starts)
        amounts = amounts.astype(object)
    sums: Amounts = np.add.reduceat(amounts, starts)
    return sums


def _between_starts(
    values: npt.NDArray[Any], starts: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Add up integers from each start to the next by running totals.

    Right whenever each sum fits into 64 bits: what the running total loses beyond them, the
    difference loses too. Several times as fast as ``reduceat`` on short stretches.
    """
    running = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(values, out=running[1:])
    sums: npt.NDArray[np.int64] = np.diff(running.take(np.append(starts, len(values))))
    return sums


def fits_narrow(amounts: Amounts) -> bool:
    """Say whether all amounts fit into ``MONEY``."""
    if not len(amounts):
        return True
    return bool(_largest(amounts) < _NARROW_LIMIT)


def as_decimals(amounts: Amounts, kind: pa.DataType) -> pa.Array:
    """Give amounts as decimals: as ``TOTAL``, or as ``MONEY_IN_64_BITS`` if they fit."""
    if kind == MONEY_IN_64_BITS:
        narrow = np.ascontiguousarray(amounts, dtype=np.int64)
        return pa.Array.from_buffers(kind, len(amounts), [None, pa.py_buffer(narrow)])
    if kind != TOTAL:
        raise TypeError(f"{kind} is no type of totals")
    words = np.empty((len(amounts), 2), dtype=np.int64)
    if amounts.dtype == object:
        low = np.array([amount % _WORD for amount in amounts], dtype=np.uint64)
        words[:, 0] = low.view(np.int64)
        words[:, 1] = [amount // _WORD for amount in amounts]
    else:
        words[:, 0] = amounts
        words[:, 1] = words[:, 0] >> 63
    return pa.Array.from_buffers(kind, len(amounts), [None, pa.py_buffer(words)])


def _largest(amounts: Amounts) -> int:
    return max(int(amounts.max()), -int(amounts.min()))
