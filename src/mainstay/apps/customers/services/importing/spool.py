"""The rows of a file on disk, so that a plan needs little memory however long it is."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from mainstay.apps.customers.contracts.custom_fields import CustomField, FieldType
from mainstay.apps.customers.services.keys import CHUNK

IMPORT_SCHEMA = pa.schema(
    [
        ("record", pa.int64()),
        ("code", pa.string()),
        ("name", pa.string()),
        ("short_name", pa.string()),
        ("kind", pa.string()),
        ("registration_number", pa.string()),
        ("industry", pa.string()),
        ("region", pa.string()),
        ("scale", pa.string()),
        ("founded_on", pa.date32()),
        ("parent", pa.string()),
        ("owner", pa.string()),
        ("tags", pa.list_(pa.string())),
    ]
)
"""What an import may bring; a column that a file does not have is missing or null."""

_CUSTOM_TYPES = {
    FieldType.WHOLE: pa.int64(),
    FieldType.DECIMAL: pa.decimal128(18, 4),
    FieldType.DAY: pa.date32(),
    FieldType.YES_NO: pa.bool_(),
}


def import_schema(custom: Sequence[CustomField]) -> pa.Schema:
    """`IMPORT_SCHEMA` with the custom fields that a file brings, under their names."""
    added = (pa.field(each.name, _CUSTOM_TYPES.get(each.type, pa.string())) for each in custom)
    return pa.schema([*IMPORT_SCHEMA, *added])


CONTACT_SCHEMA = pa.schema(
    [
        ("record", pa.int64()),
        ("customer", pa.string()),
        ("customer_name", pa.string()),
        ("source", pa.string()),
        ("code", pa.string()),
        ("name", pa.string()),
        ("position", pa.string()),
        ("department", pa.string()),
        ("email", pa.string()),
        ("phone", pa.string()),
        ("mobile", pa.string()),
        ("wechat", pa.string()),
        ("is_main", pa.bool_()),
        ("notes", pa.string()),
    ]
)
"""The same of contacts."""

Row = dict[str, Any]


class Spool:
    """Typed rows in a nameless temporary file; gone when closed or when the process ends."""

    def __init__(
        self,
        batches: Iterable[pa.RecordBatch],
        folder: Path,
        schema: pa.Schema = IMPORT_SCHEMA,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - lives as long as the spool
        self.rows = 0
        with pa.ipc.new_file(self._file, schema) as writer:
            for batch in batches:
                typed = _typed(batch, schema)
                self.rows += typed.num_rows
                for start in range(0, typed.num_rows, CHUNK):
                    writer.write_batch(typed.slice(start, CHUNK))
        self._file.seek(0)
        self._reader = pa.ipc.open_file(self._file)

    def chunks(self) -> Iterator[tuple[int, list[Row]]]:
        """Every chunk of at most `CHUNK` rows with the place of its first row."""
        start = 0
        for number in range(self._reader.num_record_batches):
            rows = self._reader.get_batch(number).to_pylist()
            yield start, rows
            start += len(rows)

    def said_chunks(self) -> Iterator[tuple[int, list[Row]]]:
        """As `chunks`, without the columns in which no row of the chunk says anything."""
        start = 0
        for number in range(self._reader.num_record_batches):
            batch = self._reader.get_batch(number)
            said = {
                name: _values(column)
                for name, column in zip(batch.schema.names, batch.columns, strict=True)
                if name == "code" or column.null_count < batch.num_rows
            }
            yield (
                start,
                [dict(zip(said, row, strict=True)) for row in zip(*said.values(), strict=True)],
            )
            start += batch.num_rows

    def columns(self, *names: str) -> Iterator[tuple[int, list[list[Any]]]]:
        """As `chunks`, but only the named columns, one list each."""
        start = 0
        for number in range(self._reader.num_record_batches):
            batch = self._reader.get_batch(number)
            yield start, [batch.column(name).to_pylist() for name in names]
            start += batch.num_rows

    def close(self) -> None:
        """Give the disk space back."""
        self._file.close()


def _values(column: pa.Array) -> list[Any]:
    """The values of a column; Arrow gives texts several times as fast by way of NumPy."""
    if pa.types.is_string(column.type):
        return column.to_numpy(zero_copy_only=False).tolist()  # type: ignore[no-any-return]
    return column.to_pylist()  # type: ignore[no-any-return]


def _typed(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    present = set(batch.schema.names)
    columns = [
        batch.column(field.name).cast(field.type)
        if field.name in present
        else pa.nulls(batch.num_rows, field.type)
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
