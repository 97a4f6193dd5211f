"""The records of a file in chunks, as columns."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv

from mainstay.apps.ledger.reading.parquet_file import read_parquet
from mainstay.apps.ledger.reading.segments import PlainSegment, QuotedSegment, read_segments
from mainstay.apps.ledger.reading.sniffing import Sniffed
from mainstay.apps.ledger.reading.workbook import read_table

_CHUNK = 50_000


class RaggedRecord(NamedTuple):
    """A record whose cells cannot be assigned to columns."""

    record: int
    line: int
    code: str
    """`too_many_fields` or `malformed_quotes`."""


@dataclass(frozen=True, slots=True)
class RecordChunk:
    """Some thousand records of a file.

    `records` (int64, from 1, the header not counted) and `lines` (int64, the physical line or the
    row of the sheet at which the record begins; null in Parquet files) go with the rows of
    `columns`, which stand in the order of `Sniffed.headers`: text for CSV and sheets, the file's
    own types for Parquet. Ragged and blank records are in no column. A record of fewer fields than
    headings has nothing in the others, and one of more has too many only if they hold anything.
    """

    records: pa.Array
    lines: pa.Array
    columns: tuple[pa.Array, ...]
    ragged: tuple[RaggedRecord, ...]
    blank: tuple[int, ...]
    """The numbers of the records in which every cell is empty."""
    unguarded: Mapping[int, int] = field(default_factory=dict)
    """By column, from how many cells the apostrophe was taken that we had put there."""

    @property
    def count(self) -> int:
        """All records of the chunk."""
        return len(self.records) + len(self.ragged) + len(self.blank)


def read_records(path: Path, sniffed: Sniffed) -> Iterator[RecordChunk]:
    """The records of a file, in order, in chunks of a few megabytes.

    The cells of our own files lose the apostrophes that kept spreadsheets from running them. Raises
    `FileRefused` (`unclosed_quote`, `damaged_file`).
    """
    chunks = _csv_chunks
    if sniffed.format == "parquet":
        chunks = _parquet_chunks
    elif sniffed.is_workbook:
        chunks = _sheet_chunks
    for chunk in chunks(sniffed.content_of(path), sniffed):
        yield _unguarded(chunk, sniffed.original) if sniffed.is_guarded else chunk


def _csv_chunks(path: Path, sniffed: Sniffed) -> Iterator[RecordChunk]:
    portions: list[RecordChunk] = []
    waiting = 0
    for segment in read_segments(path, sniffed):
        if isinstance(segment, QuotedSegment):
            portions.append(_quoted_chunk(segment, len(sniffed.headers)))
            waiting += segment.count
        if waiting >= _CHUNK or (waiting and isinstance(segment, PlainSegment)):
            yield _merged(portions)
            portions, waiting = [], 0
        if isinstance(segment, PlainSegment):
            yield _plain_chunk(segment, sniffed)
    if portions:
        yield _merged(portions)


def _parquet_chunks(path: Path, sniffed: Sniffed) -> Iterator[RecordChunk]:
    first = 1
    for columns in read_parquet(path, _CHUNK):
        count = len(columns[0]) if columns else 0
        numbers = np.arange(first, first + count)
        yield _without_blank(numbers, None, columns, ())
        first += count


def _sheet_chunks(path: Path, sniffed: Sniffed) -> Iterator[RecordChunk]:
    for numbers, columns, _beyond in read_table(path):
        lines = numbers.to_numpy()
        below = int(np.searchsorted(lines, sniffed.first_line))
        lines = lines[below:]
        if len(lines):
            rest = tuple(column.slice(below) for column in columns)
            yield _without_blank(lines - sniffed.first_line + 1, lines, rest, ())


def _plain_chunk(segment: PlainSegment, sniffed: Sniffed) -> RecordChunk:
    """Lines without quotes, split by Arrow's reader."""
    data, width = segment.data, len(sniffed.headers)
    if sniffed.encoding != "utf-8":
        data = data.decode(sniffed.encoding).encode()
    odd: list[tuple[int, list[str]]] = []

    def set_aside(row: pcsv.InvalidRow) -> str:
        odd.append((row.number - 1, row.text.split(sniffed.delimiter)))
        return "skip"

    columns = _split(data, width, sniffed.delimiter, set_aside)
    sorted_out = _sorted_out(odd, width)
    keep = np.delete(np.arange(segment.count), [place for place, _ in odd])
    if sorted_out.sound:
        keep = np.concatenate([keep, [place for place, _ in sorted_out.sound]])
        order = np.argsort(keep, kind="stable")
        cells = zip(*(row for _, row in sorted_out.sound), strict=True)
        columns = tuple(
            pa.concat_arrays([column, pa.array(more, pa.string())]).take(pa.array(order))
            for column, more in zip(columns, cells, strict=True)
        )
        keep = keep[order]
    return _without_blank(
        keep + segment.first_record,
        keep + segment.first_line,
        columns,
        tuple(
            RaggedRecord(
                segment.first_record + place, segment.first_line + place, "too_many_fields"
            )
            for place in sorted_out.too_long
        ),
        tuple(segment.first_record + place for place in sorted_out.blank),
    )


class _SortedOut(NamedTuple):
    """Records of another width than the header's, by their places."""

    sound: list[tuple[int, list[str]]]
    """With as many cells as there are headings."""
    too_long: list[int]
    blank: list[int]


