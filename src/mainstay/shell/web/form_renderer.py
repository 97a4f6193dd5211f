"""How forms write their inputs."""

from collections.abc import Iterable
from typing import Any

from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.forms.widgets import Select
from django.http import HttpRequest
from django.utils.safestring import SafeString

from mainstay.shell.web.markup import markup

_OPTION, _CHOSEN = (
    '<option value="{}">{}</option>\n',
    '<option value="{}" selected>{}</option>\n',
)


class FormRenderer(DjangoTemplates):
    """As Django's, but lists of choices are written in Python.

    Django includes two templates for each choice, and a list has filters with a hundred.
    """

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Write the input of this template."""
        if template_name == Select.template_name:
            return _of_widget(context["widget"])
        return super().render(template_name, context, request)


def select(bound: BoundField, attributes: dict[str, Any]) -> SafeString:
    """A list of one choice, as its widget would write it, without a dictionary for each choice."""
    widget = bound.field.widget
    given = bound.build_widget_attrs(attributes, widget)
    if bound.auto_id and "id" not in widget.attrs:
        given.setdefault("id", bound.auto_id)
    chosen = frozenset(widget.format_value(bound.value()) or ())
    return _select(
        bound.html_name,
        widget.build_attrs(widget.attrs, given),
        [
            (heading, [(value, text, str(value) in chosen) for value, text in choices])
            for heading, choices in _grouped(widget.choices)
        ],
    )


Option = tuple[object, object, bool]
"""What is sent, what is read, whether it is chosen."""


def _grouped(choices: Iterable[Any]) -> Iterable[tuple[object, Iterable[tuple[Any, Any]]]]:
    """Choices under their headings; those without are under an empty one each."""
    for value, text in choices:
        if isinstance(text, list | tuple):
            yield value, text
        else:
            yield "", [("" if value is None else value, text)]


def _select(
    name: str, attributes: dict[str, Any], groups: Iterable[tuple[object, list[Option]]]
) -> SafeString:
    inner = "".join(_group(heading, options) for heading, options in groups)
    pattern = '<select name="{}"{}>{}</select>'
    return markup(pattern, name, flatatt(attributes), SafeString(inner))


def _group(heading: object, options: list[Option]) -> SafeString:
    written = SafeString(
        "".join(markup(_CHOSEN if chosen else _OPTION, *each) for *each, chosen in options)
    )
    return markup('<optgroup label="{}">{}</optgroup>', heading, written) if heading else written


def _of_widget(widget: dict[str, Any]) -> SafeString:
    return _select(
        widget["name"],
        widget["attrs"],
        [
            (heading, [(each["value"], each["label"], each["selected"]) for each in options])
            for heading, options, _place in widget["optgroups"]
        ],
    )
