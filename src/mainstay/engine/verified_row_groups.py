"""Row groups of a ledger file, hashed before they are decoded."""

import hashlib
import mmap
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from mainstay.engine.errors import LedgerDamaged
from mainstay.engine.ledger_state import ByteRange, LedgerFile
from mainstay.engine.store import LedgerStore


@dataclass(frozen=True, slots=True)
class RowGroup:
    """The rows of a row group, and the position of the first of them in its file."""

    start: int
    rows: pa.Table


def read_row_groups(
    store: LedgerStore, file: LedgerFile, wanted: Collection[int], columns: Sequence[str]
) -> Iterator[RowGroup]:
    """Give the row groups of a file that can hold a wanted value of the column it is sorted by.

    Only their bytes and the footer are read; exactly those that were hashed are decoded. Raises
    ``LedgerDamaged``.
    """
    groups = file.ranges[1:-1]
    chosen = [index for index, group in enumerate(groups) if _can_hold(group, wanted)]
    if not chosen:
        return
    needed = [file.ranges[0], *(groups[index] for index in chosen), file.ranges[-1]]
    parquet = pq.ParquetFile(pa.BufferReader(_verified_bytes(store, file, needed)))
    sizes = [parquet.metadata.row_group(index).num_rows for index in range(len(groups))]
    for index in chosen:
        yield RowGroup(sum(sizes[:index]), parquet.read_row_group(index, columns=list(columns)))


def _can_hold(group: ByteRange, wanted: Collection[int]) -> bool:
    if group.low is None or group.high is None:
        return True
    if isinstance(wanted, range):
        return group.low < wanted.stop and wanted.start <= group.high
    return any(group.low <= value <= group.high for value in wanted)


def _verified_bytes(store: LedgerStore, file: LedgerFile, ranges: Sequence[ByteRange]) -> pa.Buffer:
    """Give a file as a buffer in which everything but the given ranges is left blank."""
    try:
        with store.path(file.name).open("rb") as stream:
            blank = mmap.mmap(-1, file.bytes)
            for part in ranges:
                stream.seek(part.offset)
                content = stream.read(part.length)
                if hashlib.sha256(content).hexdigest() != part.sha256:
                    raise LedgerDamaged(file.name)
                blank[part.offset : part.offset + part.length] = content
    except OSError:
        raise LedgerDamaged(file.name) from None
    return pa.py_buffer(blank)
