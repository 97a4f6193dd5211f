"""Pages that write: what is shared by those of customers and of their contacts."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from mainstay.shell.web import submission
from mainstay.shell.web.partials import on_to

Written = TypeVar("Written")


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
    try:
        return submission.submitted(request, form, write)
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
    return on_to(request, reverse("customers:customer", args=[key]))
