"""Pages that write: what is shared by those of rates and calendars."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

writing = require_http_methods(["GET", "HEAD", "POST"])
"""Marks a page that shows a form or a question, and does what it is about once it is sent."""


def submitted(request: HttpRequest, form: Form, write: Callable[..., Any]) -> bool:
    """Whether the form was sent and its values accepted; refusals stand beside their fields."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        write(**form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def on_to(request: HttpRequest, url: str) -> HttpResponse:
    """On to a page, the whole of it where htmx asked."""
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)
