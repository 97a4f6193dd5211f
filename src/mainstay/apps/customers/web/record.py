"""Pages: one customer; creating, changing, archiving and restoring it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainstay.apps.customers import policies, queries
from mainstay.apps.customers.contracts.panels import FACTS_ORDER, CustomerPanel, badges, panels
from mainstay.apps.customers.models import Customer, Status
from mainstay.apps.customers.rules import VersionConflict
from mainstay.apps.customers.services.records import (
    archive_customer,
    change_customer,
    create_customer,
    restore_customer,
)
from mainstay.apps.customers.web import conflicts
from mainstay.apps.customers.web.account_teams import team_panel
from mainstay.apps.customers.web.carried import carried, merged
from mainstay.apps.customers.web.conflicts import BothVersions
from mainstay.apps.customers.web.contacts import contacts_panel
from mainstay.apps.customers.web.facts import page_facts
from mainstay.apps.customers.web.forms import CustomerForm
from mainstay.apps.customers.web.list_columns import OWN_COLUMNS, status_badge
from mainstay.apps.customers.web.submission import tell_archived, to_customer
from mainstay.apps.reference.queries.branches import industry_names, region_names
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.shell.paging import QuerySetRows, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.palette.recents import note
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Table


@require_safe
@requires(policies.VIEW)
def customer(request: HttpRequest, key: int) -> HttpResponse:
    """One customer: who it is, what belongs to it, and what other subjects add."""
    actor = acting(request)
    found = queries.customer(actor, key)
    children = queries.children(actor, key)
    may_change = queries.may(actor, policies.CHANGE, found)
    context = {
        "customer": found,
        "status": status_badge(found),
        "badges": badges(actor, found),
        **contacts_panel(actor, found, may_change=may_change),
        **team_panel(actor, found, may_change=queries.may(actor, policies.CHANGE_TEAM, found)),
        "children": _group_table(request, children),
        **page_facts(actor, found, may_change=may_change),
        **_rendered(request, actor, found),
        "archived": found.status == Status.ARCHIVED,
        "may_explain": actor.may(policies.EXPLAIN),
        "may_change": may_change,
        "may_archive": queries.may(actor, policies.ARCHIVE, found),
    }
    context["sections"] = _sections(context)
    response = render(request, "customers/customer.html", context)
    return note(request, response, "customer", found.key)


def _group_table(request: HttpRequest, children: QuerySet[Customer]) -> Table[Customer]:
    """The customers right below, a page at a time."""
    columns = [each for each in OWN_COLUMNS if each.code in {"name", "code", "status", "owner"}]
    return Table(
        caption=_("Belonging to it"),
        columns=[replace(column, sortable=False) for column in columns],
        page=paginate(QuerySetRows(children), ["code"], cursor=request.GET.get("cursor"), size=20),
        cards=True,
    )


def _sections(context: dict[str, Any]) -> list[tuple[str, str]]:
    """Anchor and title of each panel, in the order they stand."""

    def of(panels: list[tuple[CustomerPanel, str]]) -> list[tuple[str, str]]:
        return [(panel.anchor, str(panel.title)) for panel, _html in panels if panel.title]

    own = [("facts", _("Facts"))]
    if context["custom"]:
        own.append(("custom-fields", _("Custom fields")))
    own += [("contacts", _("Contacts")), ("account-team", _("Account team"))]
    if context["children"].page.items:
        own.append(("belonging", _("Belonging to it")))
    return of(context["panels_above"]) + own + of(context["panels_below"])


def _rendered(request: HttpRequest, actor: Actor, found: Customer) -> dict[str, Any]:
    """The panels that have something to show, as HTML: those above the facts and those below."""
    above: list[tuple[CustomerPanel, str]] = []
    below: list[tuple[CustomerPanel, str]] = []
    for panel in panels(actor):
        context = panel.context(actor, found)
        if context is None:
            continue
        context = {**context, "actor": actor, "customer": found}
        html = render_to_string(panel.template, context, request)
        (above if panel.order < FACTS_ORDER else below).append((panel, html))
    return {"panels_above": above, "panels_below": below}


@writing
@requires(policies.CREATE)
def new_customer(request: HttpRequest) -> HttpResponse:
    """A form for one more customer."""
    actor = acting(request)
    form = CustomerForm(actor, request.POST or None)

    def create(**facts: Any) -> Customer:
        facts.pop("version")
        return create_customer(actor, **facts)

    made = submitted(request, form, create)
    if made is not None:
        messages.success(request, _("%(name)s has been created.") % {"name": made.name})
        return redirect("customers:customer", made.pk)
    return _form_page(request, form, None)


@writing
@requires(policies.CHANGE)
def edit_customer(request: HttpRequest, key: int) -> HttpResponse:
    """A form for the facts of a customer."""
    actor = acting(request)
    found = queries.customer(actor, key)
    if found.status == Status.ARCHIVED:
        return redirect("customers:customer", key)  # where it can be restored
    require(actor, policies.CHANGE, found)
    form = CustomerForm(actor, request.POST or None, customer=found)

    def change(version: int | None, **facts: Any) -> Customer:
        return change_customer(actor, key, version or 0, **facts)

    try:
        changed = submitted(request, form, change)
    except VersionConflict:
        return _conflict_page(request, actor, key)
    if changed is not None:
        messages.success(request, _("%(name)s has been changed.") % {"name": changed.name})
        if not queries.visible(actor).filter(pk=key).exists():
            return redirect("customers:list")  # handed over out of the actor's sight
        return redirect("customers:customer", key)
    return _form_page(request, form, found)


def _conflict_page(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Both versions, above a form that writes what was touched over the one in force."""
    found = queries.customer(actor, key)
    sent = CustomerForm(actor, request.POST, customer=found)
    sent.is_valid()
    keep = reverse("customers:customer", args=[key])
    both = conflicts.of_customer(actor, found, sent, keep)
    form = CustomerForm(actor, merged(sent, found.version), customer=found)
    return _form_page(request, form, found, both)


