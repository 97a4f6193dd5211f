"""Bulk writing of customers and tags, the same on every database."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from mainstay.apps.customers.models import Customer, CustomerTag


def write_customers(customers: Sequence[Customer], *, replace: bool) -> None:
    """Insert customers or, with `replace`, write them over the rows that have their keys."""
    rows = Customer.objects.system("an import writes in bulk")
    if not replace:
        rows.bulk_create(customers)
    elif customers:
        fields = [field.name for field in Customer._meta.concrete_fields if field.name != "key"]
        rows.bulk_create(
            customers, update_conflicts=True, unique_fields=["key"], update_fields=fields
        )


def write_tags(tags: Mapping[int, Sequence[str]], *, replace: bool) -> None:
    """Give customers these tags; with `replace` instead of those they have."""
    rows = CustomerTag.objects.system("an import writes in bulk")
    if replace:
        rows.filter(customer__in=tags).delete()
    rows.bulk_create(
        [CustomerTag(customer_id=key, name=name) for key, names in tags.items() for name in names]
    )


def stored_value(value: Any) -> Any:
    """A field's value as a before-image keeps it, in JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def column_value(field: str, stored: Any) -> Any:
    """A column's value from a before-image."""
    if stored is None:
        return None
    return Customer._meta.get_field(field).to_python(stored)  # type: ignore[union-attr]
