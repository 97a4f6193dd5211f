"""What customers were before: their grade, since when, and the day that counts as today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow as pa

PREVIOUS = "previous_grade"
SINCE = "previous_since"

Days = npt.NDArray[np.datetime64]
NO_GRADE = -1


@dataclass(frozen=True, eq=False)
class History:
    """The grades before an evaluation, frozen with its figures.

    ``which`` names for each customer one of ``names`` or is ``NO_GRADE``; ``since`` is the day its
    grade began, not a time where that is not known; ``None`` where no such day was frozen.
    """

    names: tuple[str, ...]
    which: npt.NDArray[np.int64]
    since: Days | None
    as_of: date | None

    def take(self, positions: npt.NDArray[np.int64]) -> History:
        """Give the customers at the positions, in that order."""
        since = None if self.since is None else self.since[positions]
        return replace(self, which=self.which[positions], since=since)

    def places(self, codes: list[str]) -> npt.NDArray[np.int16]:
        """Give the place of each customer's grade among codes; ``NO_GRADE`` for one not there."""
        places = {code: place for place, code in enumerate(codes)}
        found = [places.get(name, NO_GRADE) for name in self.names]
        return np.array([*found, NO_GRADE], dtype=np.int16)[self.which]


def history_from_table(table: pa.Table, as_of: date | None) -> History | None:
    """Read the columns ``previous_grade`` (texts) and ``previous_since`` (days), where they are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if PREVIOUS not in table.column_names:
        return None
    texts = table[PREVIOUS].cast(pa.string()).combine_chunks()
    names = pc.unique(pc.drop_null(texts))
    which = pc.fill_null(pc.index_in(texts, value_set=names), NO_GRADE)
    since: Any = None
    if SINCE in table.column_names:
        since = table[SINCE].cast(pa.date32()).to_numpy().astype("datetime64[D]")
    return History(tuple(names.to_pylist()), which.to_numpy().astype(np.int64), since, as_of)


def months_later(days: Days, months: int) -> Days:
    """Give the same day of a later month, its last one where there is no such day."""
    month = days.astype("datetime64[M]")
    day_of_month = days - month.astype("datetime64[D]")
    first = (month + months).astype("datetime64[D]")
    last = (month + (months + 1)).astype("datetime64[D]") - np.timedelta64(1, "D")
    return np.asarray(np.minimum(first + day_of_month, last))
