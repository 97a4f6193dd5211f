"""Incoming lines on disk, where they can be resolved more than once in bounded memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mainstay.engine.progress import Phase, Progress
from mainstay.engine.schemas import INCOMING_SCHEMA, RESERVED_SCHEMA

_ROW_GROUP_ROWS = 131_072
# The texts that repeat. Writing takes half the time when the other columns try no dictionary.
_REPEATED = ("product_code", "product_name", "category", "currency", "channel", "kind")


@dataclass(frozen=True, slots=True)
class IncomingChunk:
    """A stretch of a file: its typed lines, and the places of records rejected before.

    ``lines`` has the columns of ``INCOMING_SCHEMA``, ``reserved`` those of ``RESERVED_SCHEMA``.
    ``records`` is how many records of the file the chunk stands for.
    """

    lines: pa.RecordBatch
    reserved: pa.RecordBatch | None = None
    records: int = 0


@dataclass(frozen=True, slots=True)
class StagedImport:
    """Incoming lines and reserved places as two Parquet files."""

    lines: Path
    reserved: Path
    rows: int


def stage_import(
    folder: Path,
    chunks: Iterable[IncomingChunk],
    *,
    progress: Progress | None = None,
    records: int = 0,
) -> StagedImport:
    """Write incoming chunks into a staging folder.

    ``records`` is the number of records to expect, for the progress. Raises ``ValueError`` when a
    chunk lacks a column, a required value is missing or the record numbers do not grow, and
    ``Cancelled``.
    """
    progress = progress or Progress()
    done = 0
    with (
        _Stage(folder / "lines.parquet", INCOMING_SCHEMA) as lines,
        _Stage(folder / "reserved.parquet", RESERVED_SCHEMA) as reserved,
    ):
        for chunk in chunks:
            lines.write(chunk.lines)
            if chunk.reserved is not None:
                reserved.write(chunk.reserved)
            done += chunk.records or chunk.lines.num_rows
            progress.step(Phase.READ, done, records)
    # What reading took goes back to the machine before the lines are compared, which takes its own.
    pa.default_memory_pool().release_unused()
    return StagedImport(lines.path, reserved.path, lines.rows)


class _Stage:
    """One staging file, written batch by batch."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path = path
        self.rows = 0
        self._schema = schema
        self._last_record = 0
        self._writer = pq.ParquetWriter(
            path,
            schema,
            compression="lz4",
            use_dictionary=[name for name in _REPEATED if name in schema.names],
            store_decimal_as_integer=True,
            store_schema=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()

    def write(self, batch: pa.RecordBatch) -> None:
        """Append a batch after checking it."""
        typed = batch.select(self._schema.names).cast(self._schema)
        self._check_records(typed.column("record"))
        self._writer.write_batch(typed, row_group_size=_ROW_GROUP_ROWS)
        self.rows += typed.num_rows

    def _check_records(self, records: pa.Int64Array) -> None:
        if not len(records):
            return
        grows = pc.all(pc.greater(records[1:], records[:-1])).as_py() in {True, None}
        if not grows or records[0].as_py() <= self._last_record:
            raise ValueError("record numbers must grow")
        self._last_record = records[-1].as_py()