def _form_page(
    request: HttpRequest,
    form: CustomerForm,
    found: Customer | None,
    both: BothVersions | None = None,
) -> HttpResponse:
    actor = acting(request)
    choices = queries.filter_choices(actor, ["region", "industry"])
    context = {
        "form": form,
        "carried": carried(form) if found else "",
        "both": both,
        "customer": found,
        "suggestions": {
            "industry": sorted({*choices.industries, *industry_names(actor)}),
            "region": sorted({*choices.regions, *region_names(actor)}),
        },
        "title": _("Edit customer") if found else _("New customer"),
        "submit": _("Save") if found else _("Create customer"),
        "cancel": reverse("customers:customer", args=[found.pk])
        if found
        else reverse("customers:list"),
    }
    return render(request, "customers/form.html", context, status=409 if both else 200)


@writing
@requires(policies.ARCHIVE)
def archive(request: HttpRequest, key: int) -> HttpResponse:
    """Ask, then put a customer away; the message offers the way back."""
    actor = acting(request)
    found = queries.customer(actor, key)
    require(actor, policies.ARCHIVE, found)
    question = Confirmation(
        title=_("Archive %(name)s?") % {"name": found.name},
        text=_(
            "The customer leaves the lists and cannot be changed. Its order lines stay and count, "
            "and it can be restored at any time."
        ),
        agree=_("Archive"),
        cancel_url=reverse("customers:customer", args=[key]),
    )
    if request.method != "POST":
        return ask(request, question)
    archive_customer(actor, key)
    tell_archived(request, found.name, reverse("customers:restore", args=[key]))
    return to_customer(request, key)


@writing
@requires(policies.ARCHIVE)
def restore(request: HttpRequest, key: int) -> HttpResponse:
    """Ask, then bring an archived customer back."""
    actor = acting(request)
    found = queries.customer(actor, key)
    require(actor, policies.ARCHIVE, found)
    question = Confirmation(
        title=_("Restore %(name)s?") % {"name": found.name},
        text=_("The customer returns to the lists with the status it had."),
        agree=_("Restore"),
        cancel_url=reverse("customers:customer", args=[key]),
    )
    if request.method != "POST":
        return ask(request, question)
    restore_customer(actor, key)
    messages.success(request, _("%(name)s has been restored.") % {"name": found.name})
    return to_customer(request, key)
