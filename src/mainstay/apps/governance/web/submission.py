"""Pages that write: a form that is filled in, a question that is agreed to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from mainstay.shell.sentences import joined
from mainstay.shell.web.confirmation import Confirmation, ask

Result = TypeVar("Result")


def submitted(form: Form, write: Callable[..., Result]) -> Result | None:
    """What `write` returns for the form's values; None when form or service refuse them.

    The service's refusals stand beside the fields that have the names of its arguments.
    """
    if not form.is_valid():
        return None
    try:
        return write(**form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return None


@dataclass(frozen=True, slots=True)
class FormPage:
    """The words around a form, and the page it belongs to, which follows once it is done.

    `delete_url` asks whether to delete what the form is about, where that is possible.
    """

    title: str
    submit: str
    done: str
    parent: str
    parent_url: str
    delete_url: str = ""


def fill_in(
    request: HttpRequest, form: Form, write: Callable[..., object], page: FormPage
) -> HttpResponse:
    """Show the form; once it is sent and accepted, say so and go on to the parent page."""
    if request.method == "POST" and submitted(form, write) is not None:
        messages.success(request, page.done)
        return HttpResponseRedirect(page.parent_url)
    return render(request, "governance/form.html", {"form": form, "page": page})


def agree(
    request: HttpRequest, question: Confirmation, write: Callable[[], object], done: str, then: str
) -> HttpResponse:
    """Ask; once agreed do it, say so, or say why not, and go on to `then`."""
    if request.method != "POST":
        return ask(request, question)
    try:
        write()
    except ValidationError as error:
        messages.error(request, joined(error.messages))
        return HttpResponseRedirect(question.cancel_url)
    messages.success(request, done)
    return HttpResponseRedirect(then)
