"""Exchange rates: from the cells of a chunk to typed rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from mainstay.apps.ledger.cleaning.currencies import parse_currency
from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence, DayOrder
from mainstay.apps.ledger.cleaning.decimal_marks import CommaEvidence
from mainstay.apps.ledger.cleaning.fields import NAME_LENGTH
from mainstay.apps.ledger.cleaning.findings import Findings, Reject
from mainstay.apps.ledger.cleaning.number_columns import clean_numbers
from mainstay.apps.ledger.cleaning.text_columns import clean_choices, clean_texts, parse_name
from mainstay.apps.ledger.cleaning.time_columns import clean_dates
from mainstay.apps.ledger.reading.chunks import RecordChunk


@dataclass(frozen=True, slots=True)
class RateOptions:
    """How cells of a file of rates are read."""

    day_order: DayOrder | None = None
    decimal_comma: bool | None = None
    date_system: int = 0
    """The year with which a workbook's day numbers begin; 0 for files without such."""


@dataclass(frozen=True, slots=True)
class CleanRates:
    """A chunk of rates. `records` = rows + rejected records + `blank`, always."""

    rows: list[dict[str, Any]]
    """The sound ones: `record`, `line`, `on`, `currency`, `rate` and `source`, as they stand."""
    records: int
    blank: int
    rejects: tuple[Reject, ...]
    day_month: DayMonthEvidence
    commas: CommaEvidence


def clean_rates(chunk: RecordChunk, columns: Mapping[str, int], options: RateOptions) -> CleanRates:
    """Type the cells of a chunk of rates; `columns` comes from `field_columns`."""
    found = Findings(chunk, dict(columns))
    days = clean_dates(found.column("on"), options.day_order, options.date_system)
    currencies = clean_choices(found.column("currency"), parse_currency, pa.string())
    numbers = clean_numbers(found.column("rate"), decimal_comma=options.decimal_comma)
    sources = clean_texts(found.column("source"), parse_name, NAME_LENGTH)
    values = {"on": days.values, "currency": currencies.values, "rate": numbers.exact}
    for name, cleaned in (("on", days), ("currency", currencies), ("rate", numbers)):
        found.note(name, cleaned)
        found.require(name, values[name])
    found.note("source", sources)
    names = ["record", "line", *values, "source"]
    arrays = [chunk.records, chunk.lines, *values.values(), sources.values]
    keep = pa.array(np.flatnonzero(~found.refused()))
    return CleanRates(
        rows=pa.RecordBatch.from_arrays(arrays, names).take(keep).to_pylist(),
        records=chunk.count,
        blank=len(chunk.blank),
        rejects=found.rejects(),
        day_month=days.day_month,
        commas=numbers.commas,
    )
