"""Parquet files: their flat columns, with their own types."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mainstay.apps.ledger.reading.errors import FileRefused


def parquet_columns(path: Path) -> tuple[str, ...]:
    """The names of the flat columns; nested and binary ones cannot hold a field and are left out.

    Raises `FileRefused` (`damaged_file`).
    """
    schema = _open(path).schema_arrow
    return tuple(schema.field(index).name for index in _flat(schema))


def parquet_records(path: Path) -> int:
    """How many records a Parquet file says it has."""
    return int(_open(path).metadata.num_rows)


def read_parquet(path: Path, batch_size: int) -> Iterator[tuple[pa.Array, ...]]:
    """The flat columns, batch by batch, dictionaries unpacked.

    Raises `FileRefused` (`damaged_file`) where a page cannot be read.
    """
    file = _open(path)
    flat = _flat(file.schema_arrow)
    try:
        for batch in file.iter_batches(batch_size=batch_size):
            yield tuple(_plain(batch.column(index)) for index in flat)
    except (pa.ArrowException, OSError) as error:
        raise FileRefused("damaged_file", format="parquet") from error


def _open(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path, page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        raise FileRefused("damaged_file", format="parquet") from error


def _flat(schema: pa.Schema) -> list[int]:
    return [index for index, field in enumerate(schema) if _is_flat(_value_type(field.type))]


def _is_flat(kind: pa.DataType) -> bool:
    return any(
        test(kind)
        for test in (
            pa.types.is_string,
            pa.types.is_large_string,
            pa.types.is_string_view,
            pa.types.is_integer,
            pa.types.is_floating,
            pa.types.is_decimal,
            pa.types.is_boolean,
            pa.types.is_timestamp,
            pa.types.is_date,
            pa.types.is_time,
            pa.types.is_null,
        )
    )


def _value_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _plain(column: pa.Array) -> pa.Array:
    kind = _value_type(column.type)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) or pa.types.is_null(kind):
        kind = pa.string()
    return column if column.type == kind else column.cast(kind)
