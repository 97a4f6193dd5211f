"""Whole columns of numbers: what `parse_decimal` says, at the speed of Arrow."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.columns import (
    CleanColumn,
    Distinct,
    note_outcomes,
    placed,
    read_leftovers,
)
from mainstay.apps.ledger.cleaning.decimal_marks import CommaEvidence
from mainstay.apps.ledger.cleaning.numbers import (
    EXACT_PLACES,
    LINE_NO_OUT_OF_RANGE,
    MARK_CHANGE,
    NOT_A_NUMBER,
    NOT_A_WHOLE_NUMBER,
    ROUNDED,
    SHARE_OUT_OF_RANGE,
    WHOLE_DIGITS,
    currency_mark,
    parse_decimal,
    parse_share,
)
from mainstay.apps.ledger.cleaning.parsed import Parsed
from mainstay.apps.ledger.cleaning.usual_numbers import UsualNumbers, usual_numbers
from mainstay.kernel.money import quantize

STORED = pa.decimal128(WHOLE_DIGITS + 4, 4)
# Two digits more than values have, so that rounding up to 10^14 can be seen before it is refused.
EXACT_TYPE = pa.decimal128(WHOLE_DIGITS + 2 + EXACT_PLACES, EXACT_PLACES)

_MORE_THAN_FOUR_PLACES = r"[.,][0-9]{5}"

NumberParser = Callable[..., Parsed[Decimal]]


@dataclass(slots=True)
class NumberColumn(CleanColumn):
    """Numbers as the ledger keeps them (`values`, four places) and as they were brought."""

    exact: pa.Array = None
    """Every decimal place; the same array as `values` where no cell has more than four."""
    marks: pa.Array | None = None
    """The currency sign beside each number; None if the column has none at all."""
    commas: CommaEvidence = field(default_factory=CommaEvidence)
    """Where nobody said what the decimal mark is, the cells that show it is a comma."""


def clean_numbers(
    column: pa.Array, *, decimal_comma: bool | None = None, parse: NumberParser = parse_decimal
) -> NumberColumn:
    """Read a column of numbers, of text or of one of Parquet's types.

    Values with more than four decimal places are rounded half-even and counted as `rounded`.
    Numbers of Parquet are read by their shortest decimal form. Without `decimal_comma` the decimal
    mark is a point, and cells that only a comma makes readable are noted.
    """
    if pa.types.is_string(column.type):
        return _clean(Distinct.of(column), decimal_comma, parse)
    distinct = Distinct.of(column)
    texts = distinct.texts
    if pa.types.is_integer(texts.type) or _has_point(texts.type):
        texts = _positional(texts.cast(pa.string()))
    else:
        texts = pa.array(["-"] * len(texts), pa.string())
    return _clean(distinct.read_as(texts), False, parse)


def clean_shares(column: pa.Array, *, decimal_comma: bool | None = None) -> NumberColumn:
    """Read a column of shares between 0 and 1, such as discounts; see `parse_share`."""
    result = clean_numbers(column, decimal_comma=decimal_comma, parse=parse_share)
    nothing, whole = (pa.scalar(Decimal(bound), result.exact.type) for bound in (0, 1))
    outside = pc.or_(pc.less(result.exact, nothing), pc.greater(result.exact, whole))
    return without(result, SHARE_OUT_OF_RANGE, outside)


def clean_places(column: pa.Array, *, decimal_comma: bool | None = None) -> NumberColumn:
    """Read a column of line numbers: whole, from 0 up to what 32 bits hold; gives int32.

    Problems besides those of numbers: `not_a_whole_number`, `line_no_out_of_range`.
    """
    result = clean_numbers(column, decimal_comma=decimal_comma)
    fraction = pc.not_equal(result.exact, pc.floor(result.exact))
    result = without(result, NOT_A_WHOLE_NUMBER, fraction)
    outside = pc.or_(pc.less(result.values, 0), pc.greater(result.values, 2**31 - 1))
    result = without(result, LINE_NO_OUT_OF_RANGE, outside)
    result.values = result.values.cast(pa.int32())
    result.changes.pop(ROUNDED, None)
    return result


def without(column: NumberColumn, code: str, refused: pa.Array) -> NumberColumn:
    """Empty the cells of the refused rows and note why."""
    refused = refused.fill_null(False)
    if pc.any(refused).as_py():
        column.refuse(code, np.flatnonzero(refused.to_numpy(zero_copy_only=False)))
        column.values = pc.if_else(refused, None, column.values)
        column.exact = pc.if_else(refused, None, column.exact)
    return column


def _clean(distinct: Distinct, decimal_comma: bool | None, parse: NumberParser) -> NumberColumn:
    texts = distinct.texts
    comma = bool(decimal_comma)
    usual = usual_numbers(texts, comma)
    places, outcomes = read_leftovers(
        distinct, usual.usual, lambda text: parse(text, decimal_comma=comma)
    )
    numbers = [outcome.value for outcome in outcomes]
    wide = not usual.all_short and _has_more_places(texts, numbers)
    kind = EXACT_TYPE if wide else STORED
    exact = placed(usual.digits.cast(kind), places, pa.array(numbers, kind))
    stored = pc.round(exact, 4, "half_to_even").cast(STORED) if wide else exact
    result = NumberColumn(distinct.spread(stored))
    result.exact = distinct.spread(exact) if wide else result.values
    if wide:
        rounded = pc.not_equal(exact, stored).fill_null(False).to_numpy(zero_copy_only=False)
        result.changes[ROUNDED] += distinct.count(rounded)
    for change, flags in usual.changes.items():
        result.changes[change] += distinct.count(flags)
    note_outcomes(result, distinct, places, outcomes)
    if result.changes[MARK_CHANGE]:
        result.marks = _marks(distinct, usual, places, outcomes)
    if decimal_comma is None:
        result.commas = _commas(distinct, places, outcomes, parse)
    return result


def _commas(
    distinct: Distinct, places: list[int], outcomes: list[Parsed[Decimal]], parse: NumberParser
) -> CommaEvidence:
    """What is no number with a decimal point and one with a comma."""
    evidence = CommaEvidence()
    refused = [
        place
        for place, outcome in zip(places, outcomes, strict=True)
        if outcome.problem == NOT_A_NUMBER
    ]
    if refused:
        rows = distinct.rows_per_text()
        for place in refused:
            text = distinct.texts[place].as_py()
            if parse(text, decimal_comma=True).value is not None:
                evidence.note(text, int(rows[place]))
    return evidence


def _has_more_places(texts: pa.Array, numbers: list[Decimal | None]) -> bool:
    """Whether any number has more decimal places than the ledger keeps."""
    if pc.any(pc.match_substring_regex(texts, _MORE_THAN_FOUR_PLACES)).as_py():
        return True
    return any(number is not None and number != quantize(number) for number in numbers)


def _marks(
    distinct: Distinct, usual: UsualNumbers, places: list[int], outcomes: list[Parsed[Decimal]]
) -> pa.Array:
    """The currency sign of each row that has one."""
    found = [
        currency_mark(distinct.texts[place].as_py()) if MARK_CHANGE in outcome.changes else None
        for place, outcome in zip(places, outcomes, strict=True)
    ]
    marks = pa.nulls(len(distinct.texts), pa.string()) if usual.marks is None else usual.marks
    return distinct.spread(placed(marks, places, pa.array(found, pa.string())))


def _has_point(kind: pa.DataType) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _positional(texts: pa.Array) -> pa.Array:
    """Numbers without exponents, whole ones without an empty fraction."""
    exponent = pc.match_substring(texts, "e", ignore_case=True)
    if not pc.any(exponent).as_py():
        return texts
    return pa.array([_written_out(text) for text in texts.to_pylist()], pa.string())


def _written_out(text: str) -> str:
    return format(Decimal(text), "f") if "e" in text.lower() else text
