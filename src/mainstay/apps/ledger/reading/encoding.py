"""Which encoding a text file is in, by proof and never by statistics.

A byte order mark decides; without one, a file that is UTF-8 throughout is UTF-8, one that is
GB18030 throughout is GB18030, and of any other the person is asked.
"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from mainstay.apps.ledger.reading.errors import EncodingUnknown, FileRefused
from mainstay.apps.ledger.reading.lines import LINE_BREAK_TEXT, count_breaks, last_line_end
from mainstay.apps.ledger.reading.opening import read_blocks
from mainstay.apps.ledger.reading.wide_text import WIDE_ENCODINGS, is_text_in

LINE_LIMIT = 1 << 20

_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_PROVABLE = ("utf-8", "gb18030")

# In all of them delimiters, quotes and line breaks are single ASCII bytes that never are a part of
# another character.
_NARROW_ENCODINGS = (
    *_PROVABLE,
    "big5",
    "big5hkscs",
    "euc-jp",
    "euc-kr",
    "iso-8859-1",
    "shift_jis",
    "windows-1252",
)
STATED_ENCODINGS = (*_NARROW_ENCODINGS, *WIDE_ENCODINGS)
"""What a person may state."""

# Names that mean one of them, or a part of it.
_OTHER_NAMES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "cp950": "big5",
    "cp1252": "windows-1252",
    "iso8859-1": "iso-8859-1",
    "latin-1": "iso-8859-1",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
    "euc_jp": "euc-jp",
    "euc_kr": "euc-kr",
}
_READING_LINES = 5
_READING_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What a pass over the whole file found."""

    encoding: str
    size: int
    """Bytes, unpacked."""
    lines: int
    """Physical lines, the header's too."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text would read in one encoding."""

    encoding: str
    fits: bool
    """Every byte of the file can be read so."""
    lines: tuple[str, ...]
    """The first ones, signs that cannot be read replaced."""


def canonical_encoding(name: str) -> str:
    """The name among `STATED_ENCODINGS` for one of the many that an encoding has; else itself."""
    plain = name.strip().lower()
    if plain in STATED_ENCODINGS:
        return plain
    try:
        known = codecs.lookup(plain).name
    except (LookupError, ValueError):
        return plain
    return _OTHER_NAMES.get(known, known)


def readings(path: Path) -> tuple[Reading, ...]:
    """How a text would read in each of `STATED_ENCODINGS`, those that fit first.

    Nothing is guessed: only a person sees which of several that fit is right.
    """
    head = next(read_blocks(path, _READING_BYTES), b"")
    has_nul = b"\x00" in head
    names = STATED_ENCODINGS if has_nul else _NARROW_ENCODINGS
    found = [Reading(name, _fits(path, name), _first_lines(head, name)) for name in names]
    return tuple(sorted(found, key=lambda reading: not reading.fits))


def _fits(path: Path, encoding: str) -> bool:
    if encoding in WIDE_ENCODINGS:
        return is_text_in(path, encoding)
    return _first_wrong_line(path, encoding) is None


def _first_lines(head: bytes, encoding: str) -> tuple[str, ...]:
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head).removeprefix("\ufeff")
    lines = LINE_BREAK_TEXT.split(text, maxsplit=_READING_LINES)
    return tuple(line for line in lines[:_READING_LINES] if line)


def examine_text(path: Path, encoding: str | None = None) -> TextFacts:
    """Read a text file once from end to end and prove its encoding.

    With `encoding` (one of `STATED_ENCODINGS`) only that one is tried. Wide texts have been
    brought into UTF-8 before.
    Raises `FileRefused` (`nul_bytes`, `record_too_long`, `encoding_unsupported`) and
    `EncodingUnknown`.
    """
    head = next(read_blocks(path, 4), b"")
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    stated = encoding or marked
    if stated is not None and stated not in _NARROW_ENCODINGS:
        raise FileRefused("encoding_unsupported", encoding=stated)
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
