"""Workbooks: which sheet is meant, and its rows kept as a table that is read fast and often."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Literal, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from mainstay.apps.ledger.reading.errors import FileRefused, SheetUnknown
from mainstay.apps.ledger.reading.kept import kept_beside
from mainstay.apps.ledger.reading.limits import Limits
from mainstay.apps.ledger.reading.xls_rows import XlsBook, opened_xls
from mainstay.apps.ledger.reading.xlsx_parts import Sheet, XlsxParts, opened_xlsx
from mainstay.apps.ledger.reading.xlsx_rows import SheetRow, xlsx_rows
from mainstay.shell.exports import PROGRAM

WorkbookFormat = Literal["xlsx", "xls"]

_WIDEST = 1_000
_PORTION_ROWS, _PORTION_CELLS = 20_000, 1_000_000
_ROW, _BEYOND = "row", "beyond"
_FACTS = b"mainstay"


class _Book(Protocol):
    date_system: int

    @property
    def names(self) -> list[str]: ...

    def sheets(self) -> list[Sheet]: ...


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One sheet as a Parquet file: the row numbers, a column of text each, what lies beyond."""

    path: Path
    name: str
    date_system: int
    is_own: bool
    """Mainstay made the workbook, so every text is as it should be."""
    rows: int
    """The number of the last row with content."""


def sheets_of(path: Path, kind: WorkbookFormat, limits: Limits) -> list[Sheet]:
    """The sheets of a workbook with their size. Raises `FileRefused`."""
    with _opened(path, kind, limits) as book:
        return book.sheets()


def sheet_table(path: Path, kind: WorkbookFormat, name: str, limits: Limits) -> SheetTable:
    """The sheet of this name as a table; without a name the only one that can be meant.

    That is the only visible one with content. Raises `FileRefused`, among them `SheetUnknown` where
    several could be meant or the named one is not there, and `empty_file`.
    """
    with _opened(path, kind, limits) as book:
        chosen = _chosen(book, name)
        ending = f"{hashlib.sha256(chosen.encode()).hexdigest()[:12]}.parquet"
        is_own = isinstance(book, XlsxParts) and book.is_of_program(PROGRAM)

        def make(target: Path) -> None:
            rows = (
                xlsx_rows(book, chosen, limits.cells)
                if isinstance(book, XlsxParts)
                else book.rows(chosen, limits.cells)
            )
            _write(rows, target)

        table = kept_beside(path, ending, make)
        count = pq.read_metadata(table).metadata[_FACTS]
        return SheetTable(table, chosen, book.date_system, is_own, int(count))


def read_table(path: Path) -> Iterator[tuple[pa.Array, tuple[pa.Array, ...], pa.Array]]:
    """The rows of a kept sheet in portions: numbers, columns, and what lies beyond these."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_PORTION_ROWS):
            yield batch.column(0), tuple(batch.columns[1:-1]), batch.column(batch.num_columns - 1)


def first_rows(path: Path, count: int) -> list[tuple[int, list[str]]]:
    """The first rows of a kept sheet with their numbers, cells that are empty as empty texts."""
    found: list[tuple[int, list[str]]] = []
    for numbers, columns, _beyond in read_table(path):
        left = count - len(found)
        cells = zip(*(column.slice(0, left).to_pylist() for column in columns), strict=True)
        rows = ([cell or "" for cell in row] for row in cells)
        found += zip(numbers.slice(0, left).to_pylist(), rows, strict=True)
        if len(found) >= count:
            break
    return found


@contextmanager
def _opened(path: Path, kind: WorkbookFormat, limits: Limits) -> Iterator[XlsxParts | XlsBook]:
    if kind == "xlsx":
        with opened_xlsx(path, limits) as parts:
            yield parts
    else:
        with opened_xls(path, limits) as book:
            yield book


def _chosen(book: _Book, name: str) -> str:
    if name and name in book.names:
        return name
    if not book.names:
        raise FileRefused("empty_file")
    if not name and len(book.names) == 1:
        return book.names[0]
    filled = [sheet for sheet in book.sheets() if sheet.cells]
    visible = [sheet.name for sheet in filled if not sheet.hidden]
    names = visible or [sheet.name for sheet in filled]
    if name:
        raise SheetUnknown(names, name)
    if not names:
        raise FileRefused("empty_file")
    if len(names) > 1:
        raise SheetUnknown(names)
    return names[0]


def _write(rows: Iterator[SheetRow], target: Path) -> None:
    """Write a sheet down, rows without content between others too, none behind the last."""
    first = list(_first_portion(rows))
    if not first:
        raise FileRefused("empty_file")
    width = min(max(max(cells) for _, cells in first) + 1, _WIDEST)
    columns = [(str(place), pa.string()) for place in range(width)]
    schema = pa.schema([(_ROW, pa.int64()), *columns, (_BEYOND, pa.list_(pa.string()))])
    per_portion = max(min(_PORTION_ROWS, _PORTION_CELLS // width), 1)
    last = 0
    with pq.ParquetWriter(target, schema, compression="lz4") as writer:
        filled = _with_gaps(chain(first, rows))
        while portion := list(islice(filled, per_portion)):
            writer.write_batch(_batch(portion, width, schema))
            last = portion[-1][0]
        writer.add_key_value_metadata({_FACTS.decode(): str(last)})


def _first_portion(rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
    """So many rows that they show how wide the table is."""
    left = _PORTION_CELLS
    for row in islice(rows, _PORTION_ROWS):
        yield row
        left -= len(row[1])
        if left < 0:
            return


def _with_gaps(rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
    previous = 0
    for number, cells in rows:
        if previous:
            yield from ((missing, {}) for missing in range(previous + 1, number))
        yield number, cells
        previous = number


def _batch(rows: Sequence[SheetRow], width: int, schema: pa.Schema) -> pa.RecordBatch:
    cells = [row for _, row in rows]
    beyond = [
        [text for place, text in sorted(row.items()) if place >= width] or None for row in cells
    ]
    arrays = [
        pa.array([number for number, _ in rows], pa.int64()),
        *(pa.array([row.get(place) for row in cells], pa.string()) for place in range(width)),
        pa.array(beyond, pa.list_(pa.string())),
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
