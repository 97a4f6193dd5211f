"""Many rows at once between the database and columns, without a Python object for each of them.

For what concerns every customer. The names in the SQL are those of the model's fields, the figures
are parameters or, on PostgreSQL, the data of a COPY.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, repeat
from sqlite3 import Cursor
from typing import TYPE_CHECKING, Any, cast

from django.db import connections, router
from django.db.models import (
    CharField,
    DateField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    QuerySet,
    TextField,
)

if TYPE_CHECKING:
    import pyarrow as pa
    from django.db.backends.base.base import BaseDatabaseWrapper

_READ_AT_ONCE = 10_000
_PARAMETERS_AT_ONCE = 30_000
"""SQLite takes 32,766."""


def read_columns(rows: QuerySet[Any], schema: "pa.Schema") -> "pa.Table":
    """The rows of a query as a table; the names of the schema are those of fields."""
    import pyarrow as pa

    found = iter(rows.values_list(*schema.names).iterator(_READ_AT_ONCE))
    parts = []
    while page := list(islice(found, _READ_AT_ONCE)):
        arrays = [
            pa.array([row[place] for row in page], kind) for place, kind in enumerate(schema.types)
        ]
        parts.append(pa.record_batch(arrays, schema=schema))
    return pa.Table.from_batches(parts, schema).combine_chunks()


def insert_columns(
    model: type[Model], columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any]
) -> int:
    """Insert a row for each place of the columns and give their number.

    `columns` has by field name what differs, `same` what is the same in all rows. Both together
    name every field but the key that the database gives. Neither defaults nor validation take part.
    """
    fields = _fields(model, {*columns, *same})
    connection = connections[router.db_for_write(model)]
    count = len(next(iter(columns.values())))
    values = [
        _prepared(field, columns[field.attname], connection)
        if field.attname in columns
        else repeat(field.get_db_prep_save(same[field.attname], connection), count)
        for field in fields
    ]
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(cast("str", field.column)) for field in fields)
    rows = zip(*values, strict=True)
    if connection.vendor == "postgresql":
        _copy(connection, f"COPY {table} ({names}) FROM STDIN", rows)
    else:
        into = f"INSERT INTO {table} ({names}) VALUES "  # noqa: S608 - our names
        _insert(connection, into, len(fields), rows)
    return count


def _prepared(
    field: "Field[Any, Any]", values: Sequence[Any], connection: "BaseDatabaseWrapper"
) -> Iterable[Any]:
    """The values as the database takes them; whole numbers and texts are what they are.

    Of times and decimals a column holds few different ones, so each is prepared once.
    """
    plain = field.target_field if isinstance(field, ForeignKey) else field
    if isinstance(plain, CharField | TextField | IntegerField):
        return values
    if type(plain) is DateField:
        return map(connection.ops.adapt_datefield_value, values)
    ready = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    return map(ready.__getitem__, values)


def _fields(model: type[Model], named: set[str]) -> list["Field[Any, Any]"]:
    fields = [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]
    if {field.attname for field in fields} != named:
        different = sorted({field.attname for field in fields} ^ named)
        raise ValueError(f"{model.__name__}: {', '.join(different)}")
    return fields


def _insert(
    connection: "BaseDatabaseWrapper", statement: str, width: int, rows: Iterator[Any]
) -> None:
    """Insert many rows with each statement: an index of searched texts is written once for each.

    SQLite is asked by way of its driver: Django looks through such long statements for the places
    of parameters, which takes a tenth as long as the inserting.
    """
    places = f"({', '.join(['?'] * width)})"
    with connection.wrap_database_errors, connection.cursor() as cursor:
        while page := list(islice(rows, max(1, _PARAMETERS_AT_ONCE // width))):
            values = list(chain.from_iterable(page))
            Cursor.execute(cursor.cursor, statement + ", ".join([places] * len(page)), values)


def _copy(connection: "BaseDatabaseWrapper", statement: str, rows: Iterator[Any]) -> None:
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(row)
