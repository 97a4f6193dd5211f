"""The deed that sets a custom field."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mainstay.apps.customers.contracts.custom_fields import CustomField, Value
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.queries.custom_fields import FieldNotFound, all_fields, values_of
from mainstay.apps.customers.rules.custom_fields import from_plain, plain, read_anyhow
from mainstay.apps.customers.services.bulk.deeds import Deed, write_columns
from mainstay.apps.customers.services.custom_values import write_rows


class SetCustom(Deed):
    """A custom field gets the same value everywhere; None empties it."""

    def __init__(self, field: CustomField, value: Value | None) -> None:
        self._field = field
        self._value = value

    def state_of(self, customers: Sequence[Customer]) -> Mapping[int, Any]:
        found = values_of([each.pk for each in customers], [self._field])
        return {key: plain(having.get(self._field.code)) for key, having in found.items()}

    def differs(self, state: Any) -> bool:
        return bool(state != plain(self._value))

    def do(self, keys: Collection[int]) -> None:
        write_rows({key: {self._field.key: self._value} for key in keys})
        write_columns(keys)

    def put_back(self, before: Mapping[int, Any]) -> None:
        kind, field = self._field.type, self._field.key
        write_rows({key: {field: from_plain(kind, value)} for key, value in before.items()})
        write_columns(before)


def set_custom(said: str) -> SetCustom:
    """The deed that ``code=value`` means. Raises FieldNotFound and ValueRefused."""
    code, _equals, value = said.partition("=")
    field = next((each for each in all_fields() if each.code == code), None)
    if field is None:
        raise FieldNotFound(code)
    return SetCustom(field, read_anyhow(field, value))
