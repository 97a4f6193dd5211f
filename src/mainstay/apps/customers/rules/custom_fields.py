"""Which values a custom field takes, and which definitions make sense."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypedDict

from mainstay.apps.customers.contracts.custom_fields import (
    NO,
    NUMBERS,
    YES,
    CustomChoice,
    CustomField,
    FieldType,
    Value,
)
from mainstay.apps.customers.rules import Problem
from mainstay.kernel.money import quantize
from mainstay.kernel.text import has_controls

LONGEST_CODE = 24
LONGEST_NAME = 80
LONGEST_HELP = 200
LONGEST_CHOICE_CODE = 40
LONGEST_TEXT = 500
USUAL_LONGEST = 200
MOST_FIELDS = 100
MOST_CHOICES = 200
LARGEST_WHOLE = Decimal(999_999_999_999_999)
LARGEST_DECIMAL = Decimal("99999999999.9999")
"""Fifteen digits: so many every database keeps exactly."""
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_CHOICE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_DECIMAL = re.compile(r"[+-]?\d{1,11}(\.\d{1,4})?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Choice(TypedDict, total=False):
    """A choice as it is defined."""

    code: str
    names: dict[str, str]
    is_archived: bool


class Definition(TypedDict, total=False):
    """What can be said about a custom field. `least` and `most` are texts such as `2026-01-31`."""

    code: str
    names: dict[str, str]
    helps: dict[str, str]
    type: str
    is_required: bool
    longest: int | None
    least: str
    most: str
    choices: Sequence[Choice]


class FieldVersionConflict(Exception):
    """Somebody else changed the field since it was read."""


class ValueRefused(ValueError):
    """A value that the field does not take; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_value(field: CustomField, said: Any) -> Value | None:
    """What is said, as a value of the field; None for nothing. Raises ValueRefused."""
    if said is None or (isinstance(said, str) and not said.strip()):
        return None
    return _READ[field.type](field, said)


def read_anyhow(field: CustomField, said: Any) -> Value | None:
    """The same of what was taken once, whatever bounds and choices the field has by now."""
    choices = tuple(replace(choice, is_archived=False) for choice in field.choices)
    return read_value(replace(field, longest=None, least=None, most=None, choices=choices), said)


def _text(field: CustomField, said: Any) -> str:
    if not isinstance(said, str):
        raise ValueRefused("not_a_text")
    text = said.strip()
    if len(text) > (field.longest or LONGEST_TEXT):
        raise ValueRefused("too_long")
    if has_controls(text):
        raise ValueRefused("control_characters")
    return text


def _whole(field: CustomField, said: Any) -> int:
    number = _number(said)
    if number != number.to_integral_value():
        raise ValueRefused("not_a_whole_number")
    if abs(number) > LARGEST_WHOLE:
        raise ValueRefused("out_of_range")
    return int(_bounded(field, number))


def _decimal(field: CustomField, said: Any) -> Decimal:
    number = _number(said)
    if abs(number) > LARGEST_DECIMAL:
        raise ValueRefused("out_of_range")
    if number != quantize(number):
        raise ValueRefused("too_many_places")
    return Decimal(_bounded(field, quantize(number)))


def _number(said: Any) -> Decimal:
    if isinstance(said, bool) or not isinstance(said, int | float | str | Decimal):
        raise ValueRefused("not_a_number")
    if isinstance(said, str) and "_" in said:  # Python reads 1_000, people do not
        raise ValueRefused("not_a_number")
    try:
        number = Decimal(repr(said) if isinstance(said, float) else said)
    except InvalidOperation:
        raise ValueRefused("not_a_number") from None
    if not number.is_finite():
        raise ValueRefused("not_a_number")
    return number


def _day(field: CustomField, said: Any) -> date:
    try:
        day = said if isinstance(said, date) else _day_of(said)
    except ValueError:
        raise ValueRefused("not_a_day") from None
    _bounded(field, day)
    return day


def _day_of(said: Any) -> date:
    if not isinstance(said, str) or not _DAY.fullmatch(said.strip()):
        raise ValueError
    return date.fromisoformat(said.strip())


def _yes_no(_field: CustomField, said: Any) -> bool:
    if isinstance(said, bool):
        return said
    if isinstance(said, str) and said.strip() in {YES, NO}:
        return said.strip() == YES
    raise ValueRefused("not_yes_or_no")


def _choice(field: CustomField, said: Any) -> str:
    code = said.strip() if isinstance(said, str) else ""
    if code not in {choice for choice, _label in field.offered}:
        raise ValueRefused("unknown_choice")
    return code


def _bounded(field: CustomField, value: Any) -> Any:
    if field.least is not None and value < field.least:
        raise ValueRefused("too_small")
    if field.most is not None and value > field.most:
        raise ValueRefused("too_great")
    return value


_READ: Mapping[FieldType, Callable[[CustomField, Any], Value]] = {
    FieldType.TEXT: _text,
    FieldType.WHOLE: _whole,
    FieldType.DECIMAL: _decimal,
    FieldType.DAY: _day,
    FieldType.YES_NO: _yes_no,
    FieldType.CHOICE: _choice,
}


