"""From a plain function for one cell to a whole column of them.

Every type is defined by one plain Python function. A column goes through it by its distinct
texts, and the ones in the usual form are read by Arrow instead. A property test holds both to the
same result.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from mainstay.apps.ledger.cleaning.parsed import Parsed


@dataclass(slots=True)
class CleanColumn:
    """One field of a chunk, typed. Null where a cell was empty or could not be read."""

    values: pa.Array
    problems: dict[str, np.ndarray] = field(default_factory=dict)
    """Row positions by problem code."""
    changes: Counter[str] = field(default_factory=Counter)
    """How many cells needed which change."""

    def refuse(self, code: str, rows: np.ndarray) -> None:
        """Note that these rows have this problem."""
        if len(rows):
            known = self.problems.get(code)
            self.problems[code] = rows if known is None else np.union1d(known, rows)


@dataclass(frozen=True, slots=True)
class Distinct:
    """A text column as its distinct texts and, per row, which of them it has."""

    texts: pa.Array
    places: np.ndarray
    """Index into `texts`; -1 for null."""
    has_nulls: bool

    @classmethod
    def of(cls, column: pa.Array) -> "Distinct":
        encoded = column.dictionary_encode()
        indices = encoded.indices
        has_nulls = indices.null_count > 0
        places = indices.fill_null(-1) if has_nulls else indices
        return cls(encoded.dictionary, places.to_numpy(zero_copy_only=False), has_nulls)

    def read_as(self, texts: pa.Array) -> "Distinct":
        """The same rows with other texts in place of these."""
        return replace(self, texts=texts)

    def rows_of(self, chosen: np.ndarray) -> np.ndarray:
        """The rows whose text is one of the chosen (a flag per text)."""
        flags = np.append(chosen, False)
        return np.flatnonzero(flags[self.places])

    def spread(self, values: pa.Array) -> pa.Array:
        """A value per text as a value per row."""
        if not self.has_nulls:
            return values.take(pa.array(self.places))
        return pa.concat_arrays([values, pa.nulls(1, values.type)]).take(
            pa.array(self._nonnegative())
        )

    def rows_per_text(self) -> np.ndarray:
        """How many rows have each text."""
        return np.bincount(self.places[self.places >= 0], minlength=len(self.texts))

    def count(self, chosen: np.ndarray) -> int:
        """How many rows have one of the chosen texts."""
        return len(self.rows_of(chosen))

    def _nonnegative(self) -> np.ndarray:
        return np.where(self.places < 0, len(self.texts), self.places)


def read_leftovers(
    distinct: Distinct,
    usual: np.ndarray,
    plain: Callable[[str], Parsed[Any]],
) -> tuple[list[int], list[Parsed[Any]]]:
    """The texts that are not in the usual form, each read by the plain function."""
    places = np.flatnonzero(~usual)
    texts = distinct.texts.take(pa.array(places)).to_pylist()
    return places.tolist(), [plain(text) for text in texts]


def placed(values: pa.Array, places: list[int], others: pa.Array) -> pa.Array:
    """Values with others at these places."""
    if not places:
        return values
    order = np.arange(len(values))
    order[places] = np.arange(len(values), len(values) + len(places))
    return pa.concat_arrays([values, others]).take(pa.array(order))


def note_outcomes(
    column: CleanColumn, distinct: Distinct, places: list[int], outcomes: list[Parsed[Any]]
) -> None:
    """Count the changes and problems of texts over all rows that have them."""
    problems: dict[str, list[int]] = {}
    changes: dict[str, list[int]] = {}
    for place, outcome in zip(places, outcomes, strict=True):
        if outcome.problem is not None:
            problems.setdefault(outcome.problem, []).append(place)
        for change in outcome.changes:
            changes.setdefault(change, []).append(place)
    size = len(distinct.texts)
    for code, chosen in problems.items():
        column.refuse(code, distinct.rows_of(_flags(size, chosen)))
    for change, chosen in changes.items():
        column.changes[change] += distinct.count(_flags(size, chosen))


def _flags(size: int, places: list[int]) -> np.ndarray:
    flags = np.zeros(size, dtype=bool)
    flags[places] = True
    return flags
