"""Sets of more than three items, by the FP-growth of mlxtend, in memory."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from mainstay.analytics.baskets.frequent_sets import SetsOfLength
from mainstay.analytics.libraries import MODELS_EXTRA, LibraryMissing

_SHORTEST = 4


def find_longer_sets(baskets: pa.ChunkedArray, least: int, longest: int) -> list[SetsOfLength]:
    """Find the sets of four items and more that at least so many baskets hold, shortest first.

    ``baskets`` has an array of item numbers for each basket; those with fewer than four may be
    left out. Raises ``LibraryMissing``.
    """
    fpgrowth = _fpgrowth()
    if len(baskets) < least:
        return []
    # The library compares shares in floating point; half a basket less is far from any border.
    support = (least - 0.5) / len(baskets)
    found = fpgrowth(_one_hot(baskets), min_support=support, max_len=longest)
    counts = np.rint(found["support"].to_numpy() * len(baskets)).astype(np.int64)
    by_length: dict[int, tuple[list[list[int]], list[int]]] = {}
    for members, count in zip(found["itemsets"], counts, strict=True):
        if len(members) >= _SHORTEST and count >= least:
            sets, sizes = by_length.setdefault(len(members), ([], []))
            sets.append(sorted(members))
            sizes.append(int(count))
    return [
        SetsOfLength.of(np.array(sets, np.int64), np.array(sizes, np.int64))
        for _, (sets, sizes) in sorted(by_length.items())
    ]


def _one_hot(baskets: pa.ChunkedArray) -> Any:
    """Make the sparse table that the library reads: a row per basket, a column per item."""
    from pandas import DataFrame, SparseDtype
    from scipy.sparse import csr_matrix

    arrays = baskets.combine_chunks()
    items = arrays.flatten().to_numpy()
    starts = np.concatenate([[0], np.cumsum(arrays.value_lengths().to_numpy())])
    held = np.ones(len(items), dtype=np.uint8)
    shape = (len(arrays), int(items.max()) + 1)
    sparse: Any = DataFrame.sparse
    table = sparse.from_spmatrix(csr_matrix((held, items, starts), shape=shape))
    return table.astype(SparseDtype(bool, fill_value=False))


def _fpgrowth() -> Callable[..., Any]:
    try:
        # While it is loaded the library has every warning of obsolete things shown from then on.
        with warnings.catch_warnings():
            from mlxtend.frequent_patterns import fpgrowth
    except ModuleNotFoundError as missing:
        raise LibraryMissing("mlxtend", MODELS_EXTRA) from missing
    growth: Callable[..., Any] = fpgrowth
    return growth
