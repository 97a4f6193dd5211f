"""The shape of a text file: its delimiter, its headings, what stands above them."""

import csv
import io
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mainstay.apps.ledger.cleaning.headings import is_usual_heading
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.heading_rows import (
    FIRST_ROWS,
    USUAL_AT_LEAST,
    Headings,
    find_headings,
)
from mainstay.apps.ledger.reading.quotes import quote_fault

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_RECORDS = 200
# Excel writes it and reads it, whatever its language says about delimiters.
_STATED_DELIMITER = re.compile(r"sep=([^\w\s\"]|\t)[,;\t]*\r?\n?", re.IGNORECASE)
DATA_ONLY = re.compile(r"[\s\d.,:/+\-]+")


class _Record(NamedTuple):
    line: int
    next_line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextShape:
    """A file as one delimiter shows it."""

    delimiter: str
    headings: tuple[str, ...] = ()
    line: int = 1
    """The physical line at which the headings begin."""
    first_line: int = 1
    """The physical line at which the first record begins."""
    titles: tuple[str, ...] = ()
    """The records with content above the headings."""
    rows_above: int = 0
    """All records above the last row of headings."""
    agreement: float = 0.0
    """The share of the first records that have as many fields as the headings."""
    broken_at: int | None = None

    @property
    def rank(self) -> tuple[bool, bool, bool, float, int, int]:
        usual = sum(map(is_usual_heading, self.headings))
        width = len(self.headings)
        known = usual >= USUAL_AT_LEAST
        return width > 1, known, not self.titles, self.agreement, usual, width


def shape_of(lines: list[str]) -> TextShape:
    """The shape by the stated delimiter or by the one under which the first records agree best.

    Raises `FileRefused`: `unclosed_quote`, `no_header`.
    """
    stated = _STATED_DELIMITER.fullmatch(lines[0]) if lines else None
    passed = 1 if stated else 0
    delimiters = (stated[1],) if stated else DELIMITERS
    shapes = [_shape(lines[passed:], delimiter, passed) for delimiter in delimiters]
    best = max(shapes, key=lambda shape: shape.rank)
    broken = next((shape for shape in shapes if shape.broken_at is not None), None)
    if len(best.headings) > 1 or broken is None or broken.broken_at is None:
        return best
    fault = quote_fault(itertools.islice(lines, broken.broken_at, None), broken.delimiter)
    if fault.open_since is not None:
        raise FileRefused("unclosed_quote", line=broken.broken_at + fault.open_since + 1)
    raise FileRefused("no_header", line=broken.broken_at + 1)


def title_of(cells: Sequence[str]) -> str:
    """The text of a row that is none of the table's."""
    return " ".join(cell.strip() for cell in cells if cell.strip())


def titles_above(rows: Sequence[Sequence[str]], headings: Headings) -> tuple[str, ...]:
    """The rows with content above the headings."""
    return tuple(filter(None, map(title_of, rows[: headings.first])))


def _shape(lines: list[str], delimiter: str, passed: int) -> TextShape:
    records, broken_at = _first_records(lines, delimiter, passed)
    rows = [record.cells for record in records]
    headings = find_headings(rows)
    if headings is None:
        return TextShape(delimiter, broken_at=broken_at)
    below = [cells for cells in rows[headings.last + 1 :] if any(cells)][:_SAMPLE_RECORDS]
    alike = sum(len(cells) == len(headings.cells) for cells in below)
    counted = len(below) + (broken_at is not None)
    return TextShape(
        delimiter,
        headings.cells,
        records[headings.first].line,
        records[headings.last].next_line,
        titles_above(rows, headings),
        headings.last,
        alike / counted if counted else 1.0,
    )


def _first_records(
    lines: list[str], delimiter: str, passed: int
) -> tuple[list[_Record], int | None]:
    """The first records, and the index of the line at which one begins that cannot be read."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    records: list[_Record] = []
    filled = begin = 0
    try:
        for cells in reader:
            here = passed + begin + 1
            records.append(_Record(here, passed + reader.line_num + 1, tuple(cells)))
            begin = reader.line_num
            filled += any(map(str.strip, cells))
            if filled > _SAMPLE_RECORDS + FIRST_ROWS:
                break
    except csv.Error:
        return records, passed + begin
    return records, None


def whole_lines(text: str) -> list[str]:
    """The lines of a text with their breaks."""
    return list(io.StringIO(text, newline=""))
