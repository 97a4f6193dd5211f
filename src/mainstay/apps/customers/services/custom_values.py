"""What customers have in custom fields: checking what is said, and writing it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mainstay.apps.customers.contracts.custom_fields import PREFIX, CustomField, Value
from mainstay.apps.customers.models import CustomerValue
from mainstay.apps.customers.queries.custom_fields import Values, custom_fields, values_of
from mainstay.apps.customers.rules import Problem
from mainstay.apps.customers.rules.custom_fields import (
    ValueRefused,
    plain,
    read_value,
    stored,
)
from mainstay.apps.customers.services.keys import CHUNK
from mainstay.apps.customers.services.refusals import refused
from mainstay.foundation.columns import insert_columns

Said = Mapping[str, Any]
"""Values by the codes of their fields; None empties a field."""
Changed = dict[str, Value | None]

_WHY = "the caller checked the customers"


def read_new(said: Said) -> tuple[Changed, list[Problem]]:
    """The values of a new customer, and what is wrong with them; required ones must be said."""
    fields = {field.code: field for field in custom_fields()}
    values, problems = _read(fields, said, {})
    refused = {problem.field for problem in problems}
    missing = [
        Problem(field.name, "missing")
        for field in fields.values()
        if field.is_required and values.get(field.code) is None and field.name not in refused
    ]
    return values, problems + missing


def read_changed(key: int, said: Said) -> tuple[Changed, Values, list[Problem]]:
    """What differs from what a customer has, what it had, and what is wrong.

    A value that stays is not looked at again: its field may take others by now.
    """
    if not said:
        return {}, {}, []
    fields = {field.code: field for field in custom_fields()}
    before = values_of([key], list(fields.values()))[key]
    values, problems = _read(fields, said, before)
    for code, value in values.items():
        if value is None and fields[code].is_required:
            problems.append(Problem(fields[code].name, "missing"))
    return values, before, problems


def check_value(code: str, said: str) -> None:
    """Raise ValidationError for what no customer can be given in a field.

    Nothing is refused too where the field is required.
    """
    fields = {field.code: field for field in custom_fields()}
    values, problems = _read(fields, {code: said}, {})
    if not problems and fields[code].is_required and values.get(code) is None:
        problems.append(Problem(fields[code].name, "missing"))
    if problems:
        raise refused(problems)


def _read(
    fields: Mapping[str, CustomField], said: Said, before: Values
) -> tuple[Changed, list[Problem]]:
    values: Changed = {}
    problems = []
    for code, given in said.items():
        field = fields.get(code)
        if field is None:
            problems.append(Problem(f"{PREFIX}{code}", "unknown_custom_field"))
            continue
        if code in before and _is_same(given, before[code]):
            continue
        try:
            value = read_value(field, given)
        except ValueRefused as refusal:
            problems.append(Problem(field.name, refusal.code))
            continue
        if value != before.get(code):
            values[code] = value
    return values, problems


def _is_same(given: Any, before: Value) -> bool:
    """Whether a value is said again; yes is not the number 1."""
    if isinstance(given, bool) is not isinstance(before, bool):
        return False
    return bool(given == before)


def told(values: Mapping[str, Value | None]) -> dict[str, Any]:
    """Values as the trail tells them."""
    return {f"{PREFIX}{code}": plain(value) for code, value in values.items()}


def write_values(values: Mapping[int, Mapping[str, Value | None]], *, anew: bool = False) -> None:
    """Give customers these values, in bulk; None empties a field.

    With `anew` what they had before, also in fields that are not named, is gone.
    """
    fields = {field.code: field.key for field in custom_fields()}
    write_rows(
        {
            key: {fields[code]: value for code, value in said.items()}
            for key, said in values.items()
        },
        anew=anew,
    )


def write_rows(values: Mapping[int, Mapping[int, Value | None]], *, anew: bool = False) -> None:
    """The same by the keys of the fields, whichever they are."""
    _remove(values, anew=anew)
    rows = [
        (key, field, stored(value))
        for key, said in values.items()
        for field, value in said.items()
        if value is not None
    ]
    columns: dict[str, Sequence[Any]] = {
        "customer_id": [key for key, _field, _value in rows],
        "field_id": [field for _key, field, _value in rows],
        "text": [value.text for *_row, value in rows],
        "number": [value.number for *_row, value in rows],
        "day": [value.day for *_row, value in rows],
    }
    insert_columns(CustomerValue, columns, {})


def _remove(values: Mapping[int, Mapping[int, Any]], *, anew: bool) -> None:
    rows = CustomerValue.objects.system(_WHY)
    if anew:
        for part in _parts(values):
            rows.filter(customer__in=part).delete()
        return
    by_field: dict[int, list[int]] = {}
    for key, said in values.items():
        for field in said:
            by_field.setdefault(field, []).append(key)
    for field, keys in by_field.items():
        for part in _parts(keys):
            rows.filter(field=field, customer__in=part).delete()


def _parts(keys: Iterable[int]) -> list[list[int]]:
    listed = list(keys)
    return [listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK)]
