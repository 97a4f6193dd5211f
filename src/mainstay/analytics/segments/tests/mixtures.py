"""Customers of which it is known where they belong, for the tests of segments."""

import numpy as np
import pyarrow as pa

from mainstay.analytics.segments.arrays import Floats, Integers
from mainstay.analytics.segments.fitting import Wanted

NAMES = ("revenue", "orders", "growth")


def table_of(figures: Floats, names: tuple[str, ...] = NAMES) -> pa.Table:
    """A row for each customer, keys from 1 on; NaN is unknown."""
    columns = {name: pa.array(figures[:, place]) for place, name in enumerate(names)}
    columns = {name: pa.array(each, from_pandas=True) for name, each in columns.items()}
    return pa.table({"customer": pa.array(range(1, len(figures) + 1), pa.int64()), **columns})


def three_kinds(each: int = 60, seed: int = 1) -> tuple[Floats, Integers]:
    """Large ones that buy often, middling ones that shrink, small ones that grow; by kind."""
    chance = np.random.default_rng(seed)
    centres = np.array([[13.0, 30, 0.0], [10.0, 12, -0.6], [7.0, 3, 0.7]])
    kinds = np.repeat(np.arange(3), each)
    drawn = centres[kinds] + chance.normal(size=(len(kinds), 3)) * [0.4, 1.5, 0.1]
    return np.column_stack([np.exp(drawn[:, 0]), drawn[:, 1], drawn[:, 2]]), kinds


def wanted(number: int | None = None, resamples: int = 8) -> Wanted:
    """The three indicators, revenue by its logarithm."""
    return Wanted(NAMES, frozenset({"revenue"}), "revenue", number, resamples)
