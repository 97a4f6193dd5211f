"""Rows of reference data, such as exchange rates: how their cells are read, what comes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence, DayOrder
from mainstay.apps.ledger.cleaning.decimal_marks import CommaEvidence
from mainstay.apps.ledger.cleaning.findings import Findings, Reject


@dataclass(frozen=True, slots=True)
class CellOptions:
    """How cells of a file of reference data are read."""

    day_order: DayOrder | None = None
    decimal_comma: bool | None = None
    date_system: int = 0
    """The year with which a workbook's day numbers begin; 0 for files without such."""


@dataclass(frozen=True, slots=True)
class CleanRows:
    """A chunk of reference data. `records` = rows + rejected records + `blank`, always."""

    rows: list[dict[str, Any]]
    """The sound ones: `record`, `line` and the fields, as they stand."""
    records: int
    blank: int
    rejects: tuple[Reject, ...]
    day_month: DayMonthEvidence
    commas: CommaEvidence = field(default_factory=CommaEvidence)


def sound_rows(found: Findings, values: Mapping[str, pa.Array]) -> list[dict[str, Any]]:
    """The rows that no finding rejects."""
    chunk = found.chunk
    arrays = [chunk.records, chunk.lines, *values.values()]
    keep = pa.array(np.flatnonzero(~found.refused()))
    rows: list[dict[str, Any]] = (
        pa.RecordBatch.from_arrays(arrays, ["record", "line", *values]).take(keep).to_pylist()
    )
    return rows
