"""Pages that write: a form that is filled in and sent."""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

Written = TypeVar("Written")

writing = require_http_methods(["GET", "HEAD", "POST"])
"""Marks a page that shows a form or a question, and does what it is about once it is sent."""


def submitted(request: HttpRequest, form: Form, write: Callable[..., Written]) -> Written | None:
    """What `write` returns for the form's values; None when nothing was sent or it was refused.

    The service's refusals stand beside the fields that have the names of its arguments.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return write(**form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None
