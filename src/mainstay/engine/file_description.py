"""What the manifest keeps about a finished Parquet file: hashes, rows, bounds."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from mainstay.engine.ledger_state import ByteRange, FileKind, LedgerFile

_SORTED_BY = {
    FileKind.LINES: "customer",
    FileKind.ORDERS: "customer",
    FileKind.CATEGORIES: "customer",
    FileKind.DEAD: "position",
}
_DATED_BY = {
    FileKind.LINES: "ordered_on",
    FileKind.ORDERS: "ordered_on",
    FileKind.CATEGORIES: "month",
}
_HASH_BYTES = 1 << 20


def describe(path: Path, kind: FileKind, name: str) -> LedgerFile:
    """Hash a file and read from its footer what the manifest keeps about it."""
    footer = pq.read_metadata(path)
    first_on, last_on = _days(footer, kind)
    sha256, ranges = _hash(path, _row_groups(footer, kind))
    return LedgerFile(
        kind=kind,
        name=name,
        sha256=sha256,
        bytes=path.stat().st_size,
        rows=footer.num_rows,
        ranges=ranges,
        first_on=first_on,
        last_on=last_on,
    )


def _row_groups(footer: Any, kind: FileKind) -> list[tuple[int, int, int | None, int | None]]:
    """List the (start, end, low, high) of each row group, in the order of the file."""
    sorted_by = _column_index(footer, _SORTED_BY.get(kind))
    found = []
    for index in range(footer.num_row_groups):
        group = footer.row_group(index)
        chunks = [group.column(column) for column in range(group.num_columns)]
        start = min(chunk.dictionary_page_offset or chunk.data_page_offset for chunk in chunks)
        end = start + sum(chunk.total_compressed_size for chunk in chunks)
        low, high = _bounds(group, sorted_by)
        found.append((start, end, low, high))
    return found


def _hash(
    path: Path, groups: list[tuple[int, int, int | None, int | None]]
) -> tuple[str, tuple[ByteRange, ...]]:
    """Hash a file as a whole and, meanwhile, piece by piece: its head, each row group, its tail."""
    with ThreadPoolExecutor(1, thread_name_prefix="hash") as pool, path.open("rb") as stream:
        whole = pool.submit(hashlib.file_digest, stream, "sha256")
        ranges = tuple(_hash_pieces(path, groups))
        return whole.result().hexdigest(), ranges


def _hash_pieces(
    path: Path, groups: list[tuple[int, int, int | None, int | None]]
) -> Iterator[ByteRange]:
    size = path.stat().st_size
    starts = [start for start, _end, _low, _high in groups]
    ends = [*starts[1:], groups[-1][1]] if groups else []
    head = starts[0] if groups else 0
    tail = ends[-1] if groups else 0
    pieces: list[tuple[int, int, int | None, int | None]] = [(0, head, None, None)]
    pieces += [
        (start, end, low, high) for (start, _end, low, high), end in zip(groups, ends, strict=True)
    ]
    pieces.append((tail, size, None, None))
    with path.open("rb") as stream:
        for start, end, low, high in pieces:
            part = hashlib.sha256()
            for block in _blocks(stream, end - start):
                part.update(block)
            yield ByteRange(start, end - start, part.hexdigest(), low, high)


def _blocks(stream: Any, length: int) -> Any:
    while length > 0:
        block = stream.read(min(length, _HASH_BYTES))
        if not block:
            return
        length -= len(block)
        yield block


def _days(footer: Any, kind: FileKind) -> tuple[date | None, date | None]:
    """Give the first and the last day in a file, from the statistics of its row groups."""
    column = _column_index(footer, _DATED_BY.get(kind))
    bounds = [_bounds(footer.row_group(index), column) for index in range(footer.num_row_groups)]
    lows = [low for low, _high in bounds if low is not None]
    highs = [high for _low, high in bounds if high is not None]
    return (min(lows), max(highs)) if lows and highs else (None, None)


def _column_index(footer: Any, name: str | None) -> int | None:
    return None if name is None else footer.schema.names.index(name)


def _bounds(group: Any, column: int | None) -> tuple[Any, Any]:
    if column is None:
        return None, None
    statistics = group.column(column).statistics
    if statistics is None or not statistics.has_min_max:
        return None, None
    return statistics.min, statistics.max
