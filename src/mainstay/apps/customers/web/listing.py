"""Pages: the list of customers and its export."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.customers import policies, queries
from mainstay.apps.customers.contracts import columns as added
from mainstay.apps.customers.contracts.actions import actions
from mainstay.apps.customers.models import Customer, Status
from mainstay.apps.customers.services.export import export_customers
from mainstay.apps.customers.web.forms import CustomerFilterForm
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.shell.exports import FileFormat
from mainstay.shell.paging import QuerySetRows, capped_count, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download
from mainstay.shell.web.tables import Badge, Column, Table, Tone, sort_from

_TONES = {Status.ACTIVE: Tone.GOOD, Status.PROSPECT: Tone.INFO, Status.ARCHIVED: Tone.PLAIN}


def status_badge(customer: Customer) -> Badge:
    """A customer's status as the pages show it."""
    return Badge(Status(customer.status).label, _TONES[Status(customer.status)])


@require_safe
@requires(policies.VIEW)
def customer_list(request: HttpRequest) -> HttpResponse:
    """The customers within reach: searched, filtered, sorted."""
    actor = acting(request)
    form = CustomerFilterForm(actor, request.GET)
    fixed = list_columns()
    shown = added.columns(actor)
    sort = sort_from(request, [*fixed, *(_sorted_by(each) for each in shown)], queries.DEFAULT_SORT)
    rows = queries.customers(actor, form.wanted, sort)
    page = paginate(QuerySetRows(rows), [sort, "pk"], cursor=request.GET.get("cursor"))
    values = queries.column_values(shown, [customer.pk for customer in page.items])
    table = Table(
        caption=_("Customers"),
        columns=_with_added(fixed, shown, values),
        page=page,
        sort=sort,
        currency=_currency(),
        total=capped_count(rows),
        cards=True,
    )
    context = {"table": table, "form": form, **_surroundings(actor, request, page.items)}
    return render(request, "customers/list.html", context)


def list_columns() -> list[Column[Customer]]:
    """The columns of every list of customers."""
    return [
        Column(
            "name",
            gettext_lazy("Name"),
            lambda customer: customer.name,
            link=lambda customer: reverse("customers:customer", args=[customer.pk]),
            sortable=True,
            wrap=True,
        ),
        Column("code", gettext_lazy("Code"), lambda customer: customer.code, sortable=True),
        Column("status", gettext_lazy("Status"), status_badge),
        Column("owner", gettext_lazy("Owner"), lambda customer: customer.owner),
        Column("region", gettext_lazy("Region"), lambda customer: customer.region, wide=True),
        Column("industry", gettext_lazy("Industry"), lambda customer: customer.industry, wide=True),
        Column(
            "updated_at",
            gettext_lazy("Updated"),
            lambda customer: customer.updated_at,
            sortable=True,
            wide=True,
        ),
    ]


def _sorted_by(column: added.ListColumn) -> Column[Customer]:
    return Column(column.code, column.label, lambda _: None, sortable=column.expression is not None)


def _with_added(
    fixed: list[Column[Customer]], shown: list[added.ListColumn], values: dict[str, Any]
) -> list[Column[Customer]]:
    """The list's own columns with those of other subjects after the status."""
    more: list[Column[Customer]] = [
        Column(
            column.code,
            column.label,
            lambda customer, known=values[column.code]: known.get(customer.pk),  # type: ignore[misc]
            column.kind,
            sortable=column.expression is not None,
            wide=column.wide,
        )
        for column in shown
    ]
    return [*fixed[:3], *more, *fixed[3:]]


def _currency() -> str:
    installation = governance.find_installation()
    return installation.reporting_currency if installation else ""


def _surroundings(actor: Actor, request: HttpRequest, rows: Any) -> dict[str, Any]:
    """What stands around the table: what can be done, and why it may be empty."""
    filtered = any(value for name, value in request.GET.items() if name not in {"sort", "cursor"})
    return {
        "filtered": filtered,
        "may_create": actor.may(policies.CREATE),
        "may_export": bool(rows) and actor.may(policies.EXPORT),
        "actions": actions(actor),
    }


def customers_where(field: str, value: str) -> str:
    """The address of the list of customers, archived ones too, whose field is this."""
    asked = urlencode({field: value, "status": queries.EVERY_STATUS})
    return f"{reverse('customers:list')}?{asked}"


@require_safe
@requires(policies.EXPORT)
def export(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a file."""
    actor = acting(request)
    form = CustomerFilterForm(actor, request.GET)
    asked = request.GET.get("sort", "")
    sort = asked if asked.removeprefix("-") in queries.sortable(actor) else queries.DEFAULT_SORT
    exported = export_customers(actor, form.wanted, sort)
    kind = asked_format(request) or FileFormat.CSV
    return download(request, exported, kind, reverse("customers:list"))
