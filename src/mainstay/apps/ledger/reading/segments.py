"""A CSV file cut into segments of whole records, so that the plain ones can be read fast.

A segment without a single quote character has one record per line. The others go through Python's
csv module in strict mode.
"""

import csv
import io
import itertools
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mainstay.apps.ledger.reading.encoding import LINE_LIMIT
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.lines import after_line, count_lines, last_line_end
from mainstay.apps.ledger.reading.opening import read_blocks
from mainstay.apps.ledger.reading.quotes import quote_fault
from mainstay.apps.ledger.reading.sniffing import Sniffed

# More live lists at once would keep the garbage collector busy: it took three times as long.
_PORTION = 500


@dataclass(frozen=True, slots=True)
class PlainSegment:
    """Lines without quotes: each is a record."""

    first_record: int
    first_line: int
    data: bytes
    count: int


@dataclass(slots=True)
class QuotedSegment:
    """Some records of a block in which there are quotes."""

    first_record: int
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """The physical line at which each record begins."""
    malformed: set[int] = field(default_factory=set)
    """Indexes of records with text between a closing quote and the next delimiter."""

    @property
    def count(self) -> int:
        return len(self.rows)


Segment = PlainSegment | QuotedSegment


def read_segments(path: Path, sniffed: Sniffed) -> Iterator[Segment]:
    """Cut a CSV file into segments that hold whole records, in order.

    Raises `FileRefused` (`unclosed_quote`).
    """
    record, line, unfinished = 1, sniffed.first_line, ""
    for block in _whole_lines(path, sniffed.first_line - 1):
        if unfinished or b'"' in block:
            text = unfinished + block.decode(sniffed.encoding)
            record, line, unfinished = yield from _parse(text, sniffed.delimiter, record, line)
        else:
            count = count_lines(block)
            yield PlainSegment(record, line, block, count)
            record, line = record + count, line + count
    if unfinished:
        fault = quote_fault(io.StringIO(unfinished, newline=""), sniffed.delimiter)
        raise FileRefused("unclosed_quote", line=line + (fault.open_since or 0))


def split_line(text: str, delimiter: str) -> list[str]:
    """The cells of lines that do not follow the rules of quoting, quotes and all."""
    return text.rstrip("\r\n").split(delimiter)


def _whole_lines(path: Path, skipped: int) -> Iterator[bytes]:
    """Blocks that end where a line ends, without the first `skipped` lines."""
    unfinished = b""
    for block in read_blocks(path):
        text = unfinished + block
        if skipped:
            # The header lies within the first block: `sniff` looked no further for it.
            text, skipped = text[after_line(text, skipped) :], 0
        end = last_line_end(text)
        unfinished = text[end:]
        if end:
            yield text[:end]
    if unfinished:
        yield unfinished


def _parse(
    text: str, delimiter: str, record: int, line: int
) -> Generator[QuotedSegment, None, tuple[int, int, str]]:
    """Read the whole records of a text that begins with this record and line.

    Gives back the next record and line and the unfinished rest of the text.
    """
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begin = 0
    while begin < len(lines):
        segment = QuotedSegment(record)
        rest = ""
        try:
            for row in itertools.islice(reader, _PORTION):
                segment.rows.append(row)
                segment.lines.append(line + begin)
                begin = reader.line_num
        except csv.Error:
            end = reader.line_num
            rest = "".join(lines[begin:end])
            if not _is_unfinished(rest, line + begin, delimiter, end == len(lines)):
                segment.malformed.add(segment.count)
                segment.rows.append(split_line(rest, delimiter))
                segment.lines.append(line + begin)
                begin, rest = end, ""
        record += segment.count
        if segment.count:
            yield segment
        if rest:
            return record, line + begin, rest
    return record, line + begin, ""


def _is_unfinished(record: str, line: int, delimiter: str, at_end: bool) -> bool:
    """Whether a refused record may go on in the next block; if not, it is malformed by itself.

    Refuses the file where a quote was never closed: it runs past the limit or the rows that are
    read at once, or it swallowed lines and then does not end well.
    """
    lines = list(io.StringIO(record, newline=""))
    fault = quote_fault(lines, delimiter)
    if fault.open_since is not None:
        if not at_end or len(record) > LINE_LIMIT:
            raise FileRefused("unclosed_quote", line=line + fault.open_since)
        return True
    if fault.malformed_since is not None and fault.malformed_since < len(lines) - 1:
        raise FileRefused("unclosed_quote", line=line + fault.malformed_since)
    return False
