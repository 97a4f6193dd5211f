"""Texts in UTF-16 and UTF-32: brought into UTF-8 once, line by line the same."""

import codecs
from pathlib import Path

from mainstay.apps.ledger.reading.errors import EncodingUnknown
from mainstay.apps.ledger.reading.kept import kept_beside
from mainstay.apps.ledger.reading.lines import LINE_BREAK_TEXT
from mainstay.apps.ledger.reading.opening import read_blocks

WIDE_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
# The longer mark first: the one of UTF-32 begins with the one of UTF-16.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_HEAD_BYTES = 1 << 16
_DELIMITERS = frozenset(",;\t")
_CONTROLS = frozenset(map(chr, range(32))) - frozenset("\t\n\r\x0b\x0c")


def wide_encoding(path: Path) -> str | None:
    """Which of `WIDE_ENCODINGS` a text is in, by its mark or by proof; None for none of them.

    Without a mark, a text with NUL bytes is UTF-16 if all of it can be read so and holds a
    delimiter, a line break and no control characters. What is no UTF-16 does not pass that, and
    neither does UTF-16 read in the wrong order of bytes.
    """
    head = next(read_blocks(path, _HEAD_BYTES), b"")
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if b"\x00" not in head:
        return None
    fitting = [name for name in WIDE_ENCODINGS[:2] if is_text_in(path, name)]
    return fitting[0] if len(fitting) == 1 else None


def as_utf8(path: Path, encoding: str) -> Path:
    """The same text in UTF-8. Raises `EncodingUnknown` for a text that is not in this encoding."""
    return kept_beside(path, f"{encoding}.txt", lambda target: _write(path, encoding, target))


def _write(path: Path, encoding: str, target: Path) -> None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    breaks, first = 0, True
    with target.open("wb") as file:
        try:
            for block in (*read_blocks(path), b""):
                text = decoder.decode(block, final=not block)
                if first:
                    text, first = text.removeprefix("\ufeff"), False
                breaks += len(LINE_BREAK_TEXT.findall(text))
                file.write(text.encode())
        except UnicodeError as error:
            raise EncodingUnknown(line=breaks + 1, encoding=encoding) from error


def is_text_in(path: Path, encoding: str) -> bool:
    """Whether all of a file is plain text with delimiters and line breaks in a wide encoding."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    has_delimiter = has_break = False
    try:
        for block in (*read_blocks(path), b""):
            characters = set(decoder.decode(block, final=not block))
            if characters & _CONTROLS:
                return False
            has_delimiter = has_delimiter or bool(characters & _DELIMITERS)
            has_break = has_break or "\n" in characters or "\r" in characters
    except UnicodeError:
        return False
    return has_delimiter and has_break