def column_of(kind: FieldType) -> str:
    """The column of the database that has the values of a type."""
    if kind in NUMBERS:
        return "number"
    return "day" if kind is FieldType.DAY else "text"


@dataclass(frozen=True, slots=True)
class StoredValue:
    """A value in the columns of the database: one of them has it."""

    text: str | None = None
    number: Decimal | None = None
    day: date | None = None


def stored(value: Value) -> StoredValue:
    """The columns of a value."""
    if isinstance(value, bool):
        return StoredValue(text=YES if value else NO)
    if isinstance(value, str):
        return StoredValue(text=value)
    if isinstance(value, date):
        return StoredValue(day=value)
    return StoredValue(number=Decimal(value))


def value_of(kind: FieldType, kept: StoredValue) -> Value | None:
    """The value that columns hold."""
    if kind in NUMBERS:
        if kept.number is None:
            return None
        return int(kept.number) if kind is FieldType.WHOLE else quantize(kept.number)
    if kind is FieldType.DAY:
        return kept.day
    if kind is FieldType.YES_NO:
        return None if kept.text is None else kept.text == YES
    return kept.text


def plain(value: Value | None) -> str | bool | int | None:
    """A value as JSON keeps it, in the trail and before an import; `from_plain` reads it."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def from_plain(kind: FieldType, kept: Any) -> Value | None:
    """A value from JSON, whatever the field takes today."""
    if kept is None:
        return None
    if kind is FieldType.DECIMAL:
        return Decimal(kept)
    return date.fromisoformat(kept) if kind is FieldType.DAY else kept


def definition_problems(said: Definition) -> list[Problem]:
    """What is wrong with a whole definition; texts have no spaces around them any more."""
    problems = [*_code_problems(said), *_name_problems(said)]
    if said["type"] not in set(FieldType):
        return [*problems, Problem("type", "unknown_choice")]
    kind = FieldType(said["type"])
    longest = said["longest"]
    if longest is not None and not 1 <= longest <= LONGEST_TEXT:
        problems.append(Problem("longest", "text_length"))
    if kind is FieldType.CHOICE:
        problems += _choice_problems(said["choices"])
    return problems + _bound_problems(kind, said)


def _code_problems(said: Definition) -> list[Problem]:
    code = said["code"]
    if not code:
        return [Problem("code", "missing")]
    if len(code) > LONGEST_CODE:
        return [Problem("code", "too_long")]
    return [] if _CODE.fullmatch(code) else [Problem("code", "field_code")]


def _name_problems(said: Definition) -> list[Problem]:
    problems = []
    if not any(said["names"].values()):
        problems.append(Problem("names", "missing"))
    for name, texts, longest in (
        ("names", said["names"], LONGEST_NAME),
        ("helps", said["helps"], LONGEST_HELP),
    ):
        if any(len(text) > longest for text in texts.values()):
            problems.append(Problem(name, "too_long"))
        if any(has_controls(text) for text in texts.values()):
            problems.append(Problem(name, "control_characters"))
    return problems


def _choice_problems(choices: Sequence[Choice]) -> list[Problem]:
    codes = [choice["code"] for choice in choices]
    if not codes:
        return [Problem("choices", "no_choices")]
    if len(codes) > MOST_CHOICES:
        return [Problem("choices", "too_many_choices")]
    if len(set(codes)) < len(codes):
        return [Problem("choices", "choice_twice")]
    found = next(filter(None, map(_choice_problem, choices)), "")
    return [Problem("choices", found)] if found else []


def _choice_problem(choice: Choice) -> str:
    code, names = choice["code"], choice["names"].values()
    if len(code) > LONGEST_CHOICE_CODE or not _CHOICE_CODE.fullmatch(code):
        return "choice_code"
    if not any(names) or any(len(name) > LONGEST_NAME or has_controls(name) for name in names):
        return "choice_name"
    return ""


def _bound_problems(kind: FieldType, said: Definition) -> list[Problem]:
    bounds: list[Any] = []
    for name, text in (("least", said["least"]), ("most", said["most"])):
        try:
            bounds.append(bound(kind, text))
        except ValueError:
            code = "not_a_day" if kind is FieldType.DAY else "not_a_number"
            return [Problem(name, code)]
    least, most = bounds
    if least is not None and most is not None and least > most:
        return [Problem("most", "bounds_swapped")]
    return []


def bound(kind: FieldType, text: str) -> Decimal | date | None:
    """A bound as a value of the type; None for nothing. Raises ValueError."""
    if not text or not (kind in NUMBERS or kind is FieldType.DAY):
        return None
    if kind is FieldType.DAY:
        return _day_of(text)
    pattern = _WHOLE if kind is FieldType.WHOLE else _DECIMAL
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def choices_of(kept: Sequence[Mapping[str, Any]]) -> tuple[CustomChoice, ...]:
    """The choices as they are kept."""
    return tuple(
        CustomChoice(each["code"], each["names"], bool(each.get("is_archived"))) for each in kept
    )
