"""One fact of every customer, for evaluations and figures, whoever asks."""

from collections.abc import Iterator
from typing import Any

from mainstay.apps.customers.contracts.custom_fields import NUMBERS, CustomField, FieldType
from mainstay.apps.customers.models import Customer, CustomerValue

_WHY = "an evaluation compares all customers"
_AT_ONCE = 10_000


def all_facts(field: str) -> Iterator[tuple[int, Any]]:
    """Key and value of every customer in a field of the master, where there is one."""
    rows = Customer.objects.system(_WHY).filter(withdrawn_at=None).order_by()
    known = rows.exclude(**{f"{field}__isnull": True})
    yield from known.values_list("key", field).iterator(_AT_ONCE)


def all_values(field: CustomField) -> Iterator[tuple[int, Any]]:
    """Key and value of every customer in a custom field, as it is kept."""
    column = "day" if field.type is FieldType.DAY else "text"
    if field.type in NUMBERS:
        column = "number"
    rows = CustomerValue.objects.system(_WHY).filter(field_id=field.key).order_by()
    yield from rows.values_list("customer_id", column).iterator(_AT_ONCE)
