"""Forms that carry what was read when they were opened.

So it is known which facts a person touched. When somebody else was faster, these alone stand
against what is in force, and saving all the same writes no others.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

_HIDDEN = '<input type="hidden" name="{}" value="{}">'


def carried(form: forms.Form) -> SafeString:
    """What was read, as hidden inputs; a form that comes back keeps what it was opened with."""
    pairs = (
        (bound.html_initial_name, form.data.get(bound.html_initial_name, text_of(bound)))
        for bound in _facts(form)
    )
    return format_html_join(SafeString(""), _HIDDEN, pairs)


def text_of(bound: forms.BoundField) -> str:
    """What is in force, as a hidden input says it."""
    value = bound.field.prepare_value(bound.initial)
    return "" if value is None else str(value)


def is_touched(bound: forms.BoundField) -> bool:
    """Whether the sender made it something else than what was read."""
    if bound.field.disabled:
        return False
    return bool(bound.field.has_changed(read_before(bound), bound.data))


def is_as_read(bound: forms.BoundField) -> bool:
    """Whether what is in force is still what was read."""
    said = bound.form.data.get(bound.html_initial_name)
    return said is not None and _in_lines(said) == _in_lines(text_of(bound))


def read_before(bound: forms.BoundField) -> Any:
    """What was read; for a sender who does not say so, what is in force."""
    said = bound.form.data.get(bound.html_initial_name)
    if said is None:
        return bound.initial
    try:
        return bound.field.to_python(said)
    except ValidationError:
        return None


def merged(form: forms.Form, version: int) -> dict[str, Any]:
    """What to send so that only touched facts are written over those in force."""
    data: dict[str, Any] = {"version": version}
    for bound in _facts(form):
        present = text_of(bound)
        data[bound.html_initial_name] = present
        data[bound.html_name] = bound.data if is_touched(bound) else present
    return data


def _in_lines(text: str) -> list[str]:
    """The same however a browser ends its lines."""
    return text.splitlines()


def _facts(form: forms.Form) -> Iterator[forms.BoundField]:
    return (bound for bound in form if bound.name != "version")
