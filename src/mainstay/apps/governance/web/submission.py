"""Pages that write: a form that is filled in, a question that is agreed to."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mainstay.apps.governance import queries
from mainstay.apps.governance.models import Person
from mainstay.foundation.access.actor import Actor
from mainstay.shell.sentences import joined
from mainstay.shell.web.access import acting
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.submission import submitted
from mainstay.shell.web.tables import Tone


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
    if submitted(request, form, write) is not None:
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


@dataclass(frozen=True, slots=True)
class PersonQuestion:
    """What to ask before something happens to a person; `title` has a place for the `name`."""

    title: str
    text: str
    agree: str
    done: str
    tone: Tone = Tone.PLAIN


def agree_about_person(
    request: HttpRequest,
    person_id: int,
    question: PersonQuestion,
    write: Callable[[Actor, Person], object],
) -> HttpResponse:
    """Ask about a person whom the reader sees; once agreed do it, and go on to the person."""
    actor = acting(request)
    found = queries.person(actor, person_id)
    here = reverse("governance:person", args=[person_id])
    asked = Confirmation(
        title=question.title % {"name": found.full_name},
        text=question.text,
        agree=question.agree,
        cancel_url=here,
        tone=question.tone,
    )
    return agree(request, asked, partial(write, actor, found), question.done, here)


@dataclass(frozen=True, slots=True)
class Deletion:
    """What is to be deleted, on which condition, and the pages before and behind it."""

    name: str | Promise
    condition: str
    done: str
    page: str
    parent: str


def agree_to_delete(
    request: HttpRequest, deletion: Deletion, write: Callable[[], object]
) -> HttpResponse:
    """Ask whether to delete something; once agreed, delete it and go on to the parent page."""
    question = Confirmation(
        title=_("Delete %(name)s?") % {"name": deletion.name},
        text=deletion.condition,
        agree=_("Delete"),
        cancel_url=deletion.page,
        tone=Tone.BAD,
    )
    return agree(request, question, write, deletion.done, deletion.parent)
