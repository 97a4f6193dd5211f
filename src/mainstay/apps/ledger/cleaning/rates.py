"""Exchange rates: from the cells of a chunk to typed rates."""

from collections.abc import Mapping

import pyarrow as pa

from mainstay.apps.ledger.cleaning.currencies import parse_currency
from mainstay.apps.ledger.cleaning.fields import NAME_LENGTH
from mainstay.apps.ledger.cleaning.findings import Findings
from mainstay.apps.ledger.cleaning.number_columns import clean_numbers
from mainstay.apps.ledger.cleaning.reference_rows import CellOptions, CleanRows, sound_rows
from mainstay.apps.ledger.cleaning.text_columns import clean_choices, clean_texts, parse_name
from mainstay.apps.ledger.cleaning.time_columns import clean_dates
from mainstay.apps.ledger.reading.chunks import RecordChunk


def clean_rates(chunk: RecordChunk, columns: Mapping[str, int], options: CellOptions) -> CleanRows:
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
    return CleanRows(
        rows=sound_rows(found, {**values, "source": sources.values}),
        records=chunk.count,
        blank=len(chunk.blank),
        rejects=found.rejects(),
        day_month=days.day_month,
        commas=numbers.commas,
    )
