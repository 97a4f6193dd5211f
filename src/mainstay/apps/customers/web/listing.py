"""Pages: the list of customers and its export."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from mainstay.apps.customers import policies, queries
from mainstay.apps.customers.contracts import columns as added
from mainstay.apps.customers.contracts.actions import actions
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.queries.counting import exact_count
from mainstay.apps.customers.queries.custom_fields import custom_fields, read_values_along
from mainstay.apps.customers.queries.filter_fields import ACCOUNT_TEAM
from mainstay.apps.customers.services.export import export_customers
from mainstay.apps.customers.web.asked import AskedList, asked_in
from mainstay.apps.customers.web.facts import may_change_here, with_pencils
from mainstay.apps.customers.web.list_columns import READ_ALONG, list_columns
from mainstay.apps.customers.web.list_head import list_head, page_of
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.bounded import TookTooLong
from mainstay.shell.exports import FileFormat
from mainstay.shell.paging import QuerySetRows, capped_count, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download
from mainstay.shell.web.figures import full_number
from mainstay.shell.web.partials import is_part
from mainstay.shell.web.tables import Column, Pick, Table


@require_safe
@requires(policies.VIEW)
def customer_list(request: HttpRequest) -> HttpResponse:
    """The customers within reach: searched, filtered, in the columns and order of a view."""
    actor = acting(request)
    asked = asked_in(request, actor, may_open_first=True)
    rows = asked.rows()
    keyset = QuerySetRows(rows, queries.present(actor, asked.sort))
    page = paginate(keyset, [asked.sort, "pk"], cursor=request.GET.get("cursor"))
    table = Table(
        caption=_("Customers"),
        columns=_columns(actor, asked, page.items),
        page=page,
        sort=asked.sort,
        currency=_currency(),
        total=capped_count(rows, queries.most_counted(asked.wanted.text)),
        cards=True,
        count_url=f"{reverse('customers:count')}?{asked.words()}",
        pick=_pick(asked) if actor.may(policies.CHANGE_MANY) else None,
    )
    context = {
        "table": table,
        "form": asked.form,
        "head": list_head(actor, asked),
        **_surroundings(actor, asked, page.items),
    }
    return render(request, "customers/list.html", context)


def _columns(actor: Actor, asked: AskedList, rows: Sequence[Customer]) -> list[Column[Customer]]:
    """The list's columns, with what they need to know of these customers."""
    if READ_ALONG & set(asked.columns):
        queries.read_along(actor, rows)
    if ACCOUNT_TEAM in asked.columns:
        queries.read_teams_along(rows)
    fields = [field for field in custom_fields() if field.name in asked.columns]
    if fields:
        read_values_along(rows, fields)
    shown = added.columns_named(actor, asked.columns)
    values = queries.column_values(shown, [customer.pk for customer in rows])
    found = list_columns(asked.columns, shown, values, chosen=bool(asked.chosen))
    if not actor.may(policies.CHANGE):
        return found
    read = queries.only_read(actor, [customer.pk for customer in rows])
    return with_pencils(found, may_change_here(actor, read))


def _pick(asked: AskedList) -> Pick[Customer]:
    """Customers can be chosen to be changed together."""
    return Pick(
        page_of("customers:bulk_new", list=asked.words()),
        gettext_lazy("Change them"),
        value=lambda customer: customer.pk,
        name=lambda customer: customer.name,
    )


def _currency() -> str:
    installation = governance.find_installation()
    return installation.reporting_currency if installation else ""


def _surroundings(actor: Actor, asked: AskedList, rows: Any) -> dict[str, Any]:
    """What stands around the table: what can be done, and why it may be empty."""
    return {
        "filtered": asked.is_filtered,
        "may_create": actor.may(policies.CREATE),
        "bulk_url": page_of("customers:bulk_new", list=asked.words())
        if rows and actor.may(policies.CHANGE_MANY)
        else "",
        "exports": _exports(asked) if rows and actor.may(policies.EXPORT) else (),
        "actions": actions(actor),
    }


def _exports(asked: AskedList) -> list[tuple[Any, list[tuple[FileFormat, str]]]]:
    """The files that the list can be had as: in its columns, and whole, for an import."""
    shown = ",".join(asked.columns)
    kinds = (FileFormat.XLSX, FileFormat.CSV)

    def addresses(columns: str) -> list[tuple[FileFormat, str]]:
        page = reverse("customers:export")
        return [
            (kind, f"{page}?{asked.words(view='', columns=columns, format=kind.value)}")
            for kind in kinds
        ]

    return [
        (_("The columns shown"), addresses(shown)),
        (_("All fields, to import them again"), addresses("")),
    ]


@require_safe
@requires(policies.VIEW)
def count(request: HttpRequest) -> HttpResponse:
    """How many customers the list has, to the last one."""
    actor = acting(request)
    asked = asked_in(request, actor)
    try:
        words = _number_of_rows(exact_count(asked.rows()))
    except TookTooLong:
        words = _("Counting them all takes too long; filter the list first.")
    if is_part(request):
        return HttpResponse(escape(words))
    messages.info(request, words)
    return redirect(asked.address())


def _number_of_rows(number: int) -> str:
    rows = ngettext("%(number)s row", "%(number)s rows", number)
    return rows % {"number": full_number(number)}


def customers_where(field: str, value: str) -> str:
    """The address of the list of customers, archived ones too, whose field is this."""
    asked = urlencode({field: value, "status": queries.EVERY_STATUS})
    return f"{reverse('customers:list')}?{asked}"


@require_safe
@requires(policies.EXPORT)
def export(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a file: in the columns that the address names, or with every field."""
    actor = acting(request)
    asked = asked_in(request, actor)
    if asked.faults or asked.is_hidden:
        return redirect(asked.address())
    exported = export_customers(actor, asked.wanted, asked.sort, asked.chosen)
    kind = asked_format(request) or FileFormat.CSV
    return download(request, exported, kind, reverse("customers:list"))
