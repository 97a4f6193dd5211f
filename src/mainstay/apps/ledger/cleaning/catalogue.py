"""Products, product lines, regions and industries: from the cells of a chunk to typed rows."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from mainstay.apps.ledger.cleaning.columns import CleanColumn
from mainstay.apps.ledger.cleaning.contacts import parse_answer
from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence
from mainstay.apps.ledger.cleaning.fields import CODE_LENGTH, NAME_LENGTH, PRODUCT_FIELDS
from mainstay.apps.ledger.cleaning.findings import Findings
from mainstay.apps.ledger.cleaning.reference_rows import CellOptions, CleanRows, sound_rows
from mainstay.apps.ledger.cleaning.text_columns import (
    clean_choices,
    clean_texts,
    parse_code,
    parse_name,
)
from mainstay.apps.ledger.cleaning.time_columns import clean_dates
from mainstay.apps.ledger.reading.chunks import RecordChunk

_CODES = frozenset({"product_code", "line_code", "region_code", "industry_code", "above"})
_DAYS = frozenset({"sold_from", "sold_until"})
_ARCHIVED = "archived"


def clean_products(
    chunk: RecordChunk, columns: Mapping[str, int], options: CellOptions
) -> CleanRows:
    """Type the cells of a chunk of products; `columns` comes from `field_columns`."""
    return clean_fields(PRODUCT_FIELDS, chunk, columns, options)


def clean_fields(
    fields: Sequence[str], chunk: RecordChunk, columns: Mapping[str, int], options: CellOptions
) -> CleanRows:
    """Type the cells of these fields; the first one is the code, which each record needs."""
    found = Findings(chunk, dict(columns))
    values: dict[str, pa.Array] = {}
    days = DayMonthEvidence()
    cleaned: CleanColumn
    for name in fields:
        cells = found.column(name)
        if name in _DAYS:
            cleaned = dates = clean_dates(cells, options.day_order, options.date_system)
            days.add(dates.day_month)
        elif name == _ARCHIVED:
            cleaned = clean_choices(cells, parse_answer, pa.bool_())
        elif name in _CODES:
            cleaned = clean_texts(cells, parse_code, CODE_LENGTH)
        else:
            cleaned = clean_texts(cells, parse_name, NAME_LENGTH)
        found.note(name, cleaned)
        values[name] = cleaned.values
    found.require(fields[0], values[fields[0]])
    return CleanRows(
        rows=sound_rows(found, values),
        records=chunk.count,
        blank=len(chunk.blank),
        rejects=found.rejects(),
        day_month=days,
    )
