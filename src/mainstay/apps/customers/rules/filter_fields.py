"""Which conditions a field allows, and what the values of one mean."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from mainstay.apps.customers.rules.conditions import (
    LONGEST_VALUE,
    MOST_VALUES,
    Condition,
    Fault,
    Groups,
    InvalidFilter,
)

if TYPE_CHECKING:
    from django.db.models import Q

ME = "me"
"""Whoever reads the list, as an owner."""
MOST_DAYS = 36_500
_DAY = re.compile(r"[12]\d{3}-\d\d-\d\d")
_DAYS = re.compile(r"\d{1,5}")
_KEY = re.compile(r"\d{1,18}")
_NUMBER = re.compile(r"[+-]?\d{1,14}(\.\d{1,6})?")


class FieldKind(StrEnum):
    """What a field holds, and so what can be asked of it."""

    WORDS = "words"
    TEXT = "text"
    CHOICE = "choice"
    PERSON = "person"
    TAGS = "tags"
    CODE = "code"
    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"
    MOMENT = "moment"
    PRESENCE = "presence"


class Operator(StrEnum):
    """What a condition asks."""

    IS = "is"
    NOT = "not"
    CONTAINS = "contains"
    LACKS = "lacks"
    STARTS = "starts"
    LEAST = "least"
    MOST = "most"
    BETWEEN = "between"
    LAST = "last"
    OLDER = "older"
    EMPTY = "empty"
    FILLED = "filled"


PRESENCES = (Operator.EMPTY, Operator.FILLED)
_CHOSEN = (Operator.IS, Operator.NOT)
_RANGE = (Operator.LEAST, Operator.MOST, Operator.BETWEEN)
_DAYS_AGO = (Operator.LAST, Operator.OLDER)
OPERATORS: Mapping[FieldKind, tuple[Operator, ...]] = {
    FieldKind.WORDS: (Operator.CONTAINS,),
    FieldKind.TEXT: (*_CHOSEN, Operator.CONTAINS, Operator.LACKS, Operator.STARTS, *PRESENCES),
    FieldKind.CHOICE: (*_CHOSEN, *PRESENCES),
    FieldKind.PERSON: (*_CHOSEN, *PRESENCES),
    FieldKind.TAGS: (*_CHOSEN, *PRESENCES),
    FieldKind.CODE: (*_CHOSEN, *PRESENCES),
    FieldKind.NUMBER: (*_RANGE, *_CHOSEN, *PRESENCES),
    FieldKind.PERCENT: (*_RANGE, *PRESENCES),
    FieldKind.DAY: (*_DAYS_AGO, *_RANGE, Operator.IS, *PRESENCES),
    FieldKind.MOMENT: (*_DAYS_AGO, *_RANGE, Operator.IS),
    FieldKind.PRESENCE: PRESENCES,
}

Value = str | Decimal | date | int
Choices = tuple[tuple[str, str | Promise], ...]


@dataclass(frozen=True, slots=True)
class FilterField:
    """A field that conditions may name. `always` has a value; `choices` are the only values.

    `custom` is the key of a custom field. Where a customer can have several of the choices,
    `having` gives the condition that it has one of some.
    """

    code: str
    label: str | Promise
    kind: FieldKind
    always: bool = False
    choices: Choices = ()
    custom: int = 0
    having: "Callable[[Sequence[str]], Q] | None" = None

    @property
    def operators(self) -> tuple[Operator, ...]:
        """What can be asked of the field."""
        left_out = PRESENCES if self.always else ()
        return tuple(each for each in OPERATORS[self.kind] if each not in left_out)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A condition that means something: its field, and values of the field's kind."""

    field: FilterField
    operator: Operator
    values: tuple[Value, ...] = ()


Criteria = tuple[tuple[Criterion, ...], ...]


def understood(groups: Groups, fields: Mapping[str, FilterField]) -> Criteria:
    """What the conditions mean. Raises InvalidFilter with every condition that means nothing."""
    faults: list[Fault] = []
    criteria: list[list[Criterion]] = []
    for number, group in enumerate(groups):
        criteria.append([])
        for place, condition in enumerate(group):
            try:
                criteria[-1].append(_test(condition, fields))
            except _Refused as refused:
                faults.append(Fault(number, place, str(condition), refused.code, refused.about))
    if faults:
        raise InvalidFilter(*faults)
    return tuple(tuple(group) for group in criteria)


class _Refused(ValueError):
    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.about = about


def _test(condition: Condition, fields: Mapping[str, FilterField]) -> Criterion:
    field = fields.get(condition.field)
    if field is None:
        raise _Refused("unknown_field", condition.field[:LONGEST_VALUE])
    if condition.operator not in field.operators:
        raise _Refused("unknown_operator", condition.operator[:LONGEST_VALUE])
    operator = Operator(condition.operator)
    _check_number_of_values(operator, condition.values)
    if operator in PRESENCES:
        return Criterion(field, operator)
    read = _READ_DAYS if operator in _DAYS_AGO else _READ[field.kind]
    values = tuple(read(field, value) for value in condition.values)
    if operator is Operator.BETWEEN and values[0] > values[1]:  # type: ignore[operator]
        raise _Refused("bounds_swapped")
    return Criterion(field, operator, values)


def _check_number_of_values(operator: Operator, values: tuple[str, ...]) -> None:
    if operator in PRESENCES:
        if any(values):
            raise _Refused("no_value_here")
        return
    if not values or not all(values):
        raise _Refused("value_missing")
    if operator is Operator.BETWEEN:
        if len(values) != 2:  # noqa: PLR2004 - from one to the other
            raise _Refused("two_values")
    elif operator not in _CHOSEN and len(values) > 1:
        raise _Refused("one_value")
    if len(values) > MOST_VALUES:
        raise _Refused("too_many_values", str(MOST_VALUES))
    if any(len(value) > LONGEST_VALUE for value in values):
        raise _Refused("value_too_long", str(LONGEST_VALUE))


def _text(_field: FilterField, value: str) -> str:
    return value


def _choice(field: FilterField, value: str) -> str:
    if value not in {code for code, _label in field.choices}:
        raise _Refused("not_a_choice", value)
    return value


def _person(_field: FilterField, value: str) -> str | int:
    if value == ME:
        return ME
    if not _is_plain(_KEY, value):
        raise _Refused("not_a_person", value)
    return int(value)


def _number(_field: FilterField, value: str) -> Decimal:
    if not _is_plain(_NUMBER, value):
        raise _Refused("not_a_number", value)
    return Decimal(value)


def _day(_field: FilterField, value: str) -> date:
    try:
        if not _is_plain(_DAY, value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise _Refused("not_a_day", value) from None


def _days_ago(_field: FilterField, value: str) -> int:
    days = int(value) if _is_plain(_DAYS, value) else 0
    if not 0 < days <= MOST_DAYS:
        raise _Refused("not_days", str(MOST_DAYS))
    return days


def _is_plain(pattern: re.Pattern[str], value: str) -> bool:
    return value.isascii() and pattern.fullmatch(value) is not None


_Reader = Callable[[FilterField, str], Value]
_READ_DAYS: _Reader = _days_ago
_READ: Mapping[FieldKind, _Reader] = {
    FieldKind.WORDS: _text,
    FieldKind.TEXT: _text,
    FieldKind.CHOICE: _choice,
    FieldKind.PERSON: _person,
    FieldKind.TAGS: _text,
    FieldKind.CODE: _text,
    FieldKind.NUMBER: _number,
    FieldKind.PERCENT: _number,
    FieldKind.DAY: _day,
    FieldKind.MOMENT: _day,
}
