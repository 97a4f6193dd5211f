"""Pages that write: what is shared by those of customers and of their contacts."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

Written = TypeVar("Written")

writing = require_http_methods(["GET", "HEAD", "POST"])
"""Marks a page that shows a form or a question, and does what it is about once it is sent."""


def submitted(
    request: HttpRequest,
    form: Form,
    write: Callable[..., Written],
    *,
    conflict: type[Exception],
    overtaken: str,
) -> Written | None:
    """What `write` returns for the form's values; None when nothing was sent or it was refused.

    `overtaken` stands on the form when `write` raises `conflict`: somebody else was faster.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return write(**form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
    except conflict:
        form.add_error(None, overtaken)
    return None


def tell_archived(request: HttpRequest, name: str, restore: str) -> None:
    """Say that somebody was put away, with the way back: the address that restores it."""
    link = '<a class="text-reset text-decoration-underline" href="{0}" hx-post="{0}">{1}</a>'
    words = _("%(name)s has been archived.") % {"name": name}
    messages.success(request, format_html("{} {}", words, format_html(link, restore, _("Undo"))))


def to_customer(request: HttpRequest, key: int) -> HttpResponse:
    """On to the customer's page, the whole of it where htmx asked."""
    url = reverse("customers:customer", args=[key])
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else redirect(url)
