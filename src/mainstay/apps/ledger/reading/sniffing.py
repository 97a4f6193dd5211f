"""What a file is and how to read it."""

import csv
import io
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mainstay.apps.ledger.reading.encoding import LINE_LIMIT, TextFacts, examine_text
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.lines import last_line_end
from mainstay.apps.ledger.reading.opening import file_format, read_blocks
from mainstay.apps.ledger.reading.parquet_file import parquet_columns, parquet_records
from mainstay.apps.ledger.reading.quotes import quote_fault
from mainstay.apps.ledger.reading.reject_columns import REJECT_COLUMNS
from mainstay.kernel.text import spreadsheet_original

DELIMITERS = (",", ";", "\t")
_SAMPLE_RECORDS = 200
_DATA_ONLY = re.compile(r"[\s\d.,:/+\-]+")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """How to read a file. Made by `sniff`, needed by every reader."""

    format: Literal["csv", "parquet"]
    headers: tuple[str, ...]
    """Without spaces around them; a heading may be empty or stand twice."""
    size: int
    """Bytes, unpacked."""
    lines: int
    """Physical lines of a CSV file, the header's too; records of a Parquet file."""
    encoding: str = ""
    delimiter: str = ""
    first_line: int = 1
    """The physical line at which the first record begins."""

    @property
    def repeated_headers(self) -> tuple[str, ...]:
        """Headings that stand more than once and so name no column."""
        counts = Counter(header for header in self.headers if header)
        return tuple(header for header, count in counts.items() if count > 1)

    @property
    def empty_headers(self) -> tuple[int, ...]:
        """Columns without a heading, counted from 1."""
        return tuple(place for place, header in enumerate(self.headers, 1) if not header)

    @property
    def is_reject_file(self) -> bool:
        """Whether the file is a mended reject file of ours."""
        return any(header in REJECT_COLUMNS for header in self.headers)

    def column_of(self, header: str) -> int | None:
        """The index of the one column with this heading; None for none or several."""
        return self.headers.index(header) if self.headers.count(header) == 1 else None


def sniff(path: Path, encoding: str | None = None) -> Sniffed:
    """Say how to read a file, after looking at all of it.

    `encoding` is the answer of a person who was asked after `EncodingUnknown`.
    Raises `FileRefused` (its table lists the codes) and `EncodingUnknown`.
    """
    if file_format(path) == "parquet":
        columns, records = parquet_columns(path), parquet_records(path)
        headers = tuple(column.strip() for column in columns)
        return Sniffed("parquet", headers, size=path.stat().st_size, lines=records)
    facts = examine_text(path, encoding)
    if facts.size == 0:
        raise FileRefused("empty_file")
    lines = _sample(path, facts)
    header = _best_header(lines)
    heading = "".join(header.cells)
    if not heading.strip(" ".join(DELIMITERS)):
        raise FileRefused("empty_file")
    if _DATA_ONLY.fullmatch(heading):
        raise FileRefused("no_header", line=header.line)
    return Sniffed(
        format="csv",
        headers=_headings(header.cells),
        size=facts.size,
        lines=facts.lines,
        encoding=facts.encoding,
        delimiter=header.delimiter,
        first_line=header.next_line,
    )


@dataclass(frozen=True, slots=True)
class _Header:
    """The header as one delimiter shows it."""

    delimiter: str
    cells: tuple[str, ...] = ()
    line: int = 1
    next_line: int = 1
    agreement: float = 0.0
    """The share of the first records that have as many fields as the header."""
    broken_at: int | None = None

    @property
    def rank(self) -> tuple[bool, float, int]:
        return len(self.cells) > 1, self.agreement, len(self.cells)


def _best_header(lines: list[str]) -> _Header:
    """The header by the delimiter under which the first records agree best."""
    headers = [_read_header(lines, delimiter) for delimiter in DELIMITERS]
    best = max(headers, key=lambda header: header.rank)
    broken = next((header for header in headers if header.broken_at is not None), None)
    if len(best.cells) > 1 or broken is None or broken.broken_at is None:
        return best
    fault = quote_fault(itertools.islice(lines, broken.broken_at, None), broken.delimiter)
    if fault.open_since is not None:
        raise FileRefused("unclosed_quote", line=broken.broken_at + fault.open_since + 1)
    raise FileRefused("no_header", line=broken.broken_at + 1)


def _sample(path: Path, facts: TextFacts) -> list[str]:
    """The first lines of a file, whole ones."""
    head = b""
    for block in read_blocks(path, LINE_LIMIT):
        head += block
        if len(head) > LINE_LIMIT:
            break
    if len(head) < facts.size:
        head = head[: last_line_end(head)]
    text = head.decode(facts.encoding).removeprefix("\ufeff")
    return list(io.StringIO(text, newline=""))


def _read_header(lines: list[str], delimiter: str) -> _Header:
    """The first record with anything in it, and how well the next ones agree with it."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    cells: tuple[str, ...] = ()
    line = 1
    next_line = 1
    try:
        while not any(map(str.strip, cells)):
            line = reader.line_num + 1
            cells = tuple(next(reader))
            next_line = reader.line_num + 1
    except StopIteration:
        return _Header(delimiter)
    except csv.Error:
        return _Header(delimiter, broken_at=line - 1)
    alike = records = 0
    try:
        for row in itertools.islice(reader, _SAMPLE_RECORDS):
            if any(row):
                records += 1
                alike += len(row) == len(cells)
    except csv.Error:
        records += 1
    agreement = alike / records if records else 1.0
    return _Header(delimiter, cells, line, next_line, agreement)


def _headings(cells: tuple[str, ...]) -> tuple[str, ...]:
    headings = tuple(cell.strip() for cell in cells)
    if any(heading in REJECT_COLUMNS for heading in headings):
        return tuple(spreadsheet_original(cell).strip() for cell in cells)
    return headings
