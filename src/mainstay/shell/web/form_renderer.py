"""How forms write their inputs."""

from collections.abc import Iterable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.forms.widgets import Select
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

_OPTION = '<option value="{}"{}>{}</option>\n'


class FormRenderer(DjangoTemplates):
    """As Django's, but lists of choices are written in Python.

    Django includes two templates for each choice, and a list has filters with a hundred.
    """

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Write the input of this template."""
        if template_name == Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    groups = [_group(heading, options) for heading, options, _place in widget["optgroups"]]
    return format_html(
        '<select name="{}"{}>{}</select>',
        widget["name"],
        flatatt(widget["attrs"]),
        SafeString("".join(groups)),
    )


def _group(heading: str | None, options: Iterable[dict[str, Any]]) -> SafeString:
    written = SafeString("".join(map(_option, options)))
    return (
        format_html('<optgroup label="{}">{}</optgroup>', heading, written) if heading else written
    )


def _option(option: dict[str, Any]) -> SafeString:
    attributes = flatatt(option["attrs"]) if option["attrs"] else ""
    return format_html(_OPTION, option["value"], attributes, option["label"])
