"""Physical lines: they end with LF, CR LF or CR, as in the csv module and the Arrow reader."""

import re

_BREAK = re.compile(rb"\r\n|\n|\r")
LINE_BREAK_TEXT = re.compile(r"\r\n|\n|\r")


def count_breaks(block: bytes) -> int:
    """How many line breaks are in a block that does not begin or end inside one."""
    breaks = block.count(b"\n")
    if b"\r" in block:
        breaks += block.count(b"\r") - block.count(b"\r\n")
    return breaks


def count_lines(block: bytes) -> int:
    """How many lines a block has; the last one may lack its line break."""
    unfinished = bool(block) and not block.endswith((b"\n", b"\r"))
    return count_breaks(block) + unfinished


def after_line(block: bytes, lines: int) -> int:
    """Where the first `lines` lines end; the end of the block if it has no more."""
    position = 0
    for _ in range(lines):
        found = _BREAK.search(block, position)
        if found is None:
            return len(block)
        position = found.end()
    return position


def last_line_end(block: bytes) -> int:
    """Where the last finished line ends, 0 if there is none.

    A CR at the very end may be half of a CR LF, so it does not count.
    """
    return max(block.rfind(b"\n"), block.rfind(b"\r", 0, max(len(block) - 1, 0))) + 1