def _sorted_out(odd: list[tuple[int, list[str]]], width: int) -> _SortedOut:
    found = _SortedOut([], [], [])
    for place, cells in odd:
        if not any(map(str.strip, cells)):
            found.blank.append(place)
        elif any(map(str.strip, cells[width:])):
            found.too_long.append(place)
        else:
            found.sound.append((place, [*cells[:width], *[""] * (width - len(cells))]))
    return found


def _split(
    data: bytes, width: int, delimiter: str, set_aside: Callable[[pcsv.InvalidRow], str]
) -> tuple[pa.Array, ...]:
    names = [str(place) for place in range(width)]
    table = pcsv.read_csv(
        pa.BufferReader(data),
        read_options=pcsv.ReadOptions(
            use_threads=False, column_names=names, block_size=len(data) + 1
        ),
        parse_options=pcsv.ParseOptions(
            delimiter=delimiter,
            quote_char=False,
            double_quote=False,
            escape_char=False,
            ignore_empty_lines=False,
            invalid_row_handler=set_aside,
        ),
        convert_options=pcsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
    return tuple(pa.concat_arrays(column.chunks) for column in table.columns)


def _quoted_chunk(segment: QuotedSegment, width: int) -> RecordChunk:
    """Records that the csv module has split."""
    rows = segment.rows
    keep = np.arange(segment.count)
    ragged: list[RaggedRecord] = []
    blank: list[int] = []
    if segment.malformed or set(map(len, rows)) != {width}:
        first = segment.first_record
        whole = [(p, row) for p, row in enumerate(rows) if p not in segment.malformed]
        sorted_out = _sorted_out(whole, width)
        faults = dict.fromkeys(segment.malformed, "malformed_quotes")
        faults |= dict.fromkeys(sorted_out.too_long, "too_many_fields")
        ragged = [
            RaggedRecord(first + place, segment.lines[place], code)
            for place, code in sorted(faults.items())
        ]
        blank = [first + place for place in sorted_out.blank]
        keep = np.array([place for place, _ in sorted_out.sound], dtype=np.int64)
        rows = [row for _, row in sorted_out.sound]
    columns = tuple(pa.array(cells, pa.string()) for cells in zip(*rows, strict=True))
    lines = np.array(segment.lines, dtype=np.int64)[keep]
    return _without_blank(
        keep + segment.first_record,
        lines,
        columns or (pa.array([], pa.string()),) * width,
        tuple(ragged),
        tuple(blank),
    )


def _merged(chunks: list[RecordChunk]) -> RecordChunk:
    return RecordChunk(
        records=pa.concat_arrays([chunk.records for chunk in chunks]),
        lines=pa.concat_arrays([chunk.lines for chunk in chunks]),
        columns=tuple(
            pa.concat_arrays(column)
            for column in zip(*(chunk.columns for chunk in chunks), strict=True)
        ),
        ragged=tuple(entry for chunk in chunks for entry in chunk.ragged),
        blank=tuple(record for chunk in chunks for record in chunk.blank),
    )


def _without_blank(
    records: np.ndarray,
    lines: np.ndarray | None,
    columns: tuple[pa.Array, ...],
    ragged: tuple[RaggedRecord, ...],
    blank: tuple[int, ...] = (),
) -> RecordChunk:
    """Take the rows out in which every cell is empty."""
    empty = _blank_rows(columns)
    if len(empty):
        blank = tuple(sorted((*blank, *records[empty].tolist())))
        keep = np.delete(np.arange(len(records)), empty)
        records = records[keep]
        lines = None if lines is None else lines[keep]
        columns = tuple(column.take(pa.array(keep)) for column in columns)
    return RecordChunk(
        records=pa.array(records, pa.int64()),
        lines=pa.nulls(len(records), pa.int64()) if lines is None else pa.array(lines, pa.int64()),
        columns=columns,
        ragged=ragged,
        blank=blank,
    )


def _blank_rows(columns: tuple[pa.Array, ...]) -> np.ndarray:
    """The places of rows without any content. Most chunks are done after the first column."""
    rows = np.arange(len(columns[0]) if columns else 0)
    for column in columns:
        if not len(rows):
            break
        cells = column if len(rows) == len(column) else column.take(pa.array(rows))
        if pa.types.is_string(cells.type):
            empty = pc.equal(pc.binary_length(pc.utf8_trim_whitespace(cells)), 0)
        else:
            empty = pc.is_null(cells)
        rows = rows[pc.fill_null(empty, True).to_numpy(zero_copy_only=False)]
    return rows


def _unguarded(chunk: RecordChunk, undo: Callable[[str], str]) -> RecordChunk:
    columns, counts = [], {}
    for place, column in enumerate(chunk.columns):
        original, count = _original(column, undo)
        columns.append(original)
        if count:
            counts[place] = count
    return replace(chunk, columns=tuple(columns), unguarded=counts)


def _original(column: pa.Array, undo: Callable[[str], str]) -> tuple[pa.Array, int]:
    """A column without the apostrophes that we put before its cells, and how many there were."""
    if not pa.types.is_string(column.type):
        return column, 0
    if not pc.any(pc.starts_with(column, "'")).as_py():
        return column, 0
    cells = column.to_pylist()
    originals = [None if cell is None else undo(cell) for cell in cells]
    count = sum(cell != original for cell, original in zip(cells, originals, strict=True))
    return pa.array(originals, pa.string()), count
