"""Custom fields of customers: from the cells of a chunk to typed values, by the usual rules."""

from collections.abc import Callable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.customers.contracts.custom_fields import CustomField, FieldType
from mainstay.apps.ledger.cleaning.columns import CleanColumn
from mainstay.apps.ledger.cleaning.contacts import UNKNOWN_CHOICE, parse_answer
from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence, DayOrder
from mainstay.apps.ledger.cleaning.findings import Findings
from mainstay.apps.ledger.cleaning.number_columns import STORED, clean_numbers, without
from mainstay.apps.ledger.cleaning.numbers import NOT_A_WHOLE_NUMBER, ROUNDED
from mainstay.apps.ledger.cleaning.parsed import Parsed
from mainstay.apps.ledger.cleaning.text_columns import clean_choices, clean_texts, parse_name
from mainstay.apps.ledger.cleaning.time_columns import clean_dates
from mainstay.apps.ledger.cleaning.width import tidied

_NO_LIMIT = 1_000_000
"""How long a text may be says the field, and the plan looks."""


def arrow_type(field: CustomField) -> pa.DataType:
    """The type of a field's values in a table."""
    kinds = {
        FieldType.WHOLE: pa.int64(),
        FieldType.DECIMAL: STORED,
        FieldType.DAY: pa.date32(),
        FieldType.YES_NO: pa.bool_(),
    }
    return kinds.get(field.type, pa.string())


def clean_custom(
    found: Findings,
    fields: Sequence[CustomField],
    day_order: DayOrder | None,
    date_system: int,
    day_month: DayMonthEvidence,
) -> dict[str, pa.Array]:
    """The values of these fields by name; what dates show about day and month is added."""
    values: dict[str, pa.Array] = {}
    for field in fields:
        column = found.column(field.name)
        cleaned: CleanColumn
        if field.type is FieldType.DAY:
            days = clean_dates(column, day_order, date_system)
            day_month.add(days.day_month)
            cleaned = days
        else:
            cleaned = _clean(field, column)
        found.note(field.name, cleaned)
        values[field.name] = cleaned.values.cast(arrow_type(field))
    return values


def _clean(field: CustomField, column: pa.Array) -> CleanColumn:
    if field.type is FieldType.TEXT:
        return clean_texts(column, parse_name, _NO_LIMIT)
    if field.type is FieldType.WHOLE:
        return _clean_whole(column)
    if field.type is FieldType.DECIMAL:
        return clean_numbers(column)
    if field.type is FieldType.YES_NO:
        return clean_choices(column, parse_answer, pa.bool_())
    return clean_choices(column, choice_reader(field), pa.string())


def _clean_whole(column: pa.Array) -> CleanColumn:
    result = clean_numbers(column)
    fraction = pc.not_equal(result.exact, pc.floor(result.exact))
    result = without(result, NOT_A_WHOLE_NUMBER, fraction)
    result.changes.pop(ROUNDED, None)
    whole = result.values.cast(pa.int64())
    return CleanColumn(whole, result.problems, result.changes)


def choice_reader(field: CustomField) -> Callable[[str], Parsed[str]]:
    """Reads a choice by its code or its name in any language, case aside.

    A name that two choices have means neither. Problem: `unknown_choice`.
    """
    named: dict[str, set[str]] = {}
    for choice in field.choices:
        for name in choice.names.values():
            named.setdefault(tidied(name)[0].casefold(), set()).add(choice.code)
    codes = {choice.code for choice in field.choices}

    def read(text: str) -> Parsed[str]:
        plain, changes = tidied(text)
        if not plain:
            return Parsed(changes=changes)
        meant = {plain} if plain in codes else named.get(plain.casefold(), set())
        if len(meant) != 1:
            return Parsed(problem=UNKNOWN_CHOICE)
        return Parsed(next(iter(meant)), changes=changes)

    return read
