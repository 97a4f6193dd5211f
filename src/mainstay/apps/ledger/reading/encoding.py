"""Which encoding a text file is in, by proof and never by statistics.

A byte order mark decides; without one, a file that is UTF-8 throughout is UTF-8, one that is
GB18030 throughout is GB18030, and of any other the person is asked.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from mainstay.apps.ledger.reading.errors import EncodingUnknown, FileRefused
from mainstay.apps.ledger.reading.lines import count_breaks, last_line_end
from mainstay.apps.ledger.reading.opening import read_blocks

LINE_LIMIT = 1 << 20

# The longer mark first: the one of UTF-32 begins with the one of UTF-16.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_PROVABLE = ("utf-8", "gb18030")

# What a person may state. In all of them delimiters, quotes and line breaks are single ASCII
# bytes that never are a part of another character.
STATED_ENCODINGS = (
    *_PROVABLE,
    "big5",
    "euc-jp",
    "euc-kr",
    "iso-8859-1",
    "shift_jis",
    "windows-1252",
)


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What a pass over the whole file found."""

    encoding: str
    size: int
    """Bytes, unpacked."""
    lines: int
    """Physical lines, the header's too."""


def examine_text(path: Path, encoding: str | None = None) -> TextFacts:
    """Read a text file once from end to end and prove its encoding.

    With `encoding` (one of `STATED_ENCODINGS`) only that one is tried.
    Raises `FileRefused` (`nul_bytes`, `record_too_long`, `encoding_unsupported`) and
    `EncodingUnknown`.
    """
    head = next(read_blocks(path, 4), b"")
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    stated = encoding or marked
    for name in (marked, encoding):
        if name is not None and name not in STATED_ENCODINGS:
            raise FileRefused("encoding_unsupported", encoding=name)
    size, lines, is_ascii = _measure(path)
    if is_ascii:
        # ASCII is good in every encoding that can be stated, and a file of it is UTF-8.
        return TextFacts(stated or "utf-8", size, lines)
    if stated is not None:
        wrong = _first_wrong_line(path, stated)
        if wrong is not None:
            raise EncodingUnknown(line=wrong, encoding=stated)
        return TextFacts(stated, size, lines)
    wrong_lines = []
    for candidate in _PROVABLE:
        wrong = _first_wrong_line(path, candidate)
        if wrong is None:
            return TextFacts(candidate, size, lines)
        wrong_lines.append(wrong)
    raise EncodingUnknown(line=max(wrong_lines))


def _measure(path: Path) -> tuple[int, int, bool]:
    """Bytes, lines, and whether all is ASCII; refuses NUL bytes and lines that do not end."""
    size, lines, unfinished, is_ascii = 0, 0, b"", True
    for block in read_blocks(path, LINE_LIMIT):
        size += len(block)
        is_ascii = is_ascii and block.isascii()
        text = unfinished + block
        end = last_line_end(text)
        if b"\x00" in block:
            raise FileRefused(
                "nul_bytes", line=lines + count_breaks(text[: text.index(b"\x00")]) + 1
            )
        lines += count_breaks(text[:end])
        unfinished = text[end:]
        if len(unfinished) > LINE_LIMIT:
            raise FileRefused("record_too_long", line=lines + 1, limit=LINE_LIMIT)
    return size, lines + bool(unfinished), is_ascii


def _first_wrong_line(path: Path, encoding: str) -> int | None:
    """The first line that is not in this encoding, None if all are."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    consumed, block = 0, b""
    try:
        for block in read_blocks(path):
            decoder.decode(block)
            consumed += len(block)
        block = b""
        decoder.decode(block, final=True)
    except UnicodeDecodeError as error:
        kept_of_earlier_blocks = len(error.object) - len(block)
        return _line_at(path, consumed - kept_of_earlier_blocks + error.start)
    return None


def _line_at(path: Path, offset: int) -> int:
    """The number of the line in which a byte stands."""
    line, consumed, previous = 1, 0, b""
    for block in read_blocks(path):
        part = block[: offset - consumed]
        split = previous.endswith(b"\r") and part.startswith(b"\n")
        line += count_breaks(part) - split
        consumed += len(part)
        previous = part
        if consumed >= offset:
            break
    return line
