"""Ratings of customers by people: from the cells of a chunk to texts, whose owner knows them."""

from collections.abc import Mapping

import pyarrow as pa

from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence
from mainstay.apps.ledger.cleaning.fields import (
    CODE_LENGTH,
    EMAIL_LENGTH,
    NAME_LENGTH,
    NOTES_LENGTH,
)
from mainstay.apps.ledger.cleaning.findings import Findings
from mainstay.apps.ledger.cleaning.reference_rows import CellOptions, CleanRows, sound_rows
from mainstay.apps.ledger.cleaning.text_columns import clean_texts, parse_code, parse_name
from mainstay.apps.ledger.reading.chunks import RecordChunk

_NEEDED = ("customer", "criterion")
_ANSWER = ("rating", "comment")
_TEXTS = {
    "customer": (parse_name, NAME_LENGTH),
    "criterion": (parse_name, NAME_LENGTH),
    "rater": (parse_code, EMAIL_LENGTH),
    "rating": (parse_code, CODE_LENGTH),
    "comment": (parse_name, NOTES_LENGTH),
}


def clean_ratings(
    chunk: RecordChunk, columns: Mapping[str, int], _options: CellOptions
) -> CleanRows:
    """Tidy the cells of a chunk of ratings; `columns` comes from `field_columns`.

    A sound row that has neither a rating nor a comment is one that nobody has filled in: it counts
    as blank.
    """
    found = Findings(chunk, dict(columns))
    values: dict[str, pa.Array] = {}
    for name, (parse, longest) in _TEXTS.items():
        cleaned = clean_texts(found.column(name), parse, longest)
        values[name] = cleaned.values
        found.note(name, cleaned)
    for name in _NEEDED:
        found.require(name, values[name])
    sound = sound_rows(found, values)
    filled = [row for row in sound if any(row[name] is not None for name in _ANSWER)]
    return CleanRows(
        rows=filled,
        records=chunk.count,
        blank=len(chunk.blank) + len(sound) - len(filled),
        rejects=found.rejects(),
        day_month=DayMonthEvidence(),
    )
