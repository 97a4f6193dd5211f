"""Rejected records on disk, so that a file full of them needs no memory."""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from mainstay.apps.ledger.cleaning.findings import Reject

_SCHEMA = pa.schema(
    [
        ("record", pa.int64()),
        ("line", pa.int64()),
        ("field", pa.string()),
        ("code", pa.string()),
        ("value", pa.string()),
    ]
)
_PORTION = 20_000


class RejectSpool:
    """Reasons for rejecting records, written in the order of the file and read back in it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "rejects.parquet"
        self._writer = pq.ParquetWriter(self._path, _SCHEMA, compression="lz4")
        self._waiting: list[Reject] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._flush()
        self._writer.close()

    def add(self, rejects: Iterable[Reject]) -> None:
        """Append the rejects of a chunk, in order of record."""
        self._waiting.extend(rejects)
        if len(self._waiting) >= _PORTION:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            columns = [pa.array(column) for column in zip(*self._waiting, strict=True)]
            self._writer.write_table(pa.table(columns, _SCHEMA.names).cast(_SCHEMA))
            self._waiting.clear()

    def reasons(self) -> Iterator[Reject]:
        """All reasons, in order of record; call it after the spool is closed."""
        with pq.ParquetFile(self._path) as file:
            for batch in file.iter_batches(_PORTION):
                columns = (column.to_pylist() for column in batch.columns)
                yield from itertools.starmap(Reject, zip(*columns, strict=True))
