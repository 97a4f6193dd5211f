"""Markup written in Python, a hundred pieces to a page."""

from enum import StrEnum
from functools import cache
from html import escape

from django.utils.safestring import SafeString


def markup(pattern: str, *values: object) -> SafeString:
    """What Django's `format_html` gives: every value escaped, but for markup that is safe already.

    Values stand where the pattern has `{}`. A page has thousands of them, and `format_html` asks of
    each whether it or a part of it is to be translated later; here each simply becomes a text at
    once. Joined, a safe text is taken as it is; formatted, it would be asked for its text first.
    """
    pieces = _pieces(pattern).copy()
    pieces[1::2] = [value if type(value) is SafeString else _safe(value) for value in values]
    return SafeString("".join(pieces))


@cache
def _pieces(pattern: str) -> list[str]:
    """The parts of a pattern, with a place for a value between each two."""
    first, *others = pattern.split("{}")
    return [first, *(piece for other in others for piece in ("", other))]


def _safe(value: object) -> str:
    if type(value) is str or isinstance(value, StrEnum):
        return escape(value)
    safe = getattr(value, "__html__", None)
    return str(safe()) if safe is not None else escape(str(value))
