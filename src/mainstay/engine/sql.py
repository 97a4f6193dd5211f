"""Pieces of SQL: literals, Parquet files as relations, and rows that are in force."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from mainstay.engine.ledger_state import FileKind, LedgerFile, LedgerState
from mainstay.engine.schemas import CONTENT_FIELDS
from mainstay.engine.store import LedgerStore

ROW_GROUP_SIZE = 131_072
PARQUET_OPTIONS = (
    "FORMAT parquet, PARQUET_VERSION V2, COMPRESSION zstd, COMPRESSION_LEVEL 1, "
    f"ROW_GROUP_SIZE {ROW_GROUP_SIZE}"
)

_DUCKDB_TYPES: dict[pa.DataType, str] = {
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.string(): "VARCHAR",
    pa.date32(): "DATE",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
    pa.decimal128(18, 4): "DECIMAL(18, 4)",
    pa.decimal128(38, 4): "DECIMAL(38, 4)",
}


def quote(text: str) -> str:
    """Write a text as a literal."""
    return "'" + text.replace("'", "''") + "'"


def columns(schema: Iterable[pa.Field], prefix: str = "") -> str:
    """List the columns of a schema, each with the prefix of its relation."""
    return ", ".join(f'{prefix}"{field.name}"' for field in schema)


def cast_columns(schema: pa.Schema) -> str:
    """List the columns of a schema, each cast to its declared type."""
    return ", ".join(
        f'CAST("{field.name}" AS {_DUCKDB_TYPES[field.type]}) AS "{field.name}"' for field in schema
    )


def same_content(left: str, right: str) -> str:
    """Write the condition that two lines have equal content; null equals null."""
    return " AND ".join(
        f'{left}."{field.name}" IS NOT DISTINCT FROM {right}."{field.name}"'
        if field.nullable
        else f'{left}."{field.name}" = {right}."{field.name}"'
        for field in CONTENT_FIELDS
    )


def content(prefix: str = "") -> str:
    """List the columns that make up a line's content."""
    return columns(CONTENT_FIELDS, prefix)


def parquet(paths: Sequence[Path], *, widest_types: bool = False) -> str:
    """Write Parquet files, named one by one, as a relation.

    Its types are those of the first file, or the widest of all files.
    """
    listed = ", ".join(quote(str(path)) for path in paths)
    return f"read_parquet([{listed}]{', union_by_name = true' if widest_types else ''})"


def portion(column: str, index: int, portions: int) -> str:
    """Write the condition that a value belongs to one of several portions of like size."""
    return "true" if portions == 1 else f"hash({column}) % {portions} = {index}"


def empty(schema: Iterable[pa.Field]) -> str:
    """Write a query with the columns of a schema and no row."""
    nulls = ", ".join(
        f'CAST(NULL AS {_DUCKDB_TYPES[field.type]}) AS "{field.name}"' for field in schema
    )
    return f"SELECT {nulls} WHERE false"


def empty_located(schema: pa.Schema) -> str:
    """Write a query with the columns of ``located_rows`` and no row."""
    return empty([*schema, pa.field("file", pa.string()), pa.field("position", pa.int64())])


def all_rows(store: LedgerStore, files: Sequence[LedgerFile], schema: pa.Schema) -> str:
    """Write a query for all rows of files, dead ones included."""
    if not files:
        return empty(schema)
    return f"SELECT {columns(schema)} FROM {_relation(store, files)}"


def event_rows(
    store: LedgerStore, files: Sequence[LedgerFile], schema: pa.Schema, live: Iterable[int]
) -> str:
    """Write a query for the confirmations or removals of live batches, each with its ``batch``.

    A file of one batch does not repeat its number; a merged one has it in every row.
    """
    numbers = sorted(live)
    own = [file for file in files if file.batch is not None and file.batch in numbers]
    parts = [
        f"SELECT CAST({file.batch} AS INTEGER) AS batch, {columns(schema)} "
        f"FROM {_relation(store, [file])}"
        for file in own
    ]
    merged = [file for file in files if file.batch is None]
    if merged and numbers:
        listed = ", ".join(map(str, numbers))
        parts.append(
            f"SELECT batch, {columns(schema)} FROM {_relation(store, merged)} "
            f"WHERE batch IN ({listed})"
        )
    return " UNION ALL ".join(parts) or empty([pa.field("batch", pa.int32()), *schema])


def located_rows(store: LedgerStore, files: Sequence[LedgerFile], schema: pa.Schema) -> str:
    """Write a query for all rows of files with their ``file`` and ``position``."""
    if not files:
        return empty_located(schema)
    return f"SELECT {columns(schema)}, {_location(store)} FROM {_relation(store, files)}"


def rows_in_force(
    store: LedgerStore,
    state: LedgerState,
    kind: FileKind,
    schema: pa.Schema,
    *,
    located: bool = False,
) -> str:
    """Write a query for the rows of a kind that are in force in a state.

    Dead rows are left out by position, file by file; files without dead rows are read as they are
    and files with nothing but dead rows not at all. With ``located`` each row also has its
    ``file`` and ``position``.
    """
    dead = state.dead_vectors()
    listed = f"{columns(schema)}, {_location(store)}" if located else columns(schema)
    whole = [file for file in state.files_of(kind) if file.name not in dead]
    parts = [f"SELECT {listed} FROM {_relation(store, whole)}"] if whole else []
    parts += [
        f"SELECT {listed} FROM {_relation(store, [file])} AS data "
        f"ANTI JOIN {_relation(store, [dead[file.name]])} AS dead "
        "ON data.file_row_number = dead.position"
        for file in state.files_of(kind)
        if file.name in dead and dead[file.name].rows < file.rows
    ]
    if not parts:
        return empty_located(schema) if located else empty(schema)
    return " UNION ALL ".join(parts)


def files_in_force(state: LedgerState, kind: FileKind) -> tuple[LedgerFile, ...]:
    """List the files that ``rows_in_force`` reads: data files with their dead vectors."""
    dead = state.dead_vectors()
    found: list[LedgerFile] = []
    for file in state.files_of(kind):
        vector = dead.get(file.name)
        if vector is None:
            found.append(file)
        elif vector.rows < file.rows:
            found += [file, vector]
    return tuple(found)


def _relation(store: LedgerStore, files: Sequence[LedgerFile]) -> str:
    # Files of the order roll-up have narrow totals where those fit.
    widest_types = any(file.kind is FileKind.ORDERS for file in files)
    return parquet([store.path(file.name) for file in files], widest_types=widest_types)


def _location(store: LedgerStore) -> str:
    start = len(str(store.root)) + 2
    return f"substr(filename, {start}) AS file, file_row_number AS position"
