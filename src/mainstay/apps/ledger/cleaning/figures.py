"""Figures of customers or industries from outside: from the cells of a chunk to typed facts."""

from collections.abc import Mapping

from mainstay.apps.ledger.cleaning.fields import CODE_LENGTH, NAME_LENGTH
from mainstay.apps.ledger.cleaning.findings import Findings
from mainstay.apps.ledger.cleaning.number_columns import clean_numbers
from mainstay.apps.ledger.cleaning.numbers import parse_figure
from mainstay.apps.ledger.cleaning.reference_rows import CellOptions, CleanRows, sound_rows
from mainstay.apps.ledger.cleaning.text_columns import clean_texts, parse_code, parse_name
from mainstay.apps.ledger.cleaning.time_columns import clean_dates
from mainstay.apps.ledger.reading.chunks import RecordChunk


def clean_figures(
    chunk: RecordChunk, columns: Mapping[str, int], options: CellOptions
) -> CleanRows:
    """Type the cells of a chunk of figures; `columns` comes from `field_columns`."""
    found = Findings(chunk, dict(columns))
    customers = clean_texts(found.column("customer"), parse_code, CODE_LENGTH)
    industries = clean_texts(found.column("industry"), parse_name, NAME_LENGTH)
    numbers = clean_numbers(
        found.column("figure"), decimal_comma=options.decimal_comma, parse=parse_figure
    )
    days = clean_dates(found.column("on"), options.day_order, options.date_system)
    values = {
        "customer": customers.values,
        "industry": industries.values,
        "figure": numbers.exact,
        "on": days.values,
    }
    for name, cleaned in zip(values, (customers, industries, numbers, days), strict=True):
        found.note(name, cleaned)
    found.require("figure", numbers.exact)
    return CleanRows(
        rows=sound_rows(found, values),
        records=chunk.count,
        blank=len(chunk.blank),
        rejects=found.rejects(),
        day_month=days.day_month,
        commas=numbers.commas,
    )
