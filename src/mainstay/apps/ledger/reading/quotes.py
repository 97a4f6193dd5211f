"""What is wrong with the quotes of a record that the csv module refuses."""

from collections.abc import Iterable
from typing import NamedTuple


class QuoteFault(NamedTuple):
    """The lines, by index, at which the quotes in question were opened."""

    open_since: int | None
    """The quote is still open at the end."""
    malformed_since: int | None
    """Behind the closing quote stands something else than a delimiter or a line break."""


def quote_fault(lines: Iterable[str], delimiter: str) -> QuoteFault:
    """The first fault in lines that begin at the beginning of a record.

    Follows the states of Python's csv module in strict mode with doubled quotes: a quote opens a
    field only as its first character.
    """
    opened: int | None = None
    for index, line in enumerate(lines):
        at_start, closing = opened is None, False
        for character in line:
            if opened is None:
                if at_start and character == '"':
                    opened = index
                at_start = character == delimiter
            elif not closing:
                closing = character == '"'
            elif character == '"':
                closing = False
            elif character == delimiter or character in "\r\n":
                opened, closing, at_start = None, False, True
            else:
                return QuoteFault(None, opened)
        if closing:
            opened = None
    return QuoteFault(opened, None)
