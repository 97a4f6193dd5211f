"""Chosen records in the file's own words, for previews and reject files."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.lines import LINE_BREAK_TEXT
from mainstay.apps.ledger.reading.segments import PlainSegment, Segment, read_segments, split_line
from mainstay.apps.ledger.reading.sniffing import Sniffed
from mainstay.apps.ledger.reading.workbook import read_table


class Row(NamedTuple):
    """One record as it stands in the file."""

    record: int
    line: int | None
    """The physical line or the row of the sheet at which it begins; None in Parquet files."""
    cells: tuple[str, ...]
    """Unchanged, and as many as the record has."""


def read_rows(path: Path, sniffed: Sniffed, records: Collection[int]) -> Iterator[Row]:
    """The records with these numbers, in order of number.

    Stops reading after the last of them. Raises `FileRefused` like `read_records`.
    """
    wanted = sorted(records)
    if not wanted:
        return
    if sniffed.format == "parquet":
        yield from _parquet_rows(path, sniffed, wanted)
    elif sniffed.is_workbook:
        yield from _sheet_rows(sniffed.content_of(path), sniffed, wanted)
    else:
        yield from _csv_rows(sniffed.content_of(path), sniffed, wanted)


def _csv_rows(path: Path, sniffed: Sniffed, wanted: list[int]) -> Iterator[Row]:
    position = 0
    for segment in read_segments(path, sniffed):
        end = position
        while end < len(wanted) and wanted[end] < segment.first_record + segment.count:
            end += 1
        places = [record - segment.first_record for record in wanted[position:end]]
        position = end
        if not places:
            continue
        original = sniffed.original
        for place, line, cells in _pick(segment, places, sniffed):
            yield Row(segment.first_record + place, line, tuple(map(original, cells)))
        if position == len(wanted):
            return


def _sheet_rows(path: Path, sniffed: Sniffed, wanted: list[int]) -> Iterator[Row]:
    original, position = sniffed.original, 0
    for numbers, columns, beyond in read_table(path):
        first = numbers[0].as_py() - sniffed.first_line + 1
        end = position
        while end < len(wanted) and wanted[end] < first + len(numbers):
            end += 1
        for record in wanted[position:end]:
            place = record - first
            cells = [column[place].as_py() or "" for column in columns]
            cells += beyond[place].as_py() or []
            yield Row(record, numbers[place].as_py(), tuple(map(original, cells)))
        position = end
        if position == len(wanted):
            return


def _pick(
    segment: Segment, places: list[int], sniffed: Sniffed
) -> Iterator[tuple[int, int, list[str]]]:
    """Chosen records of a segment: place, physical line and cells."""
    if isinstance(segment, PlainSegment):
        texts = LINE_BREAK_TEXT.split(segment.data.decode(sniffed.encoding))
        for place in places:
            yield place, segment.first_line + place, split_line(texts[place], sniffed.delimiter)
    else:
        for place in places:
            yield place, segment.lines[place], segment.rows[place]


def _parquet_rows(path: Path, sniffed: Sniffed, wanted: list[int]) -> Iterator[Row]:
    chosen = set(wanted)
    for chunk in read_records(path, sniffed):
        empty = ("",) * len(sniffed.headers)
        rows = [Row(record, None, empty) for record in chunk.blank if record in chosen]
        for place, record in enumerate(chunk.records.to_pylist()):
            if record in chosen:
                values = (column[place].as_py() for column in chunk.columns)
                cells = tuple("" if value is None else str(value) for value in values)
                rows.append(Row(record, None, cells))
        yield from sorted(rows)
