"""Asking before something is done that people would regret."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from mainstay.shell.web.tables import Tone


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A question with its consequences, and the two ways out of it.

    Agreeing posts to `action`, by default the page's own address, with the `hidden` fields.
    """

    title: str | Promise
    text: str | Promise
    agree: str | Promise
    cancel_url: str
    action: str = ""
    facts: Sequence[tuple[str | Promise, str | Promise]] = ()
    tone: Tone = Tone.PLAIN
    hidden: dict[str, str] = field(default_factory=dict)


def ask(request: HttpRequest, confirmation: Confirmation) -> HttpResponse:
    """The question as a dialog where htmx asked for it, as a page everywhere else."""
    layout = "layouts/dialog.html" if getattr(request, "htmx", False) else "layouts/base.html"
    context = {"question": confirmation, "layout": layout}
    return render(request, "pages/confirmation.html", context)
