"""Whether a password is in a list of leaked ones, read from a file too large for memory.

The list is the one that Have I Been Pwned hands out ordered by hash: a line for each password with
its SHA-1 in hexadecimal digits and, behind a colon, how often it was seen. A look-up halves the
file until it stands at the line, which takes some forty short reads whatever the size.
"""

import hashlib
import re
from pathlib import Path
from typing import BinaryIO

SHA1_DIGITS = 40
_LINE = re.compile(rb"[0-9A-Fa-f]{40}(:\d+)?\s*")
_LONGEST_LINE = 100


class ListUnreadable(Exception):
    """The list is missing, cannot be read or is none."""


def is_leaked(password: str, path: Path) -> bool:
    """Whether the list holds the password. Raises ListUnreadable."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest()
    wanted = digest.upper().encode()
    try:
        with path.open("rb") as lines:
            return _first_from(lines, wanted) == wanted
    except OSError as error:
        raise ListUnreadable(str(path)) from error


def check(path: Path) -> None:
    """Look at the ends of the list and at its middle. Raises ListUnreadable."""
    try:
        with path.open("rb") as lines:
            size = lines.seek(0, 2)
            places = sorted({0, size // 2, max(size - _LONGEST_LINE, 0)})
            found = [line for at in places if (line := _line_from(lines, at))]
    except OSError as error:
        raise ListUnreadable(str(path)) from error
    if not found or found != sorted(found):
        raise ListUnreadable(str(path))


def _first_from(lines: BinaryIO, wanted: bytes) -> bytes:
    """The first hash of the list that is not below the wanted one, empty behind the last."""
    low, high = 0, lines.seek(0, 2)
    if not high:
        raise ListUnreadable("empty")
    while low < high:
        middle = (low + high) // 2
        found = _line_from(lines, middle)
        if found and found < wanted:
            low = middle + 1
        else:
            high = middle
    return _line_from(lines, low)


def _line_from(lines: BinaryIO, at: int) -> bytes:
    """The hash of the first line that begins at a place or behind it, empty where none does."""
    lines.seek(max(at - 1, 0))
    if at > 0:
        lines.readline(_LONGEST_LINE)
    line = lines.readline(_LONGEST_LINE)
    if line.strip() and _LINE.fullmatch(line) is None:
        raise ListUnreadable(line.decode("ascii", "replace"))
    return line[:SHA1_DIGITS].upper()
