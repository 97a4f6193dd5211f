"""Markup written in Python: what comes from people is text, what is markup stays."""

from typing import Any

import pytest
from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from mainstay.shell.web.form_renderer import FormRenderer, select
from mainstay.shell.web.markup import markup


@pytest.mark.parametrize(
    "value",
    ["<b>&\"'", 5, None, 1.5, gettext_lazy("Name"), mark_safe("<i>"), format_html("<i>{}", "<")],
)
def test_it_writes_what_django_writes(value: object) -> None:
    written = markup('<p title="{}">{}</p>', value, value)
    assert isinstance(written, SafeString)
    assert written == format_html('<p title="{}">{}</p>', value, value)


class Chosen(forms.Form):
    default_renderer = FormRenderer
    plain = forms.ChoiceField(choices=[("", "All"), ("a", "A < B"), (2, "Two")], required=False)
    grouped = forms.ChoiceField(choices=[("", "–"), ("G & H", [("1", "One"), ("2", "Two")])])
    empty = forms.ChoiceField(choices=[], disabled=True, required=False)


@pytest.mark.parametrize(
    "data", [None, {"plain": "2", "grouped": "1"}, {"plain": "<", "empty": "x"}]
)
def test_a_list_of_choices_is_what_its_widget_writes(data: dict[str, Any] | None) -> None:
    for bound in Chosen(data, initial={"plain": "a"}):
        attributes: dict[str, str | bool] = {"class": "form-select", "data-search": ""}
        assert select(bound, attributes) == bound.as_widget(attrs=attributes)
