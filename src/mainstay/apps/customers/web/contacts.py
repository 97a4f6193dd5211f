"""Pages: the people at customers; adding, changing, archiving and restoring them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.customers import policies, queries
from mainstay.apps.customers.models import Contact, Customer, Status
from mainstay.apps.customers.queries.account_teams import only_read
from mainstay.apps.customers.rules import ContactVersionConflict
from mainstay.apps.customers.services.contacts import (
    archive_contact,
    change_contact,
    create_contact,
    restore_contact,
)
from mainstay.apps.customers.services.export import export_contacts
from mainstay.apps.customers.web import conflicts
from mainstay.apps.customers.web.carried import carried, merged
from mainstay.apps.customers.web.conflicts import BothVersions
from mainstay.apps.customers.web.contact_forms import ContactFilterForm, ContactForm
from mainstay.apps.customers.web.submission import tell_archived, to_customer
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import hidden_fields
from mainstay.foundation.access.services import require
from mainstay.shell.exports import FileFormat
from mainstay.shell.paging import Page, QuerySetRows, capped_count, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.exporting import asked_format, download
from mainstay.shell.web.palette.recents import note
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Badge, Column, Table, Tone

SHOWN = 10
"""How many contacts a customer's page shows; the others are a step away."""


def contacts_panel(actor: Actor, customer: Customer, *, may_change: bool) -> dict[str, Any]:
    """What a customer's page shows of its contacts."""
    rows = list(queries.contacts_of(actor, customer.pk)[: SHOWN + 1])
    every = queries.contacts(actor, queries.ContactFilter(customer=customer.pk, archived=True))
    others = len(rows) > SHOWN or every.exclude(archived_at=None).exists()
    table = Table(
        caption=_("Contacts"),
        columns=contact_columns(actor, lambda _contact: may_change),
        page=Page(rows[:SHOWN]),
        cards=True,
        dense=True,
    )
    return {"contacts": table, "has_other_contacts": others}


def contact_columns(actor: Actor, may_change: Callable[[Contact], bool]) -> list[Column[Contact]]:
    """The columns of every list of contacts; who may change a contact gets to its form."""
    hidden = hidden_fields(actor, Contact)
    return [
        Column(
            "name",
            pgettext_lazy("person", "Name"),
            lambda contact: contact.name,
            link=lambda contact: (
                reverse("customers:contact", args=[contact.pk]) if may_change(contact) else None
            ),
            wrap=True,
        ),
        Column("standing", gettext_lazy("Standing"), _standing),
        Column("position", gettext_lazy("Position"), _position, wrap=True),
        *(each for each in _ways() if each.code not in hidden),
    ]


def _ways() -> list[Column[Contact]]:
    """How to reach somebody, each column named like the field that it takes to see it."""
    return [
        Column("phone", gettext_lazy("Phone"), _phones, wrap=True),
        Column("email", gettext_lazy("E-mail"), _email, wrap=True),
        Column("wechat", gettext_lazy("WeChat"), lambda contact: contact.wechat),
    ]


def _position(contact: Contact) -> str:
    return " · ".join(filter(None, (contact.position, contact.department)))


def _phones(contact: Contact) -> str:
    return " · ".join(filter(None, (contact.mobile, contact.phone)))


def _email(contact: Contact) -> SafeString:
    """An address that may be broken behind its @, and there alone."""
    parts = ((part,) for part in contact.email.split("@"))
    return format_html_join(SafeString("@<wbr>"), "{}", parts)


def _standing(contact: Contact) -> Badge | None:
    if contact.archived_at is not None:
        return Badge(_("Archived"))
    return Badge(_("Main contact"), Tone.INFO) if contact.is_main else None


@require_safe
@requires(policies.VIEW)
def contact_list(request: HttpRequest) -> HttpResponse:
    """The contacts within reach, searched; of one customer where the address names it."""
    actor = acting(request)
    form = ContactFilterForm(request.GET)
    found = queries.contact_list(actor, form.wanted)
    page = paginate(QuerySetRows(found.rows), found.order, cursor=request.GET.get("cursor"))
    own = Column[Contact](
        "customer",
        gettext_lazy("Customer"),
        lambda contact: contact.customer.name,
        link=lambda contact: reverse("customers:customer", args=[contact.customer_id]),
        wrap=True,
    )
    changes = actor.may(policies.CHANGE)
    keys = {contact.customer_id for contact in page.items} if changes else ()
    read = only_read(actor, keys)
    name, *others = contact_columns(actor, lambda each: changes and each.customer_id not in read)
    table = Table(
        caption=_("Contacts"),
        columns=[name, own, *others],
        page=page,
        total=capped_count(found.rows, queries.most_counted(form.wanted.text)),
        cards=True,
        dense=True,
    )
    key = form.wanted.customer
    customer = queries.visible(actor).filter(pk=key).first() if key is not None else None
    context = {
        "table": table,
        "form": form,
        "customer": customer,
        "filtered": any(value for each, value in request.GET.items() if each != "cursor"),
        "may_export": bool(page.items) and actor.may(policies.EXPORT),
        "may_change": customer is not None
        and customer.status != Status.ARCHIVED
        and queries.may(actor, policies.CHANGE, customer),
    }
    return render(request, "customers/contacts.html", context)


