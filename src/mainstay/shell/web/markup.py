"""Markup written in Python, a hundred pieces to a page."""

from html import escape

from django.utils.safestring import SafeString


def markup(pattern: str, *values: object) -> SafeString:
    """What Django's `format_html` gives: every value escaped, but for markup that is safe already.

    A page has thousands of values, and `format_html` asks of each whether it or a part of it is to
    be translated later; here each simply becomes a text at once.
    """
    return SafeString(pattern.format(*[_safe(value) for value in values]))


def _safe(value: object) -> str:
    if type(value) is SafeString:
        return value
    if type(value) is str:
        return escape(value)
    safe = getattr(value, "__html__", None)
    return str(safe()) if safe is not None else escape(str(value))
