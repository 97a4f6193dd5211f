"""Columns of text: codes, names and choices."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.columns import (
    CleanColumn,
    Distinct,
    note_outcomes,
    read_leftovers,
)
from mainstay.apps.ledger.cleaning.parsed import Parsed
from mainstay.apps.ledger.cleaning.width import SPACES, TRIMMED, tidied

TOO_LONG = "too_long"


def parse_code(text: str) -> Parsed[str]:
    """Read an identifier: without spaces around it and in half width, otherwise as it stands.

    Changes: `trimmed`, `full_width`.
    """
    plain, changes = tidied(text)
    return Parsed(plain or None, changes=changes)


def parse_name(text: str) -> Parsed[str]:
    """Read a name: without spaces around it; full-width characters belong to it.

    Change: `trimmed`.
    """
    plain = text.strip(SPACES)
    return Parsed(plain or None, changes=(TRIMMED,) if plain != text else ())


def clean_texts(column: pa.Array, parse: Callable[[str], Parsed[str]], longest: int) -> CleanColumn:
    """Read a column of text by `parse_code` or `parse_name`.

    Other types of Parquet are written as text, whole floating-point numbers without a fraction:
    so do tables hold codes of which some are missing. Problem: `too_long`.
    """
    distinct = Distinct.of(column)
    distinct = distinct.read_as(_as_text(distinct.texts))
    texts = distinct.texts
    usual = _usual(texts)
    places, outcomes = read_leftovers(distinct, usual, parse)
    values = texts
    if places:
        read = np.array(texts.to_pylist(), dtype=object)
        read[places] = [outcome.value for outcome in outcomes]
        values = pa.array(read, pa.string())
    long = pc.greater(pc.utf8_length(values), longest).fill_null(False)
    if not places and column.type == values.type and not pc.any(long).as_py():
        return CleanColumn(column)  # nothing to do to any text
    values = pc.if_else(long, None, values)
    result = CleanColumn(distinct.spread(values))
    note_outcomes(result, distinct, places, outcomes)
    result.refuse(TOO_LONG, distinct.rows_of(long.to_numpy(zero_copy_only=False)))
    return result


def clean_choices(
    column: pa.Array, parse: Callable[[str], Parsed[Any]], kind: pa.DataType
) -> CleanColumn:
    """Read a column with few distinct texts by a plain function alone."""
    distinct = Distinct.of(column)
    distinct = distinct.read_as(_as_text(distinct.texts))
    nothing_usual = np.zeros(len(distinct.texts), dtype=bool)
    places, outcomes = read_leftovers(distinct, nothing_usual, parse)
    values = pa.array([outcome.value for outcome in outcomes], kind)
    result = CleanColumn(distinct.spread(values))
    note_outcomes(result, distinct, places, outcomes)
    return result


def _usual(texts: pa.Array) -> np.ndarray:
    """Texts that need nothing: not empty, no space at the ends, and ASCII where width matters."""
    trimmed = pc.utf8_trim(texts, characters=SPACES)
    clean = pc.and_(pc.equal(trimmed, texts), pc.greater(pc.binary_length(texts), 0))
    all_ascii = pc.all(pc.string_is_ascii(texts)).as_py()
    plain = clean if all_ascii else pc.and_(clean, pc.invert(_has_full_width(texts)))
    return np.asarray(plain.to_numpy(zero_copy_only=False), dtype=bool)


def _has_full_width(texts: pa.Array) -> pa.Array:
    return pc.match_substring_regex(
        texts, r"[\x{FF01}-\x{FF5E}\x{3000}\x{FFE0}\x{FFE1}\x{FFE5}\x{2212}]"
    )


def _as_text(values: pa.Array) -> pa.Array:
    kind = values.type
    if pa.types.is_string(kind):
        return values
    texts = values.cast(pa.string())
    return pc.replace_substring_regex(texts, r"\.0+$", "") if pa.types.is_floating(kind) else texts
