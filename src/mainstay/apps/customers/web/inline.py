"""Parts of the list and of a customer's page: one fact, changed where it stands."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import reswap, retarget, trigger_client_event

from mainstay.apps.customers import policies, queries
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.rules import VersionConflict
from mainstay.apps.customers.services.records import change_customer
from mainstay.apps.customers.web import conflicts
from mainstay.apps.customers.web.carried import text_of
from mainstay.apps.customers.web.fact_form import FactForm
from mainstay.apps.customers.web.facts import Fact, Shown, may_change_here
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.shell.sentences import joined
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.partials import is_part, on_to
from mainstay.shell.web.submission import writing

HEAD_CHANGED = "customer-changed"
"""Tells the customer's page to fetch its head again."""
_IN_THE_HEAD = frozenset({"name", "status", "to_be_completed"})


@dataclass(frozen=True, slots=True)
class Undo:
    """The way back: a form that gives a fact its old value."""

    url: str
    place: str
    fields: SafeString
    label: str


@dataclass(frozen=True, slots=True)
class Toast:
    """What is said in passing once something was done."""

    text: str
    level: str = "success"
    undo: Undo | None = None


@require_safe
@requires(policies.VIEW)
def shown(request: HttpRequest, key: int, field: str) -> HttpResponse:
    """A fact as the page shows it, as after giving up changing it."""
    actor, fact = acting(request), _fact(request, field)
    if not is_part(request):
        return redirect("customers:customer", key)
    return _shown(request, actor, fact, queries.customer(actor, key))


@writing
@requires(policies.CHANGE)
def change(request: HttpRequest, key: int, field: str) -> HttpResponse:
    """A form in the place of a fact; what is refused is said there, and then it is shown again."""
    actor, fact = acting(request), _fact(request, field)
    found = queries.customer(actor, key)
    require(actor, policies.CHANGE, found)
    sent = request.method == "POST"
    if not (sent or is_part(request)):
        return redirect(fact.edit(found).page_url)
    if not _may_change(actor, found, fact):
        words = _("%(field)s of %(customer)s cannot be changed by you now.")
        return _shown(request, actor, fact, found, Toast(_say(words, fact, found), "error"))
    form = FactForm(actor, field, found, request.POST if sent else None, fact.edit(found).place)
    return _sent(request, actor, fact, found, form) if sent else _form(request, fact, found, form)


def _fact(request: HttpRequest, field: str) -> Fact:
    """The fact that the address names, where it is shown. Raises Http404."""
    in_list = request.GET.get("in") == Shown.LIST
    fact = Fact.known(field, Shown.LIST if in_list else Shown.PAGE)
    if fact is None:
        raise Http404(field)
    return fact


def _may_change(actor: Actor, customer: Customer, fact: Fact) -> bool:
    read = () if queries.may(actor, policies.CHANGE, customer) else (customer.pk,)
    return may_change_here(actor, read)(customer, fact.field)


def _say(words: str, fact: Fact, customer: Customer) -> str:
    return words % {"field": fact.column.label, "customer": customer.name}


def _sent(
    request: HttpRequest, actor: Actor, fact: Fact, found: Customer, form: FactForm
) -> HttpResponse:
    """Write what was sent. What is said afterwards depends on what came of it."""
    if not form.is_valid():
        return _form(request, fact, found, form)
    facts = {name: each for name, each in form.cleaned_data.items() if name != "version"}
    version = form.version_to_write()
    try:
        changed = change_customer(actor, found.pk, version, **facts)
    except ValidationError as refusal:
        form.refuse(refusal)
        return _form(request, fact, found, form)
    except VersionConflict:
        return _conflict(request, actor, fact, found.pk)
    if changed.version == version:
        return _shown(request, actor, fact, found)
    return _written(request, actor, fact, found)


