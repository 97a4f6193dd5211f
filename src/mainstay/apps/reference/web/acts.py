"""What the pages of products and of trees do alike: save a form, ask before something is done."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from mainstay.apps.reference.rules.catalogue import VersionConflict
from mainstay.shell.sentences import joined
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import submitted

Written = TypeVar("Written")


def changed(
    request: HttpRequest, form: Form, key: int, change: Callable[..., Written]
) -> Written | None:
    """What `change` returns for the form's values; None when it was not sent, or refused."""

    def write(version: int | None, **facts: Any) -> Written:
        return change(key, version or 0, **facts)

    try:
        return submitted(request, form, write)
    except VersionConflict:
        form.add_error(
            None,
            _(
                "Somebody else has changed this since you opened it. Open the page again to see "
                "the present facts; what you typed is still here for copying."
            ),
        )
        return None


def created(request: HttpRequest, form: Form, create: Callable[..., Written]) -> Written | None:
    """What `create` returns for the form's values; None when it was not sent, or refused."""

    def write(version: int | None, **facts: Any) -> Written:
        return create(**facts)

    return submitted(request, form, write)


def asked(
    request: HttpRequest,
    question: Confirmation,
    act: Callable[[], object],
    done: str,
    then: str = "",
) -> HttpResponse:
    """Ask; once agreed do it, say so, or say why not. `then` is the page that follows."""
    if request.method != "POST":
        return ask(request, question)
    try:
        act()
    except ValidationError as error:
        messages.error(request, joined(error.messages))
        return on_to(request, question.cancel_url)
    messages.success(request, done)
    return on_to(request, then or question.cancel_url)


def archived_with_undo(name: str, restore: str, key: int) -> str:
    """That something was archived, with the way back: the page that restores it."""
    link = '<a class="text-reset text-decoration-underline" href="{0}" hx-post="{0}">{1}</a>'
    words = _("%(name)s has been archived.") % {"name": name}
    undo = format_html(link, reverse(restore, args=[key]), _("Undo"))
    return format_html("{} {}", words, undo)
