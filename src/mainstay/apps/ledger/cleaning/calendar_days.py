"""Days of a business calendar: from the cells of a chunk to typed days."""

from collections.abc import Mapping

import pyarrow as pa

from mainstay.apps.ledger.cleaning.fields import NAME_LENGTH
from mainstay.apps.ledger.cleaning.findings import Findings
from mainstay.apps.ledger.cleaning.parsed import Parsed
from mainstay.apps.ledger.cleaning.reference_rows import CellOptions, CleanRows, sound_rows
from mainstay.apps.ledger.cleaning.text_columns import clean_choices, clean_texts, parse_name
from mainstay.apps.ledger.cleaning.time_columns import clean_dates
from mainstay.apps.ledger.cleaning.width import tidied
from mainstay.apps.ledger.reading.chunks import RecordChunk
from mainstay.apps.reference.queries.calendars import works_of

UNKNOWN_KIND = "unknown_kind_of_day"


def clean_days(chunk: RecordChunk, columns: Mapping[str, int], options: CellOptions) -> CleanRows:
    """Type the cells of a chunk of days; `columns` comes from `field_columns`."""
    found = Findings(chunk, dict(columns))
    days = clean_dates(found.column("on"), options.day_order, options.date_system)
    kinds = clean_choices(found.column("works"), parse_kind, pa.bool_())
    names = clean_texts(found.column("name"), parse_name, NAME_LENGTH)
    for name, cleaned in (("on", days), ("works", kinds)):
        found.note(name, cleaned)
        found.require(name, cleaned.values)
    found.note("name", names)
    values = {"on": days.values, "works": kinds.values, "name": names.values}
    return CleanRows(
        rows=sound_rows(found, values),
        records=chunk.count,
        blank=len(chunk.blank),
        rejects=found.rejects(),
        day_month=days.day_month,
    )


def parse_kind(text: str) -> Parsed[bool]:
    """Read whether a day is worked. Problem: `unknown_kind_of_day`."""
    plain, changes = tidied(text)
    if not plain:
        return Parsed(changes=changes)
    works = works_of(plain)
    return Parsed(problem=UNKNOWN_KIND) if works is None else Parsed(works, changes=changes)
