"""What a field of a form looks like on a page: its kind, its input, what describes it."""

from collections.abc import Sequence
from typing import Any

from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
)
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from mainstay.shell.web.form_renderer import select
from mainstay.shell.web.markup import markup

SEARCHABLE_FROM = 12
"""A list with more choices than this can be searched by typing."""


def kind_of(bound: BoundField) -> dict[str, bool]:
    """Whether it is a box to tick, a group of them, or a file."""
    widget = bound.field.widget
    return {
        "is_check": isinstance(widget, CheckboxInput),
        "is_group": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
        "is_file": isinstance(widget, FileInput),
    }


def described(bound: BoundField) -> dict[str, Any]:
    """How an input looks, and where its help and its errors stand."""
    described = [f"{bound.auto_id}_error"] if bound.errors else []
    if bound.help_text:
        described.append(f"{bound.auto_id}_help")
    attributes: dict[str, Any] = {"class": _css_class(bound)}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return attributes


def input_of(bound: BoundField) -> SafeString:
    """The input alone; a long list of choices can be searched by typing."""
    widget = bound.field.widget
    attributes = described(bound)
    if type(widget) is not Select:
        return bound.as_widget(attrs=attributes)
    if len(_choices(widget)) > SEARCHABLE_FROM:
        attributes["data-search"] = ""
    return select(bound, attributes)


def groups_of(bound: BoundField) -> list[tuple[str, list[tuple[SafeString, str]]]]:
    """Boxes to tick with their labels, under the headings that the choices have."""
    attributes = {"id": bound.auto_id, "class": _css_class(bound)}
    context = bound.field.widget.get_context(bound.html_name, bound.value(), attributes)
    groups: dict[str, list[tuple[SafeString, str]]] = {}
    for heading, options, _place in context["widget"]["optgroups"]:
        boxes = [(_box(option), option["label"]) for option in options]
        groups.setdefault(heading or "", []).extend(boxes)
    return list(groups.items())


def _box(option: dict[str, Any]) -> SafeString:
    attributes = {key: option[key] for key in ("type", "name", "value")} | option["attrs"]
    return markup("<input{}>", flatatt(attributes))


def _choices(widget: Select) -> Sequence[Any]:
    return list(widget.choices)


def _css_class(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        name = "form-check-input"
    else:
        name = "form-select" if isinstance(widget, Select) else "form-control"
    return f"{name} is-invalid" if bound.errors else name
