"""Bulk writing of customers and tags, the same on every database."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet, Value

from mainstay.apps.customers.models import Contact, Customer, CustomerTag
from mainstay.foundation.columns import insert_columns

_SEARCH_TEXT = Customer._meta.get_field("search_text")


def write_customers(customers: Sequence[Customer]) -> None:
    """Write customers over the rows that have their keys."""
    fields = [field.name for field in Customer._meta.concrete_fields if field.name != "key"]
    Customer.objects.system("an import writes in bulk").bulk_create(
        customers, update_conflicts=True, unique_fields=["key"], update_fields=fields
    )


def insert_customers(rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert customers from what is known of each, by the names of columns; the rest is default.

    There is no object for each of them: objects and their SQL took more than half of an import.
    """
    if rows:
        said: set[str] = set().union(*rows)
        columns = {}
        for field in Customer._meta.concrete_fields:
            name, usual = field.attname, field.get_default()
            columns[name] = (
                [row.get(name, usual) for row in rows] if name in said else [usual] * len(rows)
            )
        searched = [columns[name] for name in _SEARCH_TEXT.of]
        columns[_SEARCH_TEXT.attname] = [
            _SEARCH_TEXT.form(*texts) for texts in zip(*searched, strict=True)
        ]
        insert_columns(Customer, columns, {})


def write_contacts(contacts: Sequence[Contact]) -> None:
    """Write contacts over the rows that have their keys."""
    if contacts:
        fields = [field.name for field in Contact._meta.concrete_fields if field.name != "id"]
        Contact.objects.system("an import writes in bulk").bulk_create(
            contacts, update_conflicts=True, unique_fields=["id"], update_fields=fields
        )


def write_tags(tags: Mapping[int, Sequence[str]], *, replace: bool) -> None:
    """Give customers these tags; with `replace` instead of those they have."""
    if replace:
        rows = CustomerTag.objects.system("an import writes in bulk")
        rows.filter(customer__in=tags).delete()
    pairs = [(key, name) for key, names in tags.items() for name in names]
    values: dict[str, list[Any]] = {
        "customer_id": [key for key, _ in pairs],
        "name": [name for _, name in pairs],
    }
    insert_columns(CustomerTag, values, {})


def insert_for_each(customers: QuerySet[Customer], model: type[Model], **values: Any) -> None:
    """Insert a row of a model with a `customer` and these values for each of the customers.

    The database does it in one statement; objects of Python take twenty times as long.
    """
    meta = model._meta
    fields = {field.name: field for field in meta.concrete_fields}
    constants = [Value(value, output_field=fields[name]) for name, value in values.items()]
    query, parameters = customers.values_list("key", *constants).query.sql_with_params()
    quote = connection.ops.quote_name
    named = ", ".join(quote(str(fields[name].column)) for name in ("customer", *values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(meta.db_table)} ({named}) {query}", parameters)


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
