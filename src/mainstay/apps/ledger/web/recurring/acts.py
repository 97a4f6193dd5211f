"""Pages: setting recurring imports up, changing, pausing, starting and removing them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mainstay.apps.ledger import policies
from mainstay.apps.ledger.models import RecurringImport
from mainstay.apps.ledger.queries import recurring as queries
from mainstay.apps.ledger.recurrence import Origin
from mainstay.apps.ledger.services import recurring as services
from mainstay.apps.ledger.web.recurring.forms import AddressForm, FolderForm, RecurringForm
from mainstay.apps.ledger.web.recurring.pages import found_recurring
from mainstay.foundation.access.actor import Actor
from mainstay.shell.sentences import joined
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.tables import Tone

writing = require_http_methods(["GET", "HEAD", "POST"])


@writing
@requires(policies.CHANGE_RECURRING)
def new_recurring(request: HttpRequest, origin: str) -> HttpResponse:
    """A form for one more."""
    actor = acting(request)
    policies.require_commit(actor)
    form = _form(actor, origin, request.POST or None)
    made = _written(request, form, lambda facts: services.set_up(actor, **facts))
    if made is not None:
        messages.success(request, _("%(name)s has been set up.") % {"name": made.name})
        return redirect("ledger:recurring", made.pk)
    folder = origin == Origin.FOLDER
    title = _("Watch a folder") if folder else _("Fetch from an address")
    context = {"form": form, "title": title, "submit": _("Set up")}
    return render(request, "ledger/recurring/form.html", context)


@writing
@requires(policies.CHANGE_RECURRING)
def edit_recurring(request: HttpRequest, key: int) -> HttpResponse:
    """A form for one of them."""
    actor = acting(request)
    policies.require_commit(actor)
    found = found_recurring(actor, key)
    form = _form(actor, found.origin, request.POST or None, found)
    made = _written(request, form, lambda facts: services.change(actor, key, **facts))
    if made is not None:
        messages.success(request, _("%(name)s has been changed.") % {"name": made.name})
        return redirect("ledger:recurring", key)
    context = {"form": form, "title": _("Edit"), "submit": _("Save"), "recurring": found}
    return render(request, "ledger/recurring/form.html", context)


def _form(
    actor: Actor, origin: str, data: Any, present: RecurringImport | None = None
) -> RecurringForm:
    profiles = list(queries.profiles_to_choose(actor))
    if origin == Origin.FOLDER:
        return FolderForm(str(queries.inbox()), profiles, data, present)
    return AddressForm(profiles, data, present)


def _written(
    request: HttpRequest,
    form: RecurringForm,
    write: Callable[[dict[str, Any]], RecurringImport],
) -> RecurringImport | None:
    """What was written; None for a form that waits, refusals standing beside their fields."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return write(form.facts())
    except ValidationError as error:
        known = {name for name in getattr(error, "message_dict", {}) if name in form.fields}
        form.add_error(None, error if known else ValidationError(error.messages))
        return None


@require_POST
@requires(policies.CHANGE_RECURRING)
def run_recurring(request: HttpRequest, key: int) -> HttpResponse:
    """Look now."""
    actor = acting(request)
    found = found_recurring(actor, key)
    said = _("A look has begun; what it takes stands below.")
    return _then_page(request, key, lambda: services.look_now(actor, found), said)


@require_POST
@requires(policies.CHANGE_RECURRING)
def pause_recurring(request: HttpRequest, key: int) -> HttpResponse:
    """Look no more until somebody says so."""
    actor = acting(request)
    found_recurring(actor, key)
    said = _("It is paused.")
    return _then_page(request, key, lambda: services.pause(actor, key), said)


@require_POST
@requires(policies.CHANGE_RECURRING)
def resume_recurring(request: HttpRequest, key: int) -> HttpResponse:
    """Look again."""
    actor = acting(request)
    found_recurring(actor, key)
    said = _("It looks for files again.")
    return _then_page(request, key, lambda: services.resume(actor, key), said)


@writing
@requires(policies.CHANGE_RECURRING)
def remove_recurring(request: HttpRequest, key: int) -> HttpResponse:
    """Ask, then remove it."""
    actor = acting(request)
    found = found_recurring(actor, key)
    page = reverse("ledger:recurring", args=[key])
    if request.method != "POST":
        question = Confirmation(
            _("Delete the recurring import %(name)s?") % {"name": found.name},
            _("The list of the files it took goes with it. What it imported stays."),
            agree=_("Delete"),
            cancel_url=page,
            tone=Tone.BAD,
        )
        return ask(request, question)
    try:
        services.remove(actor, key)
    except ValidationError as error:
        messages.error(request, joined(error.messages))
        return on_to(request, page)
    messages.success(request, _("%(name)s has been deleted.") % {"name": found.name})
    return on_to(request, reverse("ledger:recurring_list"))


def _then_page(
    request: HttpRequest, key: int, write: Callable[[], object], said: str
) -> HttpResponse:
    try:
        write()
    except ValidationError as error:
        messages.error(request, joined(error.messages))
    else:
        messages.success(request, said)
    return redirect("ledger:recurring", key)
