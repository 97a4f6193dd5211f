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


def insert_customers(columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any]) -> None:
    """Insert customers from columns, and from what is the `same` of all; the rest is default.

    A place of a column that says nothing (None or "") becomes the default too. There is no object
    for each customer: objects and their SQL took more than half of an import.
    """
    said: dict[str, Sequence[Any]] = {}
    usual: dict[str, Any] = {}
    for field in Customer._meta.concrete_fields:
        name, default = field.attname, field.get_default()
        if name not in columns:
            usual[name] = same.get(name, default)
        elif all(columns[name]) or default is None:
            said[name] = columns[name]
        else:
            said[name] = [value or default for value in columns[name]]
    del usual[_SEARCH_TEXT.attname]
    count = len(columns["key"])
    searched = [said.get(name) or [usual[name]] * count for name in _SEARCH_TEXT.of]
    said[_SEARCH_TEXT.attname] = list(map(_SEARCH_TEXT.form, *searched))
    insert_columns(Customer, said, usual)


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
