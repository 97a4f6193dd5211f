"""Who moved between two gradings of the same customers, and how often grades flip.

Definition and a worked example: docs/algorithms/what-changed.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mainstay.analytics.scoring.grading import Grading

if TYPE_CHECKING:
    import pyarrow as pa

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Grades:
    """The grades of some customers: codes of customers and of grades, nothing without a grade."""

    customers: pa.Array
    grades: pa.Array


@dataclass(frozen=True, eq=False)
class Migration:
    """How many went from which grade (rows) to which (columns).

    The last row is of those who had no grade, the last column of those who have none, whether they
    were there or not; nobody is counted who has none in both.
    """

    names_before: tuple[str, ...]
    names_after: tuple[str, ...]
    counts: Counts

    @property
    def stayed(self) -> int:
        """How many have the grade of the same name."""
        return sum(
            int(self.counts[row, self.names_after.index(name)])
            for row, name in enumerate(self.names_before)
            if name in self.names_after
        )

    @property
    def entered(self) -> int:
        """How many have a grade and had none."""
        return int(self.counts[-1].sum())

    @property
    def left(self) -> int:
        """How many had a grade and have none."""
        return int(self.counts[:, -1].sum())

    @property
    def rose(self) -> int:
        """How many have a better grade; of one scheme, whose grades stand best first."""
        return int(np.tril(self._same_scheme(), -1).sum())

    @property
    def fell(self) -> int:
        """How many have a worse grade; of one scheme."""
        return int(np.triu(self._same_scheme(), 1).sum())

    def _same_scheme(self) -> Counts:
        if self.names_before != self.names_after:
            raise ValueError("grades of two schemes are not better or worse than each other")
        return self.counts[:-1, :-1]


def grades_of(grading: Grading) -> Grades:
    """Give the grades of everybody of a grading."""
    import pyarrow as pa

    codes = pa.array(grading.population.codes, pa.string())
    return Grades(codes, pa.array(grading.codes(), pa.string()))


def migration(
    before: Grades, after: Grades, names_before: Sequence[str], names_after: Sequence[str]
) -> Migration:
    """Count who went where; a grade that is not among the names counts as none."""
    import pyarrow as pa

    everybody = pa.concat_arrays([before.customers, after.customers]).unique()
    rows = _places(before, everybody, names_before)
    columns = _places(after, everybody, names_after)
    shape = (len(names_before) + 1, len(names_after) + 1)
    counts = np.bincount(rows * shape[1] + columns, minlength=shape[0] * shape[1]).reshape(shape)
    counts[-1, -1] = 0
    return Migration(tuple(names_before), tuple(names_after), counts)


def _places(graded: Grades, everybody: pa.Array, names: Sequence[str]) -> Counts:
    """Give the place of everybody's grade among the names, the one after the last for none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    places = pc.index_in(graded.grades, value_set=pa.array(names, pa.string()))
    found = places.take(pc.index_in(everybody, value_set=graded.customers))
    return np.asarray(pc.fill_null(found, len(names)).to_numpy(), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Flips:
    """From one grading to the next: how many had a grade in both, and another one."""

    customers: int
    changed: int

    @property
    def rate(self) -> float | None:
        """The share that changed; ``None`` of nobody."""
        return self.changed / self.customers if self.customers else None


def flips(gradings: Sequence[Grades], names: Sequence[str]) -> tuple[Flips, ...]:
    """Count flips from each grading to the next: with one a quarter, flips per quarter."""
    found = []
    for before, after in pairwise(gradings):
        moved = migration(before, after, names, names)
        both = int(moved.counts[:-1, :-1].sum())
        found.append(Flips(both, both - moved.stayed))
    return tuple(found)


def flip_rate(found: Sequence[Flips]) -> float | None:
    """Give the share of all grades that changed from one grading to the next."""
    return Flips(sum(each.customers for each in found), sum(each.changed for each in found)).rate