@require_safe
@requires(policies.EXPORT)
def export(request: HttpRequest) -> HttpResponseBase:
    """The contacts of the list as a file that an import reads again."""
    exported = export_contacts(acting(request), ContactFilterForm(request.GET).wanted)
    kind = asked_format(request) or FileFormat.CSV
    return download(request, exported, kind, reverse("customers:contacts"))


@writing
@requires(policies.CHANGE)
def new_contact(request: HttpRequest, key: int) -> HttpResponse:
    """A form for one more person at a customer."""
    actor = acting(request)
    customer = queries.customer(actor, key)
    require(actor, policies.CHANGE, customer)
    if customer.status == Status.ARCHIVED:
        return redirect("customers:customer", key)  # where it can be restored
    form = ContactForm(actor, None, request.POST or None)

    def create(**facts: Any) -> Contact:
        facts.pop("version")
        return create_contact(actor, key, **facts)

    made = submitted(request, form, create)
    if made is not None:
        messages.success(request, _("%(name)s has been added.") % {"name": made.name})
        return redirect("customers:customer", key)
    return _form_page(request, form, customer, None)


@writing
@requires(policies.CHANGE)
def edit_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """A form for the facts of a contact."""
    actor = acting(request)
    found = queries.contact(actor, contact_id)
    require(actor, policies.CHANGE, found)
    form = ContactForm(actor, found, request.POST or None)

    def change(version: int | None, **facts: Any) -> Contact:
        return change_contact(actor, contact_id, version or 0, **facts)

    try:
        changed = submitted(request, form, change)
    except ContactVersionConflict:
        return _conflict_page(request, actor, contact_id)
    if changed is not None:
        messages.success(request, _("%(name)s has been changed.") % {"name": changed.name})
        return redirect("customers:customer", changed.customer_id)
    return note(request, _form_page(request, form, found.customer, found), "contact", found.pk)


def _conflict_page(request: HttpRequest, actor: Actor, contact_id: int) -> HttpResponse:
    """Both versions, above a form that writes what was touched over the one in force."""
    found = queries.contact(actor, contact_id)
    sent = ContactForm(actor, found, request.POST)
    sent.is_valid()
    keep = reverse("customers:contact", args=[contact_id])
    both = conflicts.of_contact(actor, found, sent, keep)
    form = ContactForm(actor, found, merged(sent, found.version))
    return _form_page(request, form, found.customer, found, both)


def _form_page(
    request: HttpRequest,
    form: ContactForm,
    customer: Customer,
    found: Contact | None,
    both: BothVersions | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "carried": carried(form) if found else "",
        "both": both,
        "customer": customer,
        "contact": found,
        "badge": _standing(found) if found else None,
        "title": found.name if found else _("New contact"),
        "submit": _("Save") if found else _("Add the contact"),
        "cancel": reverse("customers:customer", args=[customer.pk]),
    }
    return render(request, "customers/contact_form.html", context, status=409 if both else 200)


@writing
@requires(policies.CHANGE)
def archive(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Ask, then put a contact away; the message offers the way back."""
    actor = acting(request)
    found = queries.contact(actor, contact_id)
    require(actor, policies.CHANGE, found)
    question = Confirmation(
        title=_("Archive %(name)s?") % {"name": found.name},
        text=_("The contact leaves the lists and cannot be changed. It can be restored any time."),
        agree=_("Archive"),
        cancel_url=reverse("customers:contact", args=[contact_id]),
    )
    if request.method != "POST":
        return ask(request, question)
    archive_contact(actor, contact_id)
    tell_archived(request, found.name, reverse("customers:contact_restore", args=[contact_id]))
    return to_customer(request, found.customer_id)


@writing
@requires(policies.CHANGE)
def restore(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Ask, then bring an archived contact back."""
    actor = acting(request)
    found = queries.contact(actor, contact_id)
    require(actor, policies.CHANGE, found)
    question = Confirmation(
        title=_("Restore %(name)s?") % {"name": found.name},
        text=_("The contact returns to the lists."),
        agree=_("Restore"),
        cancel_url=reverse("customers:contact", args=[contact_id]),
    )
    if request.method != "POST":
        return ask(request, question)
    restore_contact(actor, contact_id)
    messages.success(request, _("%(name)s has been restored.") % {"name": found.name})
    return to_customer(request, found.customer_id)
