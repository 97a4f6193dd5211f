"""What cleaning found in a chunk: changes, problems, and the records they reject."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.columns import CleanColumn
from mainstay.apps.ledger.cleaning.decimal_marks import CommaEvidence
from mainstay.apps.ledger.reading.chunks import RecordChunk

MISSING = "missing"
ERROR_VALUE = "error_value"
"""A cell shows an error of a spreadsheet, or a formula without its result."""
GUARD_REMOVED = "guard_removed"
_KEPT = ("kept_line_no", "kept_source")
"""What a reject file keeps for itself, of which nobody need be told."""

_ERROR_NAMES = """
    #N/A #VALUE! #REF! #DIV/0! #NUM! #NAME? #NULL! #CALC! #SPILL! #FIELD! #BLOCKED! #CONNECT! #BUSY!
    #UNKNOWN! #GETTING_DATA
"""


@cache
def _errors() -> pa.Array:
    # Made when it is needed: Arrow's first array of Python values loads pandas, if it is there.
    return pa.array(_ERROR_NAMES.split())


class Reject(NamedTuple):
    """One reason why a record is rejected; a record may have several."""

    record: int
    line: int | None
    """The physical line at which the record begins; None in Parquet files."""
    field: str
    """Empty where the record as a whole is at fault."""
    code: str
    value: str
    """The cell as it stands in the file; of `rate_missing` the currency and the day."""

    @property
    def counted_as(self) -> str:
        """The code under which it is counted: what is missing is part of it."""
        return f"{MISSING}_{self.field}" if self.code == MISSING else self.code


@dataclass(slots=True)
class Findings:
    """Collects what the cleaners of the fields of one chunk report."""

    chunk: RecordChunk
    columns: dict[str, int]
    """Column index by field."""
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    commas: CommaEvidence = field(default_factory=CommaEvidence)
    _problems: list[tuple[str, str, np.ndarray]] = field(default_factory=list)
    _told: dict[str, dict[int, str]] = field(default_factory=dict)
    """By code and row what a reason tells in place of the cell."""
    _cleared: dict[str, pa.Array] = field(default_factory=dict)
    """The cells of fields in which there are errors, empty in their place."""

    def __post_init__(self) -> None:
        for name, place in self.columns.items():
            count = self.chunk.unguarded.get(place, 0)
            if count and name not in _KEPT:
                self.changes[name, GUARD_REMOVED] += count
            self._set_errors_aside(name, self.chunk.columns[place])

    def _set_errors_aside(self, name: str, cells: pa.Array) -> None:
        if not pa.types.is_string(cells.type) or not pc.any(pc.starts_with(cells, "#")).as_py():
            return
        errors = pc.is_in(pc.utf8_trim_whitespace(cells), value_set=_errors())
        rows = np.flatnonzero(errors.to_numpy(zero_copy_only=False))
        if len(rows):
            self._cleared[name] = pc.if_else(errors, None, cells)
            self.refuse(name, ERROR_VALUE, rows)

    @property
    def size(self) -> int:
        """How many rows there are to clean."""
        return len(self.chunk.records)

    def column(self, name: str) -> pa.Array:
        """The cells of a field without errors; null throughout if it is not mapped."""
        return self._cleared[name] if name in self._cleared else self._as_they_stand(name)

    def _as_they_stand(self, name: str) -> pa.Array:
        place = self.columns.get(name)
        return pa.nulls(self.size, pa.string()) if place is None else self.chunk.columns[place]

    def note(self, name: str, cleaned: CleanColumn) -> None:
        """Take over changes and problems of a field."""
        for change, count in cleaned.changes.items():
            if count:
                self.changes[name, change] += count
        for code, rows in cleaned.problems.items():
            self.refuse(name, code, rows)

    def refuse(
        self, name: str, code: str, rows: np.ndarray, told: Sequence[str] | None = None
    ) -> None:
        """Reject these rows; `told` says for each what the reason tells in place of the cell."""
        if len(rows):
            self._problems.append((name, code, rows))
        if told is not None:
            self._told[code] = dict(zip(rows.tolist(), told, strict=True))

    def require(self, name: str, values: pa.Array) -> None:
        """Reject the rows in which a field is empty."""
        empty = values.is_null().to_numpy(zero_copy_only=False) & ~self.refused(name)
        self.refuse(name, MISSING, np.flatnonzero(empty))

    def refused(self, *names: str) -> np.ndarray:
        """A flag per row: whether one of these fields, or without names any, rejects it."""
        flags = np.zeros(self.size, dtype=bool)
        for name, _, rows in self._problems:
            if not names or name in names:
                flags[rows] = True
        return flags

    def rejects(self) -> tuple[Reject, ...]:
        """All reasons, the ragged records' too, in order of record."""
        found = [
            Reject(entry.record, entry.line, "", entry.code, "") for entry in self.chunk.ragged
        ]
        for name, code, rows in self._problems:
            chosen = pa.array(rows)
            cells = self._as_they_stand(name).take(chosen).to_pylist()
            records = self.chunk.records.take(chosen).to_pylist()
            lines = self.chunk.lines.take(chosen).to_pylist()
            told = self._told.get(code)
            if told is not None:
                cells = [told[row] for row in rows.tolist()]
            found += [
                Reject(record, line, name, code, "" if cell is None else str(cell))
                for record, line, cell in zip(records, lines, cells, strict=True)
            ]
        return tuple(sorted(found, key=lambda reject: reject.record))