def _written(request: HttpRequest, actor: Actor, fact: Fact, before: Customer) -> HttpResponse:
    """The new value, with the way back; no row any more for a customer handed out of sight."""
    try:
        found = queries.customer(actor, before.pk)
    except queries.CustomerNotFound:
        return _gone(request, fact, before)
    undone = bool(request.POST.get("undo"))
    words = (
        _("%(field)s of %(customer)s is as it was.")
        if undone
        else _("%(field)s of %(customer)s has been changed.")
    )
    undo = None if undone else _undo(actor, fact, before, found)
    said = Toast(_say(words, fact, found), undo=undo)
    response = _shown(request, actor, fact, found, said)
    if fact.shown is Shown.PAGE and fact.field in _IN_THE_HEAD:
        trigger_client_event(response, HEAD_CHANGED)
    return response


def _undo(actor: Actor, fact: Fact, before: Customer, found: Customer) -> Undo | None:
    """The way back, where there is one: not to a colleague who left, say."""
    old = text_of(FactForm(actor, fact.field, before).fact)
    trial = {"version": found.version, fact.field: old}
    form = FactForm(actor, fact.field, found, trial)
    if not form.is_valid():
        return None
    edit = fact.edit(found)
    label = _say(_("Undo: %(field)s of %(customer)s"), fact, found)
    return Undo(edit.form_url, edit.place, form.resending(old, undo=1), label)


def _gone(request: HttpRequest, fact: Fact, before: Customer) -> HttpResponse:
    words = _("%(name)s has been changed and is no longer within your reach.")
    words = words % {"name": before.name}
    if fact.shown is Shown.PAGE or not is_part(request):
        messages.info(request, words)
        return on_to(request, reverse("customers:list"))
    response = render(request, "components/fresh_toast.html", {"toast": Toast(words, "info")})
    row = f"tr:has(#{fact.edit(before).place})"
    return reswap(retarget(response, row), "delete")


def _conflict(request: HttpRequest, actor: Actor, fact: Fact, key: int) -> HttpResponse:
    """Both versions, in the place of the fact; the way on is over the version in force."""
    found = queries.customer(actor, key)
    edit = fact.edit(found)
    if not is_part(request):
        messages.error(request, _("Somebody else has changed this customer since it was read."))
        return redirect(edit.page_url)
    form = FactForm(actor, fact.field, found, request.POST, edit.place)
    form.is_valid()
    both = conflicts.of_customer(actor, found, form, fact.url("fact_shown", found))
    if not both.lines:
        return _shown(request, actor, fact, found)  # both want the same
    value = form.fact.data
    context = {
        "edit": edit,
        "both": both,
        "fields": form.resending("" if value is None else str(value)),
    }
    return render(request, "customers/fact_conflict.html", context, status=409)


def _form(request: HttpRequest, fact: Fact, found: Customer, form: FactForm) -> HttpResponse:
    if not is_part(request):
        for problem in form.errors.values():
            messages.error(request, joined(problem))
        return redirect(fact.edit(found).page_url)
    context = {
        "edit": fact.edit(found),
        "form": form,
        "shown_url": fact.url("fact_shown", found),
    }
    return render(request, "customers/fact_form.html", context)


def _shown(
    request: HttpRequest,
    actor: Actor,
    fact: Fact,
    found: Customer,
    toast: Toast | None = None,
) -> HttpResponse:
    """The value with its pencil, which takes the focus."""
    if not is_part(request):
        if toast:
            (messages.error if toast.level == "error" else messages.success)(request, toast.text)
        return redirect("customers:customer", found.pk)
    context: dict[str, Any] = {
        "cell": fact.cell(found, may_change=_may_change(actor, found, fact)),
        "place": fact.edit(found).place,
        "currency": _currency() if fact.shown is Shown.LIST else "",
        "toast": toast,
    }
    return render(request, "customers/fact.html", context)


def _currency() -> str:
    installation = governance.find_installation()
    return installation.reporting_currency if installation else ""
